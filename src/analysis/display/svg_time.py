"""A control chart drawn: the series, its ordinary range, the retreat, Ramadan."""

from datetime import date, timedelta

from analysis.display.charts import ControlChart, Point
from analysis.display.markup import tag
from analysis.display.scale import Scale, extent, new_years, ticks
from analysis.display.svg_frame import LETTER, WIDTH, diamond, dot, frame, hatched, label, line, tick_texts
from analysis.messages import Lang

HEIGHT, TOP, BOTTOM = 310.0, 40.0, 266.0
AIR = timedelta(days=20)


def span(chart: ControlChart) -> tuple[date, date]:
    """The days that a control chart covers: its points and the retreat, with a little air."""
    days = [point.date for point in chart.points] + list(chart.retreat)
    return min(days) - AIR, max(days) + AIR


def value_range(chart: ControlChart) -> tuple[float, float]:
    """The values that a control chart covers: its points and limits, inside the natural bounds."""
    values = [point.value for point in chart.points]
    return extent([*values, chart.low, chart.high, chart.mean], chart.lower_bound, chart.upper_bound)


def scales(
    values: tuple[float, float], days: tuple[date, date], lang: Lang
) -> tuple[tuple[float, ...], list[str], float, Scale, Scale]:
    """Marks of the values with their texts, the left edge that leaves room for them, and the scales of days and values."""
    (low, high), (first, last) = values, days
    marks = ticks(low, high)
    told = tick_texts(marks, lang)
    left = 12 + LETTER * max((len(one) for one in told), default=1)
    x = Scale(first.toordinal(), last.toordinal(), left, WIDTH - 10)
    return marks, told, left, x, Scale(low, high, BOTTOM, TOP)


def draw_control(chart: ControlChart, title: str, lang: Lang) -> str:
    """The drawing of a control chart."""
    first, last = span(chart)
    marks, told, left, x, y = scales(value_range(chart), (first, last), lang)
    parts = [
        *_ramadan(chart, x, first, last),
        *grid(marks, told, y, left),
        *years(x, first, last),
        *_limits(chart, x, y, left),
        *retreat(chart.retreat, chart.retreat_label, x),
        *path(chart.points, x, y),
        *dots(chart.points, x, y),
        *(mark(one, x, y) for one in chart.points if one.value is None or one.signal is not None),
    ]
    return frame(HEIGHT, title, "control", parts)


def _ramadan(chart: ControlChart, x: Scale, first: date, last: date) -> list[str]:
    shown = [(max(a, first), min(b, last)) for a, b in chart.ramadan if a <= last and b >= first]
    return [
        tag(
            "rect",
            x=x.day(a),
            y=TOP,
            width=round(x.day(b) - x.day(a), 1),
            height=BOTTOM - TOP,
            class_="ramadan",
        )
        for a, b in shown
    ]


def grid(marks: tuple[float, ...], told: list[str], y: Scale, left: float) -> list[str]:
    """The lines of round values with their numbers."""
    parts: list[str] = []
    for value, text in zip(marks, told, strict=True):
        parts.append(line(left, y.at(value), WIDTH - 10, y.at(value), "grid"))
        parts.append(label(left - 8, y.at(value) + 6, text, "e"))
    return parts


def years(x: Scale, first: date, last: date) -> list[str]:
    """Where each year begins."""
    parts: list[str] = []
    for day in new_years(first, last):
        parts.append(line(x.day(day), BOTTOM, x.day(day), BOTTOM + 8, "grid tick"))
        parts.append(label(min(x.day(day), WIDTH - 36), BOTTOM + 30, str(day.year), "m"))
    return parts


def _limits(chart: ControlChart, x: Scale, y: Scale, left: float) -> list[str]:
    if chart.low is None or chart.high is None:
        return []
    right = WIDTH - 10
    top, base = y.at(chart.high), y.at(chart.low)
    parts = [tag("rect", x=left, y=top, width=right - left, height=round(base - top, 1), class_="band")]
    start = left if chart.limits_from is None else x.day(chart.limits_from)
    end = start if chart.limits_to is None else x.day(chart.limits_to)
    for value, kind in ((chart.low, "limit"), (chart.high, "limit"), (chart.mean, "mean")):
        if value is not None:
            at = y.at(value)
            if not chart.trial:
                parts.append(line(start, at, end, at, kind))
            parts.append(line(start if chart.trial else end, at, right, at, f"{kind} ahead"))
    return parts


def retreat(days: tuple[date, date], named: str, x: Scale) -> list[str]:
    """The days of the retreat with their name, on the side where there is room."""
    start, end = x.day(days[0]), x.day(days[1])
    late = start > WIDTH * 0.55
    place = (start - 8, "retreat-label e") if late else (end + 8, "retreat-label")
    return [
        tag(
            "rect",
            x=start,
            y=TOP - 26,
            width=max(round(end - start, 1), 2.0),
            height=BOTTOM - TOP + 26,
            class_="retreat",
        ),
        label(place[0], TOP - 12, named, place[1]),
    ]


def path(points: tuple[Point, ...], x: Scale, y: Scale) -> list[str]:
    """One line for each stretch without a gap: a missing or withheld period is never bridged."""
    stretches: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{x.day(point.date):g},{y.at(point.value):g}")
    return [tag("polyline", points=" ".join(one), class_="line") for one in stretches if len(one) > 1]


def dots(points: tuple[Point, ...], x: Scale, y: Scale) -> list[str]:
    """All values as one path of dots (lines of no length with round ends): series are most of what pages hold.

    What each of them is stands in the table below the drawing, and the page's script tells it where a pointer is.
    """
    places = [f"M{x.day(one.date):g} {y.at(one.value):g}h0" for one in points if one.value is not None]
    return [tag("path", d="".join(places), class_="points")] if places else []


def mark(point: Point, x: Scale, y: Scale) -> str:
    """A period's mark; one without a value stands hatched below the values, where no zero can be."""
    at = x.day(point.date)
    if point.value is None:
        return hatched(at - 4, BOTTOM + 2, 8, 9, point.label)
    if point.signal is not None:
        return diamond(at, y.at(point.value), 7.5, "signal", point.label)
    return dot(at, y.at(point.value), 3.6, "point", point.label)
