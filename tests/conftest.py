"""What every test may ask for: the checkout, the shipped city, and small cities that are simulated once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from analysis.paths import Root

# Machines are noisy: no test asserts a time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

CHECKOUT = Path(__file__).resolve().parents[1]

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


def silent(stage: str) -> Callable[[int, int], None]:
    """Nobody watches a test's progress."""
    return lambda done, total: None


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """A small city with an effect, built whole once; tests read it and change nothing in it."""
    from analysis.publish.build import Options, build

    root = simulated(tmp_path_factory.mktemp("built"), "effect")
    report = build(root, CHECKOUT, Options(engine="embedded"), silent)
    assert report.good, (report.problems, report.failures)
    return root


@pytest.fixture(scope="session")
def built_site(built: Root) -> Path:
    return built.site


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Root]:
    """The same small city in three truths, up to its facts: null, effect, worse."""
    from analysis.publish.build import Options, build

    made: dict[str, Root] = {}
    for scenario in ("null", "effect", "worse"):
        made[scenario] = simulated(tmp_path_factory.mktemp(scenario), scenario)
        assert build(made[scenario], CHECKOUT, Options(stage="facts"), silent).good
    return made
