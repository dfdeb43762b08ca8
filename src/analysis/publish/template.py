"""A notebook as a page: its front matter says for which units or indicators it runs and where its page goes."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from analysis.known.notebook import Cell, read_cells
from analysis.problems import RetretError

ForEach = Literal["unit", "group", "indicator", "none"]


@dataclass(frozen=True)
class Template:
    """One committed notebook: `page` is the address without suffix, with {unit}, {group} or {indicator} where it varies.

    `needs` in its front matter names facts without which there is no page; `title-en` is its title in English.
    """

    file: Path
    titles: Mapping[str, str]
    for_each: ForEach
    page: str
    parameters: tuple[str, ...]
    front: dict[str, Any]


def templates(folder: Path) -> tuple[Template, ...]:
    """Every notebook of the folder that declares a page, by file name; a new notebook is a new page."""
    return tuple(read_template(file) for file in sorted(folder.glob("*.ipynb")))


def read_template(file: Path) -> Template:
    """The template of a notebook; front matter that lacks title, for-each or page stops with the file's name."""
    try:
        cells = read_cells(file)
    except (ValueError, KeyError, TypeError) as error:
        raise RetretError("notebook-front-matter", file=file.name) from error
    front = front_matter(cells)
    for_each, page, title = front.get("for-each"), front.get("page"), front.get("title")
    if (
        for_each not in ("unit", "group", "indicator", "none")
        or not isinstance(page, str)
        or not isinstance(title, str)
    ):
        raise RetretError("notebook-front-matter", file=file.name)
    titles = {"id": title, "en": str(front.get("title-en", title))}
    return Template(file, titles, for_each, page, parameter_names(cells, file), front)


def front_matter(cells: Sequence[Cell]) -> dict[str, Any]:
    """The YAML of the first raw cell, between its two lines of three dashes."""
    kind, source, _ = cells[0] if cells else ("", "", [])
    if kind != "raw" or not source.startswith("---"):
        return {}
    loaded = yaml.safe_load(source.strip().strip("-"))
    return loaded if isinstance(loaded, dict) else {}


def parameter_names(cells: Sequence[Cell], file: Path) -> tuple[str, ...]:
    """The names that the one `parameters` cell assigns, each an annotated plain scalar."""
    found = [source for _, source, tags in cells if "parameters" in tags]
    if len(found) != 1:
        raise RetretError("notebook-parameters", file=file.name)
    assigned = [node for node in ast.parse(found[0]).body if isinstance(node, ast.AnnAssign)]
    return tuple(node.target.id for node in assigned if isinstance(node.target, ast.Name))
