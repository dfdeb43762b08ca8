"""The local level model: the published variances of the Nile, and the likelihood of statsmodels."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from statsmodels.tsa.statespace.structural import UnobservedComponents

from analysis.effects.columns import Shape, columns
from analysis.effects.compare.local_level import level_share, local_level
from analysis.effects.compare.maximum import contrasts, highest
from analysis.effects.compare.method import Method
from analysis.effects.compare.model import compared
from analysis.effects.noise import Array
from analysis.effects.series import Block
from tests.effects.compare.series_of import noisy
from tests.effects.panels import effects

AT = np.arange(36)
LEVEL = Method("local-level")


def nile(checkout: Path) -> pl.DataFrame:
    file = checkout.parent / "shared" / "cases" / "nile.csv"
    if not file.is_file():
        pytest.skip("the reference cases are not beside this checkout")
    return pl.read_csv(file).select(unit=pl.lit("Nile"), period="year", value="volume")


def test_the_variances_of_the_nile_are_the_published_ones(checkout: Path) -> None:
    """Durbin and Koopman, Time Series Analysis by State Space Methods (2012), 2.2.5: 15099 and 1469.1."""
    rows = nile(checkout)
    values = rows["value"].to_numpy().astype(float)[None]
    block = Block(("Nile",), rows["period"].to_numpy().astype(float), values, None, np.ones(1))
    said = compared(block, Shape(None, (), 1, trend=False), {}, LEVEL).said[0]
    assert said["variance:irregular"] == pytest.approx(15099, rel=1e-4)
    assert said["variance:level"] == pytest.approx(1469.1, rel=1e-3)


def test_the_step_of_1899_leaves_no_level_that_wanders(checkout: Path) -> None:
    rows = nile(checkout)
    keys = {"treated_from": "1899", "effect": ("step",), "trend": False}
    means = effects(rows, errors="newey-west", **keys).filter(pl.col("estimand") == "step")["estimate"][0]
    assert means == pytest.approx(849.97 - 1097.75, abs=0.01)
    wander = effects(rows, estimators=("local-level",), **keys).filter(pl.col("estimand") == "step")
    assert wander["estimate"][0] == pytest.approx(means, abs=0.5)
    assert wander["df"][0] == np.inf
    assert wander["p_positive"][0] < 1e-9


def oracle(values: Array, matrix: Array) -> UnobservedComponents:
    return UnobservedComponents(values, level="local level", exog=matrix, use_exact_diffuse=True)


@pytest.mark.parametrize("gone", [(), (4, 5, 20)])
def test_the_likelihood_is_that_of_an_exactly_diffuse_filter(gone: tuple[int, ...]) -> None:
    kept = ~np.isin(AT, gone)
    values = (noisy(6, rho=0.9)[0] - 2).copy()
    shape = Shape(24, ("step",), 12, season="dummies", period_length=4)
    matrix = columns(AT.astype(float), shape, {}).matrix
    family = local_level(AT[kept])
    told = contrasts(values[kept], matrix[kept], family)
    top = highest(told, family)
    assert top is not None
    assert not top.known[0]
    model = oracle(np.where(kept, values, np.nan), matrix[:, 1:])
    share = level_share(float(top.place[0]))
    place = np.array([(1 - share) * top.variance, share * top.variance, *top.coefficients[1:]])
    fits = [model.loglike(place * (1 + 0.05 * step)) for step in (-1, 0, 1)]
    assert fits[1] == max(fits)
    found = model.fit(place, disp=0)
    assert found.llf <= fits[1] + 1e-3
    np.testing.assert_allclose(found.params, place, rtol=0.02, atol=2e-3)


@pytest.mark.parametrize("seed", [2, 3])
def test_standard_errors_are_those_of_a_quasi_newton_hessian(seed: int) -> None:
    walk = np.random.default_rng(seed).normal(size=60).cumsum()
    values = walk + np.random.default_rng(seed + 50).normal(size=60)
    times = np.arange(60.0)
    shape = Shape(40, ("step",), 20, trend=False)
    found = compared(Block(("a",), times, values[None], None, np.ones(1)), shape, {}, LEVEL)
    matrix = columns(times, shape, {}).matrix[:, 1:]
    fitted = oracle(values, matrix).fit(disp=0, maxiter=1000, cov_type="approx")
    mean = found.model.estimate("mean")
    assert float(mean.mean[0]) == pytest.approx(fitted.params[2], abs=2e-3)
    assert float(mean.se[0]) == pytest.approx(fitted.bse[2], rel=0.02)


def test_without_a_wandering_level_it_is_least_squares() -> None:
    values = np.random.default_rng(12).normal(size=(1, 36))
    values -= 0.9 * np.roll(values, 1)
    block = Block(("a",), AT.astype(float), values, None, np.ones(1))
    shape = Shape(24, ("step",), 12)
    found = compared(block, shape, {}, LEVEL)
    plain = compared(block, shape, {}, Method("newey-west", lags=0))
    assert found.said[0]["variance:level"] < 1e-4 * found.said[0]["variance:irregular"]
    np.testing.assert_allclose(
        found.model.estimate("mean").mean, plain.model.estimate("mean").mean, atol=0.01
    )
