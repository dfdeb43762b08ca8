"""The unit normal loss against its standard table (Raiffa and Schlaifer 1961) and against a sum over draws."""

import numpy as np
import pytest

from analysis.decision.loss import unit_normal_loss


@pytest.mark.parametrize(
    ("d", "tabled"), [(0, 0.39894), (0.5, 0.19780), (1, 0.08332), (1.5, 0.02931), (2, 0.00849)]
)
def test_it_equals_the_table(d: float, tabled: float) -> None:
    assert unit_normal_loss(d) == pytest.approx(tabled, abs=1e-5)


def test_it_is_what_perfect_information_is_worth() -> None:
    mean, spread = 0.4, 1.3
    draws = np.random.default_rng(1).normal(mean, spread, 400_000)
    worth = np.maximum(draws, 0).mean() - max(mean, 0)
    assert spread * unit_normal_loss(mean / spread) == pytest.approx(worth, abs=0.005)
