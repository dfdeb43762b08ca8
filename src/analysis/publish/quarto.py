"""Rendering by Quarto, which is another program."""

import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from analysis.problems import RetretError
from analysis.publish.again import Way

SMALL_SHARE = 0.25
"""Of all pages so many are rendered one by one: each starts Quarto anew, which costs about as much as a few pages do."""

TAIL = 12


def quarto_way(command: str, version: str) -> Way:
    """How the Quarto at `command` renders."""
    return Way(f"Quarto {version}", partial(_whole, command), partial(_some, command), SMALL_SHARE)


def _whole(command: str, stage: Path) -> None:
    _run(command, stage, stage)


def _some(command: str, stage: Path, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        _run(command, stage, stage / name)
        yield name


def _run(command: str, stage: Path, what: Path) -> None:
    """One call of Quarto; RetretError with the end of what it said where it fails."""
    ran = subprocess.run(
        [command, "render", str(what)], cwd=stage, capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise RetretError("engine-failed", engine="Quarto", why=tail(ran.stderr or ran.stdout))


def tail(said: str) -> str:
    """The last lines of what a program said."""
    return "\n".join(said.strip().splitlines()[-TAIL:])
