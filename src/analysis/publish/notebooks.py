"""Templates become tasks, one a page, and all tasks are run, several at a time."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from analysis.city.place import City
from analysis.city.units import get_unit, groups
from analysis.indicators.definition import by_code, whole
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.scheduler import Lost, in_turns, spread
from analysis.publish.takeaway_jobs import Job, write
from analysis.publish.task import Failure, Ran, Task
from analysis.publish.template import Template
from analysis.released.releases import latest, names
from analysis.view import read_facts
from analysis.warm.control import Trouble
from analysis.warm.keeper import Keeper, Kernels

Progress = Callable[[int, int], None]
Notice = Callable[[Trouble], None]

OWN = ("for-each", "page", "needs", "title-en")
"""Front matter that is meant for the build, not for an engine."""

RELEASE = "release"
"""What a page needs that tells of releases."""

WORTH_A_ZYGOTE = 2
"""From so many notebooks on a zygote, which imports for two seconds, saves time."""
Each = Callable[[Task, Ran], None]


def tasks(
    found: Iterable[Template],
    city: City,
    root: Root,
    only: Collection[str] | None = None,
) -> tuple[Task, ...]:
    """Every page to make; with `only`, the pages of these units and groups."""
    found = tuple(found)
    check_parameters(found)
    made = [
        _task(one, key, root, city)
        for one in found
        if "needs" not in one.front or _needed(root, one.front["needs"])
        for key in _keys(one, city, only, root)
    ]
    return tuple(made)


def _keys(template: Template, city: City, only: Collection[str] | None, root: Root) -> list[str]:
    match template.for_each:
        case "none":
            return [""] if only is None else []
        case "unit":
            codes = city.units.get_column("code").to_list()
        case "group":
            codes = [group.slug for group in groups(city)]
        case "indicator":
            codes = [one.code for one in whole() if _held(root, one.code)]
    return codes if only is None else [code for code in codes if code in only]


def _held(root: Root, code: str) -> bool:
    """Whether there are facts of this name; a page without any is not made."""
    return (root.facts / root.output.edition / f"{code}.json").is_file()


def _needed(root: Root, name: str) -> bool:
    """Whether what a page needs is there: facts of that name, or a release."""
    if name != RELEASE:
        return _held(root, name)
    if not names(root):
        return False
    simulated = read_facts(root, "state", root.output.edition)["simulated"]
    return latest(root, simulated=simulated) is not None


def check_parameters(found: Iterable[Template]) -> None:
    """Stop at a template that does not know a parameter that its pages are given."""
    for template in found:
        given = {"edition", "lang"} | ({template.for_each} - {"none"})
        unknown = sorted(given - set(template.parameters))
        if unknown:
            raise RetretError("notebook-unknown-parameter", file=template.file.name, name=", ".join(unknown))


def _task(template: Template, key: str, root: Root, city: City) -> Task:
    parameters = {"edition": root.output.edition, "lang": root.output.lang} | (
        {template.for_each: key} if key else {}
    )
    address = template.page.format(**parameters)
    front = {k: v for k, v in template.front.items() if k not in OWN}
    front["title"] = _title(template, key, root, city)
    page = root.page(f"{address}.ipynb")
    return Task(
        template=template.file,
        parameters=parameters,
        front=front,
        page=page,
        depth=address.count("/"),
        failed=root.failed(f"{root.address(page)}.ipynb"),
    )


def _title(template: Template, key: str, root: Root, city: City) -> str:
    """The name of the page's own subject; a unit's is the same in every language."""
    lang = root.output.lang
    match template.for_each:
        case "none":
            return template.titles[lang]
        case "unit":
            return get_unit(city, key).name
        case "indicator":
            return str(getattr(by_code()[key].title, lang))
        case "group":
            group = next(one for one in groups(city) if one.slug == key)
            return group.name_id if lang == "id" else group.name_en


def run_all(
    made: tuple[Task, ...],
    root: Root,
    jobs: int,
    progress: Progress | None = None,
    *,
    dask: str | None = None,
    notice: Notice | None = None,
    each: Each | None = None,
    zygote: Keeper | None = None,
    files: Sequence[Job] = (),
) -> tuple[Failure, ...]:
    """Every task run, and `files` made beside them, by `jobs` processes here or by a Dask cluster's workers; failures of
    tasks are collected.

    A page that fails keeps its last good version; its broken notebook is kept aside. Kernels are warm, forked from
    `zygote` where there is one already; `notice` is called, at most once, with the reason why they were plain, `each` with
    every task as it ended. RetretError, once all else is done, where a file took its process down twice.
    """
    failures: list[Failure] = []
    lost: list[RetretError] = []
    wanted = dask is None and len(made) >= WORTH_A_ZYGOTE
    with Kernels(wanted and zygote is None) as kernels:
        zygote = zygote or kernels.begin()
        ready = partial(_ready, str(root.base), zygote.address if zygote else None, dask is not None)
        done = 0
        items: tuple[Job | Task, ...] = in_turns(files, made)
        for task, told in spread(_work, items, jobs, ready=ready, dask=dask, shared=root.base):
            if isinstance(task, Job):
                if isinstance(told, Lost):
                    lost.append(RetretError("takeaway-lost", 1, file=task.files[0].place, why=told.error))
                continue
            done += 1
            ran = told if isinstance(told, Ran) else _lost(task, told)
            if ran.failure is not None:
                failures.append(ran.failure)
            if each is not None:
                each(task, ran)
            if progress is not None:
                progress(done, len(made))
        trouble = zygote.trouble() if zygote else Trouble("warm-impossible") if wanted else None
    if trouble is not None and notice is not None:
        notice(trouble)
    if lost:
        raise lost[0]
    return tuple(sorted(failures, key=lambda f: f.page))


def _ready(base: str, zygote: str | None, own: bool) -> None:
    # Only workers import what runs notebooks.
    from analysis.publish.execution import make_ready

    make_ready(base, zygote, own)


def _work(item: Task | Job) -> Ran:
    """A page run, or files made."""
    if isinstance(item, Task):
        from analysis.publish.execution import run

        return run(item)
    write(item)
    return Ran(0.0)


def _lost(task: Task, lost: Lost) -> Ran:
    return Ran(0.0, Failure(task.page.name, lost.error, task.failed))
