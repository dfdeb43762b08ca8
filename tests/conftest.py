"""What every test may ask for: the checkout, the shipped city, and small cities that are simulated once."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import polars as pl
import pytest
from hypothesis import is_hypothesis_test, settings
from threadpoolctl import threadpool_limits

import analysis
from analysis.paths import Root
from tests.order import place
from tests.shared import made_once, unmeasured

# Machines are noisy: no test asserts a time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# One key for the whole run: stages know theirs by a mark of it, and workers share what they built.
os.environ["RETRET_KEY"] = "a key of the tests"

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Linear algebra without threads: matrices here are small, and threads that wait for each other cost ten times the work."""
    # Only what is loaded can be limited: this brings numpy's library and scipy's.
    import_module("scipy.linalg")
    with threadpool_limits(1, "blas"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Coverage is not measured while tests are collected, which is half as dear again; the package is imported before that."""
    if sys.gettrace() is None:
        return (yield)
    for module in walk_packages(analysis.__path__, "analysis."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    with unmeasured():
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: a worker that takes it last keeps the others waiting for the end of the run."""
    items.sort(key=lambda item: place(item.path.relative_to(CHECKOUT / "tests").as_posix()))


MEASURED = 3
"""Cases of one parametrised test in which coverage is measured; further ones run the same lines with other values."""

_cases: Counter[str] = Counter()


def _repeats(item: pytest.Item) -> bool:
    if item.get_closest_marker("repeats") or is_hypothesis_test(getattr(item, "obj", None)):
        return True
    test, bracket, _ = item.nodeid.partition("[")
    _cases[test] += 1
    return bool(bracket) and _cases[test] > MEASURED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Coverage is not measured where a test only repeats: it can only find less there, and it takes half the time."""
    if not _repeats(item):
        return (yield)
    with unmeasured():
        return (yield)


SMALL = (
    "35.73",
    "35.73.05",
    "35.73.05.1001",
    "35.73.05.1002",
    "35.73.05.1011",
    "35.73.02",
    "35.73.02.1001",
    "PKM.DINOYO",
    "OPD.DISPENDUKCAPIL",
    "OPD.DISHUB",
    "BUMD.TUGUTIRTA",
)
"""Two kecamatan, four kelurahan (Kelurahan Lowokwaru among them), a puskesmas, two agencies, a company, the city."""


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def city_folder() -> Path:
    return CHECKOUT / "data" / "cities" / "malang"


def small_city(base: Path) -> Root:
    """A root with the shipped city cut down to SMALL."""
    folder = base / "data" / "cities" / "malang"
    shutil.copytree(CHECKOUT / "data" / "cities" / "malang", folder)
    for name in ("units", "aliases"):
        file = folder / f"{name}.csv"
        table = pl.read_csv(file, infer_schema=False)
        parents = (
            pl.col("parent").is_null() | pl.col("parent").is_in(SMALL) if name == "units" else pl.lit(True)
        )
        table.filter(pl.col("code").is_in(SMALL) & parents).write_csv(file)
    return Root(base)


def simulated(base: Path, scenario: str) -> Root:
    """A small city with a planted truth, written in the agencies' formats."""
    from analysis.city.place import load_city
    from analysis.simulate.city import simulate

    root = small_city(base)
    simulate(root, load_city(root), scenario=scenario, seed=2025)
    return root


def copied(root: Root, base: Path) -> Root:
    """A root of one's own with the data, the facts, the releases and the stamps of another; sites and pages are left out."""

    def left(folder: str, names: list[str]) -> set[str]:
        inside = Path(folder).is_relative_to(root.interim)
        return {name for name in names if inside and name in ("pages", "outputs", "site", "builds")}

    shutil.copytree(root.base / "data", base / "data", ignore=left)
    return Root(base)


def silent(stage: str) -> Callable[[int, int], None]:
    """Nobody watches a test's progress."""
    return lambda done, total: None


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """A small city with an effect, built whole once a run; tests read it and change nothing in it."""
    from analysis.publish.build import Options, build

    def make(base: Path) -> None:
        root = simulated(base, "effect")
        report = build(root, CHECKOUT, Options(engine="embedded"), silent)
        assert report.good, (report.problems, report.failures)
        # The facts of the other edition, which no site asked for.
        with unmeasured():
            assert build(root, CHECKOUT, Options(stage="facts"), silent).good

    return Root(made_once(tmp_path_factory, "built", make))


@pytest.fixture(scope="session")
def built_site(built: Root) -> Path:
    return built.site


@pytest.fixture(scope="session")
def outputs(built: Root, tmp_path_factory: pytest.TempPathFactory) -> Root:
    """The small city with all three of its sites, built once a run; tests read it and change nothing in it."""
    from analysis.publish.build import Options, build

    def make(base: Path) -> None:
        shutil.copytree(built.base, base, dirs_exist_ok=True)
        names = ("public-id", "public-en")
        with unmeasured():
            report = build(Root(base), CHECKOUT, Options(engine="embedded", outputs=names), silent)
        assert report.good, (report.problems, report.failures, report.stopped)

    return Root(made_once(tmp_path_factory, "outputs", make))


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory, built: Root) -> dict[str, Root]:
    """The same small city in three truths, up to its facts: null, effect, worse. What the truths share is read and made once."""
    from analysis.city.place import load_city
    from analysis.publish.build import Options, build
    from analysis.simulate.city import simulate

    def make(base: Path) -> None:
        root = copied(built, base)
        with unmeasured():
            simulate(root, load_city(root), scenario=base.name, seed=2025)
            assert build(root, CHECKOUT, Options(stage="facts"), silent).good

    others = {name: Root(made_once(tmp_path_factory, name, make)) for name in ("null", "worse")}
    return {"effect": built, **others}
