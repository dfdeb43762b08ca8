"""Unit notebooks run in one way, in a process of its own: `python -m analysis.bench.ways WAY JOB.json`.

Ours runs pages as a build does; the others write executed notebooks and no more.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.publish.task import Task

POOL = 2
"""Processes of the pool with plain kernels."""

Notebook = tuple[str, dict[str, str], str]
"""Template, parameters, target."""

OURS = "ours"
TIMEOUT = 600
KERNEL = "python3"


@dataclass(frozen=True)
class Job:
    """The notebooks to run: a template, each unit's code, what else it is given, where they go, and below which root.

    A unit may stand there more than once. `jobs`: how many ours runs at once, as many as a build where it is 0.
    """

    template: str
    units: tuple[str, ...]
    given: Mapping[str, str]
    out: str
    root: str
    jobs: int = 0

    def each(self) -> Iterator[Notebook]:
        """Template, parameters and target of every notebook."""
        for place, code in enumerate(self.units):
            target = Path(self.out) / f"{place:04}-{code}.ipynb"
            yield self.template, {**self.given, "unit": code}, str(target)

    def write(self, file: Path) -> None:
        """Kept for the process that does it."""
        file.write_text(json.dumps(asdict(self)), "utf-8")


def ours(job: Job) -> None:
    """Warm kernels, as many at once as a build runs, pages tidied and put in place whole."""
    from analysis.known.options import default_jobs
    from analysis.paths import Root
    from analysis.publish.notebooks import run_all

    failures = run_all(pages(job), Root(Path(job.root)), job.jobs or default_jobs(), notice=_not_warm)
    if failures:
        sys.exit(failures[0].error)


def pages(job: Job) -> "tuple[Task, ...]":
    """The notebooks as tasks of a build."""
    from analysis.publish.task import Task

    return tuple(
        Task(Path(template), given, {"title": "-"}, Path(out), 1, Path(out).with_suffix(".failed.ipynb"))
        for template, given, out in job.each()
    )


def _not_warm(trouble: object) -> None:
    """What is called warm has to be warm."""
    sys.exit(f"not warm: {trouble}")


def executed(one: Notebook) -> None:
    """One notebook by papermill's function."""
    from papermill import execute_notebook

    template, given, out = one
    execute_notebook(template, out, given, kernel_name=KERNEL, progress_bar=False)


def loop(job: Job) -> None:
    """papermill in one process, one notebook after another."""
    for one in job.each():
        executed(one)


def pool(job: Job) -> None:
    """papermill in two processes, plain kernels."""
    with ProcessPoolExecutor(POOL, mp_context=get_context("spawn")) as processes:
        list(processes.map(executed, job.each()))


def nbclient(job: Job) -> None:
    """nbclient in one process."""
    import nbformat
    from nbclient import NotebookClient

    for template, given, out in job.each():
        book = _with_parameters(template, given)
        NotebookClient(
            book,
            timeout=TIMEOUT,
            kernel_name=KERNEL,
            resources={"metadata": {"path": str(Path(template).parent)}},
        ).execute()
        nbformat.write(book, out)


def jupyter_cache(job: Job) -> None:
    """jupyter-cache with an empty cache, its own serial executor."""
    import nbformat
    from jupyter_cache import get_cache  # pyright: ignore[reportMissingImports]
    from jupyter_cache.executors import load_executor  # pyright: ignore[reportMissingImports]

    cache = get_cache(str(Path(job.out) / "cache"))
    cache.change_cache_limit(len(job.units) + 1)
    for template, given, out in job.each():
        nbformat.write(_with_parameters(template, given), out)
        cache.add_nb_to_project(out)
    done = load_executor("local-serial", cache).run_and_cache(timeout=TIMEOUT)
    if len(done.succeeded) != len(job.units):
        sys.exit(f"jupyter-cache: {done.as_json()}")


def _with_parameters(template: str, given: Mapping[str, str]) -> Any:
    """The notebook with values after its parameters cell, as papermill puts them."""
    import nbformat

    book = nbformat.read(template, as_version=4)
    place = next(k for k, cell in enumerate(book.cells) if "parameters" in cell.metadata.get("tags", []))
    values = "\n".join(f"{name} = {value!r}" for name, value in given.items())
    book.cells.insert(place + 1, nbformat.v4.new_code_cell(values))
    book.metadata["kernelspec"] = {"name": KERNEL, "display_name": KERNEL, "language": "python"}
    return book


def read_job(file: Path) -> Job:
    """A job as `write` kept it."""
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    told["units"] = tuple(told["units"])
    return Job(**told)


WAYS: Mapping[str, Callable[[Job], None]] = {
    OURS: ours,
    "loop": loop,
    "pool": pool,
    "nbclient": nbclient,
    "jupyter-cache": jupyter_cache,
}


if __name__ == "__main__":
    WAYS[sys.argv[1]](read_job(Path(sys.argv[2])))
