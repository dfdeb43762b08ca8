"""Staff that jumped after the retreat: from which month on a unit is made of other people."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl

from analysis.facts.staffing import grown, moved_since


def joint(**units: list[int]) -> Any:
    months = [date(2025, month, 1) for month in (4, 5, 6, 7, 8)]
    rows = [
        {"unit": unit, "month": month, "number": number}
        for unit, numbers in units.items()
        for month, number in zip(months, numbers, strict=True)
    ]
    return SimpleNamespace(
        tables={"staff": pl.DataFrame(rows)}, retreat=SimpleNamespace(last_day=date(2025, 5, 17))
    )


def test_a_fifth_more_or_fewer_within_a_month_after_the_retreat_is_a_jump() -> None:
    told = joint(
        up=[10, 10, 10, 13, 13],
        down=[10, 10, 10, 10, 7],
        before=[10, 20, 20, 20, 20],
        slowly=[10, 11, 12, 13, 14],
        twice=[10, 10, 15, 15, 30],
    )
    assert dict(moved_since(told)) == {
        "down": date(2025, 8, 1),
        "twice": date(2025, 6, 1),
        "up": date(2025, 7, 1),
    }
    assert grown(told) == {"up", "twice"}
