"""Words by which headers, labels and names are compared, and the lists of them that stand beside this code."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


@cache
def key(text: str) -> str:
    """Text without capitals, accents, punctuation and double spaces; "&" is "dan"."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return _NOT_A_WORD.sub(" ", folded.replace("&", " dan ")).strip()


@cache
def _raw_list(name: str) -> Mapping[str, Mapping[str, list[str]]]:
    raw = tomllib.loads(files("analysis.ingest").joinpath(f"{name}.toml").read_text("utf-8"))
    return cast(Mapping[str, Mapping[str, list[str]]], raw)


@cache
def word_list(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The tables of one list (`columns`, `elements`, `periods`, …): each meaning with its spellings as keys."""
    return {
        table: {meaning: tuple(key(word) for word in words) for meaning, words in meanings.items()}
        for table, meanings in _raw_list(name).items()
    }


def title(name: str, table: str, meaning: str) -> str:
    """How to write a meaning: the first spelling of its list."""
    return _raw_list(name)[table][meaning][0]


@cache
def meanings(name: str, table: str) -> Mapping[str, str]:
    """What each spelling of a table means; a spelling under two meanings is an error of the list."""
    found: dict[str, str] = {}
    for meaning, words in word_list(name)[table].items():
        for word in words:
            if found.setdefault(word, meaning) != meaning:
                raise ValueError(f"{name}.toml: {word!r} stands under {found[word]} and {meaning}")
    return found
