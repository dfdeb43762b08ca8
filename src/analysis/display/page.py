"""The parts of a page that are not charts: heading, sentences, icons, grounds, tables of data quality."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from analysis.display.figure import Html
from analysis.display.markup import page_head
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.sources.declaration import Source
from analysis.sources.declaration import sources as declared
from analysis.wording import quality as quality_words
from analysis.wording import unit as unit_words
from analysis.wording.amounts import Facts, words
from analysis.wording.dose import dose
from analysis.wording.numbers import day, month, number

SYMBOLS = {
    "signal-up": "↗",
    "signal-down": "↘",
    "signal-mixed": "↕",
    "no-signal": "→",
    "withheld": "▨",
    "missing": "▨",
    "insufficient": "…",
    "broken": "⊘",
    "small": "…",
}
SURE = {"whole": "●", "crossing": "◐", "below": "○"}
GROUNDS = ("reasons", "doubts", "settles", "next_edition")
MOST_LINES = 200


def heading(facts: Facts, lang: Lang) -> Html:
    """Breadcrumb, name, and one line with code, last month of data and completeness."""
    about = facts["unit"]
    name = about["name"] if isinstance(about["name"], str) else words(about["name"], lang)
    crumbs = [f'<a href="../../index.html">{escape(text("home", lang))}</a>']
    if about.get("parent") is not None:
        crumbs.append(f'<a href="{escape(about["parent"])}.html">{escape(about["parent_name"])}</a>')
    if about.get("group"):
        crumbs.append(
            f'<a href="../group/{escape(about["group"])}.html">{escape(text("same-kind", lang))}</a>'
        )
    until = month(date.fromisoformat(facts["data_until"]), lang)
    state = text("page-state", lang, until=until, completeness=quality_words.completeness(facts, lang))
    return Html(
        f'<p class="crumb">{" › ".join(crumbs)}</p><h1>{escape(name)}</h1>'
        f'<p><span class="grade"><b>{escape(about["code"])}</b> {escape(state)}</span>{_to_missing(facts, lang)}</p>{succession(about, lang)}'
    )


def _to_missing(facts: Facts, lang: Lang) -> str:
    """A link to what a unit's page says never came; a group's page says nothing of that."""
    if facts["kind"] != "unit":
        return ""
    return f' <a href="#missing">{escape(text("to-missing", lang))}</a>'


def succession(about: Facts, lang: Lang) -> str:
    """Whom a unit follows and who follows it, as links; nothing for a unit that was never split or merged."""
    ended = f"<p>{escape(text('unit-ended', lang))}</p>" if about.get("successors") else ""
    told = [
        f"<p>{escape(text(f'unit-{key}', lang))} {', '.join(_other(one, lang) for one in about[key])}</p>"
        for key in ("successors", "predecessors")
        if about.get(key)
    ]
    return f'<div class="note">{ended}{"".join(told)}</div>' if told else ""


def _other(one: Facts, lang: Lang) -> str:
    since = text("unit-since", lang, day=day(date.fromisoformat(one["from_day"]), lang))
    return f'<a href="{escape(one["code"])}.html">{escape(one["name"])}</a> {escape(since)}'


def summary(facts: Facts, lang: Lang) -> Html:
    """Three sentences and one row of icons with words."""
    sentences = " ".join(unit_words.summary(facts, lang))
    return Html(f'<p class="lede">{escape(sentences)}</p>{_icons(facts, lang)}')


def _icons(facts: Facts, lang: Lang) -> str:
    items = [
        f'<li class="{escape(one["state"])}"><i aria-hidden="true">{SYMBOLS[one["state"]]}</i>{escape(unit_words.icon(one, lang))}</li>'
        for one in facts["indicators"]
        if one["page"] == "chart"
    ]
    items += [
        f'<li class="assurance"><i aria-hidden="true">{SURE[kind]}</i>{escape(text(f"assured-{kind}", lang, short=words(one["short"], lang)))}</li>'
        for one in facts["indicators"]
        if (kind := unit_words.assured(one)) is not None
    ]
    return f'<ul class="icons">{"".join(items)}</ul>'


def group_summary(facts: Facts, lang: Lang) -> Html:
    """The group's sentences on change, and its icons; how each unit stands is in the peer charts."""
    _, changed, sure = unit_words.summary(facts, lang)
    return Html(
        f'<p class="lede">{escape(changed)} {escape(sure)}</p>{_dose(facts, lang)}{_icons(facts, lang)}'
    )


def _dose(facts: Facts, lang: Lang) -> str:
    told = dose(facts, lang)
    return f'<p class="note">{escape(told)}</p>' if told else ""


