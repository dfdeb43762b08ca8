"""Many series side by side, drawn: one small line each on a scale that all share, with the words that it shows."""

from analysis.display.charts import Course, CoursesChart
from analysis.display.markup import joined, tag, text_tag, words
from analysis.display.scale import Scale, extent

WIDTH, HEIGHT, AIR, FOOT = 160.0, 48.0, 4.0, 9.0


def draw_courses(chart: CoursesChart, title: str) -> str:
    """A list with one entry a course: its name, which leads to its page, the drawing, and its state in words."""
    days = [point.date.toordinal() for one in chart.courses for point in one.points]
    ends = [day.toordinal() for day in chart.retreat]
    x = Scale(min([*days, *ends]), max([*days, *ends]), AIR, WIDTH - AIR)
    y = Scale(*courses_range(chart), HEIGHT - FOOT, AIR)
    return tag(
        "ul",
        joined(_entry(chart, one, x, y) for one in chart.courses),
        class_="courses",
        aria_label=title or None,
    )


def courses_range(chart: CoursesChart) -> tuple[float, float]:
    """The values that all courses cover, inside the natural bounds."""
    values = [point.value for one in chart.courses for point in one.points]
    return extent(values, chart.lower_bound, chart.upper_bound)


def _entry(chart: CoursesChart, one: Course, x: Scale, y: Scale) -> str:
    name = text_tag("a", one.label, href=one.href)
    sign = text_tag("i", one.sign, aria_hidden="true")
    said = tag("span", f"{sign} {words(one.words)}", class_=one.state)
    return tag("li", f"{name}{_drawing(chart, one, x, y)}{said}")


def _drawing(chart: CoursesChart, one: Course, x: Scale, y: Scale) -> str:
    """Hidden from screen readers: the words below it and the table tell what it shows. What is kept back leaves a gap in
    the line and a stroke below it."""
    runs: list[list[str]] = [[]]
    for point in one.points:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x.day(point.date):g} {y.at(point.value):g}")
    line = "".join("M" + "L".join(run) + ("h0" if len(run) == 1 else "") for run in runs if run)
    held = "".join(
        f"M{x.day(point.date) - 1:g} {HEIGHT - 3:g}h2" for point in one.points if point.value is None
    )
    after = x.day(chart.retreat[1])
    parts = [
        tag("path", d=f"M{after:g} 0V{HEIGHT:g}", class_="retreat"),
        tag("path", d=line, class_="line") if line else "",
        tag("path", d=held, class_="held") if held else "",
    ]
    inner = "".join(parts)
    return tag("svg", inner, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", class_="spark", aria_hidden="true")
