"""The same table in every form that offices give it: spellings of values, headers, footers, and what is hidden."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.builders import Book, Formula, Grid, Look, checked, errors, malang, notes, write_csv
from tests.ingest.goldens import told_of
from tests.ingest.samples import BY_NAME, MERJOSARI, Sample

RECAP = BY_NAME["services-recap"]
REGISTER = BY_NAME["services-register"]
PROGRAMMES = BY_NAME["programmes-realisation"]
SCORES = BY_NAME["scores-long"]
COLUMNS = ("unit", "channel", "month", "received", "completed", "on_time", "backlog")
WANTED = [
    (MERJOSARI, "counter", date(2025, 5, 1), 120, 114, 101, 9),
    (MERJOSARI, "online", date(2025, 5, 1), 1200, 1150, 1100, 50),
    ("35.73.05.1004", "counter", date(2025, 6, 1), 80, 80, 79, None),
]


def read_grid(raw: Path, grid: Grid, look: Look | None = None) -> list[tuple[Any, ...]]:
    Book({"Rekap": grid}, {"Rekap": look or Look()}).write(raw / "layanan/a.xlsx")
    found = checked(raw, malang())
    assert errors(found) == []
    assert found.files[0].rows_read == found.files[0].rows_good == 3
    return told_of(found.tables["services"], *COLUMNS)


def with_cell(sample: Sample, row: int, column: int, value: object) -> Grid:
    grid = sample.copy()
    grid[row][column] = value
    return grid


@pytest.mark.parametrize(
    "written",
    [
        *("Mei 2025", "mei 2025", "MEI 2025", "Bulan Mei 2025", "Mei Tahun 2025", "05/2025", "2025-05"),
        *("01/05/2025", "2025-05-01", date(2025, 5, 1), datetime(2025, 5, 1), 45778),
    ],
)
def test_a_month_in_every_spelling(raw: Path, written: object) -> None:
    grid = with_cell(RECAP, 1, 3, written)
    assert read_grid(raw, grid) == WANTED


@pytest.mark.parametrize("written", ["TW II 2025", "Semester I 2025", "2025", "April-Mei 2025"])
def test_a_longer_period_is_no_month(raw: Path, written: str) -> None:
    RECAP.write(raw, with_cell(RECAP, 1, 3, written))
    assert errors(checked(raw, malang())) == [("not-one-month", "layanan/rekap.xlsx", "Data", "D2")]


@pytest.mark.parametrize("above", [["Tahun", 2025], ["Tahun : 2025"], ["TAHUN", ":", "2025"]])
def test_the_year_of_a_month_may_stand_above(raw: Path, above: list[Any]) -> None:
    grid = RECAP.copy()
    for row, month in zip(grid[1:], ("Mei", 5, "Juni"), strict=True):
        row[3] = month
    assert read_grid(raw, [["REKAP LAYANAN"], above, [], *grid]) == WANTED


def test_month_and_unit_may_stand_above(raw: Path) -> None:
    grid: Grid = [
        ["REKAPITULASI LAYANAN"],
        ["Unit Kerja : Kelurahan Merjosari"],
        ["Bulan", ":", "Mei 2025"],
        [],
        *([row[2], *row[4:]] for row in RECAP.copy()[:3]),
    ]
    RECAP.write(raw, grid)
    found = checked(raw, malang())
    assert errors(found) == []
    assert told_of(found.tables["services"], *COLUMNS) == WANTED[:2]


@pytest.mark.parametrize("written", [1200, 1200.0, "1200", "1.200", " 1.200 ", "'1.200", "1.200\u00a0"])
def test_a_count_in_every_spelling(raw: Path, written: object) -> None:
    assert read_grid(raw, with_cell(RECAP, 2, 4, written)) == WANTED


@pytest.mark.parametrize("written", [1.2, "1,2", "1.2OO", "seribu", "12 orang", "1200.5"])
def test_a_count_that_is_none(raw: Path, written: object) -> None:
    RECAP.write(raw, with_cell(RECAP, 2, 4, written))
    ((code, _, _, cell),) = errors(checked(raw, malang()))
    assert (code.startswith("not-a-whole-number"), cell) == (True, "E3")


@pytest.mark.parametrize("written", [4.73, "4,73", "4.73", " 4,73"])
def test_a_score_with_comma_or_point(raw: Path, written: object) -> None:
    SCORES.write(raw, with_cell(SCORES, 1, 6, written))
    assert checked(raw, malang()).tables["scores"]["score"].to_list() == [4.73, 81.2]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "28/05/2025 08:00",
            "28 Mei 2025 08.00",
            "2025-05-28 08:00:00",
            "2025-05-28T08:00:00",
            "28-05-2025 8:00",
        ),
        *(
            "2025-05-28T08:00:00Z",
            "28/05/2025 08:00 WIB",
            datetime(2025, 5, 28, 8),
            45805 + 8 / 24,
            "Rabu, 28 Mei 2025 08:00",
        ),
    ],
)
def test_a_moment_in_every_spelling(raw: Path, written: object) -> None:
    REGISTER.write(raw, with_cell(REGISTER, 1, 4, written))
    found = checked(raw, malang())
    assert errors(found) == []
    assert found.tables["services"].sort("month")["received"].to_list() == [4, 0]


def test_title_rows_column_numbers_blank_rows_footer_and_signature_are_no_data(raw: Path) -> None:
    grid = RECAP.copy()
    numbers = [f"({k})" for k in range(1, 9)]
    dressed: Grid = [
        ["PEMERINTAH KOTA MALANG"],
        ["REKAPITULASI PELAYANAN"],
        [],
        grid[0],
        numbers,
        grid[1],
        [None] * 8,
        *grid[2:],
        ["Jumlah", None, None, None, 1400, 1344, 1280, 59],
        [],
        [None, None, None, None, None, "Malang, 30 Juni 2025"],
        [None, None, None, None, None, "Kepala Bagian Organisasi"],
        [None, None, None, None, None, "Siti Rahasia"],
        [None, None, None, None, None, "NIP. 19850101 201001 1 001"],
    ]
    assert read_grid(raw, dressed) == WANTED


def test_a_sum_amid_the_data_is_refused_and_told(raw: Path) -> None:
    grid = RECAP.copy()
    grid.insert(2, ["Jumlah", None, None, None, 120, 114, 101, 9])
    RECAP.write(raw, grid)
    found = checked(raw, malang(), skip_bad_rows=True)
    assert errors(found) == [("footer-in-data", "layanan/rekap.xlsx", "Data", "row 3")]
    assert (found.files[0].rows_read, found.files[0].rows_good) == (4, 3)


def test_a_merged_header_of_two_rows(raw: Path) -> None:
    """ "Permohonan" over "Masuk" | "Selesai" | …; the other headers are merged down."""
    grid = RECAP.copy()
    top = [*grid[0][:4], "Permohonan", None, None, None]
    below = [None, None, None, None, "Masuk", "Selesai", "Tepat Waktu", "Sisa"]
    look = Look(merged=("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:H1"))
    assert read_grid(raw, [top, below, *grid[1:]], look) == WANTED


def test_merged_programme_header_in_a_workbook(raw: Path) -> None:
    Book({"Realisasi": PROGRAMMES.copy()}, {"Realisasi": Look(merged=("G1:H1",))}).write(
        raw / "program/a.xlsx"
    )
    found = checked(raw, malang())
    assert errors(found) == []
    assert found.tables["programmes"]["sum_physical"].sum() == 126.0


def test_what_is_hidden_is_read_and_told(raw: Path) -> None:
    look = Look(hidden_rows=(2,), hidden_columns=(7,))
    book = Book({"Catatan": [["x"]], "Rekap": RECAP.copy()}, {"Rekap": look, "Catatan": Look(hidden=True)})
    # The first sheet cannot be hidden while it is the active one.
    book.sheets = {"Rekap": book.sheets["Rekap"], "Catatan": book.sheets["Catatan"]}
    book.write(raw / "layanan/a.xlsx")
    found = checked(raw, malang())
    assert told_of(found.tables["services"], *COLUMNS) == WANTED
    assert sorted(code for code, _ in notes(found)) == ["hidden-columns", "hidden-rows", "hidden-sheet"]


@pytest.mark.parametrize(
    ("formula", "code"),
    [(Formula("=1/0", "#REF!"), "error-cell"), (Formula("=E2-1"), "uncalculated-formula")],
)
def test_a_broken_formula_is_named_at_its_cell(raw: Path, formula: Formula, code: str) -> None:
    RECAP.write(raw, with_cell(RECAP, 2, 5, formula))
    found = checked(raw, malang(), skip_bad_rows=True)
    ((told, _, _, cell),) = errors(found)
    assert (told, cell) == (code, "F3")
    assert found.tables["services"].height == 2


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_csv_of_a_table(raw: Path, mark: str, encoding: str) -> None:
    grid = [[*row, "é" if at else "Keterangan"] for at, row in enumerate(RECAP.copy())]
    write_csv(raw / "layanan/a.csv", grid[1:], [str(cell) for cell in grid[0]], mark, encoding)
    found = checked(raw, malang())
    assert errors(found) == []
    assert told_of(found.tables["services"], *COLUMNS) == WANTED


def test_a_table_is_known_outside_its_folder_when_it_is_whole(raw: Path) -> None:
    for sample in BY_NAME.values():
        (raw / "lain").mkdir(exist_ok=True)
        path = sample.write(raw)
        (raw / path).rename(raw / "lain" / f"{sample.source}-{sample.layout}.xlsx")
    found = checked(raw, malang())
    for file in found.files:
        assert f"lain/{file.source}-{file.layout}.xlsx" == file.path


def test_a_percent_typed_as_a_share_is_told(raw: Path) -> None:
    grid = PROGRAMMES.copy()
    for row, share in zip(grid[3:], (0.45, 0.45, 0.5), strict=True):
        row[5] = share
    PROGRAMMES.write(raw, grid)
    assert {code for code, *_ in errors(checked(raw, malang()))} == {"percent-as-share"}
