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
from analysis.publish.partitions import series_marks
from analysis.publish.takeaway_jobs import write
from analysis.publish.takeaway_plan import plan_takeaways
from analysis.publish.takeaways import jobs_of, place_files
from analysis.takeaway.issue import Issue
from analysis.view import read_facts
from tests.publish.planting import planted_city
from tests.shared import made_once

Facts = dict[str, Any]
Read = Callable[[str], Facts]


@pytest.fixture(scope="session")
def planted_root(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """A small city of planted texts that names its site, built once a run; tests read it and change nothing in it."""
    return Root(made_once(tmp_path_factory, "planted", planted_city))


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
    planned = plan_takeaways(place, city, rows)
    for job in jobs_of(planned, away, city, 1):
        write(job)
    place_files(away, planned)
    return away.takeaways


@pytest.fixture(scope="session")
def takeaways(built: Root) -> Path:
    """The small city's takeaways as its build wrote them; tests read them and change nothing in them."""
    return built.takeaways
