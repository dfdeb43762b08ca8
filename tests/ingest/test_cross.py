"""What two sources show together: each rule has its fault, its harmless neighbour, and a mutant without it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.ingest import cross
from tests.ingest.builders import Grid, checked, day_rows, malang, raw_book, tabulation_book, write_csv
from tests.ingest.samples import BY_NAME

RECAP, STAFF = BY_NAME["services-recap"], BY_NAME["staff-count"]
UNIT = "Kelurahan Merjosari"
MIXED = [[1 + (k + j) % 4 for j in range(9)] for k in range(12)]


def services(raw: Path, *months: tuple[str, int, int, int]) -> None:
    grid: Grid = [
        RECAP.grid[0],
        *([1, UNIT, "Loket", m, got, done, good, 0] for m, got, done, good in months),
    ]
    RECAP.write(raw, grid)


def staff(raw: Path, *rows: tuple[str, str, int]) -> None:
    STAFF.write(raw, [STAFF.grid[0], *([UNIT, *row] for row in rows)])


def presence(raw: Path, month: str, employees: int, days: tuple[int, ...]) -> None:
    write_csv(
        raw / f"presensi/e-presensi-a/{month[:2]}.csv", day_rows(month=month, employees=employees, days=days)
    )


def few_served(raw: Path) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    services(raw, ("Mei 2025", 28, 28, 20))


def staff_jumps(raw: Path) -> None:
    staff(raw, ("Juni 2025", "PNS", 40), ("Juli 2025", "PNS", 49))


def attendance_jumps(raw: Path) -> None:
    presence(raw, "06/2025", 20, (2, 3, 4))
    presence(raw, "07/2025", 25, (1, 2, 3))


def services_jump(raw: Path) -> None:
    services(raw, ("Mei 2025", 400, 390, 380), ("Juni 2025", 315, 300, 290))


def same_answers(raw: Path) -> None:
    raw_book(answers=MIXED).write(raw / "skm/a.xlsx")
    tabulation_book(answers=MIXED, unit="Kelurahan Dinoyo", period="TW III 2025", printed=None).write(
        raw / "skm/b.xlsx"
    )


def fours(raw: Path) -> None:
    raw_book(answers=[[4] * 9] * 10).write(raw / "skm/a.xlsx")


def on_time(raw: Path) -> None:
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
    services(raw, *((f"{month} 2025", 17, 17, 17) for month in months))


def staff_differs(raw: Path) -> None:
    presence(raw, "07/2025", 6, (1, 2, 3))
    staff(raw, ("Juli 2025", "PNS", 9))


CASES: dict[str, tuple[str, Callable[[Path], None], list[tuple[str, str, int]]]] = {
    "few-served": ("_respondents", few_served, [("more-respondents-than-served", "skm/a.xlsx", 2)]),
    "staff": ("_jumps", staff_jumps, [("denominator-jumps", "pegawai/jumlah.xlsx", 3)]),
    "attendance": ("_jumps", attendance_jumps, [("denominator-jumps", "presensi/e-presensi-a/07.csv", 2)]),
    "services": ("_jumps", services_jump, [("denominator-jumps", "layanan/rekap.xlsx", 3)]),
    "same": (
        "_same_answers",
        same_answers,
        [("same-answers-twice", "skm/a.xlsx", 2), ("same-answers-twice", "skm/b.xlsx", 10)],
    ),
    "fours": ("_fours_only", fours, [("at-ceiling", "skm/a.xlsx", 2)]),
    "on-time": ("_always_on_time", on_time, [("always-on-time", "layanan/rekap.xlsx", 7)]),
    "staff-attendance": (
        "_staff",
        staff_differs,
        [("staff-differs-from-attendance", "presensi/e-presensi-a/07.csv", 2)],
    ),
}


def told(raw: Path, *, skip: bool = False) -> list[tuple[str, str, int | None]]:
    found = checked(raw, malang(), skip_bad_rows=skip)
    return [(one.code, one.file, one.row) for one in found.problems]


@pytest.mark.parametrize("case", CASES)
def test_the_fault_is_told_at_its_row_and_not_without_the_rule(
    raw: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, make, wanted = CASES[case]
    make(raw)
    assert told(raw) == wanted

    def nothing(*_: Any) -> list[Any]:
        return []

    monkeypatch.setattr(cross, rule, nothing)
    assert told(raw) == []


def test_the_same_answers_twice_give_no_rows(raw: Path) -> None:
    same_answers(raw)
    assert checked(raw, malang()).tables["survey"].is_empty()
    assert checked(raw, malang(), skip_bad_rows=True).tables["survey"].is_empty()


def harmless(raw: Path) -> None:
    """Just inside every limit; 100 requests and then 70 may be chance."""
    raw_book().write(raw / "skm/a.xlsx")
    services(raw, ("Mei 2025", 100, 29, 20), ("Juni 2025", 70, 70, 60))
    staff(raw, ("Juni 2025", "PNS", 4), ("Juli 2025", "PNS", 4), ("Juli 2025", "PPPK 2025-07", 9))
    presence(raw, "06/2025", 5, (2, 3, 4))


def just_short(raw: Path) -> None:
    months = ("Januari", "Februari", "Maret", "Mei", "Juni", "Juli")
    services(raw, *((f"{month} 2025", 17, 17, 17) for month in months))
    raw_book(answers=[[4] * 9] * 9).write(raw / "skm/a.xlsx")


def other_month_unknown(raw: Path) -> None:
    """Fieldwork into June, of which services are not known."""
    raw_book(first="2 Mei 2025", last="3 Juni 2025").write(raw / "skm/a.xlsx")
    services(raw, ("Mei 2025", 28, 28, 20))


@pytest.mark.parametrize("make", [harmless, just_short, other_month_unknown])
def test_what_is_inside_the_limits_is_not_told(raw: Path, make: Callable[[Path], None]) -> None:
    make(raw)
    assert told(raw) == []
