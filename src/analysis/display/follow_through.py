"""Commitments made at the retreat: said, done and checked, by group and unit, and what is overdue."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from analysis.display.charts import MovedChart, MovedRow
from analysis.display.figure import Figure, Html
from analysis.display.markup import joined, page_head, tag, text_tag
from analysis.display.sections import listed, notes, section
from analysis.display.tables import Link, html_table
from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording import follow_through as told
from analysis.wording.amounts import Facts, words
from analysis.wording.numbers import month, number

COUNTS = ("commitments", "due", "done", "verified")
PROMISE = ("code", "due", "says", "evidence", "verified")
"""The columns of a table of promises, one a row."""

MEASURES = ("commitments-done", "commitments-verified", "commitment-delay")


def heading(facts: Facts, lang: Lang) -> Html:
    """The finding as title, what it rests on, and what it does not show."""
    return Html(
        page_head(told.promises(facts, lang), told.promised(facts, lang), text("follow-caveat", lang))
    )


def kept(promises: Facts | None, lang: Lang, *, above: str = "../") -> Html:
    """What a unit or the city promised at the retreat and kept, with the way to all of it; nothing where no register came.

    `above`: the way from this page to the folder of the page of promises.
    """
    if promises is None:
        return Html("")
    link = text_tag("a", text("promises-more", lang), href=f"{above}follow-through.html")
    said = [
        listed(told.kept(promises, lang)),
        _each(promises, lang),
        notes([text("promises-caveat", lang)]),
    ]
    return section("promises-title", [*said, tag("p", link, class_="more")], lang)


def _each(promises: Facts, lang: Lang) -> str:
    """Every promise of a unit in a row; nothing of a city, whose promises are told by unit."""
    rows = told.one_by_one(promises, lang) if promises.get("each") else []
    if not rows:
        return ""
    heads = [text(f"promise-{key}", lang) for key in PROMISE]
    return tag("div", html_table(rows, heads, text("promises-each", lang), lang), class_="coded")


def by_group(facts: Facts, lang: Lang) -> Figure:
    """Each group's promises that are due: not done, done, and checked by another unit."""
    shown = [one for one in facts["groups"] if one["due"] is None or one["commitments"]]
    rows = tuple(_shares(one, lang) for one in shown if one["due"])
    return Figure(
        title=text(
            "follow-groups",
            lang,
            whole=sum(one["due"] == one["done"] for one in shown if one["due"]),
            n=len(rows),
        ),
        chart=MovedChart(rows, *(text(f"follow-{key}", lang) for key in ("open", "unchecked", "checked")))
        if rows
        else None,
        caption=text("follow-groups-caption", lang),
        table_headers=[text(f"column-{key}", lang) for key in ("group", *COUNTS)],
        table_rows=[[_name(one, lang), *_counts(one, lang)] for one in shown],
        key="follow-through",
        lang=lang,
    )


def _shares(one: Facts, lang: Lang) -> MovedRow:
    due, done, verified = (one[key] for key in ("due", "done", "verified"))
    return MovedRow(_name(one, lang), (due - done) / due, (done - verified) / due, verified / due, due)


def _name(one: Facts, lang: Lang) -> str:
    """A group by its name; what was folded of small groups has none."""
    return text("follow-small-groups", lang) if one["name"] is None else words(one["name"], lang)


def _counts(one: Facts, lang: Lang) -> list[str | None]:
    return [None if one[key] is None else number(one[key], 0, lang) for key in COUNTS]


def overdue(facts: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """What is due and not done, by unit; the public edition does not name units."""
    if facts["edition"] == "public":
        return Html("")
    title = f"<h2>{escape(text('follow-overdue', lang))}</h2>"
    if not facts["overdue"]:
        return Html(f"{title}<p>{escape(text('follow-overdue-none', lang))}</p>")
    rows = [
        [
            Link(names[one["unit"]], f"unit/{one['unit']}.html"),
            month(date.fromisoformat(one["oldest"]), lang),
            number(one["overdue"], 0, lang),
        ]
        for one in facts["overdue"]
    ]
    heads = [text(f"column-{key}", lang) for key in ("unit", "oldest", "overdue")]
    table = html_table(rows, heads, text("follow-overdue-caption", lang), lang)
    return Html(f'{title}<div class="dated">{table}</div>')


def by_unit(facts: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """Every unit's counts, folded by group, as far as the edition has them; links to the measures made of them."""
    units = {
        one["slug"]: [unit for unit in facts["promised"] if unit["group"] == one["slug"]]
        for one in facts["groups"]
    }
    folded = joined(
        _folded(one, units[one["slug"]], names, lang) for one in facts["groups"] if units[one["slug"]]
    )
    title = text_tag("h2", text("follow-units", lang)) if folded else ""
    return Html(title + folded + measures(MEASURES, lang))


def _folded(one: Facts, units: Sequence[Facts], names: Mapping[str, str], lang: Lang) -> str:
    rows: list[Sequence[Link | str | None]] = [
        [Link(names[unit["unit"]], f"unit/{unit['unit']}.html"), *_counts(unit, lang)] for unit in units
    ]
    name = _name(one, lang)
    heads = [text(f"column-{key}", lang) for key in ("unit", *COUNTS)]
    summary = text_tag("summary", text("follow-units-of", lang, group=name, n=number(len(rows), 0, lang)))
    return tag(
        "details", summary + html_table(rows, heads, text("follow-units-caption", lang, group=name), lang)
    )


def measures(codes: Sequence[str], lang: Lang) -> str:
    """Links to the pages of the indicators that tell of the same."""
    links = joined(
        tag("li", text_tag("a", title_of(code, lang), href=f"indicator/{code}.html")) for code in codes
    )
    return text_tag("h2", text("measures-title", lang)) + tag("ul", links, class_="members")


def title_of(code: str, lang: Lang) -> str:
    """An indicator's title as it is declared."""
    return by_code()[code].title.in_language(lang)
