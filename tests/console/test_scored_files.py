"""Cities scored through their files: what is simulated holds the truth that it is scored against, and the chain ends in a decision."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from analysis.calibration.scoring import Scoring, Truth, scoring
from analysis.city.place import City, load_city
from analysis.console import scored_files, scored_record
from analysis.console.scored_record import Decided
from analysis.problems import RetretError
from analysis.simulate.city import simulate
from analysis.simulate.donors import FILE, FOLDER
from analysis.simulate.town import Size
from tests.conftest import small_city
from tests.effort import LONG


def truth(name: str) -> Truth:
    return next(one for one in scoring().truth if one.name == name)


def donors(base: Path, name: str) -> pl.DataFrame:
    root = small_city(base)
    city: City = load_city(root)
    simulate(
        root,
        city,
        scenario=scored_files.scenario(scoring(), truth(name)),
        seed=3,
        size=Size(units=4),
        sources=scored_files.SOURCES,
    )
    raw = root.simulated / "raw"
    assert {one.name for one in raw.iterdir()} == {"skm", FOLDER}
    planted = json.loads((root.simulated / "truth.json").read_text("utf-8"))["planted"]["skm-index"]
    assert planted["city_wide_step"] == truth(name).shock
    assert set(planted["units"].values()) == {truth(name).effect}
    file = raw / FOLDER / "simulasi" / FILE
    return pl.read_csv(file, separator=";", comment_prefix="#", decimal_comma=True)


def test_a_shock_to_the_region_is_in_the_files_of_comparison_cities_and_an_effect_is_not(
    tmp_path: Path,
) -> None:
    nothing, shock, two = (donors(tmp_path / name, name) for name in ("nothing", "shock", "two"))
    assert two.equals(nothing)
    apart = shock["Nilai"] - nothing["Nilai"]
    index = nothing["Indikator"] == "IKM"
    assert set(apart.filter(~index).round(6).to_list()) == {0.0}
    months = nothing.filter(index)["Bulan"].to_list()
    moved = {month for month, by in zip(months, apart.filter(index), strict=True) if by > 0.5}
    assert set(apart.filter(index).round(2).unique().to_list()) == {0.0, 1.0}
    assert "Mei 2025" not in moved
    assert {"Juni 2025", "Juli 2025", "Januari 2026"} <= moved
    assert "Juni 2024" not in moved


def small(monkeypatch: pytest.MonkeyPatch, units: int, *happens: str) -> None:
    asked = scoring().model_copy(update={"units": units})
    monkeypatch.setattr(scored_files, "scoring", lambda: asked)
    monkeypatch.setattr(scored_files, "HAPPENS", happens)


@pytest.mark.slow
def test_the_chain_ends_in_a_decision_that_follows_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, 12 if LONG else 4, *(("nothing", "shock", "two") if LONG else ("nothing",)))
    steps: list[tuple[int, int]] = []
    found = scored_files.through_files(5 if LONG else 1, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == len(steps)
    assert {row.chapter for row in found.rows} == {"files"}
    for row in found.rows:
        assert row.n == (5 if LONG else 1)
        assert row.bound is not None
        if row.name != "annual":
            assert row.reached == 0


def test_a_large_effect_is_decided_annual_where_little_has_to_be_gained(tmp_path: Path) -> None:
    cheap = scoring().model_copy(update={"break_even": 0.001, "units": 4})
    large = truth("two").model_copy(update={"effect": 5.0})
    found = scored_files.decided(cheap, large, 1, tmp_path)
    assert found.option == "annual"
    assert found.effect is not None
    assert found.error is not None
    assert found.effect > 2 * found.error


@pytest.mark.repeats
def test_cities_of_one_seed_are_the_same_beside_each_other_and_alone(tmp_path: Path) -> None:
    """What is copied from a twin, and what was read of it before, is what would be written and read anew."""
    asked = scoring().model_copy(update={"units": 6})
    both, alone = tmp_path / "both", tmp_path / "alone"
    both.mkdir()
    alone.mkdir()
    scored_files.decided(asked, truth("nothing"), 1, both)
    assert scored_files.decided(asked, truth("two"), 1, both) == scored_files.decided(
        asked, truth("two"), 1, alone
    )
    twin, own = (
        {one.relative_to(base / "two"): one.read_bytes() for one in written(base)} for base in (both, alone)
    )
    assert twin == own
    assert any(path.match("*-revisi-*") for path in own), "files sent again have to be among them"
    assert any("corrections" in path.name and b"[[" in own[path] for path in own), "and mended ones"


def written(base: Path) -> list[Path]:
    return [one for one in (base / "two" / "data" / "simulated").rglob("*") if one.is_file()]


def made_up(said: list[tuple[str, int]]) -> Callable[..., Decided]:
    """Decides at once, and notes for what it was asked."""

    def decided(asked: Scoring, one: Truth, seed: int, beside: Path, commit: str) -> Decided:
        if (one.name, seed) == ("two", 3):
            raise KeyboardInterrupt
        said.append((one.name, seed))
        return Decided(commit, one.name, seed, "annual" if one.effect else "", "B", None, 0.5)

    return decided


def test_a_run_that_was_ended_is_gone_on_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said: list[tuple[str, int]] = []
    small(monkeypatch, 4, "nothing", "two")
    monkeypatch.setattr(scored_files, "decided", made_up(said))
    monkeypatch.setattr(scored_record, "unchanged", lambda since, layers: True)
    file = tmp_path / "cities.csv"
    with pytest.raises(KeyboardInterrupt):
        scored_files.through_files(3, lambda done, total: None, file)
    assert said == [("nothing", 1), ("two", 1), ("nothing", 2), ("two", 2), ("nothing", 3)]
    said.clear()
    found = scored_files.through_files(2, lambda done, total: None, file)
    assert said == []
    assert [(row.name, row.reached, row.n) for row in found.rows] == [
        ("wrong-annual", 0.0, 2),
        ("wrong-stop", 0.0, 2),
        ("annual", 1.0, 2),
        ("annual-narrow", 1.0, 2),
    ]


def test_the_right_decision_is_told_apart_by_how_sharp_the_estimate_is() -> None:
    asked, two = scoring(), truth("two")
    half = 1 / asked.standard_errors_a_mid
    cities = [
        Decided("", "two", seed, option, "B", effect=2.0, error=error)
        for seed, (option, error) in enumerate(
            [("annual", half), ("annual", 0.1), ("", 0.2), ("annual", half + 0.01), ("boosters", 0.9)]
        )
    ]
    rows = {row.name: row for row in scored_files._rows(asked, two, cities)}
    assert [(rows[name].reached, rows[name].n) for name in ("annual", "annual-narrow", "annual-wide")] == [
        (pytest.approx(0.6), 5),
        (pytest.approx(2 / 3), 3),
        (0.5, 2),
    ]
    assert [rows[name].limit for name in ("annual-narrow", "annual-wide")] == [None, None]


def test_rows_of_cities_that_were_decided_by_other_code_can_be_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is added to them, and they are told with the code that decided them."""
    small(monkeypatch, 4, "nothing")
    file = tmp_path / "cities.csv"
    file.write_text("commit,truth,seed,option,level,effect,error\n0000000,nothing,1,,C,0.1,0.5\n", "utf-8")
    found = scored_files.through_files(1, lambda done, total: None, file)
    assert (found.commit, [(row.reached, row.n) for row in found.rows]) == ("0000000", [(0.0, 1)])


