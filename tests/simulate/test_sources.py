"""The declared sources as files: every layout, realistic levels, personal columns filled, revisions, a larger city."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City, load_city
from analysis.ingest.revisions import revision
from analysis.paths import Root
from analysis.simulate.city import larger_city, simulate
from analysis.simulate.document import Document, habits, headers, rendered
from analysis.simulate.documents import BUILDS, documents
from analysis.simulate.extended import write_extended
from analysis.simulate.scenario import get_scenario
from analysis.simulate.staff import hire
from analysis.simulate.table_plan import plan_tables
from analysis.simulate.town import Size, Town, make_town
from analysis.sources.declaration import by_name, sources
from tests.simulate.test_files import hashes

PERSONAL = ("Nama", "NIP", "No HP", "NIK", "Isi Laporan", "Komentar")


@pytest.fixture(scope="module")
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


@pytest.fixture(scope="module")
def town(city: City) -> Town:
    return make_town(city, get_scenario("effect"), 2025, None, Size(units=40, months=24))


@pytest.fixture(scope="module")
def tables(town: Town) -> tuple[Document, ...]:
    return documents(town, hire(town))


def test_every_declared_source_is_written(tables: tuple[Document, ...]) -> None:
    written = {one.source for one in tables} | {"survey", "attendance"}
    assert written >= {one.name for one in sources()} - {"comparison"}
    assert set(BUILDS) == written - {"survey", "attendance"}


def test_required_columns_stand_in_the_table_or_above_it(tables: tuple[Document, ...], town: Town) -> None:
    for one in tables:
        source = by_name()[one.source]
        above = " ".join(str(line[0]) for line in one.above if line and line[0])
        fits = [
            name
            for name, layout in source.layouts.items()
            if all(
                field in one.fields or any(f"{spelled} :" in above for spelled in source.columns[field].names)
                for field in source.required
                if field not in layout.lacks
            )
        ]
        assert fits, one.path
        assert len(headers(town, one)) == len(one.columns) == len(one.rows[0])


def test_files_lie_below_their_sources_folder_and_their_sender(tables: tuple[Document, ...]) -> None:
    for one in tables:
        folder, sender, name = one.path.split("/")
        assert folder == by_name()[one.source].folder and sender and name.endswith((".csv", ".xlsx"))


def test_personal_columns_are_filled_with_inventions(tables: tuple[Document, ...], town: Town) -> None:
    seen: set[str] = set()
    for one in tables:
        for at, header in enumerate(headers(town, one)):
            if header in PERSONAL:
                values = [str(row[at]) for row in one.rows if row[at]]
                assert values, (one.path, header)
                seen.add(header)
                if header in ("NIP", "NIK"):
                    assert all(value.startswith("9999") for value in values)
    assert seen == set(PERSONAL)


@pytest.mark.repeats
def test_levels_are_those_of_a_real_city(city: City) -> None:
    town = make_town(city, get_scenario("null"), 2025, None, Size(months=20))
    found = {one.path: one for one in documents(town, hire(town))}
    lapor = [row for path, one in found.items() if "/lapor-" in path for row in one.rows]
    counts = {row[4]: sum(other[4] == row[4] for other in lapor) for row in lapor}
    held = sum(counts[code] for code in ("OPD.DISHUB", "OPD.DISPENDUKCAPIL", "OPD.SATPOLPP", "OPD.DPUPRPKP"))
    assert held > 0.5 * len(lapor)
    assert max(counts[code] for code in counts if str(code).count(".") == 3) < 3 * len(town.months)
    old = [row for row in lapor if str(row[3]) < "2026-01-01"]
    assert all(row[-1] == "closed" for row in old)
    penalties = next(one for one in found.values() if one.source == "penalties")
    assert len(penalties.rows) < 60
    made = next(one for one in found.values() if one.source == "participants")
    days = [row[6] for row in made.rows]
    assert (days.count(0), days.count(2)) == (2, 1)


def test_a_score_may_be_announced_after_the_retreat_and_measured_before(tables: tuple[Document, ...]) -> None:
    rows = [row for one in tables if one.path.endswith("nilai-2025.xlsx") for row in one.rows]
    awards = [row for row in rows if row[1] == "ipp"]
    assert awards and all(str(row[5]) == "2025-05-20" and str(row[4]) == "2024-08-31" for row in awards)
    assert {row[2] for row in rows if row[1] == "ombudsman"} == {"Kepatuhan 2022"}


def test_senders_keep_their_habits(tables: tuple[Document, ...], town: Town) -> None:
    by_sender: dict[tuple[str, str], set[object]] = {}
    for one in tables:
        by_sender.setdefault((one.source, one.sender), set()).add(
            (habits(town, one).encoding, headers(town, one)[:1])
        )
    assert all(len({encoding for encoding, _ in found}) == 1 for found in by_sender.values())
    kinds = {habits(town, one).delimiter for one in tables if one.is_csv}
    assert len(kinds) >= 2


def test_a_header_of_two_rows_is_written_in_even_years(tables: tuple[Document, ...], town: Town) -> None:
    one = next(one for one in tables if one.path.endswith("program-2026.xlsx"))
    rows = rendered(town, one).rows
    upper, lower = rows[one.first_row - 2], rows[one.first_row - 1]
    assert upper[6:9] == ("Realisasi", None, "Target")
    assert lower[6:9] == ("Fisik (%)", "Keuangan (%)", "Fisik (%)")


def test_dirt_reaches_every_source(tables: tuple[Document, ...], town: Town) -> None:
    planned = plan_tables(town, tables, dirt=True)
    assert {one.source for one in tables if one.path in planned} == set(BUILDS)
    assert all(
        not mended for kinds in plan_tables(town, tables, dirt=True).values() for _, mended in kinds[1:]
    )


def test_a_few_files_are_sent_again_and_differ_in_a_few_cells(small: Any) -> None:
    raw = small[0].simulated / "raw"
    truth = json.loads((small[0].simulated / "truth.json").read_text("utf-8"))
    assert len(truth["resent"]) >= 2
    for one in truth["resent"]:
        assert revision(one["file"])[0] == one["replaces"] and revision(one["file"])[1] > 0
        assert (raw / one["file"]).is_file() and (raw / one["replaces"]).is_file()
        assert (raw / one["file"]).read_bytes() != (raw / one["replaces"]).read_bytes()
        assert 1 <= len(one["cells"]) <= 3


def test_a_city_with_more_units_than_there_are_stands_beside_its_files(tmp_path: Path, city: City) -> None:
    root = Root(tmp_path)
    for units, larger in ((116, True), (6, False)):
        simulate(root, city, size=Size(units=units, months=20, employees=units), sources=("meetings",))
        found = larger_city(root)
        assert (found is not None) == larger
        if found is not None:
            own = load_city(Root(found.parents[1]))
            assert sum(kind != "kota" for kind in own.units["type"]) == units


def test_a_larger_city_is_a_root_of_its_own(tmp_path: Path, city: City) -> None:
    write_extended(city, tmp_path / "data" / "cities", 160)
    larger = load_city(Root(tmp_path))
    assert sum(kind != "kota" for kind in larger.units["type"]) == 160
    town = make_town(larger, get_scenario("null"), 1, None, Size(units=160, months=2))
    assert len(town.units) == 160


def test_months_and_units_make_a_small_city_with_the_same_bytes(make: Any) -> None:
    choices = {"until": None, "size": Size(units=6, months=3)}
    first, again = make(**choices), make(**choices)
    assert hashes(first[0].simulated) == hashes(again[0].simulated)
