"""The shipped city, and an empty raw folder to write into."""

from pathlib import Path

import pytest

from analysis.city.place import City
from analysis.ingest.reference import Reference, make_reference
from tests.ingest.builders import malang


@pytest.fixture(scope="session")
def city() -> City:
    return malang()


@pytest.fixture(scope="session")
def reference(city: City) -> Reference:
    return make_reference(city)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder
