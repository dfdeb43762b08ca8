"""What was mended in the data: declared corrections, and files that were sent again."""

from collections.abc import Sequence
from datetime import date
from html import escape

from analysis.display.figure import Html
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.numbers import day, number
from analysis.wording.quality import source_name


def corrections(facts: Facts, lang: Lang) -> Html:
    """Every correction that was applied: file, cell, reason, who and when; a sentence where there is none."""
    rows: list[Sequence[str | None]] = [
        [one["file"], f"{one['sheet'] or ''} {one['cell']}".strip(), one["reason"], one["who"],
         day(date.fromisoformat(one["date"]), lang)]
        for one in facts["corrections"]
    ]  # fmt: skip
    heads = [text(f"column-{key}", lang) for key in ("file", "cell", "reason", "who", "day")]
    return _section("corrections", heads, rows, lang)


def changes(facts: Facts, lang: Lang) -> Html:
    """Every file that was sent again: what it replaces, and how many periods and values it changed."""
    rows: list[Sequence[str | None]] = [
        [one["file"], one["replaced"], source_name(one["source"], lang),
         *(number(one[key], 0, lang) for key in ("units", "periods", "values"))]
        for one in facts["changes"]
    ]  # fmt: skip
    heads = [
        text(f"column-{key}", lang)
        for key in ("file", "replaces", "source", "units", "periods", "values-changed")
    ]
    return _section("changes", heads, rows, lang)


def _section(name: str, heads: Sequence[str], rows: Sequence[Sequence[str | None]], lang: Lang) -> Html:
    title = f"<h2>{escape(text(f'{name}-title', lang))}</h2>"
    if not rows:
        return Html(f"{title}<p>{escape(text(f'{name}-none', lang))}</p>")
    return Html(title + html_table(rows, heads, text(f"{name}-caption", lang), lang))
