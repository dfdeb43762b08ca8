"""truth.json says what was planted, and the files hold it."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from analysis.city.place import load_city
from analysis.city.units import get_unit
from analysis.ingest.csv_text import Records, read_records
from analysis.paths import Root
from analysis.simulate.answers import ELEMENTS, HIGHEST, LOWEST, answers, element_means, level, planted
from analysis.simulate.days import KINDS, LATE, UNEXCUSED, unit_days
from analysis.simulate.scenario import get_scenario
from analysis.simulate.staff import Staff, hire
from analysis.simulate.town import Town, make_town
from analysis.simulate.waves import waves
from tests.simulate.conftest import SOON


def told(root: Root) -> dict[str, Any]:
    return json.loads((root.simulated / "truth.json").read_text("utf-8"))


def cell(raw: Path, fault: dict[str, Any]) -> str:
    """What stands in the cell of a fault."""
    column, row = ord(fault["cell"][0]) - ord("A"), int(fault["cell"][1:]) - 1
    path = raw / fault["file"]
    if path.suffix == ".csv":
        records = read_records(path.read_bytes())
        assert isinstance(records, Records)
        found = records.rows[row][column]
        return "" if found is None else str(found)
    rows = (
        CalamineWorkbook.from_path(str(path))
        .get_sheet_by_name(fault["sheet"])
        .to_python(skip_empty_area=False)
    )
    value = rows[row][column]
    if isinstance(value, (date, datetime)):
        return str(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def test_the_default_city_holds_only_faults_that_its_corrections_mend(small: Any) -> None:
    root = small[0]
    faults = told(root)["faults"]
    assert 6 <= len(faults) <= 9
    assert {fault["file"].split("/")[0] for fault in faults} >= {
        "skm",
        "layanan",
        "disposisi",
        "kunjungan",
        "pegawai",
    }
    assert all(fault["mended"] for fault in faults)
    written = tomllib.loads((root.simulated / "corrections.toml").read_text("utf-8"))["correction"]
    assert [(one["file"], one["cell"], one["old"], one["new"]) for one in written] == [
        (fault["file"], fault["cell"], fault["wrong"], fault["right"]) for fault in faults
    ]
    for fault in faults:
        assert cell(root.simulated / "raw", fault) == fault["wrong"] != fault["right"]


def test_dirt_is_listed_fault_by_fault(dirty: Any) -> None:
    root = dirty[0]
    faults = told(root)["faults"]
    kinds = {fault["kind"] for fault in faults if not fault["mended"]}
    assert kinds >= {
        *("answer-outside-scale", "29-february-2025", "misspelt-unit", "text-in-number", "bare-u8-u9"),
        *(
            "unknown-period",
            "footer-as-data",
            "merged-header",
            "out-before-in",
            "impossible-day",
            "unknown-code",
        ),
        *("truncated", "encrypted", "not-a-workbook", "not-recognised", "sent-twice", "missing-month"),
        *("unknown-choice", "out-of-range", "error-cell", "uncalculated-formula", "empty-cell", "row-twice"),
        *(
            "missing-column",
            "foreign-table",
            "hidden-row",
            "on-time-above-completed",
            "closed-before-received",
        ),
        *(
            "answered-before-sent",
            "published-before-measured",
            "findings-in-time-above-due",
            "text-in-decimal",
        ),
    }
    places = [(fault["file"], fault["row"], fault["cell"]) for fault in faults if fault["row"]]
    assert len(set(places)) == len(places)
    for fault in faults:
        assert (root.simulated / "raw" / fault["file"]).is_file()
        if fault["cell"] and fault["kind"] not in ("merged-header", "error-cell", "uncalculated-formula"):
            assert cell(root.simulated / "raw", fault) == fault["wrong"]


def test_mended_cells_differ_from_left_ones_in_nothing_but_the_list(small: Any, dirty: Any) -> None:
    clean = {fault["file"] for fault in told(small[0])["faults"]}
    assert clean == {fault["file"] for fault in told(dirty[0])["faults"] if fault["mended"]}


def test_gaps_are_files_that_are_not_there(small: Any) -> None:
    root, city, _ = small
    town = make_town(city, get_scenario("effect"), 2025, date(2024, 6, 1))
    files = {
        path.relative_to(root.simulated / "raw").as_posix()
        for path in (root.simulated / "raw").rglob("*.xlsx")
    }
    for wave in waves(town):
        assert (wave.path in files) == (wave.gap is None)


@pytest.mark.parametrize(
    ("scenario", "points", "late"), [("null", 0, 0), ("effect", 1.6, -0.15), ("worse", -1.6, 0.15)]
)
def test_effects_are_planted_in_treated_units_only(
    make: Any, scenario: str, points: float, late: float
) -> None:
    planted_there = told(make(scenario=scenario, until=SOON)[0])["planted"]
    assert planted_there["skm-index"]["units"]["35.73.05.1002"] == points
    assert planted_there["late-share"]["units"]["35.73.05.1002"] == late
    assert planted_there["skm-index"]["units"]["PKM.DINOYO"] == 0
    assert planted_there["skm-index"]["from"] == "2025-05-18"


@pytest.fixture(scope="module")
def towns(checkout: Path) -> dict[str, Town]:
    city = load_city(Root(checkout))
    return {name: make_town(city, get_scenario(name), 2025, None) for name in ("null", "effect", "worse")}


def test_the_index_moves_by_the_planted_points_after_the_retreat_and_by_nothing_before(
    towns: dict[str, Town],
) -> None:
    null, effect = waves(towns["null"]), waves(towns["effect"])
    for one, other in zip(null, effect, strict=True):
        dose = towns["effect"].doses[one.unit.code]
        added = level(towns["effect"], other) - level(towns["null"], one)
        if one.unit.type == "puskesmas" or one.last_day <= date(2025, 5, 17):
            assert added == 0
        elif one.first_day > date(2025, 5, 17) and level(towns["effect"], other) < 96:
            assert added == pytest.approx(1.6 * dose)
        else:
            assert 0 <= added <= planted(towns["effect"], other) + 1e-9 <= 1.6 + 1e-6


def test_answers_have_the_level_and_spread_that_the_truth_tells(towns: dict[str, Town]) -> None:
    town = towns["null"]
    some = [wave for wave in waves(town) if wave.year == 2024]
    marked = [answers(town, wave) for wave in some]
    off = [25 * marks.mean() - level(town, wave) for marks, wave in zip(marked, some, strict=True)]
    assert abs(float(np.mean(off))) < 0.25
    assert 10.5 < float(np.mean([25 * marks.mean(axis=1).std() for marks in marked])) < 13.5
    means = np.mean([marks.mean(axis=0) for marks in marked], axis=0)
    assert means.argmax() == 3
    assert set(np.argsort(means)[:3]) == {2, 7, 8}
    assert all(35 <= len(marks) <= 120 for marks in marked)


@given(index=st.floats(62.0, 96.0), own=st.lists(st.floats(-0.15, 0.15), min_size=9, max_size=9))
def test_elements_at_the_top_take_nothing_from_the_level(index: float, own: list[float]) -> None:
    """Else a wave near the top would show less than what was planted in it."""
    middle, shifts = (index / 25 - 1) / 3, (ELEMENTS + np.array(own)) / 3
    found = element_means(middle, shifts)
    assert float(found.mean()) == pytest.approx(middle, abs=1e-12)
    assert found.min() >= LOWEST
    assert found.max() <= HIGHEST
    free = (found > LOWEST) & (found < HIGHEST)
    assert np.ptp((found - shifts)[free]) < 1e-9


def share_late(town: Town, staff: dict[str, Staff], codes: list[str], months: list[date]) -> float:
    late = here = 0
    for code in codes:
        for month in months:
            kinds = unit_days(town, staff[code], month).kind
            late += int((kinds == LATE).sum())
            here += int((kinds < UNEXCUSED).sum())
    return late / here


def test_lateness_moves_by_the_planted_share_after_the_retreat(towns: dict[str, Town]) -> None:
    staff = hire(towns["null"])
    treated = [code for code in staff if staff[code].unit.type == "kelurahan"][:25]
    after, before = [date(2025, 6, 1), date(2025, 11, 1)], [date(2024, 11, 1)]
    usual = share_late(towns["null"], staff, treated, after)
    assert 0.06 < usual < 0.18
    assert share_late(towns["effect"], staff, treated, after) / usual == pytest.approx(0.85, abs=0.02)
    assert share_late(towns["worse"], staff, treated, after) / usual == pytest.approx(1.15, abs=0.02)
    same = [share_late(towns[name], staff, treated, before) for name in ("null", "effect", "worse")]
    assert len(set(same)) == 1
    health = ["PKM.DINOYO", "PKM.JANTI"]
    assert share_late(towns["effect"], staff, health, after) == share_late(
        towns["null"], staff, health, after
    )


def test_absence_is_rare_and_bumps_at_lebaran(towns: dict[str, Town]) -> None:
    town = towns["null"]
    staff = hire(town)
    dinas = [code for code in staff if staff[code].unit.type == "dinas"]

    def away(month: date) -> tuple[float, float]:
        kinds = np.concatenate([unit_days(town, staff[code], month).kind for code in dinas])
        return float((kinds > UNEXCUSED).mean()), float((kinds == UNEXCUSED).mean())

    usual, lebaran = away(date(2023, 9, 1)), away(date(2024, 4, 1))
    assert 0.025 < usual[0] < 0.055
    assert usual[1] < 0.004
    assert lebaran[0] > 1.2 * usual[0]


def test_the_head_is_at_the_retreat_on_its_working_days(towns: dict[str, Town]) -> None:
    town = towns["effect"]
    staff = hire(town)
    found = unit_days(town, staff["35.73.05.1002"], date(2025, 5, 1))
    first = found.employee == 0
    kinds = {
        found.days[int(day)]: KINDS[int(kind)]
        for day, kind in zip(found.day[first], found.kind[first], strict=True)
    }
    assert kinds[date(2025, 5, 15)] == kinds[date(2025, 5, 16)] == "DL"


def test_contract_staff_begin_in_july_and_october_2025(towns: dict[str, Town]) -> None:
    staff = hire(towns["null"]).values()
    starts = {str(day) for one in staff for day in one.starts}
    assert starts == {"2023-05-01", "2025-07-01", "2025-10-01"}
    growth = [
        len(one.numbers) / len(one.working(date(2025, 6, 1))) for one in staff if one.unit.type == "dinas"
    ]
    assert max(growth) > 1.3 > 1.05 > min(growth)


def test_hours_of_six_day_units_hold_saturdays(towns: dict[str, Town]) -> None:
    staff = hire(towns["null"])
    found = unit_days(towns["null"], staff["PKM.DINOYO"], date(2025, 6, 1))
    assert any(day.weekday() == 5 for day in found.days)
    assert get_unit(towns["null"].city, "PKM.DINOYO").type in towns["null"].city.settings.six_day_types
    village = unit_days(towns["null"], staff["35.73.05.1002"], date(2025, 6, 1))
    assert all(day.weekday() < 5 for day in village.days)
