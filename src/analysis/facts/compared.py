"""What other methods would have said of one outcome, with how often intervals like theirs hold the truth."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from analysis.calibration.measured import OURS, Cells, nearest
from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.noise import Array
from analysis.effects.output import Estimates
from analysis.effects.panel import AGGREGATE, kind_of_panel, panel_from
from analysis.effects.period import period_text
from analysis.effects.series import Block
from analysis.effects.subject import Subject, subjects
from analysis.problems import RetretError

Row = dict[str, Any]
Back = Callable[[float], float]
Estimating = Callable[[pl.DataFrame, Design], Estimates]
"""`estimate`, or what knows its results already."""

ALONE: Mapping[str, Row] = {
    "least-squares": {"errors": "iid"},
    "newey-west": {"errors": "newey-west"},
    "prais-winsten": {"errors": "prais-winsten"},
    "arima": {"errors": "arima"},
    "local-level": {"errors": "ar1+rw", "estimators": ("local-level",)},
}
"""Keys of the design by method, for the city's own series."""

BESIDE: Mapping[str, Row] = {
    "did": {"estimators": ("did",), "regressors": ()},
    "synthetic-did": {"estimators": ("synthetic-did",), "regressors": ()},
}
"""The same for the city beside its donors; what all of them share in a period needs no column."""

MEASURED_AS = {"newey-west": "newey-west-3"}
ESTIMANDS = ("mean", "att")


def compared(
    panel: pl.DataFrame, asked: Design, back: Back, measured: Cells, estimating: Estimating = estimate
) -> Row:
    """`methods`: one entry a method, changes told by `back`; `coverage` of each, and of the package's own as `ours`.

    Each is `estimate` with the indicator's own design but for the keys of the method, on the series that the city is
    judged by: no units, whose estimates nobody asks for here. Nothing is decided by any of it.
    """
    kind = kind_of_panel(panel)
    subject = subjects(panel, asked, kind)[0]
    before = int((~np.isnan(subject.city.values[0]) & (subject.city.times < (subject.start or 0))).sum())
    pairs = asked.pairs(before, kind)

    def coverage(method: str) -> Row | None:
        """Nothing was measured but months."""
        if kind != "month":
            return None
        found = nearest(measured, MEASURED_AS.get(method, method), before, pairs)
        return None if found is None else asdict(found)

    series = series_of(subject)
    wanted = {**ALONE, **BESIDE} if subject.donors is not None else ALONE
    return {
        OURS: coverage(OURS),
        "methods": [
            {
                "method": name,
                **_said(series, _design(asked, keys), back, estimating),
                "coverage": coverage(name),
            }
            for name, keys in wanted.items()
        ],
    }


def series_of(subject: Subject) -> pl.DataFrame:
    """The city and its donors as a panel of their own, values on the working scale already, without known errors."""
    names = subject.design.regressors
    frames = [_rows(subject, subject.city, names, subject.city_others, donor=False)]
    if subject.donors is not None:
        frames.append(_rows(subject, subject.donors, names, subject.donor_others, donor=True))
    return panel_from(pl.concat(frames), names)


def _rows(
    subject: Subject, block: Block, names: tuple[str, ...], others: Mapping[str, Array], *, donor: bool
) -> pl.DataFrame:
    periods = [period_text(int(each), subject.kind) for each in block.times]
    units = block.units if donor else (AGGREGATE,)
    return pl.DataFrame(
        {
            "unit": np.repeat(units, len(periods)).tolist(),
            "indicator": [subject.indicator] * len(units) * len(periods),
            "period": periods * len(units),
            "value": block.values.ravel(),
            "donor": [int(donor)] * len(units) * len(periods),
            **{name: np.broadcast_to(others[name], block.values.shape).ravel() for name in names},
        }
    ).with_columns(pl.col("value").fill_nan(None))


def _design(asked: Design, keys: Row) -> Design:
    """One number of one series: no placebos, nothing pooled; the scale is behind it already."""
    plain = {"scale": "identity", "weights": "equal", "effect": ("mean",), "placebo": (), "pooling": "none"}
    return asked.model_copy(update={"estimators": ("its",), **plain, **keys})


def _said(series: pl.DataFrame, design: Design, back: Back, estimating: Estimating) -> Row:
    """Status, reason, note and the three numbers; a method that cannot be had says so and stops nothing."""
    nothing: Row = dict.fromkeys(("reason", "note", "estimate", "low", "high"))
    try:
        rows = estimating(series, design).effects
    except RetretError as error:
        return {"status": "refused", **nothing, "reason": error.code}
    mine = pl.col("level").eq("city") & pl.col("estimand").is_in(ESTIMANDS)
    row = rows.filter(mine).row(0, named=True)
    told = {key: None if row[key] is None else back(row[key]) for key in ("estimate", "low", "high")}
    return {"status": row["status"], "reason": row["reason"], "note": row["note"], **told}
