"""An indicator's page: the finding, what it counts, the city's chart, and every unit within its group; and the list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

from analysis.display.charts import PathChart, PeerChart, PeerRow, Step
from analysis.display.figure import Figure, Html
from analysis.display.findings import axis, control_figure, retreat_of, series_points
from analysis.display.markup import joined, tag, text_tag
from analysis.display.peers import peer_cells
from analysis.display.tables import Link, Rows, html_table
from analysis.indicators.definition import FAMILIES
from analysis.messages import Lang, text
from analysis.wording import effects as effect_words
from analysis.wording import indicator_page as told
from analysis.wording.amounts import Facts, value, words
from analysis.wording.numbers import number, period

Span = tuple[date, date]
PATH = ("observed", "without", "low", "high")
"""Columns of the table of a path, by the keys of its facts."""


def heading(page: Facts, lang: Lang) -> Html:
    """Breadcrumb, the finding as title, what it rests on, and why the measure matters."""
    crumbs = joined(
        [
            text_tag("a", text("home", lang), href="../../index.html"),
            "›",
            text_tag("a", text("indicators-title", lang), href="../indicators.html"),
        ]
    )
    parts = [
        tag("p", crumbs, class_="crumb"),
        text_tag("h1", told.title(page, lang)),
        text_tag("p", told.lede(page, lang), class_="lede"),
        text_tag("p", words(page["indicator"]["why"], lang)),
    ]
    if sign := told.beside_chart(page, lang):
        parts.append(text_tag("p", sign, class_="note"))
    if page["outcome"]:
        parts.append(text_tag("p", text("indicator-outcome", lang), class_="note"))
    return Html(joined(parts))


def definition(page: Facts, lang: Lang) -> Html:
    """What is divided by what, what is good, from what, whose it is, and its caveat."""
    title = escape(text("definition-title", lang))
    heads = [text("definition-part", lang), text("definition-told", lang)]
    caption = text("definition-caption", lang, title=words(page["indicator"]["title"], lang))
    table = html_table(told.definition(page, lang), heads, caption, lang)
    return Html(f'<h2>{title}</h2><div class="definition">{table}</div>')


def city_figure(page: Facts, ramadan: Sequence[Span], lang: Lang) -> Figure:
    """The control chart of the city."""
    return control_figure(page, page["indicator"], ramadan, lang, linked=False)


def path_figure(page: Facts, lang: Lang) -> Figure | Html:
    """What was observed beside what was expected without the retreat; nothing where no change was estimated."""
    about, steps = page["indicator"], page["path"]
    if not steps:
        return Html("")
    level = number(100 * page["level_of_interval"], 0, lang)
    outside = sum(not each["low"] <= each["observed"] <= each["high"] for each in steps)
    without = text("path-without", lang, level=level)
    rows = [[_quarter(each, lang), *(value(about, each[key], lang) for key in PATH)] for each in steps]
    days, named = retreat_of(page, lang)
    return Figure(
        title=text(
            "path-title",
            lang,
            title=words(about["title"], lang),
            n=len(steps),
            outside=number(outside, 0, lang),
        ),
        chart=PathChart(
            axis(about, lang),
            about["decimals"],
            tuple(replace(point, signal=None) for point in series_points(about, lang)),
            tuple(_step(about, each, lang) for each in steps),
            days,
            named,
            text("path-observed", lang),
            without,
            about["lowest"],
            about["highest"],
        ),
        caption=text("path-caption", lang, level=level),
        table_headers=[text(f"column-{key}", lang) for key in ("period", *PATH)],
        table_rows=rows,
        key=f"{about['code']}-path",
        lang=lang,
    )


def _step(about: Facts, each: Facts, lang: Lang) -> Step:
    first, last = (date.fromisoformat(each[end]) for end in ("first_day", "last_day"))
    low, high = (value(about, each[end], lang) for end in ("low", "high"))
    told = f"{period(first, last, lang)}: {value(about, each['without'], lang)} ({low} - {high})"
    return Step(first, last, each["without"], each["low"], each["high"], told)


def _quarter(each: Facts, lang: Lang) -> str:
    return period(date.fromisoformat(each["first_day"]), date.fromisoformat(each["last_day"]), lang)


def groups(page: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """Every group of like units with something to show, each unit with its interval; why there is none where counts are small."""
    title = f"<h2>{escape(text('beside-title', lang))}</h2>"
    if page["unjudged"] == "small-counts":
        return Html(f"{title}<p>{escape(text('beside-small-counts', lang))}</p>")
    shown = [one for one in page["groups"] if one["units"] or one["withheld"]]
    lede = text_tag("p", text("beside-lede", lang), class_="note")
    return Html(title + lede + joined(group_figure(page, one, names, lang).html() for one in shown))


def group_figure(page: Facts, group: Facts, names: Mapping[str, str], lang: Lang) -> Figure:
    """Units of one kind with an interval as dots, in the order of their values; the others only in the table, by name."""
    about = page["indicator"]
    drawn = [row for row in group["units"] if row["low"] is not None]
    others = sorted((row for row in group["units"] if row["low"] is None), key=lambda row: names[row["unit"]])
    rows = tuple(
        PeerRow(row["unit"], names[row["unit"]], row["value"], row["low"], row["high"]) for row in drawn
    )
    held_back: list[Sequence[Link | str | None]] = [
        [_unit(code, names), None, None, None, ""] for code in group["withheld"]
    ]
    cells: Rows = [[_unit(row["unit"], names), *peer_cells(about, row, lang)] for row in (*drawn, *others)]
    n = number(len(cells) or len(held_back), 0, lang)
    ends = [value(about, end(row["value"] for row in drawn), lang) for end in (min, max)] if drawn else []
    return Figure(
        title=text(
            "beside-range" if len(drawn) > 1 else "beside-group" if cells else "beside-all-withheld",
            lang,
            n=n,
            group=words(group["noun"], lang),
            **dict(zip(("low", "high"), ends, strict=False)),
        ),
        chart=PeerChart(axis(about, lang), about["decimals"], rows) if rows else None,
        caption=told.group_caption(page, group, len(drawn), lang),
        table_headers=[text(f"column-{head}", lang) for head in ("unit", "value", "low", "high", "rank")],
        table_rows=[*cells, *held_back],
        key=f"{about['code']}-{group['slug']}",
        lang=lang,
        level=3,
    )


def _unit(code: str, names: Mapping[str, str]) -> Link:
    return Link(names[code], f"../unit/{code}.html")


def family(page: Facts, lang: Lang) -> Html:
    """Links to the other measures of the family; nothing where it is the only one."""
    if not page["family"]:
        return Html("")
    links = joined(
        tag("li", text_tag("a", words(one["title"], lang), href=f"{one['code']}.html"))
        for one in page["family"]
    )
    name = text(f"family-{page['indicator']['family']}", lang)
    title = text_tag("h2", text("indicator-family", lang, family=name))
    return Html(title + tag("ul", links, class_="members"))


def listing(facts: Facts, lang: Lang) -> Html:
    """Every indicator by family, with the city's latest value and what was judged of it."""
    parts = [
        text_tag("h1", text("indicators-title", lang)),
        text_tag(
            "p", text("indicators-lede", lang, n=number(len(facts["indicators"]), 0, lang)), class_="lede"
        ),
    ]
    for name in FAMILIES:
        ones = [one for one in facts["indicators"] if one["family"] == name]
        if ones:
            title = text_tag("h2", text(f"family-{name}", lang).capitalize(), id=name)
            parts += [title, _listed(ones, name, lang)]
    return Html(joined(parts))


def _listed(ones: Sequence[Facts], family: str, lang: Lang) -> str:
    heads = [text(f"column-{key}", lang) for key in ("indicator", "latest", "city-change")]
    caption = text("indicators-caption", lang, family=text(f"family-{family}", lang))
    table = html_table([_row(one, lang) for one in ones], heads, caption, lang)
    return tag("div", table, class_="listing")


def _row(one: Facts, lang: Lang) -> Sequence[Link | str | None]:
    latest = one["latest"]
    when = ""
    if latest:
        first, last = (date.fromisoformat(latest[end]) for end in ("first_day", "last_day"))
        when = f"{value(one, latest['value'], lang)} ({period(first, last, lang)})"
    return [Link(words(one["title"], lang), f"indicator/{one['code']}.html"), when, judged(one, lang)]


def judged(one: Facts, lang: Lang) -> str:
    """The verdict in a few words; of what is not judged, that it is not."""
    if one["effect"] is None or one["effect"]["status"] != "estimated" or not one["effect"]["verdict"]:
        return text("listed-unjudged", lang)
    return effect_words.verdict(one["effect"], lang)
