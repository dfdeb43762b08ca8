"""Before and after: Hijri pairs, the span that is neither, the placebo year, and who moved."""

from datetime import date

import polars as pl
import pytest

from analysis.effects.before_after import Moved, Window, changes, moved
from analysis.indicators.compute import SERIES
from analysis.indicators.definition import Indicator, by_code

INDEX, LATE, MINUTES = by_code()["skm-index"], by_code()["late-share"], by_code()["late-minutes"]
WINDOW = Window.of(announced=date(2025, 5, 5), last_day=date(2025, 5, 17))


def months(indicator: Indicator, value: dict[str, float], unit: str = "u") -> pl.DataFrame:
    days = [date.fromisoformat(f"{month}-01") for month in value]
    frame = pl.DataFrame(
        {"unit": unit, "indicator": indicator.code, "first_day": days, "value": list(value.values())}
    )
    frame = frame.with_columns(
        last_day=pl.col("first_day").dt.month_end(), date=pl.col("first_day").dt.offset_by("15d")
    )
    missing = {name: pl.lit(None, kind) for name, kind in SERIES.items() if name not in frame.columns}
    return frame.with_columns(**missing).select(*SERIES)


def span(first: str, last: str, value: float) -> dict[str, float]:
    days = pl.date_range(
        date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"), "1mo", eager=True
    )
    return {f"{day:%Y-%m}": value for day in days}


def change(
    frame: pl.DataFrame,
    indicator: Indicator,
    window: Window = WINDOW,
    gap: float = 0.5,
    ramadan: set[str] | None = None,
) -> pl.DataFrame:
    def share(month: date) -> float:
        return float(f"{month:%Y-%m}" in (ramadan or set()))

    return changes(frame, window, (indicator,), share, gap)


def test_twelve_lunar_months_pair_and_may_2025_is_neither() -> None:
    frame = months(
        LATE, span("2024-05", "2025-04", 12.0) | {"2025-05": 99.0} | span("2025-06", "2026-05", 10.0)
    )
    row = change(frame, LATE).row(0, named=True)
    assert row["pairs"] == 11
    assert (row["before"], row["after"], row["change"]) == pytest.approx((12.0, 10.0, -2.0))


def test_a_month_of_ramadan_is_not_paired_with_one_without() -> None:
    frame = months(LATE, span("2024-06", "2025-04", 12.0) | span("2025-06", "2026-04", 10.0))
    assert change(frame, LATE, ramadan={"2025-03"}).row(0, named=True)["pairs"] == 10
    assert change(frame, LATE, ramadan={"2025-03", "2026-03"}).row(0, named=True)["pairs"] == 11


def test_relative_changes_are_shares_of_before() -> None:
    frame = months(MINUTES, span("2024-06", "2025-04", 2.0) | span("2025-06", "2026-04", 1.5))
    assert change(frame, MINUTES).row(0, named=True)["change"] == pytest.approx(-0.25)


def test_a_relative_change_from_nothing_is_no_change_at_all() -> None:
    frame = months(MINUTES, span("2024-06", "2025-04", 0.0) | span("2025-06", "2026-04", 1.5))
    assert change(frame, MINUTES).row(0, named=True)["change"] is None


def wave(first: date, last: date, value: float) -> pl.DataFrame:
    return months(INDEX, {"2025-01": value}).with_columns(
        first_day=pl.lit(first), last_day=pl.lit(last), date=pl.lit(first)
    )


def test_a_wave_that_straddles_the_retreat_is_neither_before_nor_after() -> None:
    waves = [
        (date(2024, 6, 3), date(2024, 6, 14), 87.0),
        (date(2025, 5, 12), date(2025, 5, 23), 95.0),
        (date(2025, 6, 2), date(2025, 6, 13), 88.5),
    ]
    row = change(pl.concat([wave(*w) for w in waves]), INDEX).row(0, named=True)
    assert row["pairs"] == 1
    assert row["change"] == pytest.approx(1.5)


def test_a_wave_of_the_announcement_week_is_not_before() -> None:
    waves = [(date(2025, 5, 5), date(2025, 5, 9), 87.0), (date(2026, 5, 4), date(2026, 5, 8), 88.5)]
    assert change(pl.concat([wave(*w) for w in waves]), INDEX).is_empty()


def test_the_placebo_year_ends_before_the_announcement() -> None:
    frame = months(
        LATE,
        span("2023-05", "2024-04", 13.0) | span("2024-05", "2025-05", 12.0) | span("2025-06", "2026-05", 5.0),
    )
    row = change(frame, LATE, WINDOW.a_year_earlier()).row(0, named=True)
    assert (row["before"], row["after"], row["pairs"]) == (13.0, 12.0, 11)


def test_a_series_with_counts_hidden_for_their_size_is_not_compared() -> None:
    unexcused = by_code()["unexcused-share"]
    frame = months(unexcused, span("2024-06", "2025-04", 0.0) | span("2025-06", "2026-04", 0.0))
    assert change(frame, unexcused).height == 1
    hidden = frame.with_columns(
        status=pl.when(pl.col("date") == pl.col("date").max()).then(pl.lit("withheld"))
    )
    assert change(hidden, unexcused).is_empty()


def test_units_move_both_ways_by_the_smallest_change_that_matters() -> None:
    frame = pl.DataFrame(
        {"unit": list("abcde"), "indicator": "skm-index", "change": [1.0, 0.99, -1.0, -3.0, None]}
    )
    assert moved(frame, INDEX) == Moved(
        "skm-index", units=4, better=1, worse=2, mean_change=pytest.approx(-0.5025)
    )
    assert moved(frame, INDEX).stayed == 1


def test_fewer_minutes_late_is_the_better_way() -> None:
    frame = pl.DataFrame({"unit": list("ab"), "indicator": "late-minutes", "change": [-0.2, 0.3]})
    assert (moved(frame, MINUTES).better, moved(frame, MINUTES).worse) == (1, 1)
    assert moved(frame.filter(pl.col("unit") == "a"), MINUTES).better == 1


def test_nobody_has_moved_where_there_is_nothing() -> None:
    assert moved(pl.DataFrame(schema={"indicator": pl.String, "change": pl.Float64}), INDEX) == Moved(
        "skm-index", 0, 0, 0, None
    )


def test_a_retreat_on_a_leap_day_has_a_placebo_year() -> None:
    window = Window.of(date(2024, 2, 29), date(2024, 3, 2)).a_year_earlier()
    assert (window.announced, window.last_day) == (date(2023, 2, 28), date(2023, 3, 2))
