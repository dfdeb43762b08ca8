"""Regressions with unit and period levels against dummies for all of them, and against pyfixest."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pyfixest as pf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit

from analysis.effects.compare.two_way import clustered, levels_out, two_way
from analysis.effects.noise import Array
from tests.effects.compare.staged import made

NEVER = float("inf")
SINCE = [3, 3, 3, 5, 5, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER]
GROUPS = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def long(values: Array, **columns: list[float]) -> pd.DataFrame:
    """One row a value, with the unit twice: the library tells by its name whether a level lies within a cluster, and
    the order in which it does so changes between runs."""
    there = np.argwhere(~np.isnan(values))
    unit, time = there[:, 0], there[:, 1]
    frame = pd.DataFrame({"unit": unit, "time": time, "own": unit, "value": values[unit, time]})
    return frame.assign(**{name: np.array(each)[unit] for name, each in columns.items()})


def by_dummies(values: Array, columns: Array, weight: Array, cluster: Array) -> tuple[Array, Array]:
    """Coefficients and covariance by one column a level, clusters summed one by one."""
    there = np.argwhere(~np.isnan(values))
    unit, time = there[:, 0], there[:, 1]
    levels = np.hstack([np.eye(len(values))[unit], np.eye(values.shape[1])[time][:, 1:]])
    levels = levels[:, np.abs(levels).sum(0) > 0]
    x = np.hstack([columns[:, unit, time].T, levels])
    w = weight[unit]
    bread = np.linalg.pinv(x.T @ (x * w[:, None]))
    at = bread @ x.T @ (w * values[unit, time])
    left = w * (values[unit, time] - x @ at)
    meat = np.zeros((x.shape[1], x.shape[1]))
    for one in np.unique(cluster):
        inside = cluster[unit] == one
        score = x[inside].T @ left[inside]
        meat += np.outer(score, score)
    count, n, k = len(np.unique(cluster)), len(unit), len(columns)
    periods = len(np.unique(time))
    small = count / (count - 1) * (n - 1) / (n - k - periods)
    return at[:k], (small * bread @ meat @ bread)[:k, :k]


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    gaps=st.sampled_from([0.0, 0.2]),
    grouped=st.booleans(),
    weighted=st.booleans(),
    shift=st.sampled_from([0.0, 1e5]),
)
def test_levels_solved_out_are_levels_fitted(
    seed: int, gaps: float, grouped: bool, weighted: bool, shift: float
) -> None:
    random = np.random.default_rng(seed)
    values = made(SINCE, 9, seed=seed, gaps=gaps)
    values = values[:, (~np.isnan(values)).sum(0) > 1]
    columns = random.normal(size=(2, *values.shape))
    weight = random.uniform(1, 5, len(SINCE)) if weighted else np.ones(len(SINCE))
    cluster = np.array(GROUPS if grouped else range(len(SINCE)))
    ours = clustered(values + shift, columns, weight, cluster)
    coefficients, covariance = by_dummies(values, columns, weight, cluster)
    assert ours.coefficients == pytest.approx(coefficients, rel=1e-7, abs=1e-9)
    assert ours.covariance == pytest.approx(covariance, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("gaps", [0.0, 0.25])
@pytest.mark.parametrize("cluster", ["own", "group"])
@pytest.mark.parametrize("weights", [None, "weight"])
def test_estimate_error_and_degrees_of_freedom_are_those_of_pyfixest(
    gaps: float, cluster: str, weights: str | None
) -> None:
    values = made(SINCE, 9, seed=3, gaps=gaps)
    weight = [1.0 + 0.3 * k for k in range(len(SINCE))]
    frame = long(values, since=SINCE, group=[float(each) for each in GROUPS], weight=weight)
    frame["treated"] = (frame["time"] >= frame["since"]).astype(float)
    theirs = pf.feols(
        "value ~ treated | unit + time", frame, vcov={"CRV1": cluster}, weights=weights, fixef_tol=1e-13
    )
    numbers = GROUPS if cluster == "group" else None
    estimate, se, df = two_way(
        values, np.arange(9.0), np.array(SINCE), numbers, np.array(weight) if weights else None
    )
    assert estimate == pytest.approx(theirs.coef().iloc[0], rel=1e-8)
    assert se == pytest.approx(theirs.se().iloc[0], rel=1e-8)
    assert df == (5 if cluster == "group" else 11)
    half = (theirs.confint().iloc[0, 1] - theirs.confint().iloc[0, 0]) / 2
    assert half == pytest.approx(float(stdtrit(df, 0.975)) * se, rel=1e-7)


def test_two_periods_and_two_groups_are_a_difference_of_differences() -> None:
    values = np.array([[1.0, 5.0], [2.0, 7.0], [1.0, 2.0], [4.0, 4.5], [3.0, 3.0]])
    change = values[:, 1] - values[:, 0]
    estimate, _, _ = two_way(values, np.arange(2.0), np.array([1.0, 1.0, NEVER, NEVER, NEVER]))
    assert estimate == pytest.approx(change[:2].mean() - change[2:].mean())


def test_what_is_left_beside_levels_has_none_whatever_the_gaps() -> None:
    values = made(SINCE, 9, seed=5, gaps=0.3)
    present, weight = ~np.isnan(values), np.linspace(1, 4, len(SINCE))
    left = levels_out(values[None], present, weight)[0]
    size = np.nanmax(np.abs(values))
    assert np.abs(left.sum(1)).max() < 1e-8 * size
    assert np.abs(weight @ left).max() < 1e-8 * size


def test_parts_that_share_no_unit_have_levels_of_their_own() -> None:
    values = made(SINCE, 10, seed=6)
    values[:6, 5:] = np.nan
    values[6:, :5] = np.nan
    left = levels_out(values[None], ~np.isnan(values), np.ones(len(SINCE)))[0]
    alone = levels_out(values[None, :6, :5], np.ones((6, 5), dtype=bool), np.ones(6))[0]
    assert left[:6, :5] == pytest.approx(alone, abs=1e-9)


def test_columns_that_levels_or_others_determine_are_named() -> None:
    values = made(SINCE, 9, seed=7)
    random = np.random.default_rng(1)
    free, unit = random.normal(size=values.shape), np.arange(12.0)[:, None] + np.zeros(9)
    weight, cluster = np.ones(12), np.arange(12)
    assert clustered(values, np.stack([free, unit]), weight, cluster).dependent == (1,)
    twins = np.stack([free, random.normal(size=values.shape), 2 * free + unit])
    assert clustered(values, twins, weight, cluster).dependent == (0, 2)
    together = two_way(values, np.arange(9.0), np.full(12, 4.0))
    assert np.isnan(together[:2]).all()


def test_more_noise_is_a_wider_interval() -> None:
    errors = [
        two_way(made(SINCE, 9, seed=8) * size, np.arange(9.0), np.array(SINCE))[1] for size in (1.0, 2.0, 4.0)
    ]
    for small, large in pairwise(errors):
        assert large == pytest.approx(2 * small)
