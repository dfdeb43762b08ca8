"""A control chart as a drawing of a few millimetres: the same record as the page's figure, told by shape and not by colour."""

from analysis.display.charts import ControlChart, Point
from analysis.display.markup import joined, tag
from analysis.display.scale import Scale
from analysis.display.svg_time import span, value_range

WIDTH, HEIGHT, EDGE, GAPS = 240.0, 46.0, 5.0, 10.0
FEW = 16
"""Up to so many points each one is marked: a line through a few waves would look like more."""

INK, PALE, MIDDLE = "#1a1a1a", "#dedede", "#767676"


def draw_sparkline(chart: ControlChart) -> str:
    """An SVG by itself: pale band the ordinary range, upright line the retreat, diamonds the signals, open boxes gaps."""
    first, last = span(chart)
    low, high = value_range(chart)
    x = Scale(first.toordinal(), last.toordinal(), EDGE, WIDTH - EDGE)
    y = Scale(low, high, HEIGHT - GAPS, EDGE)
    shown = sum(point.value is not None for point in chart.points)
    parts = [
        *_range(chart, y),
        _upright(x.day(chart.retreat[1])),
        *_line(chart.points, x, y),
        *(_mark(point, x, y, dotted=shown <= FEW) for point in chart.points),
    ]
    size = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return tag(
        "svg", joined(part for part in parts if part), xmlns="http://www.w3.org/2000/svg", viewBox=size
    )


def _range(chart: ControlChart, y: Scale) -> list[str]:
    if chart.low is None or chart.high is None:
        return []
    top, base = y.at(chart.high), y.at(chart.low)
    tall = max(round(base - top, 1), 1.0)
    parts = [tag("rect", x=0, y=top, width=WIDTH, height=tall, fill=PALE)]
    if chart.mean is not None:
        middle = y.at(chart.mean)
        parts.append(tag("line", x1=0, y1=middle, x2=WIDTH, y2=middle, stroke=MIDDLE, stroke_width=0.8))
    return parts


def _upright(at: float) -> str:
    dashed = {"stroke": INK, "stroke_width": 1.2, "stroke_dasharray": "3 2"}
    return tag("line", x1=at, y1=0, x2=at, y2=HEIGHT, **dashed)


def _line(points: tuple[Point, ...], x: Scale, y: Scale) -> list[str]:
    """One line for each stretch without a gap."""
    stretches: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{x.day(point.date):g},{y.at(point.value):g}")
    pen = {"fill": "none", "stroke": INK, "stroke_width": 1.3, "stroke_linejoin": "round"}
    return [tag("polyline", points=" ".join(one), **pen) for one in stretches if len(one) > 1]


def _mark(point: Point, x: Scale, y: Scale, *, dotted: bool) -> str:
    at = x.day(point.date)
    if point.value is None:
        box = {"fill": "#ffffff", "stroke": MIDDLE, "stroke_width": 0.8}
        return tag("rect", x=at - 2, y=HEIGHT - 5.0, width=4, height=4, **box)
    height = y.at(point.value)
    if point.signal is not None:
        size = 3.6
        corners = ((0, -size), (size, 0), (0, size), (-size, 0))
        path = "M" + "L".join(f"{at + a:g} {height + b:g}" for a, b in corners) + "Z"
        return tag("path", d=path, fill=INK, stroke="#ffffff", stroke_width=0.6)
    return tag("circle", cx=at, cy=height, r=2.2, fill=INK) if dotted else ""
