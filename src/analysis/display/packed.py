"""A chart's interactive figure as it travels in a page: nothing is said twice that the page holds already.

The page's script does the same backwards (`unpacked` in explore.js) before it hands the figure to plotly.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from html import unescape
from itertools import pairwise
from typing import Any

Row = tuple[str, str | None]
"""The first two cells of a row of the table beside a drawing, as text; None where the second is kept back."""

TOLD = re.compile(r"<title>(.*?)</title>", re.S)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FEWEST = 4
"""Shorter lists are as short as their packed form."""

BAND = {"type": "rect", "layer": "below", "line": {"width": 0}}
NOTE = {
    "y": 1,
    "yref": "paper",
    "showarrow": False,
    "xanchor": "left",
    "yanchor": "bottom",
    "font": {"color": "--accent"},
}
SERIES = {
    "type": "scatter",
    "mode": "lines+markers",
    "hovertemplate": "%{text}<extra></extra>",
    "connectgaps": False,
    "line": {"color": "--ink", "width": 1.5},
}
"""What all bands, all notes on the retreat and all series in time are."""

TITLES, ROWS, FIRST = "titles", "rows", "first"
ALIKE = ("x", "y", "marker", "line", "hovertemplate")
"""What further traces may share with the first one."""


def packed(spec: dict[str, Any], drawing: str, rows: Sequence[Row] = ()) -> dict[str, Any]:
    """The figure of a drawing: lists that hardly vary as one value and its exceptions; of texts that the drawing or the
    `rows` beside it tell, only where; of what is alike in all figures, nothing."""
    titles = [unescape(one) for one in TOLD.findall(drawing)][1:]
    data = [_trace(one, titles, rows, spec["data"][0] if at else None) for at, one in enumerate(spec["data"])]
    layout = dict(spec["layout"])
    if "shapes" in layout:
        layout["shapes"] = [_shape(one) for one in layout["shapes"]]
    if "annotations" in layout:
        layout["annotations"] = [_without(one, NOTE) for one in layout["annotations"]]
    return {"data": data, "layout": layout}


def _trace(
    trace: dict[str, Any], titles: list[str], rows: Sequence[Row], first: dict[str, Any] | None
) -> dict[str, Any]:
    marker = {key: _list(value) for key, value in trace["marker"].items()}
    short = {**trace, "x": _days(trace["x"]), "marker": marker}
    if first is not None:
        short |= {key: FIRST for key in ALIKE if key in first and trace.get(key) == first[key]}
    if {key: trace.get(key) for key in SERIES} == SERIES:
        short = {"as": "series", **_without(short, SERIES)}
    if trace["y"] == [name for name, _ in rows]:
        short["y"] = ROWS
    if trace.get("text") == titles:
        short["text"] = TITLES
    elif "text" in trace and (unit := _unit(trace["text"], rows)) is not None:
        short["text"] = {ROWS: unit}
    return short


def _unit(texts: list[str], rows: Sequence[Row]) -> str | None:
    """What stands after the value in texts that tell first and second cell of each row; None where they tell anything else."""
    told = [f"{first}: {second}" for first, second in rows if second is not None]
    shown = [text for text, row in zip(texts, rows, strict=False) if row[1] is not None]
    if not told or not shown[0].startswith(told[0]):
        return None
    unit = shown[0].removeprefix(told[0])
    return unit if texts == [row_text(row, unit) for row in rows] else None


def row_text(row: Row, unit: str) -> str:
    """What is told of a point by its row: the period, and its value with its unit where it is not kept back."""
    first, second = row
    return first if second is None else f"{first}: {second}{unit}"


def _days(listed: list[Any]) -> Any:
    """Days as the first one (`day`) and how many lie between each and the next (`after`)."""
    if len(listed) < FEWEST or not all(isinstance(one, str) and DAY.fullmatch(one) for one in listed):
        return listed
    days = [date.fromisoformat(one) for one in listed]
    gaps = ((later - day).days for day, later in pairwise(days))
    return {"day": listed[0], "after": list(gaps)}


def _list(value: Any) -> Any:
    """A list as its commonest value (`of`), its length (`n`) and what differs (`but`, by place)."""
    if not isinstance(value, list) or len(value) < FEWEST:
        return value
    [(common, _)] = Counter(value).most_common(1)
    but = {str(place): one for place, one in enumerate(value) if one != common}
    return {"of": common, "n": len(value), **({"but": but} if but else {})}


def _shape(shape: dict[str, Any]) -> Any:
    """A band from edge to edge as its colour, its axis and its ends."""
    for axis, other in (("x", "y"), ("y", "x")):
        ends = {f"{other}ref": "paper", f"{other}0": 0, f"{other}1": 1}
        if {key: shape.get(key) for key in {**BAND, **ends}} == {**BAND, **ends}:
            return [shape["fillcolor"], axis, shape[f"{axis}0"], shape[f"{axis}1"]]
    return shape


def _without(told: dict[str, Any], alike: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in told.items() if key not in alike or one != alike[key]}
