"""Scales go forward as written, and known variances by the derivative taken numerically."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.effects.noise import Array
from analysis.effects.scale import Scale, forward, forward_variance

VALUES: dict[Scale, list[float]] = {
    "identity": [-3.0, 0.0, 5.0],
    "log": [1e-6, 1.0, 1e9],
    "logit": [1e-6, 0.5, 1 - 1e-6],
    "count": [0.0, 3.0, 1e6],
}


@pytest.mark.parametrize(
    ("scale", "told"),
    [
        ("identity", lambda x: x),
        ("log", np.log),
        ("logit", lambda x: np.log(x / (1 - x))),
        ("count", lambda x: 2 * np.sqrt(x + 0.375)),
    ],
)
def test_values_and_variances_go_forward_and_gaps_stay(scale: Scale, told: Callable[[Array], Array]) -> None:
    x = np.array([*VALUES[scale], np.nan])
    assert forward(x, scale)[:3] == pytest.approx(told(x[:3]))
    assert np.isnan(forward(x, scale)[3])
    h = 1e-6 * np.minimum(np.maximum(np.abs(x[:3]), 1e-3), 1 - np.abs(x[:3]) if scale == "logit" else 1e9)
    slope = (told(x[:3] + h) - told(x[:3] - h if scale != "count" else x[:3])) / (
        h * (2 - (scale == "count"))
    )
    assert forward_variance(x, np.full(4, 0.01), scale)[:3] == pytest.approx(0.01 * slope**2, rel=1e-3)


def test_counts_have_a_variance_near_one_on_their_scale() -> None:
    rng = np.random.default_rng(1)
    for mean in (4, 10, 100):
        assert forward(rng.poisson(mean, 200_000).astype(float), "count").var() == pytest.approx(1, abs=0.07)
