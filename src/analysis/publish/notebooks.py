"""Templates become tasks, one a page, and all tasks are run, several at a time."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial

from analysis.city.place import City
from analysis.city.units import groups
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.execution import Failure, Task, make_ready, run
from analysis.publish.scheduler import Lost, spread
from analysis.publish.template import Template
from analysis.view import read_facts
from analysis.warm.control import Trouble
from analysis.warm.keeper import kept, possible

Progress = Callable[[int, int], None]
Notice = Callable[[Trouble], None]


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
        ready = partial(make_ready, str(root.base), zygote.address if zygote else None, dask is not None)
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
