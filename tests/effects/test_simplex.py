"""Synthetic control weights: conditions of the optimum, other solvers, and the Basque Country."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult, minimize

from analysis.effects.simplex import fit, fit_each, subtract

Paths = tuple[np.ndarray, np.ndarray]


@st.composite
def paths(draw: st.DrawFn) -> Paths:
    """A treated path and its donors: with a common factor, with whole numbers that tie, or with copied donors."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    periods, donors = draw(st.sampled_from([(12, 5), (12, 30), (36, 12), (36, 60)]))
    d = rng.normal(size=(periods, 2)).cumsum(axis=0) @ rng.normal(size=(2, donors))
    d = d + rng.normal(size=(periods, donors)) * draw(st.sampled_from([0.1, 1.0]))
    y = d @ rng.dirichlet(np.full(donors, 0.3)) + draw(st.sampled_from([0.0, 0.5])) * rng.normal(size=periods)
    kind = draw(st.sampled_from(["plain", "whole", "copies"]))
    if kind == "whole":
        return np.round(y), np.round(d)
    if kind == "copies":
        d[:, donors // 2 :] = d[:, : donors - donors // 2]
    return y, d


def lower_bound(y: np.ndarray, d: np.ndarray, w: np.ndarray) -> float:
    """No weights of the simplex have squared gaps that sum to less: the tangent at w, at the best single donor."""
    gap = y - d @ w
    return float(gap @ gap + 2 * np.min((d.T @ -gap) - (d @ w) @ -gap))


@settings(max_examples=60)
@given(paths())
def test_no_other_weights_come_closer(given_paths: Paths) -> None:
    y, d = given_paths
    found = fit(y, d)
    assert found.weights.min() >= 0
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    squares = float(((y - d @ found.weights) ** 2).sum())
    assert found.pre_rmspe == pytest.approx(np.sqrt(squares / len(y)), rel=1e-6, abs=1e-7)
    scale = float(((d - y[:, None]) ** 2).sum(axis=0).max())
    assert squares - lower_bound(y, d, found.weights) <= 1e-10 * scale


def solve_slowly(y: np.ndarray, d: np.ndarray) -> OptimizeResult:
    start = np.full(d.shape[1], 1 / d.shape[1])
    return minimize(
        lambda w: ((y - d @ w) ** 2).sum(), start, jac=lambda w: -2 * d.T @ (y - d @ w), method="SLSQP",
        bounds=[(0, 1)] * len(start), constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
        options={"ftol": 1e-14, "maxiter": 1000},
    )  # fmt: skip


@settings(max_examples=8)
@given(paths())
def test_it_equals_a_general_solver(given_paths: Paths) -> None:
    y, d = given_paths
    slow = solve_slowly(y, d)
    squares = len(y) * fit(y, d).pre_rmspe ** 2
    # The general solver is the less exact of the two: never better, and not far.
    assert squares <= slow.fun + 1e-9 * (1 + slow.fun)
    assert slow.fun == pytest.approx(squares, rel=1e-3, abs=1e-4 * float((y @ y) + 1))


def test_known_weights_come_back_and_are_told_unique() -> None:
    rng = np.random.default_rng(4)
    d = rng.normal(size=(24, 10))
    planted = np.array([0.5, 0, 0.3, 0, 0, 0.2, 0, 0, 0, 0])
    found = fit(d @ planted, d)
    assert found.weights == pytest.approx(planted, abs=1e-9)
    assert found.pre_rmspe < 1e-9
    assert found.unique


def test_equal_donors_are_not_unique_and_the_first_is_taken() -> None:
    rng = np.random.default_rng(8)
    d = rng.normal(size=(12, 3))
    doubled = np.hstack([d, d[:, :1]])
    y = d @ [0.6, 0.4, 0.0]
    found = fit(y, doubled)
    assert not found.unique
    assert found.weights == pytest.approx([0.6, 0.4, 0, 0], abs=1e-9)
    many = fit(y, np.hstack([d, rng.normal(size=(12, 40)), d]))
    assert many.pre_rmspe < 1e-9
    assert not many.unique


def test_each_donor_is_fitted_by_the_others_alone() -> None:
    d = np.random.default_rng(2).normal(size=(20, 6))
    for j, one in enumerate(fit_each(d)):
        alone = fit(d[:, j], np.delete(d, j, axis=1))
        assert one.weights[j] == 0
        assert np.delete(one.weights, j) == pytest.approx(alone.weights)
        assert one.pre_rmspe == pytest.approx(np.sqrt(np.mean(subtract(d[:, j], d, one.weights) ** 2)))


@pytest.mark.parametrize("gap", [np.nan, np.inf])
def test_a_path_with_gaps_is_refused(gap: float) -> None:
    with pytest.raises(ValueError, match="gaps"):
        fit([1.0, gap], np.ones((2, 2)))
    with pytest.raises(ValueError, match="row for each period"):
        fit([1.0, 2.0, 3.0], np.ones((2, 3)))


def test_the_basque_country(checkout: Path) -> None:
    """Abadie & Gardeazabal, American Economic Review 93 (2003): real income a head, 1955-97, 16 other regions."""
    file = checkout.parent / "shared" / "cases" / "basque.csv"
    if not file.is_file():
        pytest.skip("the reference cases are not beside this checkout")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    years = sorted({float(row["year"]) for row in rows})
    regions = {int(float(row["regionno"])): row["regionname"] for row in rows}
    value = {(int(float(r["regionno"])), float(r["year"])): float(r["gdpcap"]) for r in rows}
    assert all(b - a == 1 for a, b in pairwise(years))
    basque = np.array([value[17, year] for year in years])
    numbers = [k for k in regions if k not in (1, 17)]
    donors = np.array([[value[k, year] for k in numbers] for year in years])
    published = np.array(
        [{"Cataluna": 0.8508, "Madrid": 0.1492}.get(regions[k].split(" ")[0], 0.0) for k in numbers]
    )
    assert published.sum() == pytest.approx(1)
    before, after = np.array(years) < 1970, np.array(years) >= 1975
    before &= np.array(years) >= 1960
    gap = subtract(basque, donors, published)
    assert np.sqrt(np.mean(gap[before] ** 2)) == pytest.approx(0.0942, abs=0.005)
    assert gap[after].mean() == pytest.approx(-0.6996, abs=0.005)
    # By the path of 1960-69 alone Madrid, the Baleares and La Rioja fit closer; the loss that is read off is larger.
    found = fit(basque[before], donors[before])
    assert found.unique
    assert found.weights == pytest.approx(solve_slowly(basque[before], donors[before]).x, abs=2e-3)
    assert found.pre_rmspe == pytest.approx(0.0642, abs=5e-5)
    assert subtract(basque, donors, found.weights)[after].mean() == pytest.approx(-1.1298, abs=5e-4)
