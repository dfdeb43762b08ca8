"""The default city whole, twice: what is too long for every run (`make test-long`)."""

import json
import os
import shutil
from pathlib import Path

import pytest

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.publish.build import Options, build
from analysis.simulate.city import simulate
from tests.conftest import silent
from tests.publish.test_build import same

pytestmark = pytest.mark.skipif(not os.environ.get("RETRET_LONG"), reason="long: run by `make test-long`")


def city(base: Path, checkout: Path, scenario: str) -> Root:
    """A root with the shipped city of 115 units and its simulated files."""
    shutil.copytree(checkout / "data" / "cities", base / "data" / "cities")
    simulate(Root(base), load_city(Root(base)), scenario=scenario, seed=2025)
    return Root(base)


def test_the_default_city_is_within_its_limits_clean_and_the_same_bytes_twice(
    checkout: Path, tmp_path: Path
) -> None:
    first, second = (city(tmp_path / name, checkout, "effect") for name in ("first", "second"))
    raw = [file for file in (first.simulated / "raw").rglob("*") if file.is_file()]
    assert len(raw) <= 1600
    assert sum(file.stat().st_size for file in raw) <= 100e6
    assert same(first.simulated, second.simulated) == []
    for root in (first, second):
        report = build(root, checkout, Options(engine="embedded"), silent)
        assert report.good, (report.problems, report.failures, report.stopped)
    assert same(first.site, second.site) == []
    assert len(list((first.site / "reports" / "unit").glob("*.html"))) == 115


@pytest.mark.parametrize("scenario", ["null", "worse"])
def test_other_truths_have_the_same_headline(checkout: Path, tmp_path: Path, scenario: str) -> None:
    root = city(tmp_path, checkout, scenario)
    assert build(root, checkout, Options(stage="facts"), silent).good
    told = json.loads((root.facts / "leadership" / "decision.json").read_text("utf-8"))
    assert told["headline"]["id"].startswith("Tidak dapat disimpulkan")
    pattern = {one["code"]: one["pattern"] for one in told["outcomes"]}
    assert pattern["skm-index"] != "better-than-a-year-earlier"
