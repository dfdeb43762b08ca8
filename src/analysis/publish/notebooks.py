"""Templates run by papermill, several at a time, into pages that are the same bytes each time."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import yaml

from analysis.city.place import City
from analysis.city.units import groups
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.kernel import run_notebook
from analysis.publish.scheduler import Lost, spread
from analysis.publish.template import Template
from analysis.view import read_facts
from analysis.warm.control import ADDRESS, Trouble
from analysis.warm.keeper import kept, one_thread, own_zygote, possible

Progress = Callable[[int, int], None]
Notice = Callable[[Trouble], None]


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


def tasks(
    found: Iterable[Template], city: City, root: Root, edition: str, lang: str, only: str | None = None
) -> tuple[Task, ...]:
    """Every page to make; with `only`, the pages of one unit or group."""
    made = [_task(one, key, root, edition, lang) for one in found for key in _keys(one, city, only)]
    return tuple(made)


def _keys(template: Template, city: City, only: str | None) -> list[str]:
    if template.for_each == "none":
        return [] if only else [""]
    codes = (
        city.units.get_column("code").to_list()
        if template.for_each == "unit"
        else [g.slug for g in groups(city)]
    )
    return codes if only is None else [code for code in codes if code == only]


def _task(template: Template, key: str, root: Root, edition: str, lang: str) -> Task:
    parameters = {"edition": edition, "lang": lang} | ({template.for_each: key} if key else {})
    unknown = set(parameters) - set(template.parameters)
    if unknown:
        raise RetretError(
            "notebook-unknown-parameter", file=template.file.name, name=", ".join(sorted(unknown))
        )
    address = template.page.format(**parameters)
    front = {k: v for k, v in template.front.items() if k not in ("for-each", "page")}
    front["title"] = _title(template, key, root, edition, lang)
    return Task(
        template=template.file,
        parameters=parameters,
        front=front,
        page=root.base / f"{address}.ipynb",
        depth=address.count("/"),
        failed=root.interim / "failed" / f"{address}.ipynb",
    )


def _title(template: Template, key: str, root: Root, edition: str, lang: str) -> str:
    if not key:
        return template.title
    name = read_facts(root, key, "public" if edition == "public" else "leadership")["unit"]["name"]
    return name if isinstance(name, str) else str(name[lang])


def run_all(
    made: tuple[Task, ...],
    root: Root,
    jobs: int,
    progress: Progress | None = None,
    *,
    dask: str | None = None,
    notice: Notice | None = None,
) -> tuple[Failure, ...]:
    """Every task run, by `jobs` processes here or by a Dask cluster's workers; failures are collected.

    A page that fails keeps its last good version; its broken notebook is kept aside. Kernels are warm; `notice` is
    called, at most once, with the reason why they were plain.
    """
    failures: list[Failure] = []
    with nullcontext() if dask is not None or not made else kept() as zygote:
        ready = partial(_environment, str(root.base), zygote.address if zygote else None, dask is not None)
        ended = spread(run, made, jobs, ready=ready, dask=dask, shared=root.base)
        for done, (task, failure) in enumerate(ended, 1):
            if isinstance(failure, Lost):
                failures.append(Failure(task.page.name, failure.error, task.failed))
            elif failure is not None:
                failures.append(failure)
            if progress is not None:
                progress(done, len(made))
        trouble = zygote.trouble() if zygote else None if possible() else Trouble("warm-impossible")
    if trouble is not None and notice is not None:
        notice(trouble)
    return tuple(sorted(failures, key=lambda f: f.page))


def _environment(base: str, zygote: str | None, own: bool) -> None:
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
    aside = task.failed.with_suffix(".running.ipynb")
    stopped = run_notebook(task.template, aside, task.parameters)
    if stopped is not None:
        if aside.exists():
            aside.replace(task.failed)
        return Failure(task.page.name, stopped, task.failed)
    book = tidy(nbformat.read(aside, as_version=4), task)
    aside.unlink()
    whole = task.page.with_name(f".{task.page.name}.new")
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
