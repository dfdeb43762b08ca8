"""Mixtures of Student distributions against scipy's own functions and halving."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.mixture import Mixture, stack
from tests.effects import oracle_models as slow


@st.composite
def mixtures(draw: st.DrawFn) -> Mixture:
    """Two series; components far apart or of very different sizes now and then."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    points = draw(st.integers(1, 6))
    weight = rng.dirichlet(np.full(points, draw(st.sampled_from([0.1, 1.0]))), 2)
    location = rng.normal(size=(2, points)) * draw(st.sampled_from([0.0, 1.0, 50.0]))
    scale = np.exp(rng.normal(size=(2, points)) * draw(st.sampled_from([0.1, 3.0])))
    return Mixture(weight, location, scale, rng.choice([1.0, 2.5, 20.0, 1e9], 2))


@settings(max_examples=25)
@given(mixtures(), st.sampled_from([0.025, 0.05, 0.5, 0.9, 0.9995]))
def test_quantiles_are_where_halving_finds_them(made: Mixture, level: float) -> None:
    found = made.quantile(level)
    for s in range(2):
        weight, location, scale = (part[s].tolist() for part in (made.weight, made.location, made.scale))
        told = slow.quantile(slow.mixture_below(weight, location, scale, float(made.df[s])), level, -100, 100)
        assert found[s] == pytest.approx(told, rel=1e-7, abs=1e-7 * float(made.scale[s].max()))


@settings(max_examples=40)
@given(mixtures(), st.floats(-60, 60))
def test_below_is_the_sum_of_the_parts(made: Mixture, at: float) -> None:
    for s in range(2):
        weight, location, scale = (part[s].tolist() for part in (made.weight, made.location, made.scale))
        told = slow.mixture_below(weight, location, scale, float(made.df[s]))(at)
        assert made.below(at)[s] == pytest.approx(told, abs=1e-9)
        assert 0 <= made.below(1e9)[s] <= 1


def test_moments_are_those_of_draws() -> None:
    rng = np.random.default_rng(1)
    made = Mixture(np.array([[0.7, 0.3]]), np.array([[0.0, 3.0]]), np.array([[1.0, 0.5]]), np.array([9.0]))
    which = rng.random(400_000) < 0.7
    draws = np.where(which, rng.standard_t(9, 400_000), 3 + 0.5 * rng.standard_t(9, 400_000))
    assert made.mean[0] == pytest.approx(draws.mean(), abs=0.01)
    assert made.sd[0] == pytest.approx(draws.std(), abs=0.01)
    normal = np.where(which, rng.normal(size=400_000), 3 + 0.5 * rng.normal(size=400_000))
    assert made.se[0] == pytest.approx(normal.std(), abs=0.01)


def test_one_component_has_its_own_scale_as_se_and_no_variance_below_three_degrees() -> None:
    made = Mixture(np.ones((1, 1)), np.array([[2.0]]), np.array([[0.5]]), np.array([2.0]))
    assert made.se[0] == 0.5
    assert np.isinf(made.sd[0])
    assert made.quantile(0.5)[0] == pytest.approx(2)


def test_a_series_without_a_number_neither_moves_others_nor_keeps_them_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = Mixture(np.array([[0.7, 0.3]]), np.array([[0.0, 3.0]]), np.array([[1.0, 0.5]]), np.array([9.0]))
    blank = Mixture(
        np.full((1, 2), np.nan), np.full((1, 2), np.nan), np.full((1, 2), np.nan), np.array([9.0])
    )
    alone = plain.quantile(0.9)
    asked: list[object] = []
    below = Mixture.below
    monkeypatch.setattr(Mixture, "below", lambda self, at: asked.append(at) or below(self, at))
    both = stack([plain, blank]).quantile(0.9)
    assert both[0] == alone[0]
    assert np.isnan(both[1])
    assert len(asked) < 20


def test_series_are_stacked_and_taken_out_in_the_order_given() -> None:
    rng = np.random.default_rng(2)
    parts = [
        Mixture(rng.dirichlet(np.ones(3), n), rng.normal(size=(n, 3)), np.ones((n, 3)), np.full(n, 5.0))
        for n in (2, 1)
    ]
    whole = stack(parts)
    assert whole.only([2, 0]).mean.tolist() == [parts[1].mean[0], parts[0].mean[0]]


def test_a_further_variance_widens_every_component() -> None:
    made = Mixture(np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 3.0), np.array([1e9]))
    assert made.widened(16.0).se[0] == pytest.approx(5)
    assert made.widened(16.0).quantile(0.975)[0] == pytest.approx(5 * 1.959964, rel=1e-5)


def test_a_series_has_the_same_quantile_in_any_company() -> None:
    """To the last digit: what is told of a unit must not change with those that were asked along with it."""
    rng = np.random.default_rng(3)
    many = Mixture(
        rng.dirichlet(np.ones(5), 40),
        rng.normal(size=(40, 5)),
        np.exp(rng.normal(size=(40, 5))),
        np.full(40, 1e9),
    )
    found = many.quantile(0.95)
    alone = [float(many.only([k]).quantile(0.95)[0]) for k in range(40)]
    assert found.tolist() == alone
