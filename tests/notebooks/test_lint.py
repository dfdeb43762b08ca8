"""Notebooks tell, the package computes: what every committed notebook must keep to."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.problems import RetretError
from analysis.publish.template import read_template, templates

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
PLAIN = {"str", "int", "float", "bool"}


def code(book: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("file", BOOKS, ids=lambda f: f.name)
def test_a_notebook_is_short_open_and_without_outputs(file: Path) -> None:
    book = nbformat.read(file, as_version=4)
    lines = [line for source in code(book) for line in source.splitlines() if line.strip()]
    assert len(lines) <= 60
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("file", BOOKS, ids=lambda f: f.name)
def test_no_def_class_try_or_path(file: Path) -> None:
    source = "\n".join(code(nbformat.read(file, as_version=4)))
    for node in ast.walk(ast.parse(source)):
        assert not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Try | ast.Lambda
        )
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"[/\\]|\.(csv|xlsx|json|parquet)$", node.value), node.value


@pytest.mark.parametrize("file", BOOKS, ids=lambda f: f.name)
def test_parameters_are_annotated_plain_scalars(file: Path) -> None:
    book = nbformat.read(file, as_version=4)
    (cell,) = [cell for cell in book.cells if "parameters" in cell.metadata.get("tags", [])]
    for node in ast.parse(cell.source).body:
        assert isinstance(node, ast.AnnAssign)
        assert isinstance(node.annotation, ast.Name)
        assert node.annotation.id in PLAIN
        assert isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("file", BOOKS, ids=lambda f: f.name)
def test_the_only_inputs_are_the_views(file: Path) -> None:
    source = "\n".join(code(nbformat.read(file, as_version=4)))
    assert re.findall(r"\bopen_(\w+)\(", source)
    assert not re.search(r"\b(read_\w+|scan_\w+|open)\(", source)


def test_every_notebook_is_a_page() -> None:
    found = templates(FOLDER)
    several = {one.file.name: one.for_each for one in found if one.for_each != "none"}
    assert several == {"10-unit.ipynb": "unit", "20-group.ipynb": "group", "51-indicator.ipynb": "indicator"}
    assert len(found) == len(BOOKS)
    assert len({one.page for one in found}) == len(found)


@pytest.mark.parametrize(
    "front", ["", "---\ntitle: x\n---", "---\ntitle: x\nfor-each: kelurahan\npage: reports/x\n---"]
)
def test_front_matter_that_lacks_something_names_the_file(tmp_path: Path, front: str) -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell(front)])
    nbformat.write(book, tmp_path / "x.ipynb")
    with pytest.raises(RetretError) as stopped:
        read_template(tmp_path / "x.ipynb")
    assert stopped.value.values["file"] == "x.ipynb"


@pytest.mark.parametrize("content", ["", "{}", '{"cells": [1]}', '{"cells": [{"cell_type": "raw"}]}', "\x00"])
def test_what_is_no_notebook_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.ipynb").write_text(content, "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_template(tmp_path / "x.ipynb")
    assert stopped.value.values["file"] == "x.ipynb"


def test_git_leaves_a_committed_notebook_as_it_is() -> None:
    """A clone in which the filter of the Makefile is on shows no change that nobody made."""
    makefile = (FOLDER.parent / "Makefile").read_text("utf-8")
    found = re.search(r"filter\.nbstripout\.clean '\S+ (-m nbstripout[^']*)'", makefile)
    assert found is not None
    words = [sys.executable, *shlex.split(found[1]), "--verify", *map(str, BOOKS)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
