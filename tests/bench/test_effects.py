"""The bench of effects runs and compares like with like; no time is asserted."""

import numpy as np

from tests.bench.effects import measure, ours
from tests.effects.oracle_models import ar1


def test_the_bench_compares_the_same_estimates() -> None:
    found = measure(series=20, sample=3)
    assert found.ratio > 0
    assert np.abs(found.our_means - found.their_means).max() < 1.0


def test_ours_is_a_mean_inside_its_interval() -> None:
    means, lows, highs = ours(ar1(np.random.default_rng(1), 110, 36, 0.4))
    assert means.shape == (110,)
    assert ((lows < means) & (means < highs)).all()
