"""One notebook executed into its page, the same bytes each time: what workers do."""

import json
import os
from collections.abc import Collection
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import nbformat

from analysis.blas import one_thread
from analysis.known.prints import content_mark, mark
from analysis.known.shelf import Shelf
from analysis.known.texts import labelled, own
from analysis.messages import edited
from analysis.publish.kernel import run_notebook
from analysis.publish.task import Failure, Ran, Task, whole_key
from analysis.publish.tidy import failed_cell, tidy
from analysis.warm.control import ADDRESS
from analysis.warm.keeper import own_zygote


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
    aside, told = (task.failed.with_name(f".{once}.{end}") for end in ("ipynb", "told"))
    stopped = run_notebook(task.template, aside, task.parameters, told=told)
    codes = frozenset(told.read_text("utf-8").splitlines()) if told.is_file() else frozenset[str]()
    told.unlink(missing_ok=True)
    if stopped is not None:
        if aside.exists():
            aside.replace(task.failed)
        return Failure(task.page.name, stopped, task.failed, _cell(task.failed))
    book = tidy(nbformat.read(aside, as_version=4), task.front, task.depth)
    aside.unlink()
    whole = task.page.with_name(f".{once}.new")
    nbformat.write(book, whole)
    _keep(task, whole.read_bytes(), codes)
    whole.replace(task.page)
    return None


def _keep(task: Task, page: bytes, codes: Collection[str]) -> None:
    """The page is kept for later runs with the codes of its messages, unless its notebook or a message was edited while it ran."""
    keep = task.keep
    # Workers may have read the messages long before the kernel did.
    if (
        keep is None
        or edited()
        or (content_mark(task.template), mark(dict(own()))) != (keep.template, keep.texts)
    ):
        return
    Shelf(keep.cache / "told").put(keep.base, json.dumps(sorted(codes)).encode())
    Shelf(keep.cache / "pages").put(whole_key(keep.base, labelled(codes, own())), page)


def _cell(kept: Path) -> int | None:
    return failed_cell(nbformat.read(kept, as_version=4)) if kept.is_file() else None
