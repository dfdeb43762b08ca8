"""Field visits: coverage by group, who waits longest, scores with intervals, and what was mended."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html
from analysis.display.markup import page_head
from analysis.display.tables import Link, html_table
from analysis.messages import Lang, text
from analysis.wording import effects as effect_words
from analysis.wording import follow_through as told
from analysis.wording.amounts import Facts, inside, value, words
from analysis.wording.numbers import day, month, number

MANNERS = ("planned", "unannounced")
DECIMALS = 2


def heading(facts: Facts, lang: Lang) -> Html:
    """The finding as title, the manner of visits, and what they do not show."""
    return Html(page_head(told.visited(facts, lang), told.visits(facts, lang), text("visits-caveat", lang)))


def coverage(facts: Facts, lang: Lang) -> Html:
    """Each group: how many of its units were visited, and how often in which manner."""
    rows = [
        [
            words(one["name"], lang),
            f"{number(one['visited'], 0, lang)} / {number(one['units'], 0, lang)}",
            *(number(one[key], 0, lang) for key in MANNERS),
        ]
        for one in facts["groups"]
    ]
    heads = [text(f"column-{key}", lang) for key in ("group", "visited", *MANNERS)]
    title = escape(text("visits-coverage", lang))
    return Html(f"<h2>{title}</h2>{html_table(rows, heads, text('visits-coverage-caption', lang), lang)}")


def unvisited(facts: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """Units without a visit in the last year, the longest waiting first; the public edition does not name them."""
    if facts["edition"] == "public":
        return Html("")
    title = f"<h2>{escape(text('visits-unvisited', lang))}</h2>"
    if not facts["unvisited"]:
        return Html(f"{title}<p>{escape(text('visits-unvisited-none', lang))}</p>")
    rows = [
        [Link(names[one["unit"]], f"unit/{one['unit']}.html"), _last(one, lang)] for one in facts["unvisited"]
    ]
    heads = [text(f"column-{key}", lang) for key in ("unit", "last-visit")]
    table = html_table(rows, heads, text("visits-unvisited-caption", lang), lang)
    return Html(f'{title}<div class="dated">{table}</div>')


def _last(one: Facts, lang: Lang) -> str:
    if one["last"] is None:
        return text("visits-never", lang)
    return day(date.fromisoformat(one["last"]), lang)


def drawn(facts: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """Plans that were drawn: visits drawn and made by month, and which were not made; nothing where none was published."""
    if not facts["drawn"]:
        return Html("")
    title = f"<h2>{escape(text('visits-drawn', lang))}</h2>"
    rows = [
        [
            month(date.fromisoformat(f"{one['month']}-01"), lang),
            number(one["drawn"], 0, lang),
            number(one["done"], 0, lang) if one["over"] or one["done"] else text("visits-ahead", lang),
            number(one["differing"], 0, lang),
        ]
        for one in facts["drawn"]
    ]
    heads = [text(f"column-{key}", lang) for key in ("month", "drawn", "made", "differing")]
    made = html_table(rows, heads, text("visits-drawn-caption", lang), lang)
    missed = [
        [Link(names[one["unit"]], f"unit/{one['unit']}.html"), day(date.fromisoformat(one["day"]), lang)]
        for one in facts["undone"]
    ]
    if not missed:
        return Html(f"{title}{made}")
    heads = [text(f"column-{key}", lang) for key in ("unit", "drawn-day")]
    return Html(f"{title}{made}{html_table(missed, heads, text('visits-undone-caption', lang), lang)}")


def dimensions(facts: Facts, lang: Lang) -> Figure:
    """The six dimensions of the visit form, each with its interval; those without one only in the table."""
    names = {one["code"]: text(f"dimension-{one['code']}", lang) for one in facts["dimensions"]}
    shown = [one for one in facts["dimensions"] if one["low"] is not None]
    rows = tuple(
        PeerRow(one["code"], names[one["code"]], one["value"], one["low"], one["high"]) for one in shown
    )
    cells: list[Sequence[str]] = [
        [
            names[one["code"]],
            *(
                "" if one[key] is None else number(one[key], DECIMALS, lang)
                for key in ("value", "low", "high")
            ),
            number(one["visits"], 0, lang),
        ]
        for one in facts["dimensions"]
    ]
    return Figure(
        title=text(
            "visits-dimensions-lowest",
            lang,
            low=inside(names[min(shown, key=lambda one: one["value"])["code"]]),
        )
        if shown
        else text("visits-dimensions", lang),
        chart=PeerChart(text("visits-axis", lang), DECIMALS, rows) if rows else None,
        caption=text("visits-dimensions-caption", lang),
        table_headers=[
            text(f"column-{key}", lang) for key in ("dimension", "value", "low", "high", "visits")
        ],
        table_rows=cells,
        key="visits-dimensions",
        lang=lang,
    )


def measures(facts: Facts, lang: Lang) -> Html:
    """The measures made of visits, over the last year of the city, each leading to its page."""
    rows = [
        [Link(words(one["title"], lang), f"indicator/{one['code']}.html"), *_level(one, lang)]
        for one in facts["measures"]
    ]
    heads = effect_words.headings(("indicator", "value", "interval"), facts["level_of_interval"], lang)
    title = escape(text("measures-title", lang))
    table = html_table(rows, heads, text("visits-measures-caption", lang), lang)
    note = escape(text("visits-measures-note", lang))
    return Html(f'<h2>{title}</h2><div class="listing">{table}</div><p class="note">{note}</p>')


def _level(one: Facts, lang: Lang) -> list[str]:
    level, low, high = (
        "" if one[key] is None else value(one, one[key], lang) for key in ("value", "low", "high")
    )
    return [level, text("effect-ends", lang, low=low, high=high) if low and high else ""]
