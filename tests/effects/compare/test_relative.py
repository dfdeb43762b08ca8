"""Relative magnitudes: the tests of moderndid on each polyhedron, linear programmes, draws, and coverage."""

import sys
from importlib.util import find_spec
from itertools import product
from math import inf
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import truncnorm

from analysis.effects.compare.relative import Piece, accepted, least_favourable, pieces, relative_magnitudes
from analysis.effects.noise import Array

# moderndid looks for a solver of cone programmes at import; nothing of it is called here.
with pytest.MonkeyPatch.context() as patched:
    if find_spec("cvxpy") is None:
        patched.setitem(sys.modules, "cvxpy", ModuleType("cvxpy"))
    from moderndid.didhonest import arp_nuisance

FIRST = 0.005


def drawn(n_pre: int, n_post: int, seed: int, size: float = 0.1) -> tuple[Array, Array]:
    """Coefficients and a covariance, correlated as with one reference for all."""
    rng = np.random.default_rng(seed)
    n = n_pre + n_post
    root = rng.normal(size=(n, n + 3)) / np.sqrt(n + 3) + 0.5
    return rng.normal(0, size, n), 0.01 * root @ root.T / 2


def restrictions(n_pre: int, n_post: int, k: int, sign: float, mbar: float) -> Array:
    """Rows of A delta <= 0 that a period after the date has a part in: written out, one change at a time."""
    rows: list[Array] = []
    at = [*range(n_pre), None, *range(n_pre, n_pre + n_post)]

    def change(t: int) -> Array:
        row = np.zeros(n_pre + n_post)
        for place, side in ((at[t + 1], 1.0), (at[t], -1.0)):
            if place is not None:
                row[place] += side
        return row

    for side in (1.0, -1.0):
        rows += [side * change(n_pre + t) - mbar * sign * change(k) for t in range(n_post)]
    return np.array(rows)


def by_moderndid(
    beta: Array, sigma: Array, n_pre: int, target: Array, mbar: float, critical: list[float], grid: Array
) -> tuple[float, float]:
    """The union of their hybrid tests on a grid, with first-stage critical values given: theirs are drawn."""
    n_post = len(target)
    ends: list[tuple[float, float]] = []
    for (k, sign), value in zip(product(range(n_pre), (1.0, -1.0)), critical, strict=True):
        a = restrictions(n_pre, n_post, k, sign, mbar)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(arp_nuisance, "compute_least_favorable_cv", lambda *_, v=value, **__: v)
            found = arp_nuisance.compute_arp_nuisance_ci(
                beta,
                sigma,
                target[:, None],
                a,
                np.zeros(len(a)),
                n_pre,
                n_post,
                hybrid_flag="LF",
                hybrid_list={"hybrid_kappa": FIRST},
                rows_for_arp=np.arange(len(a)),
                grid_lb=grid[0],
                grid_ub=grid[-1],
                grid_points=len(grid),
            )
        ends.append((found.ci_lb, found.ci_ub))
    return float(np.nanmin([low for low, _ in ends])), float(np.nanmax([high for _, high in ends]))


@pytest.mark.filterwarnings("ignore:CI is open", "ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("n_pre", "n_post", "target", "mbar"),
    [
        (3, 4, [0.25, 0.25, 0.25, 0.25], 1.0),
        (4, 2, [0, 1], 2.0),
        (2, 3, [1, -2, 3], 1.0),
        (3, 2, [0, 1], 0.0),
        (1, 2, [1, 0], 1.0),
    ],
)
def test_the_ends_are_those_of_moderndid(n_pre: int, n_post: int, target: list[float], mbar: float) -> None:
    weights = np.array(target, dtype=np.float64)
    beta, sigma = drawn(n_pre, n_post, seed=n_pre + 10 * n_post)
    low, high = relative_magnitudes(beta, sigma, n_pre, n_post, weights, mbar, 0.95)
    grid = np.linspace(low - 0.1 * (high - low), high + 0.1 * (high - low), 801)
    step = grid[1] - grid[0]
    critical = [least_favourable(piece, FIRST) for piece in pieces(beta, sigma, n_pre, weights, mbar)]
    theirs = by_moderndid(beta, sigma, n_pre, weights, mbar, critical, grid)
    assert low - 1e-9 <= theirs[0] <= low + step
    assert high - step <= theirs[1] <= high + 1e-9


