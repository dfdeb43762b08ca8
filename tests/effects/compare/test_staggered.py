"""Callaway and Sant'Anna: published figures, two libraries, and a slow second version with a bootstrap of units."""

from pathlib import Path

import diff_diff
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.compare.staggered import cells, error, overall
from analysis.effects.noise import Array
from analysis.effects.output import in_order
from tests.effects.compare.staged import counties, figures, found, made, refused, rows
from tests.effects.compare.test_two_way import NEVER

SINCE = [3.0] * 4 + [5.0] * 6 + [7.0] * 5 + [NEVER] * 9

PUBLISHED = {
    2004: {2004: -0.0105, 2005: -0.0704, 2006: -0.1373, 2007: -0.1008},
    2006: {2004: 0.0065, 2005: -0.0028, 2006: -0.0046, 2007: -0.0412},
    2007: {2004: 0.0305, 2005: -0.0027, 2006: -0.0311, 2007: -0.0261},
}
"""Minimum wages and teenage employment, never-treated counties, no covariates: the vignette of the R package did."""


def theirs(
    frame: pl.DataFrame, control: str, **keys: object
) -> tuple[dict[str, tuple[float, float]], tuple[float, float]]:
    """Cells and their overall mean by diff-diff, which uses the analytical errors of the R package."""
    table = frame.with_columns(
        pl.col("period").cast(pl.Int64), date=pl.col("treated_from").cast(pl.Int64).fill_null(0)
    ).to_pandas()
    found_ = diff_diff.CallawaySantAnna(control_group=control, **keys).fit(
        table, outcome="value", unit="unit", time="period", first_treat="date"
    )
    told = {
        f"att:{g}:{t}": (float(one["effect"]), float(one["se"]))
        for (g, t), one in found_.group_time_effects.items()
    }
    return told, (float(found_.overall_att), float(found_.overall_se))


def test_published_effects_of_minimum_wages(checkout: Path) -> None:
    ours = figures(counties(checkout), "callaway-santanna")
    for date, path in PUBLISHED.items():
        for period, effect in path.items():
            assert ours[f"att:{date}:{period}"][0] == pytest.approx(effect, abs=5e-4)
    assert len(ours) == 13
    assert ours["simple"] == pytest.approx((-0.0400, 0.012), abs=5e-4)


@pytest.mark.parametrize("control", ["never-treated", "not-yet-treated"])
def test_counties_by_two_groups_to_compare_with(checkout: Path, control: str) -> None:
    frame = counties(checkout)
    ours = figures(frame, "callaway-santanna", control_group=control)
    cell, simple = theirs(frame, control.replace("-", "_"))
    assert set(ours) == {*cell, "simple"}
    for name, told in cell.items():
        assert ours[name] == pytest.approx(told, rel=1e-6), name
    assert ours["simple"] == pytest.approx(simple, rel=1e-6)


@pytest.mark.parametrize("control", ["never-treated", "not-yet-treated"])
@pytest.mark.parametrize("ahead", [0, 1])
def test_simulated_waves_are_those_of_diff_diff(control: str, ahead: int) -> None:
    frame = rows(made(SINCE, 10, seed=31), SINCE)
    ours = figures(frame, "callaway-santanna", control_group=control, anticipation=ahead)
    cell, simple = theirs(frame, control.replace("-", "_"), anticipation=ahead)
    after = {name for name in cell if int(name[9:]) >= int(name[4:8])}
    assert after <= set(ours)
    for name in after:
        assert ours[name] == pytest.approx(cell[name], rel=1e-6), name
    # With anticipation the library counts the periods ahead of the date among the effects that it averages.
    if not ahead:
        assert set(ours) == {*cell, "simple"}
        assert ours["simple"] == pytest.approx(simple, rel=1e-6)


def test_errors_are_those_of_moderndid(checkout: Path) -> None:
    moderndid = pytest.importorskip("moderndid")
    frame = counties(checkout)
    table = frame.with_columns(
        pl.col("period").cast(pl.Int64), pl.col("unit").cast(pl.Int64), date=pl.col("treated_from").cast(pl.Int64).fill_null(0)
    )  # fmt: skip
    result = moderndid.att_gt(
        data=table.select("unit", "period", "value", "date"), yname="value", tname="period", idname="unit", gname="date", est_method="reg", boot=False
    )  # fmt: skip
    ours = figures(frame, "callaway-santanna")
    for g, t, effect, se in zip(result.groups, result.times, result.att_gt, result.se_gt, strict=True):
        assert ours[f"att:{int(g)}:{int(t)}"] == pytest.approx((effect, se), rel=1e-6)


def slow(values: Array, since: Array, date: float, at: int, *, waiting: bool) -> float:
    """One effect by four means."""
    base = int(date) - 1 if at >= date else at - 1
    change = values[:, at] - values[:, base]
    others = [
        k
        for k, each in enumerate(since)
        if np.isinf(each) or (waiting and each > max(at, base) and each != date)
    ]
    own = [k for k, each in enumerate(since) if each == date]
    return float(np.nanmean(change[own]) - np.nanmean(change[others]))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), waiting=st.booleans(), gaps=st.sampled_from([0.0, 0.15]))
def test_every_cell_is_a_difference_of_means(seed: int, waiting: bool, gaps: float) -> None:
    since = np.array(SINCE)
    values = made(SINCE, 10, seed=seed, gaps=gaps)
    for cell in cells(values, np.arange(10.0), since, waiting=waiting):
        expected = slow(values, since, cell.since, int(cell.at), waiting=waiting)
        assert cell.effect == pytest.approx(expected, nan_ok=True)
        assert not cell.told or cell.influence.sum() == pytest.approx(0, abs=1e-9)


