"""Unit notebooks by ours beside papermill's command in a loop, papermill's function, a pool, nbclient, jupyter-cache."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost, cost
from analysis.bench.record import Row, row
from analysis.bench.rounds import in_turns
from analysis.bench.ways import OURS, WAYS, Job, Notebook
from analysis.blas import ONE
from analysis.city.place import load_city
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.template import Template, templates

GIVEN = {"edition": "leadership", "lang": "id"}
MODULES = {"jupyter-cache": "jupyter_cache"}
"""Ways that need a package of their own."""

ONCE = ("cli-warm", "nbclient", "jupyter-cache")
"""Ways without a limit to keep: they are there to be looked at, and one round of them is enough."""


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Every way over the same notebooks of a root that was built: so many units, spread over the city's list."""
    codes = built_units(asked.root, asked.units)
    with TemporaryDirectory(prefix="retret-bench-") as folder:
        shop = Shop(asked.root, asked.checkout, Path(folder))
        ways: dict[str, Callable[[], Cost]] = {
            name: partial(shop.run, name, codes)
            for name in (OURS, "cli-warm", "cli", *[way for way in WAYS if way != OURS])
            if name not in MODULES or find_spec(MODULES[name])
        }
        found = in_turns(ways, asked.rounds, step, ONCE)
    return tuple(row(name, len(codes), costs) for name, costs in found.items())


def built_units(root: Root, number: int) -> tuple[str, ...]:
    """So many of the city's units, spread over its list; RetretError where their facts were not computed yet."""
    codes = every(load_city(root).units.get_column("code").to_list(), number)
    if not all((root.facts / GIVEN["edition"] / f"{code}.json").is_file() for code in codes):
        raise RetretError("bench-not-built")
    return codes


def every(items: Sequence[str], number: int) -> tuple[str, ...]:
    """So many of the items, evenly spread over their order; all of them where there are no more."""
    size = len(items)
    return tuple(items[k * size // number] for k in range(number)) if number < size else tuple(items)


@dataclass(frozen=True)
class Shop:
    """Where ways are run: the root they read, the checkout of their notebook, a folder that is theirs."""

    root: Root
    checkout: Path
    folder: Path

    def run(self, way: str, codes: Sequence[str], jobs: int = 0) -> Cost:
        """One run of a way in an empty folder; it counts only if it gave every notebook."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        job = Job(
            str(unit_template(self.checkout).file), tuple(codes), GIVEN, str(out), str(self.root.base), jobs
        )
        told = cost(self._command(way, job), environment(self.root), self.checkout)
        missing = [file for _, _, file in job.each() if not Path(file).is_file()]
        if missing:
            raise RetretError("bench-failed", 1, command=way, why=", ".join(missing))
        return told

    def _command(self, way: str, job: Job) -> list[str]:
        if way.startswith("cli"):
            script = cli_loop(self.folder / "loop.sh", job.each())
            warm = [sys.executable, "-m", "analysis.warm"] if way == "cli-warm" else []
            return [*warm, "sh", "-e", str(script)]
        job.write(self.folder / "job.json")
        module = "analysis.bench.ways" if way in WAYS else "analysis.bench.cluster"
        return [sys.executable, "-m", module, way, str(self.folder / "job.json")]


def unit_template(checkout: Path) -> Template:
    """The notebook that runs once a unit."""
    return next(one for one in templates(checkout / "notebooks") if one.for_each == "unit")


def environment(root: Root) -> dict[str, str]:
    """The same for every way: pages as in a build, and as few threads as a build gives each kernel."""
    own = {"RETRET_PUBLISH": "1", "RETRET_ROOT": str(root.base), "POLARS_MAX_THREADS": "1"}
    return os.environ | ONE | own


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
