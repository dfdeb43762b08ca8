"""A plan that contradicts the indicators or lacks a key stops with the key's name."""

from pathlib import Path

import pytest

from analysis.decision.plan import read_plan
from analysis.problems import RetretError


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('direction = "up-is-good"', 'direction = "down-is-good"', "outcome.0"),
        ("smallest_change_that_matters = 1.0", "smallest_change_that_matters = 2.0", "outcome.0"),
        ('indicator = "skm-index"', 'indicator = "ikm"', "outcome.0"),
        ("improved_above_zero = 0.975", "improved_above_zero = 97.5", "thresholds.improved_above_zero"),
        ("waves = 2", "gelombang = 2", "next_edition.waves"),
        ("placebo_outcomes = []", 'placebo_outcomes = ["weather"]', ""),
        ("placebo_outcomes = []", 'placebo_outcomes = ["skm-index"]', ""),
    ],
)
def test_a_wrong_plan_names_its_key(city_folder: Path, tmp_path: Path, old: str, new: str, key: str) -> None:
    text = (city_folder / "plan.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "plan.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_plan(tmp_path)
    assert stopped.value.code == "bad-plan"
    assert stopped.value.values["key"] == key


def test_no_plan_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(RetretError) as stopped:
        read_plan(tmp_path)
    assert stopped.value.code == "no-plan"


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("city = malang", "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_plan(tmp_path)
    assert stopped.value.code == "bad-plan"
