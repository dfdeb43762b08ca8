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


HONEST = {"null": "insufficient", "worse": "worse"}
"""The joint verdict that each truth allows."""


def excess(root: Root, honest: str) -> dict[str, float]:
    """Each outcome's change beyond the placebo year, in the good direction, where the verdict is the honest one."""
    told = json.loads((root.facts / "leadership" / "decision.json").read_text("utf-8"))
    assert told["verdict"] == honest
    return {one["code"]: one["excess"] for one in told["outcomes"]}


def test_other_truths_have_their_own_verdict_and_part_by_what_was_planted(
    checkout: Path, tmp_path: Path
) -> None:
    """Both cities share their noise and their city-wide shocks, so that only the planted change parts them."""
    found: dict[str, dict[str, float]] = {}
    for scenario, honest in HONEST.items():
        root = city(tmp_path / scenario, checkout, scenario)
        assert build(root, checkout, Options(stage="facts"), silent).good
        found[scenario] = excess(root, honest)
    planted = json.loads((tmp_path / "worse" / "data" / "simulated" / "truth.json").read_text("utf-8"))[
        "planted"
    ]
    loss = -planted["skm-index"]["treated_units"]
    assert 0.5 * loss < found["null"]["skm-index"] - found["worse"]["skm-index"] < 1.1 * loss
    assert found["worse"]["late-minutes"] < found["null"]["late-minutes"]
