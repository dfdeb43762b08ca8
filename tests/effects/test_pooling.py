"""What units teach each other, beside loops over units and grid points."""

import math
from itertools import pairwise

import numpy as np
import pytest

from analysis.effects import pooling
from analysis.effects.gls import Fit, fit
from analysis.effects.mixture import contrast, posterior_weight
from analysis.effects.noise import Array, covariances, noise
from analysis.effects.pooling import noise_weights, slope_prior, slopes, variance_prior
from analysis.effects.shrinkage import moderate
from tests.effects.oracle_models import ar1

GRID = noise("ar1+rw")
TIMES = np.arange(36.0)
X = np.stack([np.ones(36), TIMES - 24, TIMES >= 24], 1)


def fitted(y: Array) -> Fit:
    return fit(y, X, covariances(GRID, TIMES))


def marginal(found: Fit, weight: Array) -> float:
    """Log likelihood of all series under a mixture over the grid, written out."""
    total = 0.0
    for row in found.log_likelihood:
        top = float(row.max())
        total += top + math.log(
            sum(w * math.exp(each - top) for w, each in zip(weight.tolist(), row.tolist(), strict=True))
        )
    return total


def test_every_round_raises_the_likelihood(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fitted(ar1(np.random.default_rng(1), 20, 36, 0.6))
    monkeypatch.setattr(pooling, "LEAKAGE", 0.0)
    reached = [marginal(found, GRID.weight)]
    for rounds in range(1, 12):
        monkeypatch.setattr(pooling, "_ROUNDS", rounds)
        reached.append(marginal(found, noise_weights([found], GRID.weight)))
    assert all(after > before for before, after in pairwise(reached))


def test_one_round_is_the_mean_of_the_units_posteriors_with_leakage(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fitted(ar1(np.random.default_rng(2), 5, 36, 0.2))
    monkeypatch.setattr(pooling, "_ROUNDS", 1)
    mean = sum(posterior_weight(found, GRID.weight)) / 5
    told = 0.9 * mean + 0.1 * GRID.weight
    assert noise_weights([found], GRID.weight) == pytest.approx(told)
    halves = [fitted(ar1(np.random.default_rng(2), 5, 36, 0.2)[part]) for part in ([0, 1], [2, 3, 4])]
    assert noise_weights(halves, GRID.weight) == pytest.approx(told)


@pytest.mark.parametrize("rho", [0.0, 0.7])
def test_weights_move_to_the_noise_that_units_share(rho: float) -> None:
    found = noise_weights([fitted(ar1(np.random.default_rng(3), 60, 36, rho))], GRID.weight)
    assert found.sum() == pytest.approx(1)
    assert (found >= 0.1 * GRID.weight * (1 - 1e-12)).all()
    assert float(found @ GRID.rho) == pytest.approx(rho, abs=0.15)


def test_the_variance_prior_is_the_moderated_one_at_the_likeliest_point() -> None:
    rng = np.random.default_rng(4)
    found = fitted(ar1(rng, 30, 36, 0.3) * np.exp(rng.normal(size=(30, 1))))
    at = int(np.argmax(GRID.weight))
    told = moderate(found.variance[:, at], 33)
    made = variance_prior([found], GRID.weight)
    assert (made.df, made.variance) == pytest.approx((told.prior_df, told.prior_variance))
    alike = variance_prior([fitted(ar1(rng, 400, 36, 0.0))], GRID.weight)
    assert 20 < alike.df <= pooling.MOST_PRIOR_DF


def test_slopes_are_the_mean_and_spread_at_which_q_meets_its_expectation() -> None:
    rng = np.random.default_rng(5)
    true = 0.1 + 0.5 * rng.normal(size=50)
    found = fitted(ar1(rng, 50, 36, 0.3) + true[:, None] * TIMES)
    made = slopes([found], GRID.weight, 1)
    each = contrast(found, posterior_weight(found, GRID.weight), np.array([0.0, 1, 0]))
    precision = 1 / (each.sd**2 + made.between)
    assert made.mean == pytest.approx(float((precision * each.mean).sum() / precision.sum()))
    assert float((precision * (each.mean - made.mean) ** 2).sum()) == pytest.approx(49, rel=1e-6)
    assert made.mean == pytest.approx(0.1, abs=0.25)
    assert math.sqrt(made.between) == pytest.approx(0.5, abs=0.15)


def test_fits_of_different_columns_share_their_slopes() -> None:
    rng = np.random.default_rng(6)
    y = ar1(rng, 12, 36, 0.3) + 0.2 * TIMES
    one = fitted(y[:6])
    other = fit(y[6:], np.column_stack([X, np.sin(TIMES)]), covariances(GRID, TIMES))
    made = slopes([one, other], GRID.weight, 1)
    assert made.mean == pytest.approx(0.2, abs=0.05)
    prior = slope_prior(made, other, GRID.weight, 1)
    at = int(np.argmax(GRID.weight))
    assert prior.variance * other.variance[:, at] == pytest.approx(
        np.full(6, made.between + made.mean_variance), abs=1e-6
    )
