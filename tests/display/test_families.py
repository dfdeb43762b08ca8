"""The table of measures without a chart: what is told of small bases, and agreement before any mean of cohesion."""

from typing import Any

from analysis.display.families import others
from analysis.indicators.definition import by_code

POINT = {"first_day": "2026-08-01", "last_day": "2026-08-31", "value": 100.0, "base": 2, "status": "flagged"}
PAIRS = {"before": 50.0, "after": 100.0, "pairs": 11}


def measure(code: str, state: str, **more: Any) -> dict[str, Any]:
    one = by_code()[code]
    return {
        "code": code, "page": one.page, "part_of": None, "family": one.family, "unit": one.unit, "decimals": one.decimals,
        "title": one.title.model_dump(), "state": state, "latest": POINT, "before_after": PAIRS, **more,
    }  # fmt: skip


def told(*ones: dict[str, Any], **facts: Any) -> str:
    return others({"indicators": list(ones), **facts}, "id").markup


def test_a_small_base_is_told_and_no_change_of_it() -> None:
    page = told(measure("meetings-head", "small"))
    assert "100,0 % (Agustus 2026, n = 2)" in page
    assert "50,0 % → 100,0 %" not in page
    assert "dasar terlalu kecil" in page
    assert "50,0 % → 100,0 %" in told(measure("meetings-head", "no-signal"))


def test_cohesion_stands_below_its_agreement() -> None:
    when = {"first_day": "2026-08-05", "last_day": "2026-08-14"}
    page = told(
        measure("cohesion-index", "insufficient"),
        cohesion={**when, "icc": 0.114, "rwg": 0.61, "units": 114, "pooled": False},
    )
    assert page.index("rwg 0,61 (di bawah 0,70: rata-rata unit belum bermakna)") < page.index("<table")


def test_measures_without_data_and_charted_ones_have_no_row() -> None:
    assert told(measure("meetings-head", "missing"), measure("late-share", "signal-up")) == ""
