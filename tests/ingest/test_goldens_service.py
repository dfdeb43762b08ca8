"""Services, complaints and external scores: contract rows equal what was computed by hand."""

from datetime import date
from pathlib import Path

import pytest

from tests.ingest.goldens import table_of, told_of
from tests.ingest.samples import DINOYO, MERJOSARI

BOTH = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
MAY, JUNE, JULY, AUGUST = (date(2025, month, 1) for month in (5, 6, 7, 8))


@BOTH
def test_services_recap(raw: Path, suffix: str) -> None:
    table = table_of(raw, "services-recap", suffix)
    columns = ("unit", "channel", "month", "received", "completed", "promised", "on_time", "backlog", "row")
    assert told_of(table, *columns) == [
        (MERJOSARI, "counter", MAY, 120, 114, 114, 101, 9, 2),
        (MERJOSARI, "online", MAY, 1200, 1150, 1150, 1100, 50, 3),
        (DINOYO, "counter", JUNE, 80, 80, 80, 79, None, 4),
    ]
    assert table["working_days"].to_list() == [None, None, None]


@BOTH
def test_services_register_counts_working_days_over_holidays_and_what_is_still_open(
    raw: Path, suffix: str
) -> None:
    """28 May to 2 June 2025 is one working day: 29 May is a holiday, 30 May joint leave, then a weekend."""
    table = table_of(raw, "services-register", suffix).sort("month")
    columns = ("unit", "channel", "month", "received", "completed", "promised", "on_time", "backlog")
    assert told_of(table, *columns) == [
        # Of four requests one was finished in May; three were open on 31 May.
        (MERJOSARI, "counter", MAY, 4, 1, 1, 1, 3),
        # The register ends on 3 June: what was open on 30 June is not known.
        (MERJOSARI, "counter", JUNE, 0, 2, 2, 1, None),
    ]
    assert table["working_days"].to_list() == [[0], [1, 4]]


@BOTH
def test_complaints_lapor(raw: Path, suffix: str) -> None:
    table = table_of(raw, "complaints-lapor", suffix).sort("month")
    columns = (
        *("unit", "channel", "month", "received", "answerable", "answered_in_time", "judged"),
        *("resolved_in_time", "closed", "reopened", "forwarded_known", "forwarded_often"),
    )
    assert told_of(table, *columns) == [
        ("OPD.DISHUB", "lapor", JUNE, 8, 8, 5, 7, 3, 6, 1, 6, 2),
        ("OPD.DISHUB", "lapor", AUGUST, 1, 0, 0, 0, 0, 0, None, 0, 0),
    ]
    assert table["days"].to_list() == [[5, 6, 14, 15, 60, 61], []]


@BOTH
def test_complaints_sambat(raw: Path, suffix: str) -> None:
    """Without a class the limit is 14 days; the third day is in time, the fourth is not."""
    table = table_of(raw, "complaints-sambat", suffix)
    columns = ("channel", "month", "received", "answered_in_time", "judged", "resolved_in_time")
    assert told_of(table, *columns) == [("sambat", JULY, 2, 1, 2, 1)]
    assert told_of(table, "forwarded_known", "forwarded_often", "reopened") == [(2, 1, None)]
    assert table["days"].to_list() == [[14, 15]]


@BOTH
def test_scores_long_keep_what_was_measured_apart_from_when_it_was_told(raw: Path, suffix: str) -> None:
    table = table_of(raw, "scores-long", suffix).sort("first_day")
    columns = ("unit", "instrument", "version", "first_day", "last_day", "published", "score")
    unit = "OPD.DISPENDUKCAPIL"
    assert told_of(table, *columns) == [
        (unit, "ipp", "2022", date(2024, 5, 1), date(2024, 8, 31), date(2025, 5, 20), 4.73),
        (unit, "ombudsman", "Opini 2025", date(2025, 8, 1), date(2025, 9, 30), date(2026, 1, 30), 81.2),
    ]


@BOTH
def test_scores_wide_are_the_years_of_their_headers(raw: Path, suffix: str) -> None:
    table = table_of(raw, "scores-wide", suffix).sort("unit", "first_day")
    columns = ("unit", "instrument", "version", "first_day", "last_day", "published", "score", "row")
    assert told_of(table, *columns) == [
        ("OPD.DINKES", "akip", "-", date(2024, 1, 1), date(2024, 12, 31), None, 83.75, 3),
        ("OPD.DISHUB", "akip", "-", date(2023, 1, 1), date(2023, 12, 31), None, 80.5, 2),
        ("OPD.DISHUB", "akip", "-", date(2024, 1, 1), date(2024, 12, 31), None, 82.25, 2),
    ]
