"""What tests of takeaways share: the facts of the small built city, and its takeaways written once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City, load_city
from analysis.city.units import groups
from analysis.disclosure import Edition
from analysis.messages import Lang
from analysis.paths import Root
from analysis.publish.takeaways import write_takeaways
from analysis.takeaway.issue import Issue
from analysis.view import read_facts
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


def write_all(root: Root, folder: Path, edition: Edition = "leadership", lang: Lang = "id") -> None:
    """Every takeaway of an edition in a folder."""
    told = {name: read_facts(root, name, edition) for name in ("decision", "state")}
    write_takeaways(folder, everyone(root, edition), load_city(root), **told, lang=lang)


@pytest.fixture(scope="session")
def takeaways(built: Root, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city's takeaways, written once a run; tests read them and change nothing in them."""
    return made_once(tmp_path_factory, "takeaways", lambda base: write_all(built, base / "out")) / "out"
