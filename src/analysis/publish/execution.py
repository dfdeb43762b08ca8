"""One notebook executed into its page, the same bytes each time; light to import, for a process is started to do it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import nbformat

from analysis.blas import one_thread
from analysis.known.prints import content_mark
from analysis.known.shelf import Shelf
from analysis.publish.kernel import run_notebook
from analysis.publish.tidy import failed_cell, tidy
from analysis.warm.control import ADDRESS
from analysis.warm.keeper import own_zygote


@dataclass(frozen=True)
class Keep:
    """Where a page is kept once it was run, under a key of all that it depends on; `template`: of the notebook as it was then."""

    shelf: Path
    key: str
    template: str


@dataclass(frozen=True)
class Task:
    """One notebook to run: template, parameters, title, and where its page goes (absolute, .ipynb)."""

    template: Path
    parameters: Mapping[str, str]
    front: Mapping[str, Any]
    page: Path
    depth: int
    failed: Path
    keep: Keep | None = None


@dataclass(frozen=True)
class Failure:
    """A notebook that stopped: its page, the error in one line, the kept notebook with the error in place, and in which cell."""

    page: str
    error: str
    kept: Path
    cell: int | None = None


@dataclass(frozen=True)
class Ran:
    """How a task went: how long it took, and what stopped it, if anything."""

    seconds: float
    failure: Failure | None = None


def make_ready(base: str, zygote: str | None, own: bool) -> None:
    """What kernels are told; a worker of a cluster keeps a zygote of its own."""
    os.environ["RETRET_PUBLISH"] = "1"
    os.environ["RETRET_ROOT"] = base
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    one_thread()
    address = own_zygote() if own else zygote
    if address is not None:
        os.environ[ADDRESS] = address


def run(task: Task) -> Ran:
    """One notebook run aside and put in place whole, or the failure that stopped it; with its time."""
    began = perf_counter()
    failure = _run(task)
    return Ran(perf_counter() - began, failure)


def _run(task: Task) -> Failure | None:
    for place in (task.page, task.failed):
        place.parent.mkdir(parents=True, exist_ok=True)
    # A cluster may run a task twice at once, when a worker that it took for lost still runs.
    once = uuid4().hex
    aside = task.failed.with_name(f".{once}.ipynb")
    stopped = run_notebook(task.template, aside, task.parameters)
    if stopped is not None:
        if aside.exists():
            aside.replace(task.failed)
        return Failure(task.page.name, stopped, task.failed, _cell(task.failed))
    book = tidy(nbformat.read(aside, as_version=4), task.front, task.depth)
    aside.unlink()
    whole = task.page.with_name(f".{once}.new")
    nbformat.write(book, whole)
    _keep(task, whole.read_bytes())
    whole.replace(task.page)
    return None


def _keep(task: Task, page: bytes) -> None:
    """The page is kept for later runs, unless its notebook was edited while it ran."""
    if task.keep is not None and content_mark(task.template) == task.keep.template:
        Shelf(task.keep.shelf).put(task.keep.key, page)


def _cell(kept: Path) -> int | None:
    return failed_cell(nbformat.read(kept, as_version=4)) if kept.is_file() else None
