"""Small files in the agencies' formats, clean by themselves; a test spoils what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.city.place import City, load_city
from analysis.ingest.door import read_folder
from analysis.ingest.result import Checked, Delivery
from analysis.messages import LANGS, problem_line
from analysis.paths import Root
from analysis.problems import Problem
from analysis.validate import validate

Grid = list[list[Any]]

GOLDEN_TOTALS = (105, 101, 100, 116, 102, 105, 106, 105, 115)
GOLDEN_RESPONDENTS = 29
LABELS = (
    "Persyaratan",
    "Prosedur",
    "Waktu",
    "Biaya",
    "Produk",
    "Kompetensi",
    "Perilaku",
    "Penanganan Pengaduan",
    "Sarana & Prasarana",
)
DAY_HEADER = ["NIP", "Nama", "Unit Kerja", "Tanggal", "Jam Masuk", "Jam Pulang", "Kode"]
RECAP_HEADER = [
    *("id_pegawai", "bulan", "tahun", "nama_instansi", "jumlah_hari_kerja", "hadir", "tidak_hadir", "izin"),
    *("sakit", "cuti", "tugas_belajar", "tugas_kedinasan", "dinas_luar", "tanpa_keterangan"),
]
UNIT = "Kelurahan Merjosari"
CODE = "35.73.05.1002"


@dataclass(frozen=True)
class Formula:
    """A formula cell with the value stored beside it; an empty value is one that was never calculated."""

    text: str
    value: Any = ""


@dataclass(frozen=True)
class Look:
    """What a sheet hides or merges ("C9:D9"; 0-based rows and columns)."""

    merged: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


@dataclass
class Book:
    """Sheets by name, changed in place by a test, then written."""

    sheets: dict[str, Grid]
    looks: dict[str, Look] = field(default_factory=dict[str, Look])

    def put(self, sheet: str, cell: str, value: object) -> "Book":
        """The same book with one cell changed; cells are addresses such as "D14"."""
        column = ord(cell[0]) - 65
        row = int(cell[1:]) - 1
        grid = self.sheets[sheet]
        grid.extend([] for _ in range(row + 1 - len(grid)))
        grid[row].extend([None] * (column + 1 - len(grid[row])))
        grid[row][column] = value
        return self

    def write(self, path: Path) -> Path:
        """The workbook at a path, its folder made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, grid in self.sheets.items():
                _write_sheet(book, name, grid, self.looks.get(name, Look()))
        return path


def _write_sheet(book: Any, name: str, grid: Grid, look: Look) -> None:
    sheet = book.add_worksheet(name)
    for area in look.merged:
        sheet.merge_range(area, "")
    for row, cells in enumerate(grid):
        for column, value in enumerate(cells):
            if isinstance(value, Formula):
                sheet.write_formula(row, column, value.text, None, value.value)
            elif isinstance(value, (date, datetime)):
                sheet.write_datetime(row, column, value)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write(row, column, value)
    for row in look.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in look.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    if look.hidden:
        sheet.hide()


