"""Rendering by the embedded engine, which knows whole folders only."""

import shutil
from collections.abc import Sequence
from importlib.metadata import version as version_of
from pathlib import Path

from analysis.problems import RetretError
from analysis.publish.again import Way
from analysis.publish.made_of import OUT, PAGES
from analysis.publish.written import link_file

EMBEDDED = "smalldocs"
UNREAD = ("unknown key lang", "format.html.html-math-method", "format.html.html-table-processing")
"""What the embedded engine says about settings that are Quarto's alone."""

STUBS = {
    ".qmd": "",
    ".ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
}
"""A page without content, by its suffix: it is there to be linked to."""


def embedded_version() -> str:
    """The installed version."""
    return version_of(EMBEDDED)


def embedded_way() -> Way:
    """How the embedded engine renders: what takes it long is a page's content, so that fewer pages always save time."""
    return Way(f"{EMBEDDED} {embedded_version()}", _whole, _some, 1.0)


def _whole(stage: Path) -> None:
    from smalldocs.config import BuildError, ConfigError
    from smalldocs.site import build

    try:
        site = build(stage, quiet=True)
    except (BuildError, ConfigError) as error:
        raise RetretError("engine-failed", engine=EMBEDDED, why=str(error)) from error
    unknown = [warning for warning in site.warnings if not warning.startswith(UNREAD)]
    if unknown:
        raise RetretError("engine-failed", engine=EMBEDDED, why="\n".join(sorted(unknown)))


def _some(stage: Path, names: Sequence[str]) -> Sequence[str]:
    """A folder with the same names is rendered in which all other pages are empty."""
    wanted, fewer = set(names), stage.with_name(f"{stage.name}.some")
    shutil.rmtree(fewer, ignore_errors=True)

    def place(file: str, at: str) -> None:
        name = Path(at).relative_to(fewer).as_posix()
        if name in wanted or not name.endswith(PAGES) or "/_" in f"/{name}":
            link_file(file, at)
        else:
            Path(at).write_text(STUBS[Path(at).suffix], "utf-8")

    try:
        shutil.copytree(stage, fewer, symlinks=True, copy_function=place)
        _whole(fewer)
        for name in names:
            page = Path(name).with_suffix(".html")
            (stage / OUT / page).parent.mkdir(parents=True, exist_ok=True)
            (fewer / OUT / page).replace(stage / OUT / page)
        return names
    finally:
        shutil.rmtree(fewer, ignore_errors=True)
