"""Made series are what they say: variance, correlation, paths; and the same numbers whatever ran before."""

import numpy as np
import pytest

from analysis.calibration import city, worlds
from analysis.calibration.configuration import alone
from analysis.calibration.coverage import oracle_width
from analysis.calibration.verdicts import words
from analysis.effects.verdict import UsualBars, posterior, verdict


def correlation(made: np.ndarray, lag: int) -> float:
    return float((made[:, lag:] * made[:, :-lag]).mean() / (made**2).mean())


@pytest.mark.parametrize(
    ("maker", "first", "second"),
    [
        (worlds.ar(0.4), 0.4, 0.16),
        (worlds.heavy, 0.4, 0.16),
        (worlds.mixed, 0.4, 0.64 / 3),
        (worlds.second_order, 0.5 / 1.3, 0.5 * 0.5 / 1.3 - 0.3),
    ],
)
def test_noise_has_variance_one_and_the_correlation_it_names(
    maker: worlds.Maker, first: float, second: float
) -> None:
    made = maker(worlds.chance("test"), 4000, 36)
    assert made.var() == pytest.approx(1, abs=0.03)
    assert correlation(made, 1) == pytest.approx(first, abs=0.02)
    assert correlation(made, 2) == pytest.approx(second, abs=0.02)


def test_a_fading_effect_halves_in_half_a_year_and_keeps_the_mean_it_is_given() -> None:
    path = worlds.path("fading")
    assert path[0] == worlds.JUMP
    assert path[6] == worlds.JUMP / 2
    assert worlds.path("fading", 1.5).mean() == pytest.approx(1.5)
    assert worlds.path("constant", 1.5).tolist() == [1.5] * worlds.AFTER


def test_numbers_depend_on_the_name_alone() -> None:
    first = worlds.chance("a", 0.2).standard_normal(3)
    worlds.chance("b").standard_normal(9)
    assert worlds.chance("a", 0.2).standard_normal(3).tolist() == first.tolist()


def test_the_width_of_one_who_knows_the_noise_is_the_known_one() -> None:
    # One step and independent noise: variance of a difference of two lines' meeting point, by hand.
    from analysis.calibration import coverage
    from analysis.calibration.configuration import STEP, shape
    from analysis.effects.columns import columns

    made = columns(worlds.times(36), shape(0, STEP), {})
    by_hand = np.linalg.inv(made.matrix.T @ made.matrix)[2, 2]
    assert by_hand > 1 / 24 + 1 / 12
    assert oracle_width(24, 0, 0.4) > oracle_width(36, 0, 0.4) > 2 * 1.96 * np.sqrt(1 / 12)
    assert set(coverage.STRESS) >= {"ar", "walk-30", "sag"}


def test_the_clustered_regression_is_one_least_squares_fit_with_unit_levels() -> None:
    from analysis.calibration.configuration import shape
    from analysis.effects.columns import columns

    values = city.panel("test", 0, 0.3)[:5]
    made = columns(worlds.times(36), shape(), {})
    n, p = len(values), made.matrix.shape[1]
    dummies = np.kron(np.eye(n), np.ones((36, 1)))
    design = np.hstack([dummies, np.tile(made.matrix[:, 1:], (n, 1))])
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ values.ravel()
    left = (values.ravel() - design @ found).reshape(n, 36)
    scores = np.stack([design[36 * k : 36 * (k + 1)].T @ left[k] for k in range(n)])
    total, k = n * 36, n + p - 1
    spread = inverse @ scores.T @ scores @ inverse * (total - 1) / (total - k) * n / (n - 1)
    sums = np.concatenate([np.zeros(n), made.estimands["mean"][1:]])
    at, se = city.clustered_regression(values)
    assert at == pytest.approx(sums @ found)
    assert se == pytest.approx(np.sqrt(sums @ spread @ sums))


def test_moving_a_verdict_by_a_constant_effect_is_fitting_it_anew() -> None:
    noise = worlds.ar(0.4)(worlds.chance("moved"), 12, 36)
    quick = words(alone(worlds.with_effect(noise, worlds.path("constant"))), 1.0, 2.5)
    anew = alone(worlds.with_effect(noise, worlds.path("constant", 2.5)))
    bars = UsualBars()
    slow = [verdict("C", posterior(anew.only([k]), 1, 1.0, bars), 1.0, bars) for k in range(12)]
    assert quick == slow
    assert len(set(slow)) > 1
