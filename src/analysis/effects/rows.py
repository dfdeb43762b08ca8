"""Rows of results: an estimate with its interval, or a refusal with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from analysis.effects.gls import NORMAL
from analysis.effects.mixture import Mixture
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates
from analysis.effects.refusal import Reason, Sides

Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What every row of one estimation has in common: who is judged, by what, and from how many periods."""

    estimator: str
    level: str
    unit: str
    indicator: str
    sides: Sides
    evidence: str
    confidence: float
    ratio: bool = False
    note: str = ""

    def row(self, estimand: str, **values: object) -> Row:
        """One row; what is not given stays empty."""
        start: Row = dict.fromkeys(EFFECTS)
        return start | {
            "estimator": self.estimator,
            "level": self.level,
            "unit": self.unit,
            "indicator": self.indicator,
            "estimand": estimand,
            "n_pre": self.sides.before,
            "n_post": self.sides.after,
            "status": "estimated",
            "evidence": self.evidence,
            "note": self.note or None,
            **values,
        }

    def refused(self, estimand: str, reason: Reason) -> Row:
        """A finding as well: what is too thin, and why."""
        return self.row(estimand, status="refused", reason=reason, evidence="D")

    def estimate(self, estimand: str, found: Mixture, k: int = 0, verdict: str | None = None) -> Row:
        """The row of one series of a mixture."""
        return estimates([self], estimand, found.only([k]), [verdict])[0]

    def ratio_note(self, mean: float, low: float, high: float) -> str | None:
        parts = [self.note] if self.note else []
        if self.ratio:
            # A count that fell to nothing has an interval without end.
            with np.errstate(over="ignore"):
                at, least, most = (float(np.exp(each)) for each in (mean, low, high))
            parts.append(f"ratio={at:.4f} ({least:.4f}-{most:.4f})")
        return "; ".join(parts) or None


def estimates(
    told: Sequence[Told], estimand: str, found: Mixture, verdicts: Sequence[str | None] | None = None
) -> list[Row]:
    """One row a series: exact quantiles, and the probability that the estimand lies above zero.

    A series that cannot tell the estimand has no row.
    """
    half = (1 - told[0].confidence) / 2
    columns = {
        "estimate": found.mean,
        "se": found.se,
        "low": found.quantile(half),
        "high": found.quantile(1 - half),
        "p_positive": 1 - found.below(0.0),
        "df": np.where(found.df >= NORMAL, np.inf, found.df),
    }
    rows: list[Row] = []
    for k, one in enumerate(told):
        values = {name: float(column[k]) for name, column in columns.items()}
        if np.isnan(values["estimate"]):
            continue
        note = one.ratio_note(values["estimate"], values["low"], values["high"])
        rows.append(one.row(estimand, **values, verdict=verdicts[k] if verdicts else None, note=note))
    return rows


@dataclass
class Sheet:
    """Rows as they are found; `frames` lays them out as the three tables of the contract."""

    effects: list[Row] = field(default_factory=list)
    weights: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)

    def add(self, other: "Sheet") -> None:
        """The rows of another sheet after these."""
        self.effects += other.effects
        self.weights += other.weights
        self.checks += other.checks

    def frames(self) -> Estimates:
        """Frames of exactly the contract's schemas."""
        return Estimates(
            _frame(self.effects, EFFECTS), _frame(self.weights, WEIGHTS), _frame(self.checks, CHECKS)
        )


def _frame(rows: list[Row], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    whole = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(whole, schema=dict(schema), orient="row")


def check(told: Told, name: str, **values: object) -> Row:
    """One row of the checks; what is not given stays empty."""
    start: Row = dict.fromkeys(CHECKS)
    keep = {"estimator": told.estimator, "level": told.level, "unit": told.unit, "indicator": told.indicator}
    return start | keep | {"check": name, **values}
