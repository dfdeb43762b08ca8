"""One catalogue of texts, Indonesian and English side by side, in `catalogue/*.toml`."""

import os
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from analysis.problems import Problem, RetretError

Lang = Literal["id", "en"]
LANGS: tuple[Lang, ...] = ("id", "en")


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
    for file in sorted(files("analysis").joinpath("catalogue").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        for code, texts in tomllib.loads(file.read_text("utf-8")).items():
            if code in found:
                raise ValueError(f"message {code} stands twice in the catalogue ({file.name})")
            found[code] = texts
    return found


def text(code: str, lang: Lang = "id", /, **values: object) -> str:
    """The text of a message with its values filled in; an unknown code or value is an error, never silence."""
    return catalogue()[code][lang].format(**values)


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
