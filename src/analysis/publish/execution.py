"""One notebook executed into its page, the same bytes each time; light to import, for a process is started to do it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
import yaml

from analysis.publish.kernel import run_notebook
from analysis.warm.control import ADDRESS
from analysis.warm.keeper import one_thread, own_zygote


@dataclass(frozen=True)
class Task:
    """One notebook to run: template, parameters, title, and where its page goes (absolute, .ipynb)."""

    template: Path
    parameters: Mapping[str, str]
    front: Mapping[str, Any]
    page: Path
    depth: int
    failed: Path


@dataclass(frozen=True)
class Failure:
    """A notebook that stopped: its page, the error in one line, and the kept notebook with the error in place."""

    page: str
    error: str
    kept: Path


def make_ready(base: str, zygote: str | None, own: bool) -> None:
    """What kernels are told; a worker of a cluster keeps a zygote of its own."""
    os.environ["RETRET_PUBLISH"] = "1"
    os.environ["RETRET_ROOT"] = base
    for name, value in ({"POLARS_MAX_THREADS": "1"} | one_thread()).items():
        os.environ.setdefault(name, value)
    address = own_zygote() if own else zygote
    if address is not None:
        os.environ[ADDRESS] = address


def run(task: Task) -> Failure | None:
    """One notebook run aside and put in place whole, or the failure that stopped it."""
    for place in (task.page, task.failed):
        place.parent.mkdir(parents=True, exist_ok=True)
    # A cluster may run a task twice at once, when a worker that it took for lost still runs.
    once = uuid4().hex
    aside = task.failed.with_name(f".{once}.ipynb")
    stopped = run_notebook(task.template, aside, task.parameters)
    if stopped is not None:
        if aside.exists():
            aside.replace(task.failed)
        return Failure(task.page.name, stopped, task.failed)
    book = tidy(nbformat.read(aside, as_version=4), task)
    aside.unlink()
    whole = task.page.with_name(f".{once}.new")
    nbformat.write(book, whole)
    whole.replace(task.page)
    return None


def tidy(book: nbformat.NotebookNode, task: Task) -> nbformat.NotebookNode:
    """The executed notebook without clocks, counters or random names, between the page's top and bottom parts."""
    spec = book.metadata.get("kernelspec", {})
    up = "../" * (task.depth - 1)
    raw = nbformat.v4.new_raw_cell(
        f"---\n{yaml.safe_dump(dict(task.front), allow_unicode=True, sort_keys=True)}---"
    )
    top, bottom = (
        nbformat.v4.new_markdown_cell(f"{{{{< include {up}_parts/{end}-{task.depth}.md >}}}}")
        for end in ("top", "bottom")
    )
    book.metadata = nbformat.from_dict({"kernelspec": spec})
    book.cells = [raw, top, *book.cells[1:], bottom]
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict(
            {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        )
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                output.pop("execution_count", None)
    return book
