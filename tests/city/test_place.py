"""Loading a city: whole and typed, or a stop that names file, row and column."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from analysis.city.events import events_between
from analysis.city.place import City, load_city
from analysis.messages import LANGS, text
from analysis.paths import Root
from analysis.problems import RetretError


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(content: str) -> str:
        assert old in content
        return content.replace(old, new, 1)

    return change


def test_the_first_retreat(malang: City) -> None:
    (retreat,) = malang.retreats
    assert (retreat.edition, retreat.announced) == (1, date(2025, 5, 5))
    assert (retreat.first_day, retreat.last_day) == (date(2025, 5, 15), date(2025, 5, 17))


def test_the_simulated_range_is_42_months(malang: City) -> None:
    first, last = malang.settings.first_month, malang.settings.last_month
    assert (last.year - first.year) * 12 + last.month - first.month + 1 == 42


def test_every_public_fact_has_a_source_a_date_and_a_confidence(malang: City) -> None:
    assert malang.facts.height >= 30
    for name in ("source", "confidence", "measured_first", "measured_last"):
        assert malang.facts[name].null_count() == 0, name
    assert (malang.facts["measured_last"] >= malang.facts["measured_first"]).all()


def test_the_conflict_about_the_service_index_is_kept(malang: City) -> None:
    ipp = malang.facts.filter((pl.col("topic") == "ipp") & (pl.col("place") == "Kota Malang"))
    assert {"4,54", "4,57"} <= set(ipp["value"])


def test_changes_of_untreated_cities_are_differences_of_published_figures(malang: City) -> None:
    changes = malang.facts.filter(pl.col("kind") == "one-year-change")
    assert sorted(changes["change"]) == [0.72, 1.06, 1.15, 5.7]
    levels = malang.facts.filter((pl.col("topic") == "ikm") & (pl.col("kind") == "level"))
    figures = {
        (row["place"], row["period"]): float(row["value"].replace(",", ".")) for row in levels.to_dicts()
    }
    for row in changes.to_dicts():
        before, after = row["period"].split("-")
        difference = figures[row["place"], after] - figures[row["place"], before]
        assert difference == pytest.approx(row["change"])


def test_the_same_code_means_other_minutes_in_another_system(malang: City) -> None:
    tl1 = malang.attendance_codes.filter(pl.col("code") == "TL1").sort("system")
    assert tl1.select("system", "minutes_from", "minutes_to").rows() == [
        ("e-presensi-a", 1, 29),
        ("e-presensi-b", 31, 60),
    ]


def test_late_ranges_of_a_system_leave_no_gap(malang: City) -> None:
    for _, late in malang.attendance_codes.filter(pl.col("kind") == "late").group_by("system"):
        rows = late.sort("minutes_from").select("minutes_from", "minutes_to").rows()
        assert rows[0][0] == 1
        assert rows[-1][1] is None
        assert all(after[0] == before[1] + 1 for before, after in pairwise(rows))


def test_a_code_for_on_time_says_zero_minutes_so_that_code_only_files_have_a_denominator(
    malang: City,
) -> None:
    here = malang.attendance_codes.filter((pl.col("code") == "H") & (pl.col("kind") == "present"))
    assert {"e-presensi-a", "e-presensi-b"} <= set(here.get_column("system").to_list())
    assert set(here.select("minutes_from", "minutes_to").rows()) == {(0, 0)}


def test_events_in_an_interval(malang: City) -> None:
    codes = events_between(malang.events, date(2025, 5, 10), date(2025, 5, 18))["code"].to_list()
    assert {"retreat", "announcement", "rotation-2025", "jodipan"} <= set(codes)
    assert "flood" not in codes
    assert "province-retreat" not in codes


def test_suppliers_and_groups_name_units_and_types_that_exist(malang: City) -> None:
    assert {supplier.unit for supplier in malang.settings.supplier} <= set(malang.units["code"])
    assert sum(supplier.rest for supplier in malang.settings.supplier) == 1
    systems = set(malang.attendance_codes["system"])
    assert {supplier.system for supplier in malang.settings.supplier} <= systems
    assert {kind for group in malang.settings.group for kind in group.types} <= set(malang.settings.type_name)


@pytest.mark.parametrize(
    ("file", "change", "code", "values"),
    [
        ("units.csv", swap("2020-01-01", "2020-13-01"), "city-cell", {"row": "2", "column": "valid_from"}),
        ("units.csv", swap(",parent,", ",induk,"), "city-columns", {"file": "units.csv"}),
        ("units.csv", swap("35.73.01.1002", "35.73.01.1001"), "city-twin", {"row": "5"}),
        ("units.csv", swap("kecamatan,Kecamatan", "camat,Kecamatan"), "city-strange-type", {"row": "3"}),
        ("aliases.csv", swap("35.73.01.1001", "35.73.01.9999"), "city-strange-code", {"value": "35.73.01.9999"}),
        ("events.csv", swap(",true,", ",ya,"), "city-cell", {"column": "lasting", "value": "ya"}),
        ("public_facts.csv", swap(",M,level", ",Q,level"), "city-cell", {"column": "confidence"}),
        ("public_facts.csv", swap(",M,level", ",,level"), "city-empty", {"column": "confidence"}),
        ("retreats.csv", swap(",H\n", ",H,more\n"), "city-row-length", {"row": "2"}),
        (
            "succession.csv",
            swap("note\n", "note\n35.73.05,XX,2026-01-01,no,\n"),
            "city-strange-code",
            {"row": "2", "value": "XX"},
        ),
        ("city.toml", swap("six_day_types = [\"puskesmas\", \"rsud\"]", ""), "city-key", {"key": "six_day_types"}),
        ("city.toml", swap('slug = "malang"', "slug ="), "city-not-toml", {"file": "city.toml"}),
        ("schedules.csv", swap("normal,false,3,", "ramadan,false,3,"), "two-schedules", {"days": "5"}),
        ("schedules.csv", swap("normal,true,6,07:30,13:00,2015", "normal,true,6,07:30,13:00,2025"), "no-schedule", {}),
        ("calendar.csv", swap("2022-04-03,2022-05-01,ramadan", "2022-04-03,2022-05-01,working"), "calendar-no-ramadan", {"year": "2022"}),
    ],
)  # fmt: skip
def test_a_fault_in_the_folder_stops_and_is_named(
    copy: Root, file: str, change: Callable[[str], str], code: str, values: dict[str, str]
) -> None:
    path = copy.cities / "malang" / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    with pytest.raises(RetretError) as stop:
        load_city(copy)
    assert stop.value.code == code
    assert values.items() <= stop.value.values.items()
    for lang in LANGS:
        assert text(code, lang, **stop.value.values)


def test_an_override_moves_a_holiday_and_idul_fitri(copy: Root) -> None:
    path = copy.cities / "malang" / "calendar.csv"
    added = (
        "2025-05-13,2025-05-13,working,Cuti bersama dicabut,uji,K\n"
        "2025-05-20,2025-05-20,holiday,Libur daerah,uji,K\n"
        "2027-03-11,2027-03-11,eid,Idul Fitri,uji,K\n"
    )
    path.write_text(path.read_text("utf-8") + added, "utf-8")
    calendar = load_city(copy).calendar
    assert calendar.is_working_day(date(2025, 5, 13))
    assert not calendar.is_working_day(date(2025, 5, 20))
    assert calendar.eid(2027) == date(2027, 3, 11)


def test_a_missing_file_and_a_missing_city(
    copy: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy.cities / "malang" / "events.csv").unlink()
    with pytest.raises(RetretError) as stop:
        load_city(copy)
    assert stop.value.code == "city-no-file"
    monkeypatch.setenv("RETRET_CITY", "nowhere")
    with pytest.raises(RetretError) as stop:
        load_city(copy)
    assert stop.value.code == "no-city"


def test_two_cities_need_a_choice(copy: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    second = copy.cities / "batu"
    second.mkdir()
    for file in (copy.cities / "malang").glob("*.*"):
        (second / file.name).write_bytes(file.read_bytes())
    with pytest.raises(RetretError) as stop:
        load_city(copy)
    assert stop.value.code == "many-cities"
    monkeypatch.setenv("RETRET_CITY", "malang")
    assert load_city(copy).slug == "malang"
