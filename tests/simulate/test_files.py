"""The simulated city as files: complete, marked, within its limits, the same for the same seed, swapped in whole."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.simulate import city as simulated_city
from analysis.simulate.city import simulate
from analysis.simulate.deliveries import deliveries
from analysis.simulate.documents import documents
from analysis.simulate.recap import recaps
from analysis.simulate.scenario import get_scenario, scenarios
from analysis.simulate.staff import hire
from analysis.simulate.town import make_town
from analysis.simulate.waves import surveyors, waves
from tests.simulate.conftest import SOON


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.repeats
def test_the_same_seed_gives_the_same_bytes(small: Any, make: Any) -> None:
    again, _, report = make()
    assert hashes(small[0].simulated) == hashes(again.simulated)
    assert (report.files, report.bytes) == (small[2].files, small[2].bytes)
    assert report.files == len(hashes(again.simulated))


def test_another_seed_gives_another_city(make: Any) -> None:
    one, other = (hashes(make(seed=seed, until=SOON)[0].simulated / "raw") for seed in (2025, 7))
    assert one != other


@pytest.mark.repeats
def test_a_longer_city_begins_like_a_shorter_one(small: Any, make: Any) -> None:
    longer = hashes(make(until=date(2024, 7, 15))[0].simulated / "raw")
    shorter = hashes(small[0].simulated / "raw")
    # Faults are spread over all files and recaps hold half-years; the days themselves do not move.
    days = {path: found for path, found in shorter.items() if path.endswith(".csv")}
    assert sum(longer.get(path) == found for path, found in days.items()) >= len(days) - 4
    assert any("2024-07" in path for path in longer)


def test_every_file_says_that_it_is_simulated(small: Any) -> None:
    raw = small[0].simulated / "raw"
    paths = [path for path in raw.rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} <= {".csv", ".xlsx", ".json"}
    for path in paths:
        if path.suffix == ".csv":
            first = path.read_bytes().split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf")
            assert first == b"# DATA SIMULASI, bukan data Pemerintah Kota Malang"
        elif path.suffix == ".json":
            assert json.loads(path.read_text("utf-8"))["keterangan"].startswith("DATA SIMULASI")
        else:
            book = CalamineWorkbook.from_path(str(path))
            marker = book.get_sheet_by_name("SIMULASI").to_python()
            assert marker == [["DATA SIMULASI, bukan data Pemerintah Kota Malang"]]
    assert "bukan data Pemerintah Kota Malang" in (small[0].simulated / "SIMULASI.md").read_text("utf-8")


def test_employee_numbers_and_names_are_nobodys(small: Any) -> None:
    for staff in hire(make_town(small[1], get_scenario("null"), 2025, None)).values():
        assert all(number.startswith("9999") and len(number) == 8 for number in staff.numbers)
        assert all(len(name.split()[1]) == 1 for name in staff.names)


@pytest.mark.repeats
def test_the_default_city_is_within_its_limits(checkout: Path) -> None:
    city = load_city(Root(checkout))
    town = make_town(city, get_scenario("effect"), 2025, None)
    assert len(town.months) == 42
    staff = hire(town)
    people = sum(len(one.numbers) for one in staff.values())
    assert 1500 < people <= 2500
    tables = len(documents(town, staff))
    assert tables >= 60
    assert len(waves(town)) + len(deliveries(town)) + len(recaps(town)) + tables + 4 + 3 <= 1600
    for code, one in staff.items():
        if one.unit.type == "kelurahan":
            assert 6 <= len(one.working(town.first_day)) <= 12, code


def test_rhythms_and_layouts_of_the_default_city(checkout: Path) -> None:
    found = surveyors(make_town(load_city(Root(checkout)), get_scenario("null"), 2025, None))
    rhythms = [one.rhythm for one in found]
    assert (rhythms.count("month"), rhythms.count("quarter"), rhythms.count("half")) == (3, 55, 37)
    kinds = {(one.layout, one.swapped) for one in found}
    assert kinds >= {(layout, swapped) for layout in ("raw", "tabulation") for swapped in (True, False)}
    layouts = [one.layout for one in found]
    assert all(2 <= layouts.count(layout) <= 12 for layout in ("form", "eskm"))
    # A wave of the form is a quarter: other rhythms would fall apart.
    assert {one.rhythm for one in found if one.layout == "form"} == {"quarter"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_seeds_stay_within_the_limits_too(checkout: Path, seed: int) -> None:
    town = make_town(load_city(Root(checkout)), get_scenario("null"), seed, None)
    assert sum(len(one.numbers) for one in hire(town).values()) <= 2500
    assert len(waves(town)) + len(deliveries(town)) + len(recaps(town)) + 100 <= 1600


def test_an_interrupted_simulation_leaves_the_old_city(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root, city, _ = make(until=SOON)
    before = hashes(root.simulated)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulated_city, "write_truth", fail)
    with pytest.raises(KeyboardInterrupt):
        simulate(root, city, seed=9, until=SOON)
    assert hashes(root.simulated) == before


def test_a_swap_cut_in_two_is_put_right(make: Any) -> None:
    root, city, _ = make(until=SOON)
    before = hashes(root.simulated)
    root.simulated.rename(root.interim / "simulated-old")
    simulate(root, city, until=SOON)
    assert hashes(root.simulated) == before
    assert not list(root.interim.iterdir())


def test_progress_is_told_to_the_end(make: Any) -> None:
    told: list[tuple[int, int]] = []
    make(until=SOON, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == len(told)


def test_wrong_choices_are_refused(small: Any) -> None:
    root, city, _ = small
    assert {"null", "effect", "worse"} <= set(scenarios())
    for choices, code in (
        ({"scenario": "miracle"}, "unknown-scenario"),
        ({"until": date(2020, 1, 1)}, "until-too-early"),
        ({"until": date(2040, 1, 1)}, "outside-calendar"),
    ):
        with pytest.raises(RetretError) as stop:
            simulate(root, city, **choices)  # pyright: ignore[reportArgumentType]
        assert stop.value.code == code
