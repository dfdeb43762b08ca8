"""A chart as a plotly figure: plain data and layout with the points of the drawing; plotly itself is not needed.

Colours are names of CSS variables ("--accent"): the page's script fills in what they are in light or dark.
"""

from typing import Any

from analysis.display.charts import (
    Chart,
    ControlChart,
    CoursesChart,
    ElementChart,
    MovedChart,
    PathChart,
    PeerChart,
)
from analysis.display.svg_courses import courses_range
from analysis.display.svg_frame import percent
from analysis.display.svg_path import path_range, path_span
from analysis.display.svg_rows import drawn_names, peer_told
from analysis.display.svg_time import span, value_range
from analysis.messages import Lang

Spec = dict[str, Any]
DIGITS = 4
"""A hundredth of the finest step that a page shows: no drawing tells more."""


def plotly_spec(chart: Chart, lang: Lang = "id") -> Spec:
    """The figure of a chart as JSON: `data` (traces) and `layout`."""
    match chart:
        case ControlChart():
            return _control(chart)
        case PathChart():
            return _path(chart)
        case PeerChart():
            return _peers(chart, lang)
        case ElementChart():
            return _elements(chart)
        case MovedChart():
            return _moved(chart, lang)
        case CoursesChart():
            return _courses(chart)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _control(chart: ControlChart) -> Spec:
    low, high = value_range(chart)
    trace: Spec = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.date.isoformat() for point in chart.points],
        "y": [_rounded(point.value) for point in chart.points],
        "text": [point.label for point in chart.points],
        "hovertemplate": "%{text}<extra></extra>",
        "connectgaps": False,
        "line": {"color": "--ink", "width": 1.5},
        "marker": {
            "symbol": ["circle" if point.signal is None else "diamond" for point in chart.points],
            "size": [7 if point.signal is None else 12 for point in chart.points],
            "color": ["--ink" if point.signal is None else "--signal" for point in chart.points],
        },
    }
    layout = {
        "shapes": _control_shapes(chart),
        "annotations": [_retreat_note(chart)],
        "yaxis": {"title": {"text": chart.unit_label}, "range": [_rounded(low), _rounded(high)]},
        "xaxis": {"type": "date", "range": [day.isoformat() for day in span(chart)]},
    }
    return {"data": [trace], "layout": layout}


def _path(chart: PathChart) -> Spec:
    steps = chart.without
    observed: Spec = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": chart.observed_label,
        "x": [point.date.isoformat() for point in chart.points],
        "y": [_rounded(point.value) for point in chart.points],
        "text": [point.label for point in chart.points],
        "hovertemplate": "%{text}<extra></extra>",
        "connectgaps": False,
        "line": {"color": "--ink", "width": 1.5},
        "marker": {"symbol": "circle", "size": 7, "color": "--ink"},
    }
    expected: Spec = {
        "type": "scatter",
        "mode": "markers",
        "name": chart.without_label,
        "x": [(step.first + (step.last - step.first) / 2).isoformat() for step in steps],
        "y": [_rounded(step.value) for step in steps],
        "text": [step.label for step in steps],
        "hovertemplate": "%{text}<extra></extra>",
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_reach(step.value, step.high) for step in steps],
            "arrayminus": [_reach(step.low, step.value) for step in steps],
            "color": "--accent",
        },
        "marker": {"symbol": "square-open", "size": 10, "color": "--accent"},
    }
    low, high = path_range(chart)
    first, last = chart.retreat
    layout = {
        "shapes": [_band("x", first.isoformat(), last.isoformat(), "--accent")],
        "annotations": [_retreat_note(chart)],
        "showlegend": True,
        "yaxis": {"title": {"text": chart.unit_label}, "range": [_rounded(low), _rounded(high)]},
        "xaxis": {"type": "date", "range": [day.isoformat() for day in path_span(chart)]},
    }
    return {"data": [observed, expected], "layout": layout}


def _control_shapes(chart: ControlChart) -> list[Spec]:
    first, last = chart.retreat
    shapes = [_band("x", a.isoformat(), b.isoformat(), "--ramadan") for a, b in chart.ramadan]
    shapes.append(_band("x", first.isoformat(), last.isoformat(), "--accent"))
    if chart.low is not None and chart.high is not None:
        shapes.append(_band("y", _rounded(chart.low), _rounded(chart.high), "--band"))
    if chart.mean is not None:
        level = _rounded(chart.mean)
        line = {"color": "--soft", "width": 1, "dash": "dash" if chart.trial else "solid"}
        shapes.append(
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line}
        )
    return shapes


