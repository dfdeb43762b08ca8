"""What `retret --help` says: every command with its line. Nothing is imported that parses or draws, so that it is there at once."""

import shutil
import textwrap
from collections.abc import Sequence

from analysis.messages import Lang, text

COMMANDS = (
    "check",
    "build",
    "clean",
    "audit",
    "show",
    "estimate",
    "meta",
    "calibrate",
    "plan",
    "next-year",
    "release",
    "visits",
    "status",
    "template",
    "dictionary",
    "simulate",
    "bench",
    "version",
)
"""Every command in the order of its use; a test compares them with what the command line knows."""

HELP = ("--help", "-h")
WIDEST = 100
"""Longer lines are hard to read; a terminal may be narrower."""


def asks_for_overview(words: Sequence[str]) -> bool:
    """Whether no command is named and nothing but help is asked for, in whatever language."""
    rest = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if "--lang" not in (before, word) and not word.startswith("--lang=")
    ]
    return not rest or (len(rest) == 1 and rest[0] in HELP)


def overview(lang: Lang) -> str:
    """The help of the whole command line, as wide as the terminal."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    rows = [(name, text(f"help-{name}", lang)) for name in COMMANDS]
    more = [("--help, -h", text("help-help", lang)), ("--version", text("help-version", lang))]
    column = max(len(name) for name, _ in (*rows, *more)) + 4
    paragraphs = text("help-retret", lang).split("\n\n")
    return "\n\n".join(
        [
            text("help-usage", lang),
            *(textwrap.fill(one, width) for one in paragraphs),
            "\n".join([text("help-commands", lang), *(_row(*one, column, width) for one in rows)]),
            "\n".join(_row(*one, column, width) for one in more),
            textwrap.fill(text("help-each", lang), width),
        ]
    )


def _row(name: str, said: str, column: int, width: int) -> str:
    """A name and the first paragraph of what is said of it, beside each other."""
    first = said.split("\n\n", maxsplit=1)[0]
    return textwrap.fill(
        first,
        width,
        initial_indent=f"  {name}".ljust(column),
        subsequent_indent=" " * column,
        break_long_words=False,
        break_on_hyphens=False,
    )
