"""What came when, as pictures: one a source, a line a unit, each state told by tone and pattern."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from analysis.display.figure import Html
from analysis.display.markup import joined, tag, text_tag
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.sources.declaration import by_name
from analysis.wording.amounts import Facts
from analysis.wording.numbers import month, number
from analysis.wording.quality import source_name

WIDTH, LEFT, LINE, TOP = 640.0, 8.0, 6.0, 26.0
STATES = ("came", "provisional", "missing", "refused", "not-due")


def arrivals(facts: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """A table of totals by source, then each source's picture, folded: units as lines, time from left to right."""
    found = facts["arrivals"]
    heads = [text("column-source", lang), *(text(f"status-{state}", lang) for state in STATES)]
    rows = [
        [source_name(one["source"], lang), *(number(one["counts"][state], 0, lang) for state in STATES)]
        for one in found
    ]
    table = html_table(rows, heads, text("arrivals-caption", lang), lang)
    drawn = [one for one in found if one["runs"]]
    pictures = joined(_folded(one, names, lang, is_open=one is drawn[0]) for one in drawn)
    title = escape(text("arrivals-title", lang))
    return Html(
        f"<h2>{title}</h2><p>{escape(text('arrivals-lede', lang))}</p>{table}{_legend(lang)}{pictures}"
    )


def _legend(lang: Lang) -> str:
    items = joined(
        tag(
            "li",
            tag("i", "", class_=f"key {state}", aria_hidden="true") + escape(text(f"status-{state}", lang)),
        )
        for state in STATES
    )
    return f'<ul class="arrival-key">{items}</ul>'


def _folded(one: Facts, names: Mapping[str, str], lang: Lang, *, is_open: bool) -> str:
    title = by_name()[one["source"]].title.in_language(lang)
    missing = [run for run in one["runs"] if run[3] in ("missing", "refused")]
    told = text("arrivals-units", lang, title=title, n=number(len({run[0] for run in missing}), 0, lang))
    return tag(
        "details", text_tag("summary", told) + picture(one, names, lang), class_="arrivals", open=is_open
    )


def picture(one: Facts, names: Mapping[str, str], lang: Lang) -> str:
    """One source's runs as a drawing; units in the order of their codes, the line's tooltip names unit and months."""
    units = sorted({run[0] for run in one["runs"]})
    first, last = (date.fromisoformat(one[end]) for end in ("first_day", "last_day"))
    scale = (WIDTH - 2 * LEFT) / max((last - first).days + 1, 1)
    height = TOP + LINE * len(units) + 4
    marks = [_mark(run, units.index(run[0]), first, scale, names, lang) for run in one["runs"]]
    title = text("arrivals-picture", lang, title=by_name()[one["source"]].title.in_language(lang))
    return tag(
        "svg",
        joined([text_tag("title", title), *_years(first, last, scale, height), *marks]),
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        class_="chart arrival" + (" tall" if height > 600 else ""),
        role="img",
    )


def _mark(
    run: Sequence[str], at: int, start: date, scale: float, names: Mapping[str, str], lang: Lang
) -> str:
    first, last = date.fromisoformat(run[1]), date.fromisoformat(run[2])
    told = f"{names.get(run[0], run[0])}: {text(f'status-{run[3]}', lang)}, {month(first, lang)}"
    if (first.year, first.month) != (last.year, last.month):
        told += f" – {month(last, lang)}"
    place: dict[str, Any] = {
        "x": round(LEFT + scale * (first - start).days, 1),
        "y": TOP + LINE * at + (0 if run[3] != "not-due" else 2),
        "width": round(max(scale * ((last - first).days + 1) - 0.4, 0.8), 1),
        "height": LINE - 1.2 if run[3] != "not-due" else 1.2,
    }
    return tag("rect", text_tag("title", told), class_=run[3], **place)


def _years(first: date, last: date, scale: float, height: float) -> list[str]:
    """A thin line and the year at each first of January."""
    found: list[str] = []
    for year in range(first.year, last.year + 1):
        begin = max(date(year, 1, 1), first)
        x = round(LEFT + scale * (begin - first).days, 1)
        found.append(tag("line", x1=x, y1=16, x2=x, y2=height, class_="grid"))
        if (min(date(year, 12, 31), last) - begin).days > 60:
            found.append(text_tag("text", year, x=x + 2, y=13, class_="tick"))
    return found
