"""Predictions of releases held against what came: coverage and interval score of each measure, with n."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.display.figure import Html
from analysis.display.markup import text_tag
from analysis.display.tables import html_table
from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording.numbers import number, period

Row = Mapping[str, Any]


def scored(told: Row | None, lang: Lang) -> Html:
    """How earlier predictions did, and what is predicted now; nothing while there is no release."""
    if told is None:
        return Html("")
    rows = told["scores"]
    title = text_tag("h2", text("predictions-title", lang))
    how = text_tag("p", text("predictions-how", lang, level=_percent(told["predictions"]["level"], lang)))
    if not rows:
        return Html(title + how + text_tag("p", text("predictions-none", lang)) + _waiting(told, lang))
    inside = sum(row["inside"] for row in rows)
    quarters = len({row["first_day"] for row in rows})
    values = {"inside": inside, "n": len(rows), "quarters": quarters}
    said = {key: number(one, 0, lang) for key, one in values.items()}
    share = _percent(inside / len(rows), lang)
    lede = text_tag("p", text("predictions-lede", lang, share=share, **said))
    return Html(title + how + lede + _table(rows, lang) + _waiting(told, lang))


def _percent(share: float, lang: Lang) -> str:
    return number(100 * share, 0, lang)


def _waiting(told: Row, lang: Lang) -> str:
    """Which quarter is predicted now, and in how many series."""
    ahead = told["predictions"]
    first, last = (date.fromisoformat(ahead[key]) for key in ("first_day", "last_day"))
    values = {
        "n": number(len(ahead["rows"]), 0, lang),
        "quarter": period(first, last, lang),
        "name": told["name"],
    }
    return text_tag("p", text("predictions-waiting", lang, **values), class_="note")


def _table(rows: Sequence[Row], lang: Lang) -> str:
    """A row a measure: scores have the measure's own unit and are never added over measures."""
    cells: list[list[str]] = []
    for code in dict.fromkeys(row["indicator"] for row in rows):
        mine = [row for row in rows if row["indicator"] == code]
        about, n = by_code()[code], len(mine)
        cells.append(
            [
                about.title.in_language(lang),
                number(n, 0, lang),
                _percent(sum(row["inside"] for row in mine) / n, lang),
                number(sum(row["high"] - row["low"] for row in mine) / n, about.decimals, lang),
                number(sum(row["score"] for row in mine) / n, about.decimals, lang),
            ]
        )
    heads = [
        text(f"predictions-column-{head}", lang) for head in ("measure", "n", "inside", "width", "score")
    ]
    return html_table(cells, heads, text("predictions-caption", lang), lang)
