"""Whether a design can be carried out on a panel: every date, column, scale and comparison that it asks for."""

import polars as pl

from analysis.effects.compare.combination import check_together
from analysis.effects.compare.panel_check import check_comparisons
from analysis.effects.design import Design, nearest
from analysis.effects.panel import AGGREGATE, PANEL, kind_of_panel
from analysis.effects.period import Kind, example, kind_of, ordinal, period_text
from analysis.problems import RetretError

RESERVED = frozenset({"unit", "indicator", "period", "t", "value", "donor", "group", "treated_from"})
"""Columns that are no regressors: they say what a row is, not what moves it."""


def check_design(design: Design, panel: pl.DataFrame) -> None:
    """Nothing where the design can be carried out on the panel; else a RetretError (exit code 1) that names the
    key, and the unit, indicator and period where it is about a row."""
    kind = kind_of_panel(panel)
    check_together(design, kind)
    _check_dates(design, panel, kind)
    _check_comparison(design, panel)
    _check_columns(design, panel)
    _check_season(design, kind)
    _check_scale(design, panel)
    _check_sides(design, panel, kind)
    check_comparisons(design, panel, kind)


def _check_dates(design: Design, panel: pl.DataFrame, kind: Kind) -> None:
    """Every date of the design lies in the panel, and the column says the same where it says anything."""
    first, last = (pick(panel["t"].to_list()) for pick in (min, max))
    written = [("transition", told) for told in design.transition]
    if design.treated_from is not None:
        written.insert(0, ("treated_from", design.treated_from))
    for key, told in written:
        if kind_of(told) != kind and not (kind == "integer" and kind_of(told) == "year"):
            raise RetretError("design-period-kind", 1, key=key, written=told, example=example(kind))
        if not first <= ordinal(told, kind) <= last:
            ends = {"first": period_text(first, kind), "last": period_text(last, kind)}
            raise RetretError("design-outside-panel", 1, key=key, written=told, **ends)
    if design.treated_from is None:
        return
    date = ordinal(design.treated_from, kind)
    other = panel.filter(pl.col("treated_from") != date)
    if not other.is_empty():
        column = period_text(other["treated_from"][0], kind)
        unit = str(other["unit"][0])
        raise RetretError("design-two-dates", 1, written=design.treated_from, unit=unit, column=column)


def _check_comparison(design: Design, panel: pl.DataFrame) -> None:
    """Someone is treated, and where donors or a dose are asked for, they are there."""
    if bool(panel["donor"].all()):
        raise RetretError("design-all-donors", 1)
    dated = design.treated_from is not None or bool(panel["treated_from"].is_not_null().any())
    donors = set(panel.filter("donor")["unit"].to_list())
    asked = [
        f"estimators: {name}" for name in design.estimators if name in ("donor-mean", "synthetic-control")
    ]
    asked += ["placebo: space"] if "space" in design.placebo else []
    if asked and not donors:
        raise RetretError("design-no-donors", 1, asked=asked[0])
    for name in design.donor_weights:
        if name not in donors:
            raise RetretError("design-strange-donor", 1, name=name, near=nearest(name, sorted(donors)))
    asked += ["estimators: dose"] if "dose" in design.estimators else []
    asked += ["placebo: time"] if "time" in design.placebo else []
    if asked and not dated:
        raise RetretError("design-no-date", 1, asked=asked[0])
    if "dose" in design.estimators and bool(panel["dose"].is_null().all()):
        raise RetretError("design-no-dose", 1)


def _check_columns(design: Design, panel: pl.DataFrame) -> None:
    """Regressors and weights are numbers wherever there is a value."""
    for name in design.regressors:
        if name in RESERVED:
            raise RetretError("design-reserved", 1, name=name)
        if name not in panel.columns or (name in PANEL and bool(panel[name].is_null().all())):
            raise RetretError("design-no-regressor", 1, name=name)
        if not panel[name].dtype.is_numeric():
            raise RetretError("design-regressor-text", 1, name=name, kind=str(panel[name].dtype))
        _stop(panel, pl.col(name).is_null() | ~pl.col(name).is_finite(), "design-regressor-empty", name=name)
    if design.weights == "n" and AGGREGATE not in panel["unit"]:
        _stop(panel, pl.col("n").is_null() & ~pl.col("donor"), "design-no-n")


def _check_season(design: Design, kind: Kind) -> None:
    """A season has at least two periods, and the calendar knows only months and quarters."""
    if design.seasonal != "none" and design.season(kind) < 2:
        raise RetretError("design-no-season", 1, seasonal=design.seasonal)
    if design.calendar == "id" and kind not in ("month", "quarter"):
        raise RetretError("design-no-calendar", 1)


def _check_scale(design: Design, panel: pl.DataFrame) -> None:
    """Every value lies where the scale is defined."""
    value = pl.col("value")
    outside = {
        "identity": pl.lit(False),
        "log": value <= 0,
        "logit": (value <= 0) | (value >= 1),
        "count": value < 0,
    }[design.scale]
    domain = {"identity": "", "log": "> 0", "logit": "> 0, < 1", "count": ">= 0"}[design.scale]
    _stop(panel, outside, "design-outside-scale", scale=design.scale, domain=domain)
    if design.likelihood != "gaussian":
        _stop(panel, value < 0, "design-likelihood-negative", likelihood=design.likelihood)


def _check_sides(design: Design, panel: pl.DataFrame, kind: Kind) -> None:
    """Where there is a date, someone treated has a value before it and someone has one after it."""
    date = None if design.treated_from is None else ordinal(design.treated_from, kind)
    if date is None and panel["treated_from"].is_null().all():
        return
    left_out = [ordinal(told, kind) for told in design.transition]
    start = pl.col("treated_from").fill_null(pl.lit(date, dtype=pl.Int64))
    kept = panel.filter(
        ~pl.col("donor") & pl.col("value").is_not_null() & ~pl.col("t").is_in(left_out)
    ).with_columns(start=start)
    last = pl.col("start") + (design.horizon or 10**9)
    sides = {
        "design-no-before": pl.col("t") < pl.col("start") - design.anticipation,
        "design-no-after": (pl.col("t") >= pl.col("start")) & (pl.col("t") < last),
    }
    for code, side in sides.items():
        if kept.filter(side).is_empty():
            told = design.treated_from or period_text(panel["treated_from"].drop_nulls()[0], kind)
            raise RetretError(code, 1, written=told)


def _stop(panel: pl.DataFrame, bad: pl.Expr, code: str, **values: str) -> None:
    """Nothing where no row with a value is bad, else the error of the first one."""
    found = panel.filter(pl.col("value").is_not_null() & bad)
    if not found.is_empty():
        first = found.row(0, named=True)
        told = {name: str(first[name]) for name in ("unit", "indicator", "period", "value")}
        raise RetretError(code, 1, **told, **values)
