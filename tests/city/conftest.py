"""The real city folder, and copies of it that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from analysis.city.place import City, load_city
from analysis.paths import Root

BASE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def malang() -> City:
    return load_city(Root(BASE))


@pytest.fixture
def copy(tmp_path: Path) -> Root:
    """A root of its own with the city folder in it."""
    shutil.copytree(BASE / "data" / "cities", tmp_path / "data" / "cities")
    return Root(tmp_path)
