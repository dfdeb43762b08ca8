"""Units: all of them, looked up by code; names that are two units are told apart."""

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City
from analysis.city.units import all_units, children, get_unit, group_of, groups, suggest
from analysis.problems import RetretError

COUNTS = {
    "kota": 1,
    "kecamatan": 5,
    "kelurahan": 57,
    "setda": 1,
    "bagian": 9,
    "sekretariat_dprd": 1,
    "inspektorat": 1,
    "dinas": 13,
    "satpol_pp": 1,
    "badan": 6,
    "rsud": 1,
    "puskesmas": 16,
    "bumd": 3,
}


def test_all_115_units_are_there_by_type(malang: City) -> None:
    assert Counter(unit.type for unit in all_units(malang)) == COUNTS
    assert sum(COUNTS.values()) == 115 == malang.units.height


def test_the_frame_holds_what_the_file_holds(malang: City) -> None:
    with (Path(malang.folder) / "units.csv").open(encoding="utf-8", newline="") as stream:
        lines = {row["code"]: row for row in csv.DictReader(stream)}
    for unit in all_units(malang):
        assert lines[unit.code]["name"] == unit.name
        assert (lines[unit.code]["parent"] or None) == unit.parent
        assert unit.parent is None or unit.parent in lines


@pytest.mark.parametrize(
    ("district", "villages"), [("01", 11), ("02", 11), ("03", 12), ("04", 11), ("05", 12)]
)
def test_each_kecamatan_has_its_kelurahan(malang: City, district: str, villages: int) -> None:
    found = [unit for unit in children(malang, f"35.73.{district}") if unit.type == "kelurahan"]
    assert len(found) == villages
    assert all(unit.code.startswith(f"35.73.{district}.") for unit in found)


@pytest.mark.parametrize("name", ["Blimbing", "Klojen", "Kedungkandang", "Sukun", "Lowokwaru"])
def test_homonyms_are_two_units_and_the_bare_name_is_none(malang: City, name: str) -> None:
    codes = [
        unit.code for unit in all_units(malang) if unit.name in (f"Kecamatan {name}", f"Kelurahan {name}")
    ]
    assert len(set(codes)) == 2
    assert name not in malang.aliases["alias"].to_list()
    with pytest.raises(RetretError):
        get_unit(malang, name)


def test_a_code_that_is_no_text_is_refused(malang: City) -> None:
    with pytest.raises(RetretError) as stop:
        get_unit(malang, 35.73)  # pyright: ignore[reportArgumentType]
    assert stop.value.code == "unit-not-a-string"


def test_an_unknown_unit_gets_a_suggestion(malang: City) -> None:
    with pytest.raises(RetretError) as stop:
        get_unit(malang, "Kec. Lowok Waru")
    assert stop.value.code == "unknown-unit"
    assert stop.value.values == {
        "value": "Kec. Lowok Waru",
        "near": "35.73.05",
        "name": "Kecamatan Lowokwaru",
    }


def test_what_is_like_nothing_gets_no_suggestion(malang: City) -> None:
    assert suggest(malang, "zzqqzz") is None
    with pytest.raises(RetretError) as stop:
        get_unit(malang, "zzqqzz")
    assert stop.value.code == "unknown-unit-far"


def test_groups_cover_every_unit_but_the_city_once_by_type(malang: City) -> None:
    by_type = [code for group in groups(malang) if group.kind == "type" for code in group.members]
    assert len(by_type) == len(set(by_type)) == 114
    assert "35.73" not in by_type
    assert group_of(malang, "35.73").members == ("35.73",)
    assert group_of(malang, get_unit(malang, "OPD.BPBD")).slug == "perangkat-daerah"


def test_a_kecamatan_group_holds_its_kelurahan_and_puskesmas(malang: City) -> None:
    found = {group.slug: group for group in groups(malang) if group.kind == "place"}
    assert len(found) == 5
    members = found["kecamatan-lowokwaru"].members
    assert members[0] == "35.73.05"
    assert {"35.73.05.1002", "PKM.DINOYO"} < set(members)
    assert len(members) == 1 + 12 + 3


def test_a_place_s_group_has_an_address_of_letters_and_digits_whatever_its_name(malang: City) -> None:
    name = 'Kecamatan "Bló" <i>/../x</i> \u202e' + "kata " * 40
    odd = malang.units.with_columns(
        name=pl.when(pl.col("code") == "35.73.01").then(pl.lit(name)).otherwise(pl.col("name"))
    )
    slugs = [group.slug for group in groups(replace(malang, units=odd)) if group.kind == "place"]
    assert slugs[0] == "kecamatan-blo-i-x-i-kata-kata-kata-kata-kata-kata-kata-kata"[:60].strip("-")
    assert slugs[1:] == [f"kecamatan-{name}" for name in ("klojen", "kedungkandang", "sukun", "lowokwaru")]
