"""Employee-days become unit-months: late by the unit's own schedule, codes by the system's own table."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.city.place import City
from analysis.ingest.attendance_codes import Day, read_code
from analysis.ingest.cell import Wrong
from analysis.ingest.reference import Reference
from tests.ingest.builders import DAY_HEADER, checked, day_rows, errors, malang, write_csv

A, B = "presensi/e-presensi-a/a.csv", "presensi/e-presensi-b/b.csv"


def only(raw: Path, city: City) -> dict[str, Any]:
    found = checked(raw, city)
    assert errors(found) == []
    assert found.tables["attendance"].height == 1
    return found.tables["attendance"].row(0, named=True)


def row(
    day: str, came: str = "", left: str = "", code: str = "", unit: str = "Kelurahan Merjosari"
) -> list[str]:
    return ["198501012010011001", "PEGAWAI", unit, day, came, left, code]


def test_employee_days_are_summed_with_their_origin(raw: Path, city: City) -> None:
    rows = day_rows()
    rows[4][4:] = ["", "", "DL"]
    rows[5][4:] = ["", "", "TK"]
    write_csv(raw / A, rows)
    found = only(raw, city)
    counts = ("employees", "scheduled_days", "present_days", "timed_days", "excused_days", "unexcused_days")
    assert [found[name] for name in counts] == [6, 18, 16, 16, 1, 1]
    assert (found["late_days"], found["late_minutes"]) == (3, 45.0)
    assert (found["unit"], found["month"], found["row"]) == ("35.73.05.1002", date(2025, 5, 1), 2)
    assert (found["file"], found["layout"], found["system"], found["simulated"]) == (
        A,
        "days",
        "e-presensi-a",
        False,
    )


@pytest.mark.parametrize(
    ("unit", "day", "came", "minutes"),
    [
        ("Kelurahan Merjosari", "19/05/2025", "07:30", 0),
        ("Kelurahan Merjosari", "19/05/2025", "07:30:59", 0),
        ("Kelurahan Merjosari", "19/05/2025", "07:42", 12),
        ("Kelurahan Merjosari", "10/03/2025", "07:42", 0),  # Ramadan: from 08.00
        ("Kelurahan Merjosari", "10/03/2025", "08:05", 5),
        ("Kelurahan Merjosari", "14/03/2025", "07:42", 12),  # a Friday in Ramadan: from 07.30
        ("Puskesmas Dinoyo", "10/03/2025", "07:42", 12),  # six-day units in Ramadan: from 07.30
        ("Puskesmas Dinoyo", "24/05/2025", "07:42", 12),  # a Saturday of a six-day unit
    ],
)
def test_minutes_late_follow_the_schedule_of_unit_and_day(
    raw: Path, city: City, unit: str, day: str, came: str, minutes: int
) -> None:
    write_csv(raw / A, [row(day, came, "16:00", "H", unit)])
    found = only(raw, city)
    assert (found["late_minutes"], found["late_days"], found["timed_days"]) == (minutes, int(minutes > 0), 1)


def test_days_on_which_a_unit_does_not_work_count_nothing_and_are_no_fault(raw: Path, city: City) -> None:
    write_csv(
        raw / A,
        [row("19/05/2025", "07:20", "16:00", "H"), row("24/05/2025"), row("29/05/2025", "09:00", "", "H")],
    )
    found = checked(raw, city)
    assert errors(found) == []
    assert found.tables["attendance"]["scheduled_days"].to_list() == [1]
    assert (found.files[0].rows_read, found.files[0].rows_good) == (3, 3)


def test_the_same_code_means_other_minutes_in_another_system(raw: Path, city: City) -> None:
    rows = [row(f"{day}/05/2025", code=code) for day, code in ((19, "H"), (20, "TL1"), (21, "S"))]
    write_csv(raw / A, rows)
    late_a = only(raw, city)
    (raw / A).unlink()
    write_csv(raw / B, rows, mark=",", encoding="cp1252")
    late_b = only(raw, city)
    assert (late_a["late_minutes"], late_b["late_minutes"]) == (15.0, 45.5)
    assert late_a["late_days"] == late_b["late_days"] == 1
    # Without any clock in the file, H says on time and its day is timed.
    assert late_a["timed_days"] == 2


def test_an_open_range_counts_its_lower_end_and_an_unknown_arrival_is_not_timed(
    raw: Path, city: City
) -> None:
    write_csv(raw / B, [row("19/05/2025", code="TL3"), row("20/05/2025", code="LAM")])
    found = only(raw, city)
    assert (found["late_minutes"], found["timed_days"], found["present_days"]) == (91.0, 1, 2)


def test_a_day_without_a_clock_in_a_file_with_clocks_is_not_timed(raw: Path, city: City) -> None:
    write_csv(raw / A, [row("19/05/2025", "07:20", "16:00", "H"), row("20/05/2025", code="H")])
    found = only(raw, city)
    assert (found["present_days"], found["timed_days"]) == (2, 1)


def test_the_clock_stands_before_the_code(raw: Path, city: City) -> None:
    write_csv(raw / A, [row("19/05/2025", "07:31", "16:00", "TL3")])
    assert only(raw, city)["late_minutes"] == 1.0


def test_a_present_employee_needs_no_code(raw: Path, city: City) -> None:
    write_csv(raw / A, [line[:-1] for line in [row("19/05/2025", "07:20", "16:00")]], header=DAY_HEADER[:-1])
    assert only(raw, city)["present_days"] == 1


def test_headers_have_aliases_and_may_stand_below_a_title(raw: Path, city: City) -> None:
    header = [
        "No",
        "ID Pegawai",
        "Nama Pegawai",
        "OPD",
        "Tgl",
        "Scan Masuk",
        "Scan Pulang",
        "Status Kehadiran",
    ]
    text = "REKAP PRESENSI;;;;;;;\n\n" + ";".join(header) + "\n1;77;X;Dishub;19 Mei 2025;07.31;16.00;H\n"
    (raw / A).parent.mkdir(parents=True)
    (raw / A).write_text(text, "utf-8")
    found = only(raw, city)
    assert (found["unit"], found["late_minutes"], found["row"]) == ("OPD.DISHUB", 1.0, 4)


def test_a_footer_below_the_data_is_not_read(raw: Path, city: City) -> None:
    rows = [*day_rows(), [], ["Jumlah", "", "", "", "18"], ["", "", "Mengetahui", "", ""]]
    write_csv(raw / A, rows)
    found = checked(raw, city)
    assert (errors(found), found.files[0].rows_read) == ([], 18)


def test_the_marker_line_makes_a_file_simulated(raw: Path, city: City) -> None:
    write_csv(raw / A, day_rows())
    (raw / A).write_text("# DATA SIMULASI, bukan data\n" + (raw / A).read_text("utf-8-sig"), "utf-8")
    found = only(raw, city)
    assert (found["simulated"], found["row"]) == (True, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("h", Day("present", 0.0)),
        ("TL2", Day("late", 44.5)),
        ("TL3", Day("late", 60.0)),
        ("TL1/PSW1", Day("late", 15.0, early=True)),
        ("PSW1", Day("early", 0.0, early=True)),
        ("DL, H", Day("excused", None)),
    ],
)
def test_codes_are_read_by_their_table(reference: Reference, text: str, day: Day) -> None:
    assert read_code(text, reference.codes["e-presensi-a"]) == day


@pytest.mark.parametrize(
    ("text", "written"), [("TL9", "TL9"), ("X", "X"), ("BUDI", "…"), ("sakit perut", "…")]
)
def test_an_unknown_code_is_quoted_only_when_it_can_be_one(
    reference: Reference, text: str, written: str
) -> None:
    found = read_code(text, reference.codes["e-presensi-a"])
    assert isinstance(found, Wrong)
    assert found.values["written"] == written


def test_sixty_thousand_rows_with_seconds_are_read(raw: Path, city: City) -> None:
    rows = [
        [
            f"1985{k:014}",
            "X",
            "Kelurahan Merjosari",
            f"{day:02}/05/2025",
            f"07:{k % 60:02}:{(7 * k) % 60:02}",
            "16:01:09",
            "H",
        ]
        for k in range(4000)
        for day in (2, 5, 6, 7, 8, 9, 14, 15, 16, 19, 20, 21, 22, 23, 26)
    ]
    write_csv(raw / A, rows)
    found = only(raw, city)
    assert (found["employees"], found["scheduled_days"]) == (4000, 60_000)
    assert found["late_days"] == sum(k % 60 > 30 for k in range(4000)) * 15


def slow_sums(rows: list[list[str]], city: City) -> dict[str, int]:
    """The same sums, row by row, from the calendar and the code table: an obvious second version."""
    codes = {
        row["code"]: row for row in city.attendance_codes.filter(system="e-presensi-a").iter_rows(named=True)
    }
    sums = dict.fromkeys(
        (
            "scheduled_days",
            "present_days",
            "timed_days",
            "late_days",
            "late_minutes",
            "excused_days",
            "unexcused_days",
        ),
        0,
    )
    for _, _, _, day, came, _, code in rows:
        start = city.calendar.schedule_start(date(2025, int(day[3:5]), int(day[:2])), "puskesmas")
        if start is None or (code and codes[code]["kind"] == "off"):
            continue
        kind = codes[code]["kind"] if code else "present"
        sums["scheduled_days"] += 1
        if kind in ("excused", "unexcused"):
            sums[f"{kind}_days"] += 1
            continue
        sums["present_days"] += 1
        if came:
            late = 60 * int(came[:2]) + int(came[3:]) - 60 * start.hour - start.minute
        elif kind == "late":
            low, high = codes[code]["minutes_from"], codes[code]["minutes_to"]
            late = (low + high) / 2 if high else low
        else:
            continue
        sums["timed_days"] += 1
        sums["late_days"] += late > 0
        sums["late_minutes"] += max(late, 0)
    return sums


CLOCKS = st.times().map(lambda value: f"{value.hour:02}:{value.minute:02}")
PRESENT = st.tuples(CLOCKS, st.sampled_from(["", "H", "TL1", "TL2", "TL3", "PSW1"]))
AWAY = st.tuples(st.just(""), st.sampled_from(["H", "TL1", "TL3", "PSW2", "S", "DL", "TK", "L"]))
MOMENTS = st.one_of(PRESENT, AWAY)


@settings(deadline=None, max_examples=40)
@given(
    days=st.dictionaries(st.tuples(st.integers(1, 31), st.integers(1, 4)), MOMENTS, min_size=1, max_size=60)
)
def test_the_sums_are_those_of_a_slow_second_version(
    tmp_path_factory: pytest.TempPathFactory, days: dict[tuple[int, int], tuple[str, str]]
) -> None:
    """March 2025 of a six-day unit: Ramadan, Saturdays, Fridays, holidays. One row has a clock, so codes are not alone."""
    raw = tmp_path_factory.mktemp("raw")
    rows = [
        [f"77{who}", "X", "Puskesmas Dinoyo", f"{day:02}/03/2025", came, "", code]
        for (day, who), (came, code) in days.items()
    ]
    rows.append(["999", "X", "Puskesmas Dinoyo", "10/03/2025", "07:00", "", "H"])
    write_csv(raw / A, rows)
    found = only(raw, malang())
    slow = slow_sums(rows, malang())
    assert {name: found[name] for name in slow} == slow
    working = {
        row[0]
        for row in rows
        if malang().calendar.schedule_start(date(2025, 3, int(row[3][:2])), "puskesmas") and row[6] != "L"
    }
    assert found["employees"] == len(working)
