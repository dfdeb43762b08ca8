"""A unit's brief: its facts as one sheet, in the words of its page and with no number that stands in no fact."""

from collections.abc import Sequence
from datetime import date

from analysis.display.charts import ControlChart
from analysis.display.findings import control_figure, elements_figure
from analysis.messages import Lang, text
from analysis.takeaway.code import link
from analysis.takeaway.issue import Facts, Issue
from analysis.takeaway.sheet import Block, Lede, Listing, Measure, Measures, Rows, Sheet
from analysis.takeaway.sparkline import draw_sparkline
from analysis.wording import unit as unit_words
from analysis.wording.amounts import inside, value, words
from analysis.wording.cohesion import agreement
from analysis.wording.numbers import listed, number, period

FOLLOWED = "follow-through"
"""The family of commitments made at the retreat and of visits."""


def unit_brief(facts: Facts, issue: Issue) -> Sheet:
    """Who it is, three sentences, the measures with a course, commitments, other measures, and what is missing."""
    lang, about = issue.lang, facts["unit"]
    others = [one for one in facts["indicators"] if _has_row(one)]
    kept = [one for one in others if one["family"] == FOLLOWED]
    rest = [one for one in others if one["family"] != FOLLOWED]
    blocks: list[Block] = [_lede(facts, lang), _measures(facts, lang)]
    blocks += [_rows("takeaway-kept", "takeaway-kept-note", kept, lang)] if kept else []
    blocks += [_rows("families-title", "takeaway-rest-note", rest, lang)] if rest else []
    blocks.append(Listing(text("missing-title", lang), unit_words.missing(facts, lang), more=_more(lang)))
    kinds = (issue.type_name(about["type"]), about["parent_name"], about["code"])
    return Sheet(
        lang=lang,
        banner=issue.banner,
        name=about["name"],
        about=" · ".join(one for one in kinds if one),
        state=issue.state_line(facts),
        blocks=tuple(blocks),
        footer=issue.footer,
        author=issue.author,
        link=link(issue.address(f"reports/unit/{about['code']}.html"), lang),
    )


def _more(lang: Lang) -> str:
    return text("takeaway-more", lang, n="{n}")


def _lede(facts: Facts, lang: Lang) -> Lede:
    stands, changed, sure = unit_words.summary(facts, lang)
    beside = _beside(facts, lang)
    return Lede((stands, f"{changed} {beside}".strip(), sure), note=_extra(facts, lang))


def _beside(facts: Facts, lang: Lang) -> str:
    """The change beside units of its kind; nothing where the edition or the unit has no such comparison."""
    told = [one for one in facts["deviations"] if one["status"] == "estimated"]
    if not told:
        return ""
    about = {one["code"]: inside(words(one["short"], lang)) for one in facts["indicators"]}
    apart = {
        way: [about[one["code"]] for one in told if one["verdict"] == way]
        for way in ("above-city", "below-city")
    }
    group = words(facts["unit"]["noun"], lang)
    if not any(apart.values()):
        return text("takeaway-beside-none", lang, n=number(len(told), 0, lang), group=group)
    named = [text(f"takeaway-{way}", lang, what=listed(names, lang)) for way, names in apart.items() if names]
    return text("takeaway-beside", lang, group=group, what="; ".join(named))


def _extra(facts: Facts, lang: Lang) -> str:
    """What the nine elements and the cohesion survey say, where there is an answer."""
    elements = [one for one in facts["indicators"] if one["part_of"] == "skm-index"]
    shown = any(point["value"] is not None for one in elements for point in one["series"])
    found = f"{elements_figure(facts, elements, lang).title}." if shown else ""
    return " ".join(part for part in (found, agreement(facts, lang)) if part)


def _measures(facts: Facts, lang: Lang) -> Measures:
    charted = [one for one in facts["indicators"] if one["page"] == "chart"]
    heads = tuple(text(code, lang) for code in ("takeaway-measure", "takeaway-latest", "takeaway-course"))
    first, second, third = heads
    return Measures(
        (first, second, third),
        tuple(_measure(facts, one, lang) for one in charted),
        text("takeaway-legend", lang),
    )


def _measure(facts: Facts, one: Facts, lang: Lang) -> Measure:
    figure = control_figure(facts, one, (), lang)
    chart = figure.chart if isinstance(figure.chart, ControlChart) else None
    told, when = _latest(one, lang)
    return Measure(
        finding=figure.title,
        caveat=words(one["caveat"], lang),
        value=told,
        when=when,
        course="" if chart is None else draw_sparkline(chart),
        alt="" if chart is None else text("chart-of", lang, title=figure.title),
    )


def _latest(one: Facts, lang: Lang) -> tuple[str, str]:
    """The latest value with its period; the word for withheld where what is left says nothing of the level."""
    latest = one["latest"]
    if one["state"] == "withheld":
        return text("cell-withheld", lang), ""
    if latest is None:
        return text("takeaway-no-value", lang), ""
    first, last = (date.fromisoformat(latest[end]) for end in ("first_day", "last_day"))
    small = f", n = {number(latest['base'], 0, lang)}" if latest["status"] == "flagged" else ""
    grade = f" · {text('grade-' + latest['grade'], lang)}" if latest["grade"] else ""
    return value(one, latest["value"], lang), f"{period(first, last, lang)}{small}{grade}"


def _has_row(one: Facts) -> bool:
    return one["page"] == "row" and one["part_of"] is None and one["state"] != "missing"


def _rows(title: str, note: str, ones: Sequence[Facts], lang: Lang) -> Rows:
    rows: list[tuple[str, ...]] = []
    for one in ones:
        told, when = _latest(one, lang)
        rows.append((words(one["title"], lang), f"{told} ({when})" if when else told, _state(one, lang)))
    heads = tuple(text(f"column-{key}", lang) for key in ("indicator", "latest", "state"))
    return Rows(text(title, lang), heads, tuple(rows), text(note, lang), halves=True, more=_more(lang))


def _state(one: Facts, lang: Lang) -> str:
    return text(f"state-{one['state']}", lang)
