"""The mean effect in many series at once by one method: what a calibration needs, and nothing besides."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.effects.columns import Shape
from analysis.effects.compare.method import Method, Name, Order
from analysis.effects.compare.model import compared
from analysis.effects.its import model
from analysis.effects.noise import Array, noise
from analysis.effects.scale import forward
from analysis.effects.series import Block


@dataclass(frozen=True)
class Many:
    """Estimates of the mean effect and the ends of their intervals, (S,) each; NaN where a series has none."""

    estimates: Array
    low: Array
    high: Array


def fit_many(
    values: Array,
    times: Array,
    shape: Shape,
    errors: Name | Literal["iid"],
    *,
    lags: int | None = None,
    small_sample: bool = False,
    order: Order = (1, 0, 0),
    seasonal_order: Order = (0, 0, 0),
    level: float = 0.95,
) -> Many:
    """The mean effect of every series (S, n) at times (n,) by the errors of one comparison method, or `iid`.

    The same functions as behind `estimate`; least squares, Newey-West and Prais-Winsten take all series together, ARIMA
    and local level one after the other. Under a likelihood values are counts, without exposure.
    """
    units = tuple(str(k) for k in range(len(values)))
    held = forward(values, "count") if errors in ("poisson", "quasi-poisson") else values
    block = Block(units, times, held, None, np.ones(len(values)))
    if errors == "iid":
        found = model(block, shape, {}, noise("iid")).estimate("mean")
    else:
        method = Method(errors, lags, small_sample, order, seasonal_order, shape.period_length)
        found = compared(block, shape, {}, method).model.estimate("mean")
    half = (1 - level) / 2
    return Many(found.mean, found.quantile(half), found.quantile(1 - half))
