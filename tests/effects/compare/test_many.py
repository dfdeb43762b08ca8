"""Many series at once are each as the public contract tells it alone."""

import numpy as np
import polars as pl
import pytest

from analysis.effects.columns import Shape
from analysis.effects.compare.many import fit_many
from tests.effects.compare.series_of import noisy
from tests.effects.panels import effects, months

SINCE = 12 * (2024 - 2022)


@pytest.mark.parametrize(
    ("errors", "asked", "keys"),
    [
        ("iid", {"errors": "iid"}, {}),
        ("newey-west", {"errors": "newey-west"}, {"lags": 2, "small_sample": True}),
        ("prais-winsten", {"errors": "prais-winsten"}, {}),
        ("arima", {"errors": "arima"}, {"order": (1, 0, 1)}),
        ("local-level", {"estimators": ("local-level",)}, {}),
        ("quasi-poisson", {"likelihood": "quasi-poisson"}, {}),
    ],
)
def test_each_series_is_told_as_alone(errors: str, asked: dict[str, object], keys: dict[str, object]) -> None:
    values = np.round(60 + 5 * noisy(1, 3))
    shape = Shape(SINCE, ("mean",), 12)
    found = fit_many(values, np.arange(36.0), shape, errors, **keys)  # pyright: ignore[reportArgumentType]
    for k, one in enumerate(values):
        rows = pl.DataFrame({"unit": ["a"] * 36, "period": months(36), "value": one})
        alone = effects(rows, **asked, **keys).filter(pl.col("estimand") == "mean").row(0, named=True)
        told = (found.estimates[k], found.low[k], found.high[k])
        np.testing.assert_allclose(
            told, [alone[name] for name in ("estimate", "low", "high")], rtol=1e-4, atol=1e-5
        )


def test_a_series_without_a_fit_is_nan_and_the_others_are_told() -> None:
    values = np.stack([1.2 ** np.arange(36.0), noisy(2)[0]])
    found = fit_many(values, np.arange(36.0), Shape(24, ("step",), 12, trend=False), "prais-winsten")
    assert np.isnan(found.estimates).tolist() == [True, False]
    assert found.low[1] < found.estimates[1] < found.high[1]
