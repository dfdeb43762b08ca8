"""Stepped wedge: known variances against the closed form, estimated ones against statsmodels, and the public door."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.compare.random_level import restricted, sums, with_variances
from analysis.effects.noise import Array
from analysis.effects.stepped_wedge import effect_variance, hussey_hughes_variance
from tests.effects.compare.staged import found, made, refused, rows
from tests.effects.compare.test_two_way import NEVER

WAVES = [2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]


def wedge(seed: int = 51, between: float = 1.5, gaps: float = 0.0) -> Array:
    """Eight units that enter in four waves, over seven periods."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(8, 7)) + between * random.normal(size=(8, 1)) + random.normal(size=7)
    values += 0.8 * (np.arange(7) >= np.array(WAVES)[:, None])
    return np.where(random.random(values.shape) < gaps, np.nan, values)


def treated(since: list[float], periods: int) -> Array:
    return np.arange(periods) >= np.array(since)[:, None]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    units=st.integers(2, 12),
    periods=st.integers(2, 9),
    noise=st.floats(0.1, 5),
    between=st.floats(0, 5),
)
def test_known_variances_give_the_closed_form_for_any_design(
    seed: int, units: int, periods: int, noise: float, between: float
) -> None:
    random = np.random.default_rng(seed)
    design = random.random((units, periods)) < 0.5
    x = design.astype(np.float64)
    exact = effect_variance(x, noise * np.eye(periods) + between)
    closed = hussey_hughes_variance(x, noise, between)
    if not np.isfinite(exact):
        return
    assert closed == pytest.approx(exact, rel=1e-12)
    fitted = with_variances(sums(random.normal(size=x.shape), design, np.ones(units)), noise, between)
    assert fitted.se**2 == pytest.approx(closed, rel=1e-9)


@pytest.mark.parametrize("gaps", [0.0, 0.15])
@pytest.mark.parametrize("between", [1.0, 3.0])
def test_estimated_variances_are_those_of_statsmodels(between: float, gaps: float) -> None:
    values = wedge(52, between, gaps)
    there = np.argwhere(~np.isnan(values))
    table = pd.DataFrame(
        {"unit": there[:, 0], "time": there[:, 1], "value": values[there[:, 0], there[:, 1]]}
    )
    table["treated"] = treated(WAVES, 7)[there[:, 0], there[:, 1]].astype(float)
    model = smf.mixedlm("value ~ C(time) + treated", table, groups="unit")
    theirs = model.fit(reml=True, method=["powell", "lbfgs"])
    ours = restricted(sums(values, treated(WAVES, 7), np.ones(8)))
    assert ours.estimate == pytest.approx(theirs.params["treated"], abs=1e-4)
    assert ours.noise == pytest.approx(theirs.scale, rel=1e-3)
    assert ours.between == pytest.approx(float(theirs.cov_re.iloc[0, 0]), rel=1e-3, abs=1e-6)


def test_the_error_is_that_of_generalised_least_squares_written_out() -> None:
    values, design = wedge(gaps=0.2), treated(WAVES, 7)
    there = np.argwhere(~np.isnan(values))
    unit, time = there[:, 0], there[:, 1]
    x = np.hstack([np.eye(7)[time], design[unit, time][:, None].astype(float)])
    weight = np.linspace(0.5, 2, 8)
    inverse = np.linalg.inv(1.3 * (unit[:, None] == unit) + np.diag(0.7 / weight[unit]))
    spread = np.linalg.inv(x.T @ inverse @ x)
    ours = with_variances(sums(values, design, weight), 0.7, 1.3)
    assert ours.se == pytest.approx(np.sqrt(spread[-1, -1]), rel=1e-10)
    assert ours.estimate == pytest.approx((spread @ x.T @ inverse @ values[unit, time])[-1], rel=1e-9)


def likelihood(values: Array, design: Array, weight: Array, noise: float, between: float) -> float:
    """The restricted log likelihood with every matrix written out."""
    there = np.argwhere(~np.isnan(values))
    unit, time = there[:, 0], there[:, 1]
    x = np.hstack([np.eye(values.shape[1])[time], design[unit, time][:, None].astype(float)])
    v = between * (unit[:, None] == unit) + np.diag(noise / weight[unit])
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    left = values[unit, time] - x @ np.linalg.solve(information, x.T @ inverse @ values[unit, time])
    return -0.5 * float(np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1] + left @ inverse @ left)


@pytest.mark.parametrize("seed", range(51, 56))
def test_no_variances_near_by_are_likelier(seed: int) -> None:
    values, design = wedge(seed, gaps=0.1), treated(WAVES, 7)
    weight = np.linspace(0.5, 1.5, 8)
    ours = restricted(sums(values, design, weight))
    best = likelihood(values, design, weight, ours.noise, ours.between)
    for a, b in ((1.02, 1), (0.98, 1), (1, 1.05), (1, 0.95), (1.02, 0.97)):
        assert likelihood(values, design, weight, ours.noise * a, ours.between * b) <= best + 1e-9


def test_the_door_tells_the_effect_with_the_closed_error() -> None:
    values = wedge()
    row = found(rows(values, WAVES), "stepped-wedge").effects.row(0, named=True)
    ours = restricted(sums(values, treated(WAVES, 7), np.ones(8)))
    assert (row["estimand"], row["level"], row["evidence"], row["verdict"]) == ("att", "city", "C", None)
    assert (row["estimate"], row["se"]) == pytest.approx((ours.estimate, ours.se))
    closed = hussey_hughes_variance(treated(WAVES, 7).astype(float), ours.noise, ours.between)
    assert row["se"] ** 2 == pytest.approx(closed, rel=1e-9)
    assert row["df"] == 6
    icc = ours.between / (ours.between + ours.noise)
    assert row["note"] == f"icc={icc:.4f}"


def test_units_that_never_enter_are_compared_with_as_well() -> None:
    since = [*WAVES, NEVER, NEVER]
    values = np.concatenate([wedge(), made([NEVER, NEVER], 7, seed=3)])
    row = found(rows(values, since), "stepped-wedge").effects.row(0, named=True)
    ours = restricted(sums(values, treated(since, 7), np.ones(10)))
    assert (row["estimate"], row["df"]) == pytest.approx((ours.estimate, 8))


def test_a_common_unit_of_weight_changes_nothing() -> None:
    values = wedge()
    plain, heavy = (
        found(rows(values, WAVES, n=[size] * 8), "stepped-wedge", weights="n").effects.row(0, named=True)
        for size in (20.0, 60.0)
    )
    assert plain["se"] == pytest.approx(heavy["se"], rel=1e-6)


def test_what_is_no_wedge_is_refused() -> None:
    together = [3.0] * 8
    assert refused(rows(wedge(), together), "stepped-wedge") == "no-comparison"
    assert refused(rows(wedge()[:1], WAVES[:1]), "stepped-wedge") == "no-comparison"
    two = np.array([[1.0, 2.0], [2.0, 2.5]])
    assert refused(rows(two, [1.0, NEVER]), "stepped-wedge") == "too-few-periods"
