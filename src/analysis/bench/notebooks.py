"""Unit notebooks by ours beside papermill's command in a loop, papermill's function, a pool, nbclient, jupyter-cache."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.bench.cost import Cost, cost
from analysis.bench.record import Row, row
from analysis.bench.rounds import Step, in_turns, silent
from analysis.bench.ways import WAYS, Job, Notebook
from analysis.city.place import load_city
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.template import Template, templates
from analysis.warm.keeper import one_thread

GIVEN = {"edition": "leadership", "lang": "id"}
MODULES = {"jupyter-cache": "jupyter_cache"}
"""Ways that need a package of their own."""


def measure(root: Root, checkout: Path, units: int, rounds: int, step: Step = silent) -> tuple[Row, ...]:
    """Every way over the same notebooks of a root that was built: so many units, spread over the city's list."""
    template = unit_template(checkout)
    codes = every(load_city(root).units.get_column("code").to_list(), units)
    if not all((root.facts / GIVEN["edition"] / f"{code}.json").is_file() for code in codes):
        raise RetretError("bench-not-built")
    with TemporaryDirectory(prefix="retret-bench-") as folder:
        ways: dict[str, Callable[[], Cost]] = {
            name: partial(_once, name, template, codes, root, checkout, Path(folder))
            for name in ("ours", "cli", *[way for way in WAYS if way != "ours"])
            if name not in MODULES or find_spec(MODULES[name])
        }
        found = in_turns(ways, rounds, step)
    return tuple(row(name, len(codes), costs) for name, costs in found.items())


def unit_template(checkout: Path) -> Template:
    """The notebook that runs once a unit."""
    return next(one for one in templates(checkout / "notebooks") if one.for_each == "unit")


def every(items: Sequence[str], number: int) -> tuple[str, ...]:
    """So many of the items, evenly spread over their order; all of them where there are no more."""
    size = len(items)
    return tuple(items[k * size // number] for k in range(number)) if number < size else tuple(items)


def _once(
    way: str, template: Template, codes: Sequence[str], root: Root, checkout: Path, folder: Path
) -> Cost:
    """One run of a way in an empty folder; it counts only if it gave every notebook."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    job = Job(str(template.file), tuple(codes), GIVEN, str(out), str(root.base))
    if way == "cli":
        script = cli_loop(folder / "loop.sh", job.each())
        told = cost(["sh", "-e", str(script)], environment(root), checkout)
    else:
        job.write(folder / "job.json")
        command = [sys.executable, "-m", "analysis.bench.ways", way, str(folder / "job.json")]
        told = cost(command, environment(root), checkout)
    missing = [code for code in codes if not (out / f"{code}.ipynb").is_file()]
    if missing:
        raise RetretError("bench-failed", 1, command=way, why=", ".join(missing))
    return told


def environment(root: Root) -> dict[str, str]:
    """The same for every way: pages as in a build, and as few threads as a build gives each kernel."""
    own = {"RETRET_PUBLISH": "1", "RETRET_ROOT": str(root.base), "POLARS_MAX_THREADS": "1"}
    return os.environ | one_thread() | own


def cli_loop(file: Path, each: Iterable[Notebook]) -> Path:
    """A shell script that calls papermill's command once a notebook."""
    tool = Path(sys.executable).with_name("papermill")
    command = [str(tool)] if tool.is_file() else [sys.executable, "-m", "papermill"]
    lines = [
        shlex.join([*command, "--no-progress-bar", "-k", "python3", template, out, *_raw(given)])
        for template, given, out in each
    ]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def _raw(given: Mapping[str, str]) -> list[str]:
    return [word for name, value in given.items() for word in ("-r", name, value)]
