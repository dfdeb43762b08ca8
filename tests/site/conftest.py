"""A hand-made site, built once with the embedded engine."""

from pathlib import Path

import pytest

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.publish.parts import write_parts
from analysis.publish.site import build_site
from tests.site.sample import sample_root


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Root:
    root = sample_root(tmp_path_factory.mktemp("sample"), checkout)
    write_parts(root, load_city(root))
    return root


@pytest.fixture(scope="session")
def sample_site(sample: Root, checkout: Path) -> Path:
    return build_site(sample, checkout, engine="embedded").folder
