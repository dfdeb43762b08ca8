"""One indicator of one unit or group as facts: state, latest value, chart, trend, change, peers, series.

A series has a few dozen rows and a city thousands of series: lists are gone through here, since a query of polars takes
longer to prepare than that.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from analysis.city.units import Group
from analysis.disclosure import coarse
from analysis.facts.joint import Joint
from analysis.indicators.definition import Indicator
from analysis.indicators.grade import grade
from analysis.variation.spc import Xmr, xmr
from analysis.variation.trend import Trend, theil_sen

Row = dict[str, Any]


def indicator_facts(
    joint: Joint,
    code: str,
    indicator: Indicator,
    told: Mapping[str, Any],
    peers: Mapping[str, Any] | None,
    pooled: bool,
) -> Row:
    """Everything that a page may say of one indicator of one unit, or of a group (`pooled`); `told`: see `describe`."""
    return {
        **_declared(indicator),
        **told,
        "rhythm": rhythm(indicator, pooled),
        "before_after": joint.change(code, indicator),
        "placebo": joint.change(code, indicator, placebo=True),
        "peers": peers,
    }


def describe(
    rows: pl.DataFrame, indicator: Indicator, chart: Xmr | None, trend: Trend | None, last_day: date
) -> Row:
    """What one series says by itself: state after `last_day`, latest value, chart, slope before, every point."""
    later = (rows.get_column("first_day") > last_day).to_list()
    after = [a and c for a, c in zip(later, comparable(rows, last_day), strict=True)]
    state = "withheld" if hidden_by_value(rows, indicator) else the_state(rows, chart, after)
    if state == "insufficient" and any(later) and not any(after):
        state = "broken"
    if too_small_alone(rows) and state not in ("withheld", "missing"):
        state = "small"
    return {
        "state": state,
        "breaks": breaks(rows),
        "meaning": meaning(state, indicator),
        "withheld_points": rows.get_column("status").to_list().count("withheld"),
        "latest": _latest(rows, indicator),
        "chart": None if chart is None else _chart(rows, chart, after),
        "trend": None if trend is None else asdict(trend),
        "series": [_point(row) for row in rows.iter_rows(named=True)],
    }


def hidden_by_value(rows: pl.DataFrame, indicator: Indicator) -> bool:
    """Whether a point of the series is withheld because its count is small, which selects the others."""
    return indicator.hides_by_value and "withheld" in rows.get_column("status").to_list()


def too_small_alone(rows: pl.DataFrame) -> bool:
    """Whether most values that may be shown stand on a base below `rank_below`: such a series is judged only pooled."""
    values, states = rows.get_column("value").to_list(), rows.get_column("status").to_list()
    shown = [state for value, state in zip(values, states, strict=True) if value is not None]
    return 2 * shown.count("flagged") > len(shown)


def slope_before(rows: pl.DataFrame, indicator: Indicator, announced: date) -> Trend | None:
    """The Theil-Sen slope of what ended before the announcement; None where points are hidden for their size."""
    if rows.is_empty() or hidden_by_value(rows, indicator):
        return None
    columns = (rows.get_column(name).to_list() for name in ("date", "value", "last_day"))
    points = zip(*columns, comparable(rows, announced), strict=True)
    before = [(day, value) for day, value, last, same in points if same and last < announced]
    return theil_sen([day for day, _ in before], [value for _, value in before])


def control_chart(rows: pl.DataFrame, indicator: Indicator, announced: date) -> Xmr | None:
    """The XmR chart of a series whose limits come from what ended before the announcement.

    None where points are hidden for their own size: limits from the rest would be limits of another series.
    """
    if hidden_by_value(rows, indicator):
        return None
    baseline = (rows.get_column("last_day") < announced).to_list()
    same = comparable(rows, announced)
    values = [v if c else None for v, c in zip(rows.get_column("value").to_list(), same, strict=True)]
    return xmr(values, baseline, indicator.lowest, indicator.highest)


def comparable(rows: pl.DataFrame, day: date) -> list[bool]:
    """Which points share the instrument of the last one that ended before a day; all where none is named."""
    segments = rows.get_column("segment").to_list()
    before = [s for s, last in zip(segments, rows.get_column("last_day"), strict=True) if last < day]
    return [not before or segment == before[-1] for segment in segments]


def breaks(rows: pl.DataFrame) -> list[Row]:
    """Where the instrument changed: the first day of the first period of the new one, and both instruments."""
    columns = (rows.get_column(name).to_list() for name in ("first_day", "segment"))
    named = zip(*columns, strict=True)
    return [
        {"date": day.isoformat(), "before": old, "after": new}
        for (_, old), (day, new) in pairwise(named)
        if old != new and old is not None and new is not None
    ]


def the_state(rows: pl.DataFrame, chart: Xmr | None, after: list[bool]) -> str:
    """missing, withheld, insufficient, no-signal, or signal-up/-down/-mixed by the points after the retreat."""
    if rows.is_empty():
        return "missing"
    if rows.get_column("value").null_count() == rows.height:
        return "withheld"
    values = rows.get_column("value").to_list()
    if chart is None or not any(a and v is not None for a, v in zip(after, values, strict=True)):
        return "insufficient"
    sides = {s.side for s, a in zip(chart.signals, after, strict=True) if a and s is not None}
    return "no-signal" if not sides else f"signal-{sides.pop()}" if len(sides) == 1 else "signal-mixed"


def meaning(state: str, indicator: Indicator) -> str | None:
    """good or bad for a signal with one side and a declared direction, else None."""
    side = state.removeprefix("signal-")
    if side not in ("up", "down") or indicator.direction == "neutral":
        return None
    return "good" if indicator.direction == f"{side}-is-good" else "bad"


def rhythm(indicator: Indicator, pooled: bool) -> str:
    """month, wave, or quarter for the pooled survey series of a group."""
    if not indicator.in_waves:
        return "month"
    return "quarter" if pooled else "wave"


def _declared(indicator: Indicator) -> Row:
    keep = (
        "code",
        "family",
        "source",
        "direction",
        "unit",
        "decimals",
        "change_scale",
        "lowest",
        "highest",
        "owner",
        "part_of",
        "page",
    )
    return {
        **{key: getattr(indicator, key) for key in keep},
        "smallest": indicator.smallest_change_that_matters,
        "title": indicator.title.model_dump(),
        "short": indicator.short.model_dump(),
        "why": indicator.why.model_dump(),
        "caveat": indicator.caveat.model_dump(),
        "review_again": indicator.review_again.isoformat(),
    }


def _latest(rows: pl.DataFrame, indicator: Indicator) -> Row | None:
    shown = [at for at, value in enumerate(rows.get_column("value").to_list()) if value is not None]
    if not shown:
        return None
    point = _point(rows.row(shown[-1], named=True))
    return {**point, "grade": grade(point["value"]) if indicator.unit == "index" else None}


def _point(row: Row) -> Row:
    dates = {key: row[key].isoformat() for key in ("date", "first_day", "last_day")}
    step = row.get("step")
    counts = {key: coarse(row[key], step) for key in ("numerator", "denominator", "base")}
    return {**dates, "value": row["value"], **counts, "status": row["status"]}


def _chart(rows: pl.DataFrame, chart: Xmr, after: list[bool]) -> Row:
    dates = rows.get_column("date").to_list()
    fired = [
        {"date": when.isoformat(), "rule": signal.rule, "side": signal.side, "after": later}
        for when, signal, later in zip(dates, chart.signals, after, strict=True)
        if signal is not None
    ]
    limits = {key: getattr(chart, key) for key in ("mean", "low", "high", "range_mean", "baseline", "trial")}
    return {**limits, "signals": fired}


def peer_facts(table: pl.DataFrame, group: Group, indicator: Indicator, code: str) -> Row | None:
    """One unit's place in its group's table; None where it has no level that may be shown."""
    mine = table.filter(pl.col("unit") == code)
    if mine.is_empty():
        return None
    row = mine.drop("unit").row(0, named=True)
    return {
        **row,
        "group": group.slug,
        "group_name": {"id": group.noun_id, "en": group.noun_en},
        "grade": grade(row["value"]) if indicator.unit == "index" else None,
    }
