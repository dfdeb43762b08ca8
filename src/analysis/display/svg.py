"""A chart as a small static SVG: colours only by class, no ids, the same points as the plotly figure."""

from analysis.display import charts
from analysis.display.charts import Chart
from analysis.display.svg_courses import draw_courses
from analysis.display.svg_path import draw_path
from analysis.display.svg_rows import draw_elements, draw_moved, draw_peers
from analysis.display.svg_time import draw_control
from analysis.messages import Lang


def draw(chart: Chart, title: str = "", lang: Lang = "id") -> str:
    """The drawing of a chart, 640 units wide, of courses a list of small ones; `title` is its accessible name."""
    match chart:
        case charts.ControlChart():
            return draw_control(chart, title, lang)
        case charts.PathChart():
            return draw_path(chart, title, lang)
        case charts.PeerChart():
            return draw_peers(chart, title, lang)
        case charts.ElementChart():
            return draw_elements(chart, title, lang)
        case charts.MovedChart():
            return draw_moved(chart, title, lang)
        case charts.CoursesChart():
            return draw_courses(chart, title)