def members(facts: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """Links to the group's members."""
    links = "".join(
        f'<li><a href="../unit/{escape(code)}.html">{escape(names[code])}</a></li>'
        for code in facts["unit"]["members"]
    )
    return Html(f'<h2>{escape(text("members", lang))}</h2><ul class="members">{links}</ul>')


def neighbours(facts: Facts, kin: Sequence[str], names: Mapping[str, str], lang: Lang) -> Html:
    """Links to the unit before and the unit after among its kind; nothing for one that has no like."""
    code = facts["unit"]["code"]
    if code not in kin or len(kin) < 2:
        return Html("")
    at = kin.index(code)
    beside = (
        ("before-peer", "prev", kin[at - 1] if at else None),
        ("after-peer", "next", (*kin, None)[at + 1]),
    )
    links = "".join(
        f'<li><a rel="{rel}" href="{escape(one)}.html"><span>{escape(text(said, lang))}</span> {escape(names[one])}</a></li>'
        for said, rel, one in beside
        if one is not None
    )
    return Html(f'<nav class="beside" aria-label="{escape(text("peers-nav", lang))}"><ul>{links}</ul></nav>')


def missing(facts: Facts, lang: Lang) -> Html:
    """What never came, and from whom to ask it."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in unit_words.missing(facts, lang))
    return Html(
        f'<h2 id="missing">{escape(text("missing-title", lang))}</h2><ul class="missing">{lines}</ul>'
    )


def verdict(facts: Facts, lang: Lang) -> Html:
    """The question, the verdict as the page's heading, and the grade of evidence."""
    return Html(
        f'<p class="q">{escape(unit_words.question(facts, lang))}</p><h1>{escape(words(facts["headline"], lang))}</h1>'
        f'<p><span class="grade">{escape(words(facts["grade"], lang))}</span></p>'
        f'<p class="note">{escape(words(facts["plan_note"], lang))}</p>{_dose(facts, lang)}'
    )


def grounds(facts: Facts, lang: Lang) -> Html:
    """All reasons, doubts, remedies and demands on the next edition, each under its heading."""
    return Html("".join(_ground(facts, key, lang) for key in GROUNDS))


def _ground(facts: Facts, key: str, lang: Lang) -> str:
    items = "".join(f"<li>{escape(words(one, lang))}</li>" for one in facts[key])
    return f"<section><h2>{escape(text(f'grounds-{key}', lang))}</h2><ol>{items}</ol></section>"


def quality(facts: Facts, lang: Lang) -> Html:
    """Heading and the two sentences that sum up the data's state."""
    sentences = f"{quality_words.completeness(facts, lang)} {quality_words.verdict_on_files(facts, lang)}"
    links = "".join(
        f'<li><a href="{page}.html">{escape(text(f"{name}-title", lang))}</a></li>'
        for name, page in (("status", "data-status"), ("lexicon", "data-dictionary"))
    )
    title = escape(text("quality-title", lang))
    return Html(f'<h1>{title}</h1><p class="lede">{escape(sentences)}</p><ul class="members">{links}</ul>')


def status(facts: Facts, lang: Lang) -> Html:
    """Heading and the sentence of completeness for the page of what came when."""
    return Html(page_head(text("status-title", lang), quality_words.completeness(facts, lang)))


def sources(facts: Facts, lang: Lang) -> Html:
    """What came by source: files, rows read and good, periods kept."""
    keys = ("files", "with_problems", "rows_read", "rows_good", "periods")
    rows = [
        [quality_words.source_name(one["source"], lang), *(number(one[key], 0, lang) for key in keys)]
        for one in facts["sources"]
    ]
    heads = [text("column-source", lang), *(text(f"column-{key}", lang) for key in keys)]
    return Html(html_table(rows, heads, caption=text("sources-caption", lang), lang=lang))


def problems(facts: Facts, lang: Lang) -> Html:
    """Every error as its own line, as far as the edition shows them; notes below, folded."""
    errors, notes = (
        [quality_words.line(one, lang) for one in facts["problems"] if one["severity"] == severity]
        for severity in ("error", "note")
    )
    title = f"<h2>{escape(text('problems-title', lang))}</h2>"
    if errors:
        told = _lines(errors, lang)
    else:
        code = "problems-counted" if facts["errors"] else "problems-none"
        told = f"<p>{escape(text(code, lang, n=number(facts['errors'], 0, lang)))}</p>"
    folded = escape(text("notes-title", lang, n=number(len(notes), 0, lang)))
    below = f"<details><summary>{folded}</summary>{_lines(notes, lang)}</details>" if notes else ""
    return Html(f"{title}{told}{below}")


def _lines(lines: Sequence[str], lang: Lang) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines[:MOST_LINES])
    more = len(lines) - MOST_LINES
    rest = f"<p>{escape(text('problems-more', lang, n=number(more, 0, lang)))}</p>" if more > 0 else ""
    return f'<ul class="problems">{items}</ul>{rest}'


def gaps(facts: Facts, lang: Lang) -> Html:
    """What each unit still owes, by source; units that owe nothing have no row."""
    owing = [one for one in facts["units"] if one["missing"]]
    owed = [one for one in declared() if any(one.name in unit["missing"] for unit in owing)]
    rows: list[Sequence[str | None]] = [[one["name"], *_owed(one, owed, lang)] for one in owing]
    heads = [
        text("column-unit", lang),
        *(one.title.in_language(lang) for one in owed),
        text("column-came", lang),
    ]
    table = html_table(rows, heads, caption=text("gaps-caption", lang), lang=lang)
    return Html(f"<h2>{escape(text('missing-title', lang))}</h2>{table}")


def _owed(one: Mapping[str, Any], owed: Sequence[Source], lang: Lang) -> list[str]:
    numbers = [number(one["missing"].get(source.name, 0), 0, lang) for source in owed]
    return [*numbers, f"{number(one['came'], 0, lang)} / {number(one['expected'], 0, lang)}"]
