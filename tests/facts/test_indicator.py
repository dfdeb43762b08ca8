"""The state of a series: from its points, and never from points that were hidden for their size."""

from datetime import date

import polars as pl
import pytest

from analysis.facts.indicator import control_chart, describe, slope_before
from analysis.indicators.compute import SERIES
from analysis.indicators.definition import Indicator, by_code

ANNOUNCED, LAST_DAY = date(2025, 5, 5), date(2025, 5, 17)
LATE, UNEXCUSED, EXCUSED = by_code()["late-share"], by_code()["unexcused-share"], by_code()["excused-share"]


def series(indicator: Indicator, values: list[float | None]) -> pl.DataFrame:
    """Months from May 2023 on; an empty value is withheld."""
    first = pl.date_range(date(2023, 5, 1), date(2030, 1, 1), "1mo", eager=True).head(len(values))
    frame = pl.DataFrame({"first_day": first, "value": values}, schema_overrides={"value": pl.Float64})
    frame = frame.with_columns(
        unit=pl.lit("u"),
        indicator=pl.lit(indicator.code),
        last_day=pl.col("first_day").dt.month_end(),
        date=pl.col("first_day").dt.offset_by("15d"),
        status=pl.when(pl.col("value").is_null()).then(pl.lit("withheld")).otherwise(pl.lit("shown")),
    )
    missing = {name: pl.lit(None, kind) for name, kind in SERIES.items() if name not in frame.columns}
    return frame.with_columns(**missing).select(*SERIES)


def state(indicator: Indicator, values: list[float | None]) -> tuple[str, str | None]:
    rows = series(indicator, values)
    told = describe(
        rows,
        indicator,
        control_chart(rows, indicator, ANNOUNCED),
        slope_before(rows, indicator, ANNOUNCED),
        LAST_DAY,
    )
    return told["state"], told["meaning"]


CALM: list[float | None] = [12.0, 13.0] * 12


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([12.0, 13.0], ("no-signal", None)),
        ([25.0], ("signal-up", "bad")),
        ([2.0], ("signal-down", "good")),
        ([2.0, 25.0], ("signal-mixed", None)),
        ([None], ("insufficient", None)),
    ],
)
def test_the_state_comes_from_the_points_after_the_retreat(
    after: list[float | None], expected: tuple[str, str | None]
) -> None:
    assert state(LATE, [*CALM, 12.0, *after]) == expected


def test_a_signal_before_the_retreat_is_no_change_after_it() -> None:
    assert state(LATE, [20.0, 5.0, *CALM[2:], 12.0, 13.0]) == ("no-signal", None)


def test_five_points_before_are_too_few() -> None:
    assert state(LATE, [*([None] * 19), *CALM[:5], 12.0, 30.0])[0] == "insufficient"


def test_nothing_is_missing_and_only_hidden_is_withheld() -> None:
    assert state(LATE, []) == ("missing", None)
    assert state(LATE, [None] * 30) == ("withheld", None)


def test_a_neutral_indicator_has_no_meaning() -> None:
    assert state(EXCUSED, [*CALM, 12.0, 25.0]) == ("signal-up", None)


def test_zeros_that_remain_where_small_counts_are_hidden_make_no_limits() -> None:
    values: list[float | None] = [0.0] * 24
    assert state(UNEXCUSED, [*values, 0.0, 0.0])[0] == "no-signal"
    assert state(UNEXCUSED, [*values[:-1], None, 0.0, 0.0])[0] == "withheld"
    hidden = series(UNEXCUSED, [*values[:-1], None, 0.0, 3.0])
    assert control_chart(hidden, UNEXCUSED, ANNOUNCED) is None
    assert slope_before(hidden, UNEXCUSED, ANNOUNCED) is None
