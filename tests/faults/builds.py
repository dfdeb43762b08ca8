"""Builds of the small city in processes of their own, to be killed or refused something, and what they leave."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat

from analysis.known.prints import Seen
from analysis.paths import Root

BOOKS = ("05-data-status.ipynb", "06-data-dictionary.ipynb")
"""Notebooks that are edited: two quick pages, and every page of the site is rendered again."""


def short_checkout(checkout: Path, folder: Path) -> Path:
    """A checkout of its own whose notebooks may be edited."""
    leave = shutil.ignore_patterns("unit", "group", "indicator", "_parts", "_data", "*.ipynb")
    shutil.copytree(checkout / "reports", folder / "reports", ignore=leave)
    shutil.copytree(checkout / "notebooks", folder / "notebooks")
    for name in ("_quarto.yml", "index.qmd", "404.qmd"):
        shutil.copy(checkout / name, folder / name)
    # The method check shows the stored calibration, which is the checkout's own.
    shutil.copytree(checkout / "data" / "calibration", folder / "data" / "calibration")
    return folder


def edit(checkout: Path, said: str) -> None:
    """A sentence more in each of BOOKS."""
    for name in BOOKS:
        file = checkout / "notebooks" / name
        book = nbformat.read(file, as_version=4)
        book.cells.append(nbformat.v4.new_markdown_cell(said))
        nbformat.write(book, file)


def copied(built: Root, place: Path) -> Root:
    """The built small city in a folder of its own, with all that builds keep; files keep their times."""
    shutil.copytree(built.base, place)
    return Root(place)


def start(
    root: Root,
    checkout: Path,
    *words: str,
    env: Mapping[str, str | None] | None = None,
    before: Callable[[], None] | None = None,
) -> subprocess.Popen[str]:
    """`retret build` in a session of its own, so that a test ends nothing else; what `env` holds as None is not set."""
    command = [sys.executable, "-m", "analysis.cli", "build", "--engine", "embedded"]
    return subprocess.Popen(
        [*command, "--root", str(root.base), *words],
        cwd=checkout,
        env={name: value for name, value in (os.environ | dict(env or {})).items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=before,
    )


def run(root: Root, checkout: Path, *words: str, **asked: object) -> tuple[int, str]:
    """The exit code and what was said by a build that ends by itself."""
    with start(root, checkout, *words, **asked) as build:  # pyright: ignore[reportArgumentType]
        told, _ = build.communicate(timeout=600)
    return build.returncode, told


def full_disk() -> None:
    """No file may grow beyond a few kilobytes, as on a disk with no room."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def marks(folder: Path) -> Mapping[str, str]:
    """Every file below a folder by its content; names that begin with a dot are left-overs and no content."""
    return Seen(folder / ".none").below(folder)
