"""Peers: intervals by the stated formula, ranks only as far as intervals part, thresholds kept."""

from datetime import date
from math import comb

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.indicators.compute import SERIES
from analysis.indicators.definition import by_code
from analysis.variation.peers import beside, compare, compare_groups, median_interval, rank
from tests import oracle

INDEX, LATE, EXCUSED = by_code()["skm-index"], by_code()["late-share"], by_code()["excused-share"]


def rows(
    indicator: str,
    unit: str,
    values: list[float],
    *,
    se: float | None = None,
    base: int = 100,
    status: str = "shown",
) -> pl.DataFrame:
    months = [date(2025, 1 + k, 1) for k in range(len(values))]
    frame = pl.DataFrame({"unit": unit, "indicator": indicator, "first_day": months, "value": values})
    frame = frame.with_columns(
        last_day=pl.col("first_day").dt.month_end(), date=pl.col("first_day").dt.offset_by("15d"), numerator=pl.col("value"),
        denominator=pl.lit(100.0), base=pl.lit(base), people=pl.lit(base), se=pl.lit(se, pl.Float64), status=pl.lit(status),
        values=pl.lit(None), segment=pl.lit(None), file=pl.lit("f"), sheet=pl.lit(None, pl.String), row=pl.lit(1), simulated=pl.lit(True),
    )  # fmt: skip
    return frame.select(pl.col(name).cast(kind) for name, kind in SERIES.items())


def test_a_survey_interval_is_the_sampling_error_with_its_design_effect() -> None:
    table = compare(rows("skm-index", "a", [88.0, 90.0], se=1.0), INDEX, design_effect=1.5)
    row = table.row(0, named=True)
    assert row["value"] == pytest.approx(89.0)
    reach = 1.96 * (1.5 * (0.25 + 0.25)) ** 0.5
    assert (row["low"], row["high"]) == pytest.approx((89 - reach, 89 + reach))


def test_a_monthly_interval_is_that_of_a_mean_of_months() -> None:
    values = [10.0, 12.0, 11.0, 13.0, 9.0, 11.0]
    row = compare(rows("late-share", "a", values), LATE, 1.5).row(0, named=True)
    spread = (sum((v - 11) ** 2 for v in values) / 5 / 6) ** 0.5
    assert row["value"] == pytest.approx(11.0)
    assert row["high"] - row["value"] == pytest.approx(2.571 * spread)


def test_five_months_have_a_level_without_interval_and_no_rank() -> None:
    row = compare(rows("late-share", "a", [10.0] * 5), LATE, 1.5).row(0, named=True)
    assert row["value"] == pytest.approx(10)
    assert row["low"] is None
    assert row["rank_low"] is None


def test_a_flagged_unit_is_shown_and_never_ranked() -> None:
    both = pl.concat(
        [rows("skm-index", "a", [88.0], se=0.1), rows("skm-index", "b", [60.0], se=0.1, status="flagged")]
    )
    table = {row["unit"]: row for row in compare(both, INDEX, 1.5).to_dicts()}
    assert table["a"]["ranked"] == 1
    assert table["b"]["value"] == pytest.approx(60.0)
    assert table["b"]["rank_low"] is None


def test_a_neutral_indicator_has_no_ranks() -> None:
    table = compare(rows("excused-share", "a", [4.0, 5.0, 4.0, 5.0, 4.0, 5.0]), EXCUSED, 1.5)
    assert table.get_column("rank_low").to_list() == [None]


def test_groups_together_say_what_each_says_alone_to_the_last_digit() -> None:
    """Each group's last twelve months end with its own last day, though units stand in several groups."""
    spread = [0.1, 2.2, 1.3, 3.1, 0.7, 1.9, 2.8]
    units = [rows("late-share", unit, [k + one for one in spread]) for k, unit in enumerate("abc")]
    old = rows("late-share", "old", spread).with_columns(pl.col("last_day", "date").dt.offset_by("-3y"))
    series = pl.concat([*units, old])
    groups = {"all": ["c", "a", "b"], "two": ["b", "a"], "past": ["old"], "none": ["nobody"]}
    found = compare_groups(series, groups, LATE, 1.5)
    for group, members in groups.items():
        alone = compare(series.filter(pl.col("unit").is_in(members)), LATE, 1.5)
        assert found[group].equals(alone)
    assert found["past"]["unit"].to_list() == ["old"]
    assert compare_groups(series, {"both": ["a", "old"]}, LATE, 1.5)["both"]["unit"].to_list() == ["a"]


intervals = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), min_size=1, max_size=12)


@given(intervals)
def test_ranks_equal_the_slow_version(spans: list[tuple[int, int]]) -> None:
    ends = [(float(low), float(low + width)) for low, width in spans]
    found = rank(ends, INDEX)
    assert found == [oracle.overlap_rank(ends, k) for k in range(len(ends))]
    flipped = [(-high, -low) for low, high in ends]
    assert rank(flipped, LATE) == found


def counted(values: list[list[int]], status: str = "shown") -> pl.DataFrame:
    """Months of a measure that is the median of what was counted."""
    frame = rows("service-days", "a", [1.0] * len(values), status=status)
    return frame.with_columns(values=pl.Series(values, dtype=pl.List(pl.Int64)))


def test_a_median_is_that_of_all_values_between_two_of_them() -> None:
    table = compare(counted([[1, 2, 3, 4], [5, 6, 7, 8, 9]]), by_code()["service-days"], 1.5)
    row = table.row(0, named=True)
    assert (row["value"], row["low"], row["high"]) == (5.0, 2.0, 9.0)
    assert (row["rank_low"], row["rank_high"]) == (1, 1)
    few = compare(counted([[1, 2], [9]]), by_code()["service-days"], 1.5).row(0, named=True)
    assert (few["value"], few["low"], few["rank_low"]) == (2.0, None, None)


@pytest.mark.parametrize("n", [6, 9, 20, 57, 300])
def test_the_two_values_hold_the_median_in_95_of_100_samples(n: int) -> None:
    """The chance that a binomial count lies between the ranks, summed term by term."""
    _, low, high = median_interval(list(range(n)))
    assert low is not None and high is not None
    held = sum(comb(n, k) for k in range(int(low) + 1, int(high) + 1)) / 2**n
    assert 0.95 <= held <= 0.985


def test_months_that_are_all_alike_have_no_interval_and_no_rank() -> None:
    row = compare(rows("late-share", "a", [0.0] * 12), LATE, 1.5).row(0, named=True)
    assert (row["value"], row["low"], row["rank_low"]) == (0.0, None, None)


@pytest.mark.parametrize(
    ("code", "shown"),
    [("a", "abcdefg"), ("b", "abcdefg"), ("e", "bcdefgh"), ("j", "defghij"), ("absent", "abcdefghij")],
)
def test_beside_a_unit_those_nearest_to_it_are_shown_and_all_where_it_has_no_level(
    code: str, shown: str
) -> None:
    series = pl.concat(
        rows("skm-index", unit, [80.0 + place], se=0.1) for place, unit in enumerate("abcdefghij")
    )
    told = beside(code, series, INDEX, 1.0)
    assert "".join(row["unit"] for row in told.shown) == shown
    assert told.listed == 10
    assert (None if told.own is None else told.own["unit"]) == (code if code != "absent" else None)


def test_beside_few_units_all_are_shown() -> None:
    series = pl.concat(rows("skm-index", unit, [80.0], se=0.1) for unit in "abc")
    assert [row["unit"] for row in beside("c", series, INDEX, 1.0).shown] == ["a", "b", "c"]