def golden_answers(turn: int = 0) -> list[list[int]]:
    """29 respondents whose totals are those of the golden case (index 91.475).

    With another `turn` the same answers stand with other respondents, so that two files are two surveys.
    """
    n = GOLDEN_RESPONDENTS
    moved = ((u * turn, total) for u, total in enumerate(GOLDEN_TOTALS))
    columns = [[total // n + ((k + shift) % n < total % n) for k in range(n)] for shift, total in moved]
    return [list(marks) for marks in zip(*columns, strict=True)]


def raw_book(
    unit: str = UNIT,
    answers: Sequence[Sequence[Any]] | None = None,
    first: Any = "2 Mei 2025",
    last: Any = "30 Mei 2025",
    period: Any = "TW II",
    year: Any = 2025,
    agency: str = "Kecamatan Lowokwaru",
    labels: Sequence[str] = LABELS,
) -> Book:
    """A raw survey: respondents from row 2 of Data_Survei_Mentah, U1 in column F."""
    rows: Grid = [
        [k, "L" if k % 2 else "P", "S1", "Wiraswasta", "Surat pengantar", *marks, None]
        for k, marks in enumerate(answers or golden_answers(), start=1)
    ]
    header = [
        *("No", "Jenis Kelamin", "Pendidikan Terakhir", "Pekerjaan", "Jenis Layanan"),
        *(f"U{k} ({label})" for k, label in enumerate(labels, start=1)),
        "Saran / Masukan (Teks)",
    ]
    info: Grid = [
        ["Parameter", "Isi Data"],
        ["Nama Dinas/Badan", agency],
        ["Nama UPTD/Kelurahan", unit],
        ["Periode Survei", period],
        ["Tahun Survei", year],
        ["Jumlah Populasi (N)", 480],
    ]
    when: Grid = [["Tanggal Mulai", first], ["Tanggal Selesai", last]]
    return Book({"Info_Umum": info, "Waktu_Pelaksanaan": when, "Data_Survei_Mentah": [header, *rows]})


def tabulation_book(
    unit: str = UNIT,
    answers: Sequence[Sequence[Any]] | None = None,
    period: Any = "TW II 2025",
    printed: Any = 91.48,
    labels: Sequence[str] = LABELS,
) -> Book:
    """A tabulation: labels in row 9, respondents from row 10, U1 in column B."""
    given = [list(marks) for marks in answers or golden_answers()]
    numbers = [[value for value in column if isinstance(value, int)] for column in zip(*given, strict=True)]
    totals = [sum(column) for column in numbers]
    means = [round(sum(column) / len(column), 3) for column in numbers]
    grid: Grid = [
        ["PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT"],
        ["PEMERINTAH KOTA MALANG"],
        [],
        [f"Unit Pelayanan : {unit}"],
        ["Jenis Pelayanan", ":", "Surat pengantar"],
        ["Periode", ":", period],
        [],
        ["NO URUT RESPONDEN", "NILAI PER UNSUR PELAYANAN"],
        [None, *(f"U{k} ({label})" for k, label in enumerate(labels, start=1))],
        *([k, *marks] for k, marks in enumerate(given, start=1)),
        ["Jumlah Nilai Per Unsur", *totals],
        ["NRR Per Unsur", *means],
        ["NRR Tertimbang Per Unsur", *(round(mean / 9, 3) for mean in means)],
        ["Nilai SKM / IKM", printed],
    ]
    # Merged cells are written by their content: the grid keeps the text in the first cell.
    return Book({"Pengolahan": grid}, {"Pengolahan": Look(merged=("A8:A9", "B8:J8"))})


def day_rows(
    unit: str = UNIT, month: str = "05/2025", employees: int = 6, days: Sequence[int] = (19, 20, 21)
) -> Grid:
    """Employee-days with clock times: everybody comes at 07:20 but the first, who comes at 07:45."""
    return [
        [f"19850101201001{k:04}", f"PEGAWAI {k}", unit, f"{day:02}/{month}", came, "16:05", "H"]
        for k in range(employees)
        for day in days
        for came in ["07:45" if k == 0 else "07:20"]
    ]


def write_csv(
    path: Path, rows: Grid, header: Sequence[str] = DAY_HEADER, mark: str = ";", encoding: str = "utf-8-sig"
) -> Path:
    """A csv of these rows below a header in row 1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [mark.join("" if cell is None else str(cell) for cell in row) for row in [list(header), *rows]]
    path.write_text("\r\n".join(lines) + "\r\n", encoding, newline="")
    return path


def recap_book(
    unit: str = UNIT, months: Sequence[int] = (4, 5), year: int = 2025, employees: int = 6
) -> Book:
    """A recap: header in row 1; 20 working days, everybody present 18 of them, one ill, one on duty."""
    rows: Grid = [
        [1000 + k, month, year, unit, 20, 18, 2, 0, 1, 0, 0, 0, 1, 0]
        for month in months
        for k in range(employees)
    ]
    return Book({"Rekap": [list(RECAP_HEADER), *rows]})


@cache
def malang() -> City:
    """The shipped city, for tests whose arguments hypothesis shows."""
    return load_city(Root(Path(__file__).resolve().parents[2]))


def read(raw: Path, city: City, corrections: Path | None = None, *, skip_bad_rows: bool = False) -> Delivery:
    """The folder, read."""
    return read_folder(raw, city, corrections or raw.parent / "none.toml", skip_bad_rows=skip_bad_rows)


def checked(
    raw: Path, city: City, corrections: Path | None = None, *, skip_bad_rows: bool = False
) -> Checked:
    """The folder, read and checked; every problem can be told in both languages."""
    found = validate(read(raw, city, corrections, skip_bad_rows=skip_bad_rows), city)
    told(found.problems)
    for file in found.files:
        assert 0 <= file.rows_good <= file.rows_read
    return found


def told(problems: Sequence[Problem]) -> list[str]:
    """Every problem's line in every language, on one line each."""
    lines = [problem_line(problem, lang) for problem in problems for lang in LANGS]
    assert all("\n" not in line and "{" not in line for line in lines)
    return lines


def errors(found: Checked) -> list[tuple[str, str, str | None, str | None]]:
    """Code, file, sheet and cell (or "row N") of every error, sorted by place."""
    return [
        (one.code, one.file, one.sheet, one.cell or (f"row {one.row}" if one.row else None))
        for one in found.problems
        if one.severity == "error"
    ]


def notes(found: Checked) -> list[tuple[str, str | None]]:
    """Code and cell of every note."""
    return [(one.code, one.cell) for one in found.problems if one.severity == "note"]


def values_of(found: Checked, code: str) -> Mapping[str, str]:
    """The values of the first problem with a code."""
    return next(one.values for one in found.problems if one.code == code)