def _band(axis: str, start: object, end: object, color: str) -> Spec:
    other = "y" if axis == "x" else "x"
    ends = {f"{axis}0": start, f"{axis}1": end, f"{other}0": 0, f"{other}1": 1}
    return {
        "type": "rect",
        f"{other}ref": "paper",
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": color,
        **ends,
    }


def _courses(chart: CoursesChart) -> Spec:
    """One line a unit, told apart by its name where the pointer is: colours could not tell fifty apart."""
    traces: list[Spec] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": one.label,
            "x": [point.date.isoformat() for point in one.points],
            "y": [
                None if point.value is None else round(point.value, chart.decimals) for point in one.points
            ],
            "hovertemplate": "%{fullData.name}: %{y}<extra></extra>",
            "connectgaps": False,
            "line": {"color": "--limit", "width": 1},
            "marker": {"size": 4, "color": "--soft"},
        }
        for one in chart.courses
    ]
    low, high = courses_range(chart)
    first, last = chart.retreat
    layout = {
        "shapes": [_band("x", first.isoformat(), last.isoformat(), "--accent")],
        "annotations": [_retreat_note(chart)],
        "yaxis": {"title": {"text": chart.unit_label}, "range": [_rounded(low), _rounded(high)]},
        "xaxis": {"type": "date"},
    }
    return {"data": traces, "layout": layout}


def _retreat_note(chart: ControlChart | PathChart | CoursesChart) -> Spec:
    return {
        "x": chart.retreat[1].isoformat(),
        "y": 1,
        "yref": "paper",
        "text": chart.retreat_label,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"color": "--accent"},
    }


def _peers(chart: PeerChart, lang: Lang) -> Spec:
    rows = chart.rows
    names = drawn_names([row.label for row in rows])
    trace: Spec = {
        "type": "scatter",
        "mode": "markers",
        "x": [_rounded(row.value) for row in rows],
        "y": [row.label for row in rows],
        "text": [peer_told(row, shown, chart.decimals, lang) for row, shown in zip(rows, names, strict=True)],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [_reach(row.value, row.high) for row in rows],
            "arrayminus": [_reach(row.low, row.value) for row in rows],
            "color": "--soft",
        },
        "marker": {"color": ["--accent" if row.mine else "--soft" for row in rows], "size": 9},
    }
    layout: Spec = {
        "xaxis": {"title": {"text": chart.unit_label}},
        "yaxis": _named_axis(),
    }
    if chart.reference is not None:
        at = _rounded(chart.reference)
        line = {"color": "--soft", "width": 1, "dash": "dot"}
        layout["shapes"] = [
            {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
        ]
    return {"data": [trace], "layout": layout}


def _reach(low: float | None, high: float | None) -> float:
    return 0.0 if low is None or high is None else round(high - low, DIGITS)


def _named_axis() -> Spec:
    """An axis of names, each at its row from the top; the page's script has every name shown."""
    return {"type": "category", "autorange": "reversed", "automargin": True}


def _elements(chart: ElementChart) -> Spec:
    labels = [row.label for row in chart.rows]
    traces = [
        _wave(chart.previous_label, [row.previous for row in chart.rows], labels, "circle-open", "--soft"),
        _wave(chart.now_label, [row.value for row in chart.rows], labels, "diamond", "--accent"),
    ]
    axis = {"title": {"text": chart.unit_label}, "range": [chart.low, chart.high]}
    return {"data": traces, "layout": {"xaxis": axis, "yaxis": _named_axis(), "showlegend": True}}


def _wave(name: str, values: list[float | None], labels: list[str], symbol: str, color: str) -> Spec:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [_rounded(value) for value in values],
        "y": labels,
        "marker": {"symbol": symbol, "size": 11, "color": color},
    }


def _moved(chart: MovedChart, lang: Lang) -> Spec:
    labels = [row.label for row in chart.rows]
    shares = (
        (chart.down_label, [row.down for row in chart.rows], "--bar-down"),
        (chart.stayed_label, [row.stayed for row in chart.rows], "--stayed"),
        (chart.up_label, [row.up for row in chart.rows], "--bar-up"),
    )
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "x": [_rounded(share) for share in values],
            "y": labels,
            "text": [percent(share, lang) for share in values],
            "hovertemplate": "%{y}: %{text}<extra>" + name.replace("<", "") + "</extra>",
            "textposition": "inside",
            "textangle": 0,
            "insidetextanchor": "middle",
            "marker": {"color": color},
        }
        for name, values, color in shares
    ]
    marks = [0, 0.25, 0.5, 0.75, 1]
    shown = [percent(mark, lang) for mark in marks]
    layout = {
        "barmode": "stack",
        "showlegend": True,
        "xaxis": {"range": [0, 1], "tickmode": "array", "tickvals": marks, "ticktext": shown},
        "yaxis": _named_axis(),
    }
    return {"data": traces, "layout": layout}