@pytest.mark.repeats
def test_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What they are sent says all that they need: they know nothing of this process."""
    small(monkeypatch, 2, "nothing")
    file, steps = tmp_path / "cities.csv", list[tuple[int, int]]()
    found = scored_files.through_files(2, lambda *step: steps.append(step), file, jobs=2)
    alone = scored_files.decided(scored_files.scoring(), truth("nothing"), 2, tmp_path)
    kept = scored_record.Record(file).known("nothing", 2)
    assert kept is not None
    assert (kept.option, kept.level) == (alone.option, alone.level)
    assert (kept.effect, kept.error) == pytest.approx((alone.effect, alone.error), abs=1e-4)
    assert steps == [(1, 2), (2, 2)]
    assert found.seconds > 0


def test_cities_of_other_code_are_neither_mixed_nor_lost(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[tuple[str, int]] = []
    small(monkeypatch, 4, "nothing")
    monkeypatch.setattr(scored_files, "decided", made_up(said))
    file = tmp_path / "cities.csv"
    file.write_text("commit,truth,seed,option,level,effect,error\n0000000,nothing,1,,C,0.1,0.5\n", "utf-8")
    before = file.read_bytes()
    with pytest.raises(RetretError) as refused:
        scored_files.through_files(2, lambda done, total: None, file)
    assert refused.value.code == "calibrate-other-code"
    assert file.read_bytes() == before
    assert said == []
