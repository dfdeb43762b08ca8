"""A notebook as a page: its front matter says for which units or indicators it runs and where its page goes."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
import yaml

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
    book = nbformat.read(file, as_version=4)
    front = front_matter(book)
    for_each, page, title = front.get("for-each"), front.get("page"), front.get("title")
    if (
        for_each not in ("unit", "group", "indicator", "none")
        or not isinstance(page, str)
        or not isinstance(title, str)
    ):
        raise RetretError("notebook-front-matter", file=file.name)
    titles = {"id": title, "en": str(front.get("title-en", title))}
    return Template(file, titles, for_each, page, parameter_names(book, file), front)


def front_matter(book: nbformat.NotebookNode) -> dict[str, Any]:
    """The YAML of the first raw cell, between its two lines of three dashes."""
    first = book.cells[0] if book.cells else None
    if first is None or first.cell_type != "raw" or not first.source.startswith("---"):
        return {}
    loaded = yaml.safe_load(first.source.strip().strip("-"))
    return loaded if isinstance(loaded, dict) else {}


def parameter_names(book: nbformat.NotebookNode, file: Path) -> tuple[str, ...]:
    """The names that the one `parameters` cell assigns, each an annotated plain scalar."""
    cells = [cell for cell in book.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise RetretError("notebook-parameters", file=file.name)
    assigned = [node for node in ast.parse(cells[0].source).body if isinstance(node, ast.AnnAssign)]
    return tuple(node.target.id for node in assigned if isinstance(node.target, ast.Name))