def stands(beta: Array, a: Array, sigma: Array, effect: float, critical: float) -> bool:
    """One period after the date, by the definition: two restrictions, and no path to choose."""
    beta = beta - np.append(np.zeros(len(beta) - 1), effect)
    errors = np.sqrt(np.diag(a @ sigma @ a.T))
    moments, correlation = a @ beta / errors, float((a @ sigma @ a.T)[0, 1] / errors.prod())
    most, other = moments.max(), moments.min()
    if most > critical:
        return False
    cut = (other - correlation * most) / (1 - correlation)
    return most <= max(0.0, truncnorm.ppf(1 - (0.05 - FIRST) / (1 - FIRST), cut, critical))


@pytest.mark.parametrize("mbar", [0.2, 1.0, 3.0])
def test_one_period_after_is_two_restrictions(mbar: float) -> None:
    beta, sigma = drawn(3, 1, seed=17)
    low, high = relative_magnitudes(beta, sigma, 3, 1, None, mbar, 0.95)
    made = pieces(beta, sigma, 3, np.ones(1), mbar)
    told = [
        (restrictions(3, 1, k, sign, mbar), least_favourable(piece, FIRST))
        for (k, sign), piece in zip(product(range(3), (1.0, -1.0)), made, strict=True)
    ]
    near = 1e-6 * (high - low)
    for effect, inside in (
        (low + near, True),
        (low - near, False),
        (high - near, True),
        (high + near, False),
    ):
        assert any(stands(beta, a, sigma, effect, critical) for a, critical in told) == inside
    beyond = [*np.linspace(low - (high - low), low - near, 60), *np.linspace(high + near, 2 * high - low, 60)]
    assert not any(stands(beta, a, sigma, effect, critical) for effect in beyond for a, critical in told)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4), st.integers(1, 5), st.integers(0, 10**6), st.floats(0, 3), st.floats(-1, 1), st.data()
)
def test_the_largest_form_is_the_value_of_the_linear_programme(
    n_pre: int, n_post: int, seed: int, mbar: float, effect: float, data: st.DataObject
) -> None:
    """min over paths and eta of eta, so that no restriction is missed by more than eta of its standard errors."""
    beta, sigma = drawn(n_pre, n_post, seed)
    weights = np.random.default_rng(seed).normal(size=n_post)
    k = data.draw(st.integers(0, n_pre - 1))
    for piece, sign in zip(
        pieces(beta, sigma, n_pre, weights, mbar)[2 * k : 2 * k + 2], (1.0, -1.0), strict=True
    ):
        a = restrictions(n_pre, n_post, k, sign, mbar)
        errors = np.sqrt(np.diag(a @ sigma @ a.T))
        slow = linprog(
            np.append(np.zeros(n_post), 1.0),
            A_ub=np.column_stack([-a[:, n_pre:], -errors]),
            b_ub=-a @ beta,
            A_eq=np.append(weights, 0.0)[None],
            b_eq=[effect],
            bounds=(None, None),
        )
        largest = (piece.forms @ [piece.estimate - effect, piece.change]).max()
        assert largest == pytest.approx(slow.fun, abs=1e-7)


@pytest.mark.parametrize("mbar", [0.0, 0.5, 2.0])
def test_the_first_stage_is_exceeded_as_often_as_said(mbar: float) -> None:
    beta, sigma = drawn(3, 4, seed=8)
    rng = np.random.default_rng(1)
    for piece in pieces(beta, sigma, 3, np.array([0.0, 1.0, 0.0, 0.0]), mbar):
        draws = rng.multivariate_normal([0, 0], piece.covariance, 400_000) @ piece.forms.T
        at = least_favourable(piece, 0.05)
        assert (draws.max(1) > at).mean() == pytest.approx(0.05, abs=0.0012)


