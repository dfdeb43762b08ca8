"""Penalties, cohesion, dispositions and meetings: contract rows equal what was computed by hand."""

from datetime import date
from pathlib import Path

import pytest

from tests.ingest.goldens import table_of, told_of

BOTH = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
MAY, JUNE, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (5, 6, 8, 9))


@BOTH
def test_penalties(raw: Path, suffix: str) -> None:
    table = table_of(raw, "penalties-register", suffix).sort("month")
    assert told_of(table, "unit", "month", "light", "medium", "heavy", "penalties") == [
        ("OPD.DISHUB", AUGUST, 2, 0, 1, 3),
        ("OPD.DISHUB", SEPTEMBER, 0, 1, 0, 1),
    ]


@BOTH
def test_pulse(raw: Path, suffix: str) -> None:
    """Scores 4, 3, 3.5; items' variances 1, 1, 1, 1/3, 0, 1/3 (4-2-3: 1; 4-4-5: 1/3; 4-4-4: 0; 4-4-3: 1/3)."""
    (row,) = table_of(raw, "pulse-form", suffix).to_dicts()
    assert (row["unit"], row["respondents"], row["items"]) == ("35.73.05", 3, 6)
    assert (row["first_day"], row["last_day"]) == (date(2025, 8, 4), date(2025, 8, 6))
    assert row["form_version"] == "2025-1"
    assert (row["sum_score"], row["sum_task"], row["sum_social"]) == pytest.approx((10.5, 9.0, 12.0))
    assert row["sum_score_squares"] == pytest.approx(16 + 9 + 12.25)
    assert row["item_variance"] == pytest.approx((1 + 1 + 1 + 1 / 3 + 0 + 1 / 3) / 6)


@BOTH
def test_dispositions_between_units_only(raw: Path, suffix: str) -> None:
    """The last moment is 26 May 08:15: the fourth is not yet due. 29 h 25 min are 29 hours, 6 days are 144."""
    table = table_of(raw, "dispositions-eoffice", suffix)
    columns = ("unit", "month", "received", "answered", "judged", "in_time", "forwarded_often")
    assert told_of(table, *columns) == [("OPD.DISHUB", MAY, 4, 2, 3, 1, 1)]
    assert table["hours"].to_list() == [[29, 144]]


@BOTH
def test_meetings(raw: Path, suffix: str) -> None:
    table = table_of(raw, "meetings-list", suffix)
    assert told_of(table, "unit", "month", "invited", "head_present", "deputised") == [
        ("35.73.02", JUNE, 3, 1, 1),
        ("35.73.04", JUNE, 1, 1, 0),
    ]
