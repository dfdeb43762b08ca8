"""The measures without a chart of their own: one table a family, each with its course as a small line."""

from collections.abc import Sequence
from datetime import date
from html import escape

from analysis.display.figure import Html
from analysis.display.tables import Link, html_table
from analysis.indicators.definition import FAMILIES
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, value, words
from analysis.wording.cohesion import agreement
from analysis.wording.numbers import number, period

SILENT = ("missing",)


def others(facts: Facts, lang: Lang) -> Html:
    """Every family's measures that have data, in page order; nothing where none has any."""
    shown = [one for one in facts["indicators"] if one["page"] == "row" and one["part_of"] is None]
    shown = [one for one in shown if one["state"] not in SILENT]
    tables = [
        _family(facts, family, [one for one in shown if one["family"] == family], lang) for family in FAMILIES
    ]
    if not any(tables):
        return Html("")
    title, lede = escape(text("families-title", lang)), escape(text("families-lede", lang))
    return Html(f'<h2>{title}</h2><p class="note">{lede}</p>{"".join(tables)}')


def _family(facts: Facts, family: str, ones: Sequence[Facts], lang: Lang) -> str:
    if not ones:
        return ""
    name = text(f"family-{family}", lang).capitalize()
    heads = [text(f"column-{key}", lang) for key in ("indicator", "latest", "before-after", "state")]
    table = html_table(
        [_row(one, lang) for one in ones], heads, text("families-caption", lang, family=name), lang
    )
    told = agreement(facts, lang) if family == "cohesion" else None
    note = f'<p class="note">{escape(told)}</p>' if told else ""
    return f'<h3>{escape(name)}</h3>{note}<div class="listing">{table}</div>'


def _row(one: Facts, lang: Lang) -> list[Link | str | None]:
    """A measure's cells, the first of which leads to its page; a value on a small base tells its base, and of a series of such values no change is told."""
    latest, pairs = one["latest"], one["before_after"]
    when = ""
    if latest:
        first, last = (date.fromisoformat(latest[end]) for end in ("first_day", "last_day"))
        small = f", n = {number(latest['base'], 0, lang)}" if latest["status"] == "flagged" else ""
        when = f"{value(one, latest['value'], lang)} ({period(first, last, lang)}{small})"
    moved = ""
    if pairs and one["state"] != "small":
        moved = " → ".join(value(one, pairs[end], lang) for end in ("before", "after"))
    about = Link(words(one["title"], lang), f"../indicator/{one['code']}.html")
    return [about, when or None, moved, text(f"state-{one['state']}", lang)]