def test_at_the_edge_of_what_is_possible_the_set_still_covers() -> None:
    """Each change after the date is as large as the largest before it: the effect lies at an end of what could be."""
    n_pre, n_post = 3, 2
    _, sigma = drawn(n_pre, n_post, seed=5)
    trend = np.array([-0.3, -0.2, -0.4, 0.4, 0.8])
    weights = np.array([0.0, 1.0])
    held = [least_favourable(piece, FIRST) for piece in pieces(trend, sigma, n_pre, weights, 1.0)]
    rng = np.random.default_rng(3)
    covered = 0
    for beta in rng.multivariate_normal(trend, sigma, 800):
        covered += any(
            accepted(piece, np.zeros(1), critical, (0.05 - FIRST) / (1 - FIRST))[0]
            for piece, critical in zip(pieces(beta, sigma, n_pre, weights, 1.0), held, strict=True)
        )
    # The whole path is one of the polyhedra, and the effect of nothing at its edge: 95 %, or a little more for the union.
    assert 0.93 <= covered / 800 <= 0.99


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10**6), st.floats(0, 2), st.floats(1e-3, 1e3))
def test_the_set_holds_the_estimate_grows_with_mbar_and_follows_the_unit(
    n_pre: int, n_post: int, seed: int, mbar: float, unit: float
) -> None:
    beta, sigma = drawn(n_pre, n_post, seed)
    low, high = relative_magnitudes(beta, sigma, n_pre, n_post, None, mbar, 0.95)
    assert low < beta[n_pre] < high
    error = float(np.sqrt(sigma[n_pre, n_pre]))
    wider = relative_magnitudes(beta, sigma, n_pre, n_post, None, mbar + 0.5, 0.95)
    assert wider[0] <= low + 0.05 * error
    assert wider[1] >= high - 0.05 * error
    scaled = relative_magnitudes(unit * beta, unit**2 * sigma, n_pre, n_post, None, mbar, 0.95)
    assert scaled == pytest.approx((unit * low, unit * high), rel=1e-6, abs=1e-6 * unit * error)
    turned = relative_magnitudes(-beta, sigma, n_pre, n_post, None, mbar, 0.95)
    assert turned == pytest.approx((-high, -low), abs=1e-6 * error)


def test_a_covariance_of_few_clusters_is_enough() -> None:
    beta, _ = drawn(4, 4, seed=2)
    scores = np.random.default_rng(4).normal(0, 0.1, (8, 3))
    low, high = relative_magnitudes(beta, scores @ scores.T, 4, 4, None, 1.0, 0.95)
    assert -inf < low < beta[4] < high < inf


def test_without_errors_there_is_no_end() -> None:
    assert relative_magnitudes(np.zeros(3), np.zeros((3, 3)), 1, 2, None, 1.0, 0.95) == (-inf, inf)
    known = np.diag([0.0, 0.0, 1.0, 1.0])
    assert relative_magnitudes(np.zeros(4), known, 2, 2, None, 1.0, 0.95)[1] < inf


@pytest.mark.parametrize(
    ("n_pre", "n_post", "target"),
    [(0, 3, None), (3, 0, None), (1, 1, None), (1, 2, [1.0]), (1, 2, [0.0, 0.0])],
)
def test_sizes_that_do_not_agree_are_errors(n_pre: int, n_post: int, target: list[float] | None) -> None:
    weights = None if target is None else np.array(target)
    with pytest.raises(ValueError, match=r"bounds need|the target"):
        relative_magnitudes(np.zeros(3), np.eye(3), n_pre, n_post, weights, 1.0, 0.95)


def test_a_piece_without_forms_is_no_test() -> None:
    piece = Piece(np.zeros((4, 2)), 0.0, 0.0, np.eye(2), 1.0)
    assert accepted(piece, np.array([-9.0, 9.0]), 1.0, 0.05).all()
