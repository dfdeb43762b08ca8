"""Small multiples: every member's values where they belong on one scale, what is kept back marked, and the finding counted."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from analysis.display.charts import CoursesChart
from analysis.display.multiples import multiples_figure
from analysis.display.plotly_figure import plotly_spec
from analysis.display.svg import draw
from analysis.display.svg_courses import FOOT, HEIGHT
from analysis.facts.members import members_told
from analysis.indicators.compute import SERIES
from analysis.indicators.definition import by_code
from analysis.messages import Lang
from tests.site.sample import courses

LATE = by_code()["late-minutes"]
ANNOUNCED, ENDED = date(2025, 5, 5), date(2025, 5, 17)
NAMES = {"A": "Kelurahan Atas", "B": "Kelurahan Biasa", "C": "Kelurahan Ditahan", "D": "Kelurahan Diam"}


def drawn(chart: CoursesChart) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(draw(chart)))


def path(entry: ElementTree.Element, kind: str) -> str:
    return next((one.get("d", "") for one in entry.iter("path") if one.get("class") == kind), "")


def test_every_value_stands_on_the_scale_that_all_share() -> None:
    chart = courses()
    values = [point.value for one in chart.courses for point in one.points]
    places = [
        float(y) for entry in drawn(chart) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path(entry, "line"))
    ]
    shown = [value for value in values if value is not None]
    assert len(places) == len(shown) > 30
    (low, y_low), (high, y_high) = min(zip(shown, places, strict=True)), max(zip(shown, places, strict=True))
    for value, place in zip(shown, places, strict=True):
        assert place == pytest.approx(y_low + (value - low) / (high - low) * (y_high - y_low), abs=0.11)
    assert max(places) <= HEIGHT - FOOT


def test_what_is_kept_back_leaves_a_gap_and_a_stroke_below() -> None:
    for entry, one in zip(drawn(courses()), courses().courses, strict=True):
        held = sum(point.value is None for point in one.points)
        assert path(entry, "held").count("h2") == held
        assert all(float(y) > HEIGHT - FOOT for y in re.findall(r"M[\d.]+ ([\d.]+)h2", path(entry, "held")))
    *_, nothing = drawn(courses())
    assert path(nothing, "line") == ""


def test_a_name_leads_to_its_page_and_words_tell_what_is_drawn() -> None:
    for entry, one in zip(drawn(courses()), courses().courses, strict=True):
        (link,) = entry.iter("a")
        assert (link.text, link.get("href")) == (one.label, one.href)
        (said,) = entry.iter("span")
        assert "".join(said.itertext()) == f"{one.sign} {one.words}"
        assert [svg.get("aria-hidden") for svg in entry.iter("svg")] == ["true"]


def test_the_interactive_figure_has_the_same_points() -> None:
    spec, chart = plotly_spec(courses()), courses()
    for trace, one in zip(spec["data"], chart.courses, strict=True):
        assert trace["name"] == one.label
        assert trace["x"] == [point.date.isoformat() for point in one.points]
        assert trace["y"] == [
            None if point.value is None else pytest.approx(point.value, abs=0.005) for point in one.points
        ]


def series(**of: list[float | None]) -> pl.DataFrame:
    """Months from May 2023 on, a value each; None is withheld."""
    rows: list[dict[str, Any]] = []
    for unit, values in of.items():
        for at, value in enumerate(values):
            first = date(2023 + (4 + at) // 12, (4 + at) % 12 + 1, 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            told = {"unit": unit, "indicator": LATE.code, "first_day": first, "last_day": last, "date": first}
            status = "withheld" if value is None else "shown"
            rows.append(told | {"value": value, "base": 90, "status": status, "simulated": True})
    return pl.DataFrame([dict.fromkeys(SERIES) | row for row in rows], schema=SERIES)


def told() -> Mapping[str, Mapping[str, Any]]:
    calm: list[float | None] = [3 + 0.1 * (at % 3) for at in range(40)]
    high = [*calm[:30], *(9.0 for _ in range(10))]
    rows = series(A=[*high], B=calm, C=[None] * 40)
    return members_told(rows, list(NAMES), LATE, ANNOUNCED, ENDED)


def facts(group: str) -> dict[str, Any]:
    noun = {"id": "kelurahan", "en": "kelurahan"}
    days = {"first_day": "2025-05-15", "last_day": "2025-05-17"}
    return {"unit": {"code": group, "noun": noun}, "retreat": days, "simulated": True}


def about() -> dict[str, Any]:
    keys = ("code", "unit", "decimals", "lowest", "highest", "change_scale", "direction")
    texts = ("short", "title", "why", "caveat")
    return {key: getattr(LATE, key) for key in keys} | {key: getattr(LATE, key).model_dump() for key in texts}


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("id", "tanda naik pada 1, tanda turun pada 0, dan keduanya pada 0 dari 3 kelurahan"),
        ("en", "signs of a rise in 1, of a fall in 0, and of both in 0 of 3 kelurahan"),
    ],
)
def test_the_finding_counts_members_that_sent_anything_and_the_caption_the_others(
    lang: Lang, title: str
) -> None:
    figure = multiples_figure(facts("x"), about(), told(), NAMES, lang)
    assert title in figure.title
    held, none = {"id": ("ditahan: 1", "belum ada data: 1"), "en": ("withheld: 1", "no data yet: 1")}[lang]
    assert held in figure.caption and none in figure.caption


def test_the_table_follows_the_pictures_and_withheld_is_no_number() -> None:
    figure = multiples_figure(facts("x"), about(), told(), NAMES, "id")
    assert isinstance(figure.chart, CoursesChart)
    assert [one.label for one in figure.chart.courses] == ["Atas", "Biasa", "Ditahan"]
    up, calm, held = figure.table_rows
    assert up[2:] == ["9,00 menit", "Agustus 2026", "3,00 menit", "9,00 menit", "0"]
    assert calm[2:] == ["3,00 menit", "Agustus 2026", "3,00 menit", "3,20 menit", "0"]
    assert held[1:] == ["ditahan", None, None, None, None, "40"]


def test_where_nobody_may_be_told_there_is_no_picture() -> None:
    alone = {code: one for code, one in told().items() if code in ("C", "D")}
    figure = multiples_figure(facts("x"), about(), alone, NAMES, "id")
    assert figure.chart is None and not figure.table_rows
    assert "belum satu pun" in figure.title
