"""The members of a group on one indicator, as small multiples: who shows a sign of change, each beside all others."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from analysis.display.charts import Course, CoursesChart
from analysis.display.figure import Figure
from analysis.display.findings import axis, retreat_of, series_points
from analysis.display.page import SYMBOLS
from analysis.display.svg_courses import courses_range
from analysis.display.svg_rows import drawn_names
from analysis.display.tables import Link
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, value, words
from analysis.wording.numbers import listed, number, period
from analysis.wording.unit import SIGNAL_STATES, direction

Told = Mapping[str, Mapping[str, Any]]
REST = ("no-signal", "insufficient", "broken", "small", "withheld", "missing")
"""States in the order in which they are counted below the pictures."""


def multiples_figure(facts: Facts, about: Facts, told: Told, names: Mapping[str, str], lang: Lang) -> Figure:
    """One small line a member that sent anything, all on one scale.

    `about`: the group's own facts of the indicator; `told`: those of each member.
    """
    counts = Counter(one["state"] for one in told.values())
    there = {code: one for code, one in told.items() if one["series"]}
    chart = _chart(facts, about, there, names, lang)
    shown = any(one["latest"] is not None for one in there.values())
    heads = ("unit", "state", "latest", "period", "lowest", "highest", "withheld-periods")
    return Figure(
        title=_title(facts, about, counts, len(there), lang),
        chart=chart if shown else None,
        caption=_caption(about, chart, counts, lang) if shown else words(about["why"], lang),
        table_headers=[text(f"column-{head}", lang) for head in heads],
        table_rows=[_row(code, about, one, names, lang) for code, one in there.items()] if shown else [],
        key=f"{facts['unit']['code']}-{about['code']}-members",
        lang=lang,
    )


def _chart(facts: Facts, about: Facts, told: Told, names: Mapping[str, str], lang: Lang) -> CoursesChart:
    held, named = retreat_of(facts, lang)
    labels = drawn_names([names[code] for code in told])
    courses = tuple(
        Course(
            label,
            _href(code),
            one["state"],
            SYMBOLS[one["state"]],
            _state(one, lang),
            series_points({**about, **one}, lang),
        )
        for label, (code, one) in zip(labels, told.items(), strict=True)
    )
    return CoursesChart(
        axis(about, lang), about["decimals"], courses, held, named, about["lowest"], about["highest"]
    )


def _href(code: str) -> str:
    return f"../unit/{code}.html"


def _state(one: Facts, lang: Lang) -> str:
    """A state in a word or two: of a signal its way."""
    if one["state"] in SIGNAL_STATES:
        return direction(one, lang)
    return text("takeaway-no-value" if one["state"] == "missing" else f"state-{one['state']}", lang)


def _title(facts: Facts, about: Facts, counts: Counter[str], members: int, lang: Lang) -> str:
    """How many members show a sign of change after the retreat, and which way."""
    up, down, mixed = (number(counts[side], 0, lang) for side in SIGNAL_STATES)
    told = {"title": words(about["short"], lang), "n": number(members, 0, lang)}
    group = words(facts["unit"]["noun"], lang)
    if not any(counts[side] for side in SIGNAL_STATES):
        judged = counts["no-signal"]
        code = "courses-none" if judged else "courses-unjudged"
        return text(code, lang, group=group, judged=number(judged, 0, lang), **told)
    return text("courses-title", lang, up=up, down=down, mixed=mixed, group=group, **told)


def _caption(about: Facts, chart: CoursesChart, counts: Counter[str], lang: Lang) -> str:
    low, high = (number(end, about["decimals"], lang) for end in courses_range(chart))
    rest = [
        f"{_state({'state': state}, lang)}: {number(counts[state], 0, lang)}"
        for state in REST
        if counts[state]
    ]
    said = text("courses-caption", lang, low=low, high=high, unit=axis(about, lang))
    others = text("courses-rest", lang, states=listed(rest, lang)) if rest else ""
    return " ".join(part for part in (said, others, words(about["caveat"], lang)) if part)


def _row(
    code: str, about: Facts, one: Facts, names: Mapping[str, str], lang: Lang
) -> list[str | Link | None]:
    """Name, state, latest value with its period, lowest and highest value, and how many periods are kept back."""
    kept_back = sum(point["value"] is None for point in one["series"])
    values = [point["value"] for point in one["series"] if point["value"] is not None]
    latest = one["latest"]
    if latest is None:
        last: list[str | None] = [None] * 4
    else:
        first, end = (date.fromisoformat(latest[key]) for key in ("first_day", "last_day"))
        now, low, high = (value(about, each, lang) for each in (latest["value"], min(values), max(values)))
        last = [now, period(first, end, lang), low, high]
    return [Link(names[code], _href(code)), _state(one, lang), *last, number(kept_back, 0, lang)]
