"""Attendance workbooks in further layouts, clean by themselves; a test spoils what it is about."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from tests.ingest.builders import DAY_HEADER, RECAP_HEADER, Book, Grid, Look

SIMPEG = "presensi/simpeg/a.xlsx"
TTU = "presensi/rekap-bulanan/a.xlsx"
SHEET_DAYS = "presensi/e-presensi-a/a.xlsx"
REASONS = (
    *("Cuti (C)", "Dinas Luar (DL)", "Dispensasi (DI)", "Ijin (I)", "Sakit (S)"),
    "Tanpa Keterangan (TK)",
)
SUMS = ("Total", "Tidak Apel", "% Kehadiran", "% Apel")


def simpeg_book(
    titles: Sequence[Sequence[Any]] = (["Unit Kerja : Dinas Perhubungan"], ["Bulan : Mei 2025"]),
    before: Sequence[str] = (),
    values: Sequence[Any] = (),
    employees: int = 4,
) -> Book:
    """A SIMPEG recap: three title rows, header in row 4, each employee a day on leave, one ill, two roll calls missed."""
    header = ["No", "NIP", "Nama", *before, *REASONS, *SUMS]
    rows: Grid = [
        [k, f"99{k:016}", f"PEGAWAI {k}", *values, 1, 0, 0, 0, 1, 0, 2, 2, 88.9, 88.9]
        for k in range(1, employees + 1)
    ]
    grid: Grid = [["REKAPITULASI KEHADIRAN PEGAWAI"], *(list(row) for row in titles)]
    grid += [[] for _ in range(3 - len(grid))]
    return Book({"Rekap": [*grid, header, *rows, ["", "", "Jumlah", *([None] * len(values)), 4]]})


def two_row_simpeg() -> Book:
    """The same recap with its reasons below one merged title, in rows 4 and 5."""
    book = simpeg_book()
    grid = book.sheets["Rekap"]
    grid[3:4] = [
        ["No", "NIP", "Nama", None, None, None, None, None, None, *SUMS],
        [None, None, None, "C", "DL", "DI", "I", "S", "TK"],
    ]
    book.looks["Rekap"] = Look(merged=("D4:I4", "A4:A5", "B4:B5", "C4:C5"))
    return book


def sheet_of_days(unit: str = "Kelurahan Merjosari") -> Book:
    """Employee-days with typed cells: two employees on two days, the first of them late and gone early."""
    rows: Grid = [
        [f"99{k:016}", f"PEGAWAI {k}", unit, date(2025, 5, day), came, left, "H"]
        for k, came, left in ((1, time(7, 45), time(15, 30)), (2, time(7, 20), time(16, 5)))
        for day in (19, 20)
    ]
    return Book({"Presensi": [["PRESENSI MEI 2025"], list(DAY_HEADER), *rows]})


def rollcall_book(missed: Sequence[Any] = (2, 1, 1)) -> Book:
    """A TTU recap of three employees in May 2025 with roll calls and ceremonies."""
    header = [*RECAP_HEADER, "tidak_hadir_apel_pagi", "tidak_hadir_apel_sore", "tidak_hadir_upacara", "senam"]
    rows: Grid = [
        [1000 + k, 5, 2025, "Dinas Perhubungan", 17, 16, 1, 0, 1, 0, 0, 0, 0, 0, *missed, 3] for k in range(3)
    ]
    return Book({"Rekap": [header, *rows]})
