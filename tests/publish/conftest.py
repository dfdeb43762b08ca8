"""What tests of takeaways share: the facts of the small built city, and its takeaways."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City, load_city
from analysis.city.units import groups
from analysis.disclosure import Edition
from analysis.known.decide import cache
from analysis.known.inputs import Place
from analysis.known.prints import Seen
from analysis.known.shelf import Shelf
from analysis.paths import Root
from analysis.publish.build import Options, build
from analysis.publish.partitions import series_marks
from analysis.publish.takeaway_plan import plan_takeaways
from analysis.publish.takeaways import make_takeaways
from analysis.takeaway.issue import Issue
from analysis.view import read_facts
from tests.conftest import silent
from tests.shared import made_once

Facts = dict[str, Any]
Read = Callable[[str], Facts]


@pytest.fixture(scope="session")
def small(built: Root) -> City:
    return load_city(built)


@pytest.fixture(scope="session")
def leadership(built: Root) -> Read:
    return lambda code: read_facts(built, code)


@pytest.fixture(scope="session")
def issue(small: City, leadership: Read) -> Issue:
    return Issue.of(small, leadership("state"), "id")


def everyone(root: Root, edition: Edition) -> list[Facts]:
    """The facts of all units and groups of an edition."""
    city = load_city(root)
    codes = [*city.units.get_column("code").to_list(), *(group.slug for group in groups(city))]
    return [read_facts(root, code, edition) for code in codes]


def made_in(root: Root, base: Path, checkout: Path) -> Path:
    """Every file of the root's output made anew in a root of its own, by one process."""
    away = Root(base, root.output)
    leave = shutil.ignore_patterns("raw", "interim")
    shutil.copytree(root.base / "data", base / "data", ignore=leave)
    shutil.copytree(root.cities, away.cities, dirs_exist_ok=True)
    place = Place(away, checkout, Seen(base / "seen.json"))
    city = load_city(away)
    rows = series_marks(place, city, Shelf(cache(away) / "pages"))
    make_takeaways(away, city, plan_takeaways(place, city, rows), 1)
    return away.takeaways


@pytest.fixture(scope="session")
def takeaways(built: Root) -> Path:
    """The small city's takeaways as its build wrote them; tests read them and change nothing in them."""
    return built.takeaways


@pytest.fixture(scope="session")
def outputs(built: Root, tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Root:
    """The small city with all three of its sites, built once a run; tests read it and change nothing in it."""

    def make(base: Path) -> None:
        shutil.copytree(built.base, base, dirs_exist_ok=True)
        names = ("public-id", "public-en")
        report = build(Root(base), checkout, Options(engine="embedded", outputs=names), silent)
        assert report.good, (report.problems, report.failures, report.stopped)

    return Root(made_once(tmp_path_factory, "outputs", make))
