"""The static drawing and the interactive figure show the same points; a drawing is the same bytes each time."""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.display.charts import Chart, ControlChart, PathChart, PeerChart, Point, Step
from analysis.display.plotly_figure import plotly_spec
from analysis.display.svg import draw
from analysis.display.svg_path import path_range
from tests.site.sample import CHARTS, control, elements, moved, peers

Element = ElementTree.Element


def drawn(chart: Chart, title: str = "Judul") -> Element:
    return ElementTree.fromstring(draw(chart, title))


def marks(svg: Element, *classes: str) -> Iterator[Element]:
    return (one for one in svg.iter() if one.tag in ("circle", "path") and set(classes) & set(_classes(one)))


def _classes(one: Element) -> list[str]:
    return one.get("class", "").split()


def told(one: Element) -> str:
    return one.findtext("title") or ""


def middle(one: Element) -> tuple[float, float]:
    if one.tag == "circle":
        return float(one.get("cx", "")), float(one.get("cy", "0"))
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", one.get("d", ""))]
    return numbers[0], numbers[3]


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def axis(svg: Element, horizontal: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two (value, place) pairs read from the grid as a reader would: first and last tick with its line."""
    pairs: list[tuple[float, float]] = []
    parts = list(svg)
    for line, label in itertools.pairwise(parts):
        is_grid = line.tag == "line" and _classes(line) == ["grid"] and label.tag == "text"
        if is_grid and (line.get("x1") == line.get("x2")) == horizontal:
            pairs.append((number(label.text or ""), float(line.get("x1" if horizontal else "y1", ""))))
    return pairs[0], pairs[-1]


def value_at(place: float, ends: tuple[tuple[float, float], tuple[float, float]]) -> float:
    (value_a, place_a), (value_b, place_b) = ends
    return value_a + (place - place_a) * (value_b - value_a) / (place_b - place_a)


def test_a_control_chart_draws_every_value_where_the_figure_has_it() -> None:
    chart = control()
    svg, trace = drawn(chart), plotly_spec(chart)["data"][0]
    shown = [
        (day, value, label)
        for day, value, label in zip(trace["x"], trace["y"], trace["text"], strict=True)
        if value is not None
    ]
    points = dots(svg)
    ends = axis(svg, horizontal=False)
    for (_, place), (_, value, _) in zip(points, shown, strict=True):
        assert value_at(place, ends) == pytest.approx(value, abs=0.02)
    first, last = (date.fromisoformat(shown[k][0]).toordinal() for k in (0, -1))
    left, right = points[0][0], points[-1][0]
    for (place, _), (day, _, _) in zip(points, shown, strict=True):
        share = (date.fromisoformat(day).toordinal() - first) / (last - first)
        assert place == pytest.approx(left + share * (right - left), abs=0.2)


def dots(svg: Element) -> list[tuple[float, float]]:
    """Where the values of a series stand, in their order."""
    (path,) = (one for one in svg.iter("path") if _classes(one) == ["points"])
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", path.get("d", ""))]


def test_gaps_are_marked_and_never_bridged() -> None:
    svg = drawn(control())
    gaps = [one for one in svg.iter("rect") if _classes(one) == ["gap"]]
    assert [told(one) for one in gaps] == [p.label for p in control().points if p.value is None]
    lines = list(svg.iter("polyline"))
    assert sum(len(one.get("points", "").split()) for one in lines) == sum(
        point.value is not None for point in control().points
    )
    assert len(lines) == 2


def test_signals_are_told_apart_by_shape() -> None:
    trace, places = plotly_spec(control())["data"][0], dots(drawn(control()))
    signals = list(marks(drawn(control()), "signal"))
    assert len(signals) == trace["marker"]["symbol"].count("diamond") == 4
    fired = [point.label for point in control().points if point.signal is not None]
    assert [told(one) for one in signals] == fired
    assert {middle(one) for one in signals} <= set(places)
    assert all(one.tag == "path" for one in marks(drawn(control()), "signal"))


def test_limits_are_solid_over_the_baseline_and_dashed_after() -> None:
    svg = drawn(control())
    limits = [one for one in svg.iter("line") if "limit" in _classes(one)]
    assert [("ahead" in _classes(one)) for one in limits] == [False, True, False, True]
    assert limits[0].get("x2") == limits[1].get("x1")


def test_peers_draw_every_value_and_interval_and_say_what_is_withheld() -> None:
    chart = peers()
    svg, trace = drawn(chart), plotly_spec(chart)["data"][0]
    ends = axis(svg, horizontal=True)
    rows = list(svg.iter("g"))
    assert [_classes(one) for one in rows] == [["mine" if row.mine else "peer"] for row in chart.rows]
    points, lines = ([one for row in rows for one in row.iter(kind)] for kind in ("circle", "line"))
    assert [told(one) for row in rows for one in row if one.tag != "text" and told(one)] == trace["text"]
    places = [k for k, value in enumerate(trace["x"]) if value is not None]
    for one, line, place in zip(points, lines, places, strict=True):
        value = trace["x"][place]
        assert value_at(middle(one)[0], ends) == pytest.approx(value, abs=0.03)
        low, high = value - trace["error_x"]["arrayminus"][place], value + trace["error_x"]["array"][place]
        assert value_at(float(line.get("x1", "")), ends) == pytest.approx(low, abs=0.03)
        assert value_at(float(line.get("x2", "")), ends) == pytest.approx(high, abs=0.03)
    assert [one.text for one in svg.iter("text")].count("ditahan") == trace["x"].count(None) == 1


def test_names_lose_a_first_word_that_all_share() -> None:
    chart = peers()
    rows = tuple(type(row)(row.code, f"Kelurahan {row.code}", 80.0, 79.0, 81.0) for row in chart.rows)
    texts = [one.text for one in drawn(PeerChart("indeks", 2, rows)).iter("text")]
    assert "0" in texts and not any("Kelurahan" in (text or "") for text in texts)


def test_elements_draw_this_wave_and_the_wave_before() -> None:
    svg, (before, now) = drawn(elements()), plotly_spec(elements())["data"]
    ends = axis(svg, horizontal=True)
    rows = [one for one in marks(svg, "mine") if ": " in told(one)]
    for one, value in zip(rows, [v for v in now["x"] if v is not None], strict=True):
        assert value_at(middle(one)[0], ends) == pytest.approx(value, abs=0.01)
    old = [one for one in marks(svg, "before") if ": " in told(one)]
    assert len(old) == sum(
        a is not None and b is not None for a, b in zip(before["x"], now["x"], strict=True)
    )


def test_moved_bars_are_as_wide_as_their_shares() -> None:
    svg, traces = drawn(moved()), plotly_spec(moved())["data"]
    bars = [one for one in svg.iter("rect") if one.find("title") is not None]
    wide = sum(float(one.get("width", "")) for one in bars[:3])
    shares = [trace["x"][row] for row in (0, 1) for trace in traces]
    for one, share in zip(bars, shares, strict=True):
        assert float(one.get("width", "")) / wide == pytest.approx(share, abs=0.002)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_drawing_has_a_name_no_ids_and_no_colours(chart: Chart) -> None:
    drawing = draw(chart, "Judul")
    whole = ElementTree.fromstring(drawing)
    assert (whole.findtext("title") or whole.get("aria-label")) == "Judul"
    assert not re.search(r"\bid=|fill=|stroke=|style=|#[0-9a-f]{3}", drawing)


def test_an_empty_series_is_still_a_drawing() -> None:
    chart = control()
    bare = ControlChart("", 1, (), None, None, None, None, None, False, chart.retreat, "retret")
    assert drawn(bare).get("role") == "img"
    assert plotly_spec(bare)["data"][0]["x"] == []


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30))
def test_no_text_breaks_a_drawing(text: str) -> None:
    row = peers().rows[0]
    chart = PeerChart(text, 1, (type(row)("a", text, 1.0, 0.5, 1.5),), 1.0, text)
    svg = drawn(chart, text or "x")
    assert svg.findtext("title") == (text or "x")
    assert [one.text or "" for row in svg.iter("g") for one in row.iter("text")] == [text]
    assert [told(one) for one in svg.iter("circle")] == ["1,0 (0,5 - 1,5)"]


def test_a_name_that_is_cut_stands_whole_in_its_tooltip() -> None:
    name = "Badan " + "Perencanaan " * 8
    row = type(peers().rows[0])("a", name, 1.0, 0.5, 1.5)
    (mark,) = drawn(PeerChart("x", 1, (row,))).iter("circle")
    assert told(mark) == f"{name}: 1,0 (0,5 - 1,5)"


def test_bytes_are_equal_between_runs() -> None:
    code = "from tests.site.sample import CHARTS, figure\nprint(*(figure(c, 'x').html() for c in CHARTS))"
    folder = Path(__file__).resolve().parents[2]
    path = os.pathsep.join((str(folder), str(folder / "src")))
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1 and len(runs.pop()) > 5000


def test_a_path_shows_each_point_and_each_span_with_its_interval_inside_the_bounds() -> None:
    chart = PathChart(
        unit_label="persen",
        decimals=1,
        points=tuple(Point(date(2025, m, 15), 90.0 + m, None, f"bulan {m}") for m in range(1, 10)),
        without=(
            Step(date(2025, 6, 1), date(2025, 8, 31), 95.0, 92.0, 98.0, "triwulan pertama"),
            Step(date(2025, 9, 1), date(2025, 11, 30), 96.0, 91.0, 130.0, "triwulan kedua"),
        ),
        retreat=(date(2025, 5, 15), date(2025, 5, 17)),
        retreat_label="retret",
        observed_label="teramati",
        without_label="diperkirakan",
        lower_bound=0.0,
        upper_bound=100.0,
    )
    svg = drawn(chart)
    assert [told(one) for one in marks(svg, "point")][:9] == [one.label for one in chart.points]
    boxes = [one for one in svg.iter("rect") if "without" in _classes(one) and told(one)]
    assert [told(one) for one in boxes] == [one.label for one in chart.without]
    first, second = (float(one.get("height", 0)) for one in boxes)
    _, high = path_range(chart)
    assert high == 100.0
    assert first / second == pytest.approx((98 - 92) / (high - 91), rel=0.02)
