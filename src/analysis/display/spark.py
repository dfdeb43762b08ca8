"""A series as a line of a few millimetres beside its sentence: its course, the retreat, its last value."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.display.markup import joined, tag
from analysis.display.scale import Scale, extent

WIDTH, HEIGHT, AIR = 120, 34, 4
FEWEST = 3
"""Fewer values have no course."""


def spark(series: Sequence[Mapping[str, Any]], retreat: date) -> str:
    """The drawing, hidden from screen readers: the sentence tells what it shows. Empty for a series without a course.

    Values that were kept back or never came leave a gap.
    """
    shown = [(date.fromisoformat(point["date"]), point["value"]) for point in series]
    values = [value for _, value in shown if value is not None]
    if len(values) < FEWEST:
        return ""
    first, last = min(shown[0][0], retreat), max(shown[-1][0], retreat)
    x = Scale(first.toordinal(), last.toordinal(), AIR, WIDTH - AIR)
    y = Scale(*extent(values), HEIGHT - AIR, AIR)
    runs: list[list[str]] = [[]]
    for when, value in shown:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x.day(when):g},{y.at(value):g}")
    lines = [tag("polyline", points=" ".join(run), class_="line") for run in runs if len(run) > 1]
    when, value = next(pair for pair in reversed(shown) if pair[1] is not None)
    parts = [
        tag("line", x1=x.day(retreat), x2=x.day(retreat), y1=0, y2=HEIGHT, class_="retreat"),
        *lines,
        tag("circle", cx=x.day(when), cy=y.at(value), r=2.6, class_="last"),
    ]
    return tag("svg", joined(parts), viewBox=f"0 0 {WIDTH} {HEIGHT}", class_="spark", aria_hidden="true")
