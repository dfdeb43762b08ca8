"""The reader by batches gives what the careful reader gives: the same table, counts and problems."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ingest import attendance_days, attendance_fast
from analysis.ingest.cell import Wrong
from analysis.ingest.csv_text import read_records
from analysis.ingest.reference import Reference, make_reference
from analysis.ingest.result import FileResult
from tests.ingest.builders import DAY_HEADER, Grid, day_rows, malang, write_csv

FILE, SYSTEM = "presensi/e-presensi-a/a.csv", "e-presensi-a"


def careful(path: Path, reference: Reference) -> FileResult:
    records = read_records(path.read_bytes())
    assert not isinstance(records, Wrong)
    return attendance_days.read(FILE, records.rows, records.simulated, SYSTEM, reference)


def same(path: Path, reference: Reference, *, fast: bool = True) -> FileResult:
    """The careful result, equal to that by batches: polars' own, and with care as for a large file."""
    expected = careful(path, reference)
    found = attendance_fast.read_path(path, FILE, SYSTEM, reference)
    assert (found is not None) == fast
    for one in [found] if found else []:
        equal(one, expected)
    return expected


def equal(found: FileResult, expected: FileResult) -> None:
    assert found.problems == expected.problems
    assert (found.rows_read, found.rows_good) == (expected.rows_read, expected.rows_good)
    assert (found.layout, found.source, found.simulated) == ("days", "attendance", expected.simulated)
    assert (found.table is None) == (expected.table is None)
    if found.table is not None and expected.table is not None:
        assert found.table.equals(expected.table), (found.table, expected.table)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large."""
    monkeypatch.setattr(attendance_fast, "SMALL", 0)


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_clean_file_is_read_by_batches(tmp_path: Path, reference: Reference, mark: str) -> None:
    found = same(write_csv(tmp_path / "a.csv", day_rows(), mark=mark), reference)
    assert found.table is not None
    assert (found.rows_read, found.problems) == (18, ())


FAULTS: dict[str, Callable[[Grid], object]] = {
    "no employee": lambda rows: rows[4].__setitem__(0, " "),
    "rounded": lambda rows: rows[4].__setitem__(0, "1,98501E+17"),
    "no unit": lambda rows: rows[4].__setitem__(2, "-"),
    "unknown unit": lambda rows: rows[4].__setitem__(2, "Kel. Merjo Sari"),
    "no day": lambda rows: rows[4].__setitem__(3, ""),
    "no such day": lambda rows: rows[4].__setitem__(3, "29/02/2025"),
    "outside": lambda rows: rows[4].__setitem__(3, "19/05/2035"),
    "no clock": lambda rows: rows[4].__setitem__(4, "7 pagi"),
    "no clock out": lambda rows: rows[4].__setitem__(5, "24:10"),
    "out before in": lambda rows: rows[4].__setitem__(5, "06:10"),
    "unknown code": lambda rows: rows[4].__setitem__(6, "TL9"),
    "absent and here": lambda rows: rows[4].__setitem__(6, "TK"),
    "silent": lambda rows: rows[4].__setitem__(slice(4, 7), ["", "-", ""]),
    "twice": lambda rows: rows.append(list(rows[4])),
    "twice and faulty": lambda rows: rows.append([*rows[4][:6], "TL9"]),
    "footer": lambda rows: rows.extend([[], ["Jumlah", "", "", "", "18"], ["", "", "Mengetahui"]]),
    "footer amid": lambda rows: rows.insert(5, ["Jumlah", "", "", "", "5"]),
    "blank": lambda rows: rows.insert(5, []),
    "short": lambda rows: rows.insert(5, ["5"]),
    "gap": lambda rows: rows.extend(day_rows(month="08/2025")),
    "nothing": lambda rows: rows.clear(),
    "spaces": lambda rows: rows[4].__setitem__(slice(0, 7), [f" {cell} " for cell in rows[4]]),
    "two units": lambda rows: rows[4].__setitem__(2, "Dinas Perhubungan"),
    "off and away": lambda rows: [
        row.__setitem__(slice(4, 7), ["", "", c])
        for row, c in zip(rows, ("L", "DL", "TK", "PSW1", "TL1/PSW2"), strict=False)
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_stands_in_a_file_is_told_alike(tmp_path: Path, reference: Reference, fault: str) -> None:
    rows = day_rows()
    FAULTS[fault](rows)
    same(write_csv(tmp_path / "a.csv", rows), reference)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("fault", FAULTS)
def test_with_care_and_by_batches_it_is_told_alike(tmp_path: Path, reference: Reference, fault: str) -> None:
    rows = day_rows()
    FAULTS[fault](rows)
    header = ['"NIP"', *DAY_HEADER[1:]]
    same(write_csv(tmp_path / "a.csv", rows, header=header), reference)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("extra", "encoding"),
    [(["sisa"], "utf-8"), (["", ""], "utf-8"), (["", "sisa"], "cp1252"), ([], "cp1252"), ([], "utf-8-sig")],
)
def test_longer_rows_and_other_encodings_are_told_alike(
    tmp_path: Path, reference: Reference, extra: list[str], encoding: str
) -> None:
    rows = day_rows()
    rows[4].extend(extra)
    rows[6][0] = "NIP é"
    same(write_csv(tmp_path / "a.csv", rows, encoding=encoding), reference)


@pytest.mark.parametrize(
    "change", [lambda rows: rows[4].append("sisa"), lambda rows: rows[4].__setitem__(1, '"BUDI; S.E."')]
)
def test_what_polars_reads_otherwise_is_left_to_the_careful_reader(
    tmp_path: Path, reference: Reference, change: Callable[[Grid], object]
) -> None:
    rows = day_rows()
    change(rows)
    path = write_csv(tmp_path / "a.csv", rows)
    found = attendance_fast.read_path(path, FILE, SYSTEM, reference)
    if found is not None:
        equal(found, careful(path, reference))


@pytest.mark.parametrize("wanted_only", [True, False])
def test_a_longer_row_is_seen_whether_or_not_every_column_is_wanted(
    tmp_path: Path, reference: Reference, *, wanted_only: bool
) -> None:
    header, *rows = [[row[0], *row[2:]] if wanted_only else list(row) for row in (DAY_HEADER, *day_rows())]
    rows[4].append("sisa")
    path = write_csv(tmp_path / "a.csv", rows, header=header)
    found = attendance_fast.read_path(path, FILE, SYSTEM, reference)
    if found is not None:
        assert [problem.code for problem in found.problems] == ["row-too-long"]


def test_a_file_without_clock_times_is_told_by_its_codes(tmp_path: Path, reference: Reference) -> None:
    rows = [
        [*row[:4], "", "", code]
        for row, code in zip(day_rows(), ("H", "TL1", "PSW1", "TL3/PSW2", "S", "TK") * 3, strict=True)
    ]
    found = same(write_csv(tmp_path / "a.csv", rows), reference)
    assert found.table is not None
    assert found.table.select("timed_days", "late_days", "early_days", "out_timed_days").row(0) == (
        12,
        6,
        6,
        12,
    )


CELLS = {
    0: ["1", "2", "3", " 3", "", "1,98501E+17"],
    2: ["Kelurahan Merjosari", "35.73.05.1002", "Puskesmas Dinoyo", "Dinas Perhubungan", "Merjo", "-"],
    3: [*(f"{day:02}/05/2025" for day in range(1, 32)), "2025-06-02", "1 Agustus 2025", "31/06/2025", ""],
    4: ["", "07:20", "07.31", "7:30:59", "08:10 WIB", "-", "x"],
    5: ["", "16:00", "15:59:30", "14:00", "06:00", "11:30"],
    6: ["", "H", "h", "TL1", "TL3/PSW1", "PSW2", "DL", "TK", "L", "S", "TL9"],
}
GOOD = {0: 4, 2: 4, 3: 33, 4: 6, 5: 4, 6: 10}


def rows_of(clean: bool) -> st.SearchStrategy[Grid]:
    picked = {at: cells[: GOOD[at]] if clean else cells for at, cells in CELLS.items()}
    row = st.tuples(*(st.sampled_from(picked.get(at, ["X"])) for at in range(7))).map(list)
    return st.lists(row, max_size=40)


@settings(max_examples=120)
@given(rows=st.one_of(rows_of(True), rows_of(False)))
def test_any_rows_are_told_alike(tmp_path_factory: pytest.TempPathFactory, rows: Grid) -> None:
    path = write_csv(tmp_path_factory.mktemp("any") / "a.csv", rows, header=DAY_HEADER)
    same(path, REFERENCE)


REFERENCE = make_reference(malang())
