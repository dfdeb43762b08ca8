"""Whether a comparison of panels can be carried out: dates, groups, weights and the reference that a design asks for."""

import polars as pl

from analysis.effects.design import Design
from analysis.effects.panel import AGGREGATE
from analysis.effects.period import Kind, example, kind_of, ordinal, period_text
from analysis.problems import RetretError

COMPARISONS = ("did", "event-study", "callaway-santanna", "synthetic-did", "stepped-wedge")
CLUSTERED = ("did", "event-study", "callaway-santanna")


def check_comparisons(design: Design, panel: pl.DataFrame, kind: Kind) -> None:
    """Nothing where no comparison is asked for or each can be tried; else a RetretError that names the key."""
    asked = [name for name in design.estimators if name in COMPARISONS]
    if not asked:
        return
    if design.treated_from is None and bool(panel["treated_from"].is_null().all()):
        raise RetretError("design-no-date", 1, asked=f"estimators: {asked[0]}")
    rows = _compared(panel)
    if design.cluster == "group" and set(asked) & set(CLUSTERED):
        bare = rows.filter(pl.col("group").is_null())
        if not bare.is_empty():
            raise RetretError("design-no-group", 1, unit=str(bare["unit"][0]))
    if design.weights == "n":
        bare = rows.filter(pl.col("n").is_null() & pl.col("value").is_not_null())
        if not bare.is_empty():
            first = bare.row(0, named=True)
            told = {name: str(first[name]) for name in ("unit", "indicator", "period")}
            raise RetretError("design-no-n", 1, **told)
    if "event-study" in asked and isinstance(design.reference_period, str):
        _check_reference(design, design.reference_period, panel, kind)


def _compared(panel: pl.DataFrame) -> pl.DataFrame:
    """Rows that a comparison reads: those of units and donors, and of the aggregate where an indicator has no units."""
    units = pl.col("unit") != AGGREGATE
    alone = ~(units & ~pl.col("donor")).any().over("indicator")
    return panel.filter(units | alone)


def _check_reference(design: Design, written: str, panel: pl.DataFrame, kind: Kind) -> None:
    """A reference that is written as a period lies in the panel and before the one date of all."""
    if kind_of(written) != kind and not (kind == "integer" and kind_of(written) == "year"):
        raise RetretError(
            "design-period-kind", 1, key="reference_period", written=written, example=example(kind)
        )
    at = ordinal(written, kind)
    seen = panel["t"].unique().to_list()
    if at not in seen:
        ends = {"first": period_text(min(seen), kind), "last": period_text(max(seen), kind)}
        raise RetretError("design-outside-panel", 1, key="reference_period", written=written, **ends)
    dates = (
        panel["treated_from"].drop_nulls().unique().to_list()
        if design.treated_from is None
        else [ordinal(design.treated_from, kind)]
    )
    if len(dates) > 1:
        raise RetretError("design-reference-dates", 1, written=written)
    date = dates[0]
    left_out = {ordinal(each, kind) for each in design.transition} | set(
        range(date - design.anticipation, date)
    )
    if at >= date or at in left_out:
        raise RetretError("design-reference-late", 1, written=written, date=period_text(date, kind))
