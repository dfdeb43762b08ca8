"""A page is kept for later runs only if nothing that it was made from was edited while it ran."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from analysis.known.prints import content_mark, mark
from analysis.known.shelf import Shelf
from analysis.known.texts import own
from analysis.publish import execution
from analysis.publish.execution import run
from analysis.publish.task import Keep, Task, whole_key


def leave(file: Path) -> None:
    """Nothing is edited."""


def edit(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + " ", "utf-8")


@pytest.mark.parametrize(
    ("notebook", "messages", "kept"), [(leave, False, True), (edit, False, False), (leave, True, False)]
)
def test_what_was_edited_while_it_ran_is_not_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    notebook: Callable[[Path], None],
    messages: bool,
    kept: bool,
) -> None:
    template = tmp_path / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell("---")]), template)
    keep = Keep(tmp_path / "cache", "base", content_mark(template), mark(dict(own())))

    def ran(source: Path, target: Path, parameters: object, *, told: Path) -> None:
        target.write_bytes(source.read_bytes())
        notebook(source)

    monkeypatch.setattr(execution, "run_notebook", ran)
    monkeypatch.setattr(execution, "edited", lambda: messages)
    page = tmp_path / "page.ipynb"
    assert run(Task(template, {}, {"title": "a"}, page, 1, tmp_path / "failed.ipynb", keep)).failure is None
    assert page.is_file()
    assert Shelf(keep.cache / "pages").holds(whole_key("base", {})) == kept
