"""The page of changes: every release, and what differs between the last one and the one before it, with why."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.display.figure import Html
from analysis.display.markup import joined, page_head, tag, text_tag
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording import changes as words
from analysis.wording.amounts import Facts
from analysis.wording.numbers import day, number, period

FIGURE = ("figure", "period", "before-after", "why")


def heading(facts: Facts, lang: Lang) -> Html:
    """Which release is the last one, and what is the same and what is not since the one before."""
    if facts["since"] is None:
        return Html(page_head(text("changed-title", lang), text("changes-first", lang, name=facts["name"])))
    reason = text("changes-reason", lang, reason=facts["reason"].rstrip(".")) if facts["reason"] else ""
    told = (
        text("changes-between", lang, before=facts["releases"][-2]["name"], after=facts["name"]),
        words.verdict_line(facts, lang),
        words.counted(facts, lang),
        reason,
    )
    return Html(page_head(text("changed-title", lang), " ".join(part for part in told if part)))


def why(facts: Facts, lang: Lang) -> Html:
    """In which inputs the two releases differ; nothing for the first release."""
    if facts["since"] is None:
        return Html("")
    lines = words.inputs(facts["since"], lang) or [text("changes-no-input", lang)]
    title = text_tag("h2", text("changes-why-title", lang))
    return Html(title + tag("ul", joined(text_tag("li", line) for line in lines)))


def figures(facts: Facts, lang: Lang) -> Html:
    """Words that changed, effects of the city, periods that were told otherwise before, and new periods by measure."""
    since = facts["since"]
    if since is None:
        return Html("")
    names = facts["names"][lang]
    between = f"{facts['releases'][-2]['name']} → {facts['name']}"
    parts = [
        _table("words", since["words"], since["words_all"], between, names, lang),
        _table("effects", since["effects"], len(since["effects"]), between, names, lang),
        _table("revised", since["revised"], since["revised_all"], between, names, lang),
        _new(since["new"], between, lang),
    ]
    return Html(joined(parts))


def _table(
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    everything: int,
    between: str,
    names: Mapping[str, str],
    lang: Lang,
) -> str:
    if not rows:
        return ""
    cells = [
        [
            ", ".join(
                part for part in (words.page(one["page"], names, lang), words.measure(one, lang)) if part
            ),
            words.when(one, lang),
            words.both(one, lang),
            words.causes(one["causes"], lang),
        ]
        for one in rows
    ]
    heads = [text(f"changes-column-{head}", lang) for head in FIGURE]
    title = text(f"changes-{kind}-title", lang)
    more = everything - len(rows)
    note = text_tag("p", text("changes-rest", lang, n=number(more, 0, lang)), class_="note") if more else ""
    return text_tag("h2", title) + html_table(cells, heads, between, lang) + note


def _new(rows: Sequence[Mapping[str, Any]], between: str, lang: Lang) -> str:
    if not rows:
        return ""
    cells = [
        [
            words.measure(one, lang),
            number(one["n"], 0, lang),
            period(date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"]), lang),
        ]
        for one in rows
    ]
    heads = [text(f"changes-column-{head}", lang) for head in ("measure", "n", "period")]
    title = text("changes-new-title", lang)
    return text_tag("h2", title) + html_table(cells, heads, between, lang)


def every_release(facts: Facts, lang: Lang) -> Html:
    """All releases, the last one first, and how each is verified."""
    cells = [
        [
            one["name"],
            day(date.fromisoformat(one["at"]), lang),
            day(date.fromisoformat(one["data_until"]), lang),
            one["reason"] or "",
            one["package"],
        ]
        for one in reversed(facts["releases"])
    ]
    heads = [text(f"release-column-{head}", lang) for head in ("name", "day", "until", "reason", "version")]
    title = text("changes-releases-title", lang)
    note = text_tag("p", text("changes-verify", lang, name=facts["name"]), class_="note")
    return Html(
        text_tag("h2", title) + html_table(cells, heads, text("changes-latest-first", lang), lang) + note
    )