def test_the_error_of_the_mean_is_what_drawing_units_again_gives() -> None:
    random = np.random.default_rng(5)
    since = np.repeat([3.0, 5.0, NEVER], [60, 40, 100])
    values = made(since.tolist(), 8, seed=33, effect=2.0)
    times, size = np.arange(8.0), len(since)
    told, influence = overall(cells(values, times, since), since)
    drawn = []
    for _ in range(400):
        again = random.integers(0, size, size)
        drawn.append(overall(cells(values[again], times, since[again]), since[again])[0])
    assert error(influence, np.arange(size)) == pytest.approx(np.std(drawn), rel=0.12)
    assert told == pytest.approx(np.mean(drawn), abs=0.05)


def test_clusters_of_one_are_units_and_copies_of_units_tell_nothing_new() -> None:
    values = made(SINCE, 10, seed=34)
    twice = np.concatenate([values, values])
    groups = [f"g{k % 24}" for k in range(48)]
    frame = rows(twice, SINCE * 2, group=groups)
    ours = figures(frame, "callaway-santanna", cluster="group")
    single = figures(rows(values, SINCE), "callaway-santanna")
    for name, told in single.items():
        assert ours[name] == pytest.approx(told, rel=1e-9)


def test_weights_by_n_are_as_many_units() -> None:
    values = made(SINCE, 10, seed=35)
    heavy = [10 * (1 + k % 3) for k in range(24)]
    again = np.repeat(np.arange(24), [each // 10 for each in heavy])
    ours = figures(rows(values, SINCE, n=heavy), "callaway-santanna", weights="n")
    as_many = figures(rows(values[again], [SINCE[k] for k in again]), "callaway-santanna")
    for name, told in as_many.items():
        assert ours[name][0] == pytest.approx(told[0], rel=1e-9)


def test_waves_alone_are_compared_while_someone_waits() -> None:
    waves = [3.0] * 4 + [5.0] * 6 + [7.0] * 5
    frame = rows(made(waves, 10, seed=36), waves)
    assert refused(frame, "callaway-santanna") == "no-never-treated"
    effects = found(frame, "callaway-santanna", control_group="not-yet-treated").effects
    late = effects.filter(pl.col("status") == "refused")
    assert set(late["reason"]) == {"no-comparison"}
    assert "att:2007:2007" in late["estimand"].to_list()
    cell, simple = theirs(frame, "not_yet_treated")
    ours = {row["estimand"]: (row["estimate"], row["se"]) for row in effects.iter_rows(named=True)}
    for name in ("att:2003:2003", "att:2003:2006", "att:2005:2005"):
        assert ours[name] == pytest.approx(cell[name], rel=1e-6)
    assert ours["simple"] == pytest.approx(simple, rel=1e-6)


def test_units_that_were_treated_from_the_start_are_left_out_and_counted() -> None:
    since = [0.0, 0.0, *SINCE]
    values = made(since, 10, seed=37)
    effects = found(rows(values, since), "callaway-santanna").effects
    assert (effects["note"] == "treated-from-the-start=2").all()
    alone = figures(rows(values[2:], SINCE), "callaway-santanna")
    assert effects["estimate"].to_list() == pytest.approx([told[0] for told in alone.values()])


def test_periods_are_written_as_the_panel_writes_them() -> None:
    frame = rows(made([4.0, 4.0, NEVER, NEVER, NEVER], 8, seed=38), [4.0, 4.0, NEVER, NEVER, NEVER])
    quarter = {str(2000 + k): f"{2020 + k // 4}-Q{k % 4 + 1}" for k in range(8)}
    named = frame.with_columns(pl.col("period", "treated_from").replace_strict(quarter, default=None))
    names = in_order(found(named, "callaway-santanna").effects)["estimand"].to_list()
    assert names[:3] == ["simple", "att:2021-Q1:2020-Q2", "att:2021-Q1:2020-Q3"]
    assert names[-1] == "att:2021-Q1:2021-Q4"


def test_cells_stand_by_date_and_then_by_time() -> None:
    names = in_order(found(rows(made(SINCE, 10), SINCE), "callaway-santanna").effects)["estimand"].to_list()
    assert names == ["simple", *sorted(names[1:])]


def test_a_horizon_ends_the_cells_and_their_mean() -> None:
    frame = rows(made(SINCE, 10, seed=39), SINCE)
    whole, short = (figures(frame, "callaway-santanna", **keys) for keys in ({}, {"horizon": 2}))
    assert set(whole) - set(short) == {f"att:{g}:{t}" for g in (2003, 2005, 2007) for t in range(g + 2, 2010)}
    assert short["att:2003:2004"] == whole["att:2003:2004"]


def test_a_table_of_two_periods_is_one_difference() -> None:
    since = [1.0, 1.0, NEVER, NEVER]
    values = np.array([[1.0, 4.0], [2.0, 7.0], [0.0, 1.0], [5.0, 5.0]])
    (only,) = cells(values, np.arange(2.0), np.array(since))
    assert only.effect == pytest.approx(3.5)
    # Changes 3 and 5 against 1 and 0: variances 1 and 1/4 of two units each.
    assert error(only.influence, np.arange(4)) == pytest.approx(np.sqrt(1 / 2 + 0.25 / 2))
