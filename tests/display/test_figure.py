"""A figure is whole without scripts, shows itself by one switch, and nothing in it can break the page."""

import csv
import io
import json
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.display.charts import (
    Chart,
    ControlChart,
    CoursesChart,
    ElementChart,
    MovedChart,
    PeerChart,
    PeerRow,
)
from analysis.display.figure import Figure, Html, Table
from analysis.display.markup import tag
from analysis.display.packed import BAND, NOTE, SERIES, Row, packed, row_text
from analysis.display.plotly_figure import plotly_spec
from analysis.display.shown import PUBLISH, raw_block
from analysis.display.svg import draw
from tests.site.sample import CHARTS, control, figure, peers


def told(drawing: str) -> list[str]:
    """The tooltips of a drawing, in order, as a browser sees them."""
    return [unescape(one) for one in re.findall("<title>(.*?)</title>", drawing, re.S)[1:]]


def unpacked(spec: dict[str, Any], titles: list[str], rows: Sequence[Row] = ()) -> dict[str, Any]:
    """A packed figure made whole, as the page's script does it."""
    for trace in spec["data"]:
        trace |= {key: deepcopy(spec["data"][0][key]) for key, value in trace.items() if value == "first"}
        if trace.pop("as", None) == "series":
            trace |= SERIES
        if isinstance(trace["x"], dict):
            days = accumulate(trace["x"]["after"], initial=date.fromisoformat(trace["x"]["day"]).toordinal())
            trace["x"] = [date.fromordinal(day).isoformat() for day in days]
        if trace["y"] == "rows":
            trace["y"] = [first for first, _ in rows]
        if isinstance(trace.get("text"), dict):
            trace["text"] = [row_text(row, trace["text"]["rows"]) for row in rows]
        for key, value in trace["marker"].items():
            if isinstance(value, dict):
                but = {int(place): one for place, one in value.get("but", {}).items()}
                trace["marker"][key] = [but.get(place, value["of"]) for place in range(value["n"])]
        if trace.get("text") == "titles":
            trace["text"] = titles
    layout = spec["layout"]
    if "shapes" in layout:
        layout["shapes"] = [_shape(one) for one in layout["shapes"]]
    if "annotations" in layout:
        layout["annotations"] = [NOTE | one for one in layout["annotations"]]
    return spec


