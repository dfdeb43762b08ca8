"""Files sent again: the later one stands for the periods that it holds, both stay, and what changed is told."""

from datetime import date
from pathlib import Path

import pytest

from analysis.ingest.accepted import accept
from analysis.ingest.result import Checked
from analysis.ingest.revisions import revision
from tests.ingest.builders import Grid, checked, errors, malang, notes
from tests.ingest.samples import BY_NAME

RECAP = BY_NAME["services-recap"]
UNIT = "Kelurahan Merjosari"


def write(raw: Path, name: str, *months: tuple[str, int]) -> None:
    grid: Grid = [RECAP.grid[0], *([1, UNIT, "Loket", month, got, 50, 40, 0] for month, got in months)]
    RECAP.write(raw.parent / "aside", grid)
    (raw / "layanan").mkdir(exist_ok=True)
    (raw.parent / "aside/layanan/rekap.xlsx").rename(raw / "layanan" / name)


def received(found: Checked) -> list[tuple[date, int, str]]:
    return found.tables["services"].sort("month").select("month", "received", "file").rows()


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        *(("a/x.xlsx", ("a/x.xlsx", 0)), ("a/x-revisi.xlsx", ("a/x.xlsx", 1))),
        *(("a/x-revisi-2.xlsx", ("a/x.xlsx", 2)), ("a/x_rev 3.xlsx", ("a/x.xlsx", 3))),
        *(("a/x (Revisi 1).csv", ("a/x.csv", 1)), ("a/revisi.xlsx", ("a/revisi.xlsx", 0))),
        *(("a/x perbaikan.xlsx", ("a/x.xlsx", 1)), ("revisi-1/x.xlsx", ("revisi-1/x.xlsx", 0))),
    ],
)
def test_a_name_tells_its_revision(path: str, wanted: tuple[str, int]) -> None:
    assert revision(path) == wanted


def test_a_revision_replaces_the_months_it_holds_and_what_changed_is_told(raw: Path) -> None:
    write(raw, "x.xlsx", ("Mei 2025", 100), ("Juni 2025", 101))
    write(raw, "x-revisi-1.xlsx", ("Juni 2025", 110))
    found = checked(raw, malang())
    assert errors(found) == []
    assert received(found) == [
        (date(2025, 5, 1), 100, "layanan/x.xlsx"),
        (date(2025, 6, 1), 110, "layanan/x-revisi-1.xlsx"),
    ]
    columns = ("source", "unit", "first_day", "last_day", "file", "replaced", "column", "old", "new")
    assert found.changes.select(columns).rows() == [
        (
            *("services", "35.73.05.1002", date(2025, 6, 1), date(2025, 6, 30)),
            *("layanan/x-revisi-1.xlsx", "layanan/x.xlsx", "received", "101", "110"),
        )
    ]
    assert {file.path for file in found.files} == {"layanan/x.xlsx", "layanan/x-revisi-1.xlsx"}


def test_the_last_of_several_revisions_stands(raw: Path) -> None:
    write(raw, "x.xlsx", ("Mei 2025", 100))
    write(raw, "x-revisi-1.xlsx", ("Mei 2025", 110))
    write(raw, "x-revisi-2.xlsx", ("Mei 2025", 120))
    found = checked(raw, malang())
    assert errors(found) == []
    assert received(found) == [(date(2025, 5, 1), 120, "layanan/x-revisi-2.xlsx")]


def test_a_revision_without_fault_turns_the_errors_of_its_predecessor_into_notes(raw: Path) -> None:
    write(raw, "x.xlsx", ("Mei 2025", -1), ("Juni 2025", 100))
    assert [code for code, *_ in errors(checked(raw, malang()))] == ["value-outside-range"]
    write(raw, "x-revisi-1.xlsx", ("Mei 2025", 100), ("Juni 2025", 100))
    found = checked(raw, malang())
    assert errors(found) == []
    assert sorted(code for code, _ in notes(found)) == ["sent-again", "value-outside-range"]
    assert found.tables["services"]["file"].unique().to_list() == ["layanan/x-revisi-1.xlsx"]


def test_a_revision_that_is_wrong_itself_excuses_nothing(raw: Path) -> None:
    write(raw, "x.xlsx", ("Mei 2025", -1))
    write(raw, "x-revisi-1.xlsx", ("Mei 2025", -2))
    assert len(errors(checked(raw, malang()))) == 2


def test_two_files_that_are_no_revisions_still_clash(raw: Path) -> None:
    write(raw, "x.xlsx", ("Mei 2025", 100))
    write(raw, "y.xlsx", ("Mei 2025", 110))
    assert [code for code, *_ in errors(checked(raw, malang()))] == ["period-twice"] * 2


def test_a_revision_that_went_bad_keeps_its_own_accepted_rows(raw: Path) -> None:
    store = raw.parent / "store"
    write(raw, "x.xlsx", ("Mei 2025", 100), ("Juni 2025", 100))
    write(raw, "x-revisi-1.xlsx", ("Juni 2025", 110))
    assert len(received(accept(store, checked(raw, malang()), raw))) == 2
    (raw / "layanan/x-revisi-1.xlsx").write_bytes(b"PK")
    kept = accept(store, checked(raw, malang()), raw)
    assert [(month.month, got) for month, got, _ in received(kept)] == [(5, 100), (6, 110)]
