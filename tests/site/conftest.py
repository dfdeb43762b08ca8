"""A hand-made site, built once with the embedded engine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.publish.parts import write_parts
from analysis.publish.site import build_site
from tests.shared import made_once
from tests.site.browser import ARGUMENTS, find_browser
from tests.site.sample import sample_root


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Root:
    def make(folder: Path) -> None:
        root = sample_root(folder, checkout)
        write_parts(root, load_city(root))
        build_site(root, checkout, engine="embedded")

    return Root(made_once(tmp_path_factory, "sample", make))


@pytest.fixture(scope="session")
def sample_site(sample: Root) -> Path:
    return sample.site


@pytest.fixture(scope="session", params=["sample_site", "built_site"])
def site(request: pytest.FixtureRequest) -> Path:
    """The hand-made site with one of everything, and the site of a small simulated city."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        said = "NO BROWSER: set CHROMIUM or install chromium, chrome or edge; the browser tests did not run"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield launched
        launched.close()
