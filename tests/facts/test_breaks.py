"""A change of instrument is no change of the unit: points of another one are not judged, and it is said."""

from datetime import date, timedelta

import polars as pl

from analysis.effects.before_after import Window, changes
from analysis.facts.indicator import breaks, comparable, control_chart, describe
from analysis.indicators.compute import SERIES
from analysis.indicators.definition import by_code

INDEX = by_code()["skm-index"]
ANNOUNCED, ENDED = date(2025, 5, 5), date(2025, 5, 17)
QUARTERS = [date(2023, 2, 1) + timedelta(days=91 * k) for k in range(14)]


def waves(values: list[float], segments: list[str | None]) -> pl.DataFrame:
    days = QUARTERS[: len(values)]
    frame = pl.DataFrame(
        {"first_day": days, "value": values, "segment": segments}, schema_overrides={"segment": pl.String}
    )
    frame = frame.with_columns(
        unit=pl.lit("u"), indicator=pl.lit("skm-index"), last_day=pl.col("first_day") + timedelta(days=20),
        date=pl.col("first_day") + timedelta(days=10), numerator=pl.lit(3.5), denominator=pl.lit(9.0), base=pl.lit(60), people=pl.lit(60),
        se=pl.lit(1.0), values=pl.lit(None), status=pl.lit("shown"), file=pl.lit("f"), sheet=pl.lit("s"), row=pl.lit(1), simulated=pl.lit(True),
    )  # fmt: skip
    return frame.select(pl.col(name).cast(kind) for name, kind in SERIES.items())


def told(rows: pl.DataFrame) -> dict[str, object]:
    return describe(rows, INDEX, control_chart(rows, INDEX, ANNOUNCED), None, ENDED)


BEFORE = [88.0, 88.5, 87.8, 88.2, 88.4, 88.1, 88.3, 88.0, 88.2, 88.4]
JUMPED = [*BEFORE, 94.0, 94.2, 94.1, 94.3]


def test_a_jump_of_the_same_instrument_is_a_signal() -> None:
    assert told(waves(JUMPED, ["paper"] * 14))["state"] == "signal-up"


def test_the_same_jump_with_another_instrument_is_not_judged() -> None:
    rows = waves(JUMPED, ["paper"] * 10 + ["link"] * 4)
    found = told(rows)
    assert found["state"] == "broken"
    assert found["breaks"] == [{"date": QUARTERS[10].isoformat(), "before": "paper", "after": "link"}]
    assert comparable(rows, ANNOUNCED) == [True] * 10 + [False] * 4


def test_points_of_an_older_instrument_are_not_in_the_limits() -> None:
    old = waves([70.0, 71.0, 70.5, *BEFORE[3:], 88.0, 88.1, 88.3, 88.2], ["vendor a"] * 3 + ["vendor b"] * 11)
    chart = control_chart(old, INDEX, ANNOUNCED)
    assert chart is not None
    assert chart.low > 80
    assert told(old)["state"] == "no-signal"


def test_a_file_that_does_not_say_breaks_nothing() -> None:
    rows = waves(JUMPED, [None] * 14)
    assert breaks(rows) == []
    assert told(rows)["state"] == "signal-up"


def test_before_and_after_pairs_are_of_one_instrument() -> None:
    window = Window.of(ANNOUNCED, ENDED)
    same = changes(waves(JUMPED, ["paper"] * 14), window, (INDEX,), lambda day: 0.0, 0.5)
    other = changes(waves(JUMPED, ["paper"] * 10 + ["link"] * 4), window, (INDEX,), lambda day: 0.0, 0.5)
    assert same["pairs"].to_list() == [3]
    assert other.is_empty()


def test_a_series_on_a_small_base_is_judged_only_pooled() -> None:
    rows = waves(JUMPED, ["paper"] * 14)
    few = pl.when(pl.int_range(pl.len()) < 8).then(pl.lit("flagged")).otherwise(pl.col("status"))
    assert told(rows.with_columns(status=few))["state"] == "small"
    some = pl.when(pl.int_range(pl.len()) < 7).then(pl.lit("flagged")).otherwise(pl.col("status"))
    assert told(rows.with_columns(status=some))["state"] == "signal-up"
