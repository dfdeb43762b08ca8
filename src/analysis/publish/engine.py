"""The engine that renders a staged folder: Quarto where it is installed, else the embedded one; never a silent change."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from analysis.problems import RetretError
from analysis.publish.again import render_again
from analysis.publish.embedded import EMBEDDED, embedded_version, embedded_way
from analysis.publish.made_of import OUT
from analysis.publish.quarto import quarto_way, tail

Choice = Literal["auto", "quarto", "embedded"]
CHOICES = ("auto", "quarto", "embedded")


@dataclass(frozen=True)
class Engine:
    """An engine that was seen to run; `command` is None for the embedded one."""

    name: str
    version: str
    command: str | None


def find_engine(choice: str = "auto") -> Engine:
    """The engine asked for; `auto` takes QUARTO_PATH, then a quarto on PATH, then the embedded one.

    A Quarto that is named or found and does not run stops the build.
    """
    if choice not in CHOICES:
        raise RetretError("unknown-engine", engine=choice, known=", ".join(CHOICES))
    if choice != "embedded":
        command = os.environ.get("QUARTO_PATH") or shutil.which("quarto")
        if command:
            return Engine("Quarto", _quarto_version(command), command)
        if choice == "quarto":
            raise RetretError("no-quarto")
    return Engine(EMBEDDED, embedded_version(), None)


def _quarto_version(command: str) -> str:
    try:
        ran = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=120, check=False)
    except OSError as error:
        raise RetretError("broken-quarto", command=command, why=error.strerror or str(error)) from error
    except subprocess.TimeoutExpired as error:
        raise RetretError("broken-quarto", command=command, why="timeout") from error
    if ran.returncode != 0 or not ran.stdout.strip():
        raise RetretError("broken-quarto", command=command, why=tail(ran.stderr or ran.stdout))
    return ran.stdout.split()[-1]


def render(engine: Engine, stage: Path, kept: Path | None = None) -> Path:
    """The folder of pages rendered from a staged folder; whatever the engine could not do stops here.

    `kept`: a folder where the last rendering lies, and this one is left for the next.
    """
    out = stage / OUT
    shutil.rmtree(out, ignore_errors=True)
    way = embedded_way() if engine.command is None else quarto_way(engine.command, engine.version)
    if kept is None:
        way.whole(stage)
    else:
        render_again(way, stage, kept)
    if not (out / "index.html").is_file():
        raise RetretError("engine-failed", engine=engine.name, why="index.html")
    return out