def _shape(shape: Any) -> dict[str, Any]:
    if isinstance(shape, dict):
        return shape
    colour, axis, start, end = shape
    other = "y" if axis == "x" else "x"
    ends = {f"{axis}0": start, f"{axis}1": end, f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper"}
    return BAND | ends | {"fillcolor": colour}


def rows_of(chart: Chart) -> list[Row]:
    """The rows of a table that follows its chart."""
    if isinstance(chart, ControlChart):
        told = [(point.label.partition(": "), point.value) for point in chart.points]
        return [
            (label, None if value is None else rest.removesuffix(" menit"))
            for (label, _, rest), value in told
        ]
    if isinstance(chart, MovedChart):
        return [(row.label, "1") for row in chart.rows]
    if isinstance(chart, CoursesChart):
        return [(one.label, one.words) for one in chart.courses]
    assert isinstance(chart, PeerChart | ElementChart)
    return [(row.label, None if row.value is None else str(row.value)) for row in chart.rows]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_packing_loses_nothing_and_is_never_longer(chart: Chart) -> None:
    drawing, spec = draw(chart, "x"), plotly_spec(chart)
    for rows in ([], [("lain", "1")], rows_of(chart)):
        small = packed(plotly_spec(chart), drawing, rows)
        assert unpacked(json.loads(json.dumps(small)), told(drawing), rows) == spec
        assert len(json.dumps(small)) <= len(json.dumps(spec))


def test_texts_that_neither_the_drawing_nor_the_rows_tell_stay() -> None:
    spec, drawing = plotly_spec(peers()), draw(peers(), "x")
    assert packed(spec, drawing)["data"][0]["text"] == "titles"
    assert packed(spec, draw(control(), "x"))["data"][0]["text"] == spec["data"][0]["text"]
    spec, rows = plotly_spec(shown()), rows_of(shown())
    told_by = [
        packed(spec, "", told)["data"][0]["text"] for told in (rows, rows[1:], [*rows[:-1], ("x", "1")])
    ]
    assert told_by == [{"rows": " menit"}, spec["data"][0]["text"], spec["data"][0]["text"]]


def shown() -> ControlChart:
    """A series whose labels are a period and a value with its unit, as pages have them."""
    points = tuple(
        replace(point, label=f"bulan {at}" + ("" if point.value is None else f": {point.value} menit"))
        for at, point in enumerate(control().points)
    )
    return replace(control(), points=points)


class Reader(HTMLParser):
    """Tags, attributes and text of a fragment, as a browser sees them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("circle", "line", "rect", "path", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data

    def has(self, name: str) -> bool:
        return any(tag == name for tag, _ in self.tags)


def test_a_figure_has_title_drawing_caption_button_table_csv_and_spec_in_order() -> None:
    read = Reader(figure(control(), "Temuan").html())
    order = [
        t
        for t, _ in read.tags
        if t in ("figure", "h2", "svg", "figcaption", "button", "script", "details", "table", "a")
    ]
    assert order == ["figure", "h2", "svg", "figcaption", "button", "script", "details", "table", "a"]
    assert read.texts["h2"] == "Temuan"
    assert unpacked(json.loads(read.texts["script"]), []) == plotly_spec(control())
    assert next(attrs for name, attrs in read.tags if name == "button")["class"] == "explore"


def test_a_figure_without_data_says_so_and_has_no_chart() -> None:
    read = Reader(Figure("Belum ada data", None, "Tidak ada kiriman.", ["Periode"], []).html())
    assert read.texts["h2"] == "Belum ada data"
    assert not any(read.has(name) for name in ("svg", "button", "script", "details"))


def test_the_csv_link_holds_the_table() -> None:
    read = Reader(figure(control(), "Temuan").html())
    href = next(attrs["href"] for name, attrs in read.tags if name == "a") or ""
    head, _, content = href.partition(",")
    assert head == "data:text/csv;charset=utf-8"
    rows = list(csv.reader(io.StringIO(unquote(content).removeprefix("\ufeff")), delimiter=";"))
    assert rows == [
        ["Periode", "Nilai", "Penjawab"],
        ["Mei 2025", "88,31", "29"],
        ["Juni 2025", "ditahan", "ditahan"],
    ]


def test_the_csv_link_leads_to_a_file_where_there_is_one() -> None:
    read = Reader(Figure("T", control(), "c", ["a"], [["x"]], csv_href="../_data/u/i.csv", key="u-i").html())
    link = next(attrs for name, attrs in read.tags if name == "a")
    assert (link["href"], link["download"]) == ("../_data/u/i.csv", "u-i.csv")


def test_in_a_notebook_it_is_html_and_published_it_is_markdown_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (figure(control(), "T"), Html("<p>a</p>"), Table([["a", 1]], ["x", "y"], "c"))
    for one in shown:
        monkeypatch.delenv(PUBLISH, raising=False)
        assert set(one._repr_mimebundle_()) == {"text/html"}
        assert "<style>" in one._repr_mimebundle_()["text/html"]
        monkeypatch.setenv(PUBLISH, "1")
        published = one._repr_mimebundle_()
        assert set(published) == {"text/markdown"}
        assert published["text/markdown"].startswith("```{=html}\n") and published["text/markdown"].endswith(
            "\n```"
        )


@given(st.text("`\n<>ab", max_size=60))
def test_no_content_closes_its_raw_block(content: str) -> None:
    block = raw_block(content)
    fence = re.match("`+", block)
    assert fence is not None
    inside = block.split("\n", 1)[1].rsplit("\n", 1)[0]
    assert inside == content
    assert not any(line.strip().startswith(fence[0]) for line in inside.split("\n"))


HOSTILE = st.one_of(
    st.sampled_from(
        ["</script><script>x", '"><img src=x>', "<!--", "-->", "&amp;", "]]>", "'\"`", "</figure>"]
    ),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20),
)


@given(HOSTILE, HOSTILE)
def test_no_text_breaks_a_figure(text: str, other: str) -> None:
    chart = PeerChart(text, 1, (PeerRow("a", text, 1.0, 0.5, 1.5),), 1.0, other)
    read = Reader(Figure(text, chart, other, [text, other], [[text, other]], key=text).html())
    assert read.texts.get("h2", "") == text
    assert read.texts.get("figcaption", "") == other
    spec = unpacked(json.loads(read.texts["script"]), told(draw(chart, "x")), [(text, other)])
    assert spec == plotly_spec(chart)
    assert {name for name, _ in read.tags} <= {
        *("figure", "h2", "div", "svg", "g", "title", "line", "text", "circle", "figcaption", "button"),
        *("script", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "a"),
    }


def test_attributes_are_left_out_bare_or_escaped() -> None:
    assert tag("a", "x", href='"&', hidden=True, title=None, class_="k", data_n=1.50) == (
        '<a href="&quot;&amp;" hidden class="k" data-n="1.5">x</a>'
    )


def test_a_title_leads_to_the_page_that_it_names() -> None:
    figure = Figure("IKM <b>", None, "", ["x"], [], title_href="../indicator/skm-index.html")
    assert '<h2><a href="../indicator/skm-index.html">IKM &lt;b&gt;</a></h2>' in figure.html()
    assert "<a" not in Figure("IKM", None, "", ["x"], []).html()
