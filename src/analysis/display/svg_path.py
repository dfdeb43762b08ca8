"""What was observed and what was expected without the retreat, drawn: the path, and boxes for the intervals."""

from datetime import date

from analysis.display.charts import PathChart, Step
from analysis.display.markup import tag, text_tag
from analysis.display.scale import Scale, extent
from analysis.display.svg_frame import LETTER, dot, frame, label, line
from analysis.display.svg_time import AIR, BOTTOM, TOP, grid, mark, path, retreat, scales, years
from analysis.messages import Lang

HEIGHT, KEY = 350.0, 336.0


def path_span(chart: PathChart) -> tuple[date, date]:
    """The days that a path covers, with a little air."""
    days = [point.date for point in chart.points] + [step.last for step in chart.without]
    return min(days) - AIR, max(days) + AIR


def path_range(chart: PathChart) -> tuple[float, float]:
    """The values that a path covers, inside the natural bounds."""
    ends = [end for step in chart.without for end in (step.low, step.high)]
    values = [point.value for point in chart.points]
    return extent([*values, *ends], chart.lower_bound, chart.upper_bound)


def draw_path(chart: PathChart, title: str, lang: Lang) -> str:
    """The drawing of a path; the key below tells its two marks in words."""
    first, last = path_span(chart)
    marks, told, left, x, y = scales(path_range(chart), (first, last), lang)
    parts = [
        *grid(marks, told, y, left),
        *years(x, first, last),
        *(_box(step, x, y, chart) for step in chart.without),
        *retreat(chart.retreat, chart.retreat_label, x),
        *path(chart.points, x, y),
        *(mark(point, x, y) for point in chart.points),
        *_key(chart),
    ]
    return frame(HEIGHT, title, "control path", parts)


def _box(step: Step, x: Scale, y: Scale, chart: PathChart) -> str:
    """The interval as a box and what was expected as a line through it."""
    start, end = x.day(step.first), x.day(step.last)
    # An end beyond the natural bounds is drawn at the edge: nothing can be there.
    top, base = (min(max(y.at(value), TOP), BOTTOM) for value in (step.high, step.low))
    box = tag(
        "rect",
        text_tag("title", step.label),
        x=start,
        y=top,
        width=round(end - start, 1),
        height=round(base - top, 1),
        class_="without",
    )
    at = min(max(y.at(step.value), TOP), BOTTOM)
    return box + line(start, at, end, at, "expected")


def _key(chart: PathChart) -> list[str]:
    at = 40 + LETTER * len(chart.observed_label)
    return [
        dot(12, KEY - 6, 3.6, "point", chart.observed_label),
        label(24, KEY, chart.observed_label, "soft"),
        tag("rect", x=at, y=KEY - 15, width=22, height=18, class_="without"),
        line(at, KEY - 6, at + 22, KEY - 6, "expected"),
        label(at + 30, KEY, chart.without_label, "soft"),
    ]
