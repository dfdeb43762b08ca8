"""A simulated city built by `retret build`: first, again, and with one unit's file changed; beside papermill's command alone."""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost, cost
from analysis.bench.notebooks import cli_loop, environment
from analysis.bench.record import Row, row
from analysis.bench.ways import Notebook
from analysis.city.place import load_city
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.notebooks import tasks
from analysis.publish.template import templates
from analysis.simulate.city import larger_city

WAYS = ("simulate", "first-build", "same-build", "changed-build")
ONCE = ("cli-pages",)
"""Papermill's command once a page takes longer than all the others together, and chance hardly moves it."""

CHANGED = ("skm", "layanan")
"""Folders of sources where a unit has files of its own."""


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Every way in each round, in a folder of its own; `made-site` is the city simulated and built, as `make site` does."""
    found: dict[str, list[Cost]] = {way: [] for way in (*WAYS, *ONCE)}
    pages = done = 0
    for turn in range(asked.rounds):
        with TemporaryDirectory(prefix="retret-bench-") as folder:
            root = fresh_root(asked.root, Path(folder) / "root")
            for way in WAYS if turn else (*WAYS, *ONCE):
                found[way].append(_once(way, root, asked, Path(folder)))
                done += 1
                step(done, asked.rounds * len(WAYS) + len(ONCE))
            pages = len(every_page(root, asked.checkout, Path(folder)))
    both = [_sum(*pair) for pair in zip(found["simulate"], found["first-build"], strict=True)]
    return tuple(row(way, pages, costs) for way, costs in {**found, "made-site": both}.items())


def fresh_root(root: Root, folder: Path) -> Root:
    """A root with the same city and nothing else."""
    shutil.copytree(root.cities, Root(folder).cities)
    return Root(folder)


def _once(way: str, root: Root, asked: Asked, folder: Path) -> Cost:
    if way == "simulate":
        return simulated(root, asked.city, asked.checkout)
    if way == "cli-pages":
        (folder / "out").mkdir()
        script = cli_loop(folder / "loop.sh", every_page(root, asked.checkout, folder))
        return cost(["sh", "-e", str(script)], environment(root), asked.checkout)
    if way == "changed-build":
        change(root)
    return built(root, asked.checkout)


def simulated(root: Root, units: int | None, checkout: Path) -> Cost:
    """`retret simulate`; where more units were asked for than the city has, the larger city takes its place."""
    told = _command(("simulate", *(() if units is None else ("--units", str(units)))), root, checkout)
    larger = larger_city(root)
    if larger is not None:
        shutil.rmtree(root.cities)
        shutil.copytree(larger, root.cities)
    return told


def built(root: Root, checkout: Path) -> Cost:
    """`retret build`."""
    return _command(("build", "--engine", "embedded"), root, checkout)


def _command(words: tuple[str, ...], root: Root, checkout: Path) -> Cost:
    command = [sys.executable, "-m", "analysis.cli", *words, "--root", str(root.base)]
    return cost(command, {**os.environ, "RETRET_ROOT": str(root.base)}, checkout)


def every_page(root: Root, checkout: Path, folder: Path) -> list[Notebook]:
    """Template, parameters and target of every page of a root whose facts were made."""
    made = tasks(templates(checkout / "notebooks"), load_city(root), root)
    return [
        (str(one.template), dict(one.parameters), str(folder / "out" / f"{place:04}.ipynb"))
        for place, one in enumerate(made)
    ]


def change(root: Root) -> Path:
    """One unit's file without its last line: a respondent or a request less. Returns the file."""
    folders = (root.simulated / "raw" / name for name in CHANGED)
    files = [file for folder in folders for file in sorted(folder.rglob("*.csv"))]
    if not files:
        raise RetretError("bench-no-file", 1)
    lines = files[0].read_bytes().splitlines(keepends=True)
    files[0].write_bytes(b"".join(lines[:-1]))
    return files[0]


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(one.wall + other.wall, one.cpu + other.cpu, max(one.peak, other.peak))
