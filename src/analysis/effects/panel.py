"""The panel that every estimator reads: one row a unit, indicator and period, in columns that never change."""

from collections.abc import Mapping

import polars as pl

PANEL: Mapping[str, type[pl.DataType]] = {
    "unit": pl.String,
    "indicator": pl.String,
    "period": pl.String,
    "t": pl.Int64,
    "value": pl.Float64,
    "se": pl.Float64,
    "n": pl.Float64,
    "exposure": pl.Float64,
    "donor": pl.Boolean,
    "dose": pl.Float64,
    "group": pl.String,
    "treated_from": pl.Int64,
}
"""The columns of a panel, in this order; regressors that a design names follow them as Float64."""

AGGREGATE = "*"
"""The unit of rows that are the aggregate series."""
