"""One catalogue of texts, Indonesian and English side by side, in `catalogue/*.toml`."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from analysis.problems import Problem, RetretError

Lang = Literal["id", "en"]
LANGS: tuple[Lang, ...] = ("id", "en")
TOLD = "RETRET_TOLD"
"""The variable that names a file to which a process adds the code of every message that it tells, each once."""

_told: set[str] = set()


def language(choice: str | None = None) -> Lang:
    """The language asked for by flag, else by RETRET_LANG, else Indonesian."""
    lang = choice or os.environ.get("RETRET_LANG") or "id"
    if lang not in LANGS:
        raise RetretError("unknown-language", lang=lang)
    return lang


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every message by code; a code in two files is an error, found at load."""
    found: dict[str, dict[str, str]] = {}
    for name in _contents():
        for code, texts in _parsed(name).items():
            if code in found:
                raise ValueError(f"message {code} stands twice in the catalogue ({name})")
            found[code] = texts
    return found


@cache
def _contents() -> dict[str, str]:
    """The catalogue's files by name, unread as TOML."""
    # importlib.resources would take longer to import than all of these take to read.
    folder = Path(__file__).with_name("catalogue")
    return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.toml"))}


def edited() -> bool:
    """Whether the catalogue's files are others than when this process first read them."""
    return _contents.__wrapped__() != _contents()


@cache
def _parsed(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(_contents()[name])


@cache
def _texts(code: str) -> dict[str, str]:
    """A message's texts."""
    return catalogue()[code] if catalogue.cache_info().currsize else _alone(code)


def _alone(code: str) -> dict[str, str]:
    """The same without the whole catalogue: only its own lines are parsed where they can be told, since a command's help needs
    few of many."""
    for name, content in _contents().items():
        if f"[{code}]" in content and (found := _lines(content, code) or _parsed(name).get(code)):
            return found
    return catalogue()[code]


def _lines(content: str, code: str) -> dict[str, str] | None:
    """The table of a code parsed by itself, from its head to the next one; None where a text holds what looks like a head."""
    _, head, rest = f"\n{content}".partition(f"\n[{code}]\n")
    try:
        return tomllib.loads(rest.partition("\n[")[0]) if head else None
    except tomllib.TOMLDecodeError:
        return None


def text(code: str, lang: Lang = "id", /, **values: object) -> str:
    """The text of a message with its values filled in; an unknown code or value is an error, never silence."""
    _note(code)
    return _texts(code)[lang].format(**values)


def known(code: str) -> bool:
    """Whether the catalogue has a message of this code."""
    _note(code)
    return code in catalogue()


def told() -> frozenset[str]:
    """The codes that this process has asked for."""
    return frozenset(_told)


def _note(code: str) -> None:
    if code in _told:
        return
    _told.add(code)
    file = os.environ.get(TOLD)
    if file:
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(f"{code}\n")


def problem_line(problem: Problem, lang: Lang = "id") -> str:
    """`file › sheet › cell: what is wrong. What to write.` on one line."""
    place = [problem.file]
    if problem.sheet:
        place.append(problem.sheet)
    if problem.cell:
        place.append(problem.cell)
    elif problem.row:
        place.append(text("row-place", lang, row=problem.row))
    return f"{' › '.join(place)}: {text(problem.code, lang, **problem.values)}"
