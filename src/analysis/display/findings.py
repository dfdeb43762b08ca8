"""Findings as figures: facts in, a titled chart with caption and table out."""

from collections.abc import Mapping, Sequence
from datetime import date

from analysis.display.charts import (
    ControlChart,
    ElementChart,
    ElementRow,
    MovedChart,
    MovedRow,
    Point,
)
from analysis.display.figure import Figure
from analysis.display.takeaway_links import data_file
from analysis.effects.before_after import Moved
from analysis.indicators.definition import Indicator
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, change, inside, value, words
from analysis.wording.disputes import beside
from analysis.wording.numbers import days, number, period
from analysis.wording.unit import caption, finding

Span = tuple[date, date]


def control_figure(
    facts: Facts, one: Facts, ramadan: Sequence[Span], lang: Lang, *, linked: bool = True
) -> Figure:
    """One indicator's control chart with its finding as title, which leads to the indicator's page; without data it says so."""
    return Figure(
        title=finding(one, facts, lang),
        chart=_control_chart(facts, one, ramadan, lang) if _shown(one) else None,
        caption=f"{caption(one, lang)} {words(one['caveat'], lang)} {beside(facts, one['code'], lang)}".rstrip()
        if one["series"]
        else words(one["why"], lang),
        table_headers=[text(f"column-{head}", lang) for head in ("period", *_columns(one))],
        table_rows=[_row(one, point, lang) for point in one["series"]],
        csv_href=data_file(facts, one["code"]) if one["series"] else None,
        key=f"{facts['unit']['code']}-{one['code']}",
        lang=lang,
        title_href=f"../indicator/{one['code']}.html" if linked and one["series"] else None,
    )


def axis(one: Facts, lang: Lang) -> str:
    """What the axis of an indicator's values is; a score tells its own scale."""
    if one["unit"] != "score" or one["highest"] is None:
        return text(f"axis-{one['unit']}", lang)
    return text("axis-scored", lang, **{end: number(one[end], 0, lang) for end in ("lowest", "highest")})


def _shown(one: Facts) -> bool:
    return any(point["value"] is not None for point in one["series"])


def _control_chart(facts: Facts, one: Facts, ramadan: Sequence[Span], lang: Lang) -> ControlChart:
    limits = one["chart"] or {}
    points = series_points(one, lang)
    held, named = retreat_of(facts, lang)
    return ControlChart(
        unit_label=axis(one, lang),
        decimals=one["decimals"],
        points=points,
        mean=limits.get("mean"),
        low=limits.get("low"),
        high=limits.get("high"),
        limits_from=points[0].date,
        limits_to=date.fromisoformat(facts["retreat"]["announced"]),
        trial=bool(limits.get("trial")),
        retreat=held,
        retreat_label=named,
        ramadan=tuple(span for span in ramadan if span[0] <= points[-1].date and span[1] >= points[0].date),
        lower_bound=one["lowest"],
        upper_bound=one["highest"],
    )


def retreat_of(facts: Facts, lang: Lang) -> tuple[Span, str]:
    """The first and the last day of the retreat, and both in words."""
    first, last = (date.fromisoformat(facts["retreat"][end]) for end in ("first_day", "last_day"))
    return (first, last), text("retreat-label", lang, days=days(first, last, lang))


def series_points(one: Facts, lang: Lang) -> tuple[Point, ...]:
    """Every period of a measure as a point, with the rule by which it is a signal."""
    fired = {signal["date"]: signal["rule"] for signal in (one["chart"] or {}).get("signals", ())}
    return tuple(_point(one, point, fired, lang) for point in one["series"])


def _point(one: Facts, point: Facts, fired: Mapping[str, str], lang: Lang) -> Point:
    first, last = date.fromisoformat(point["first_day"]), date.fromisoformat(point["last_day"])
    label = period(first, last, lang)
    if point["value"] is not None:
        label = f"{label}: {value(one, point['value'], lang)}"
    return Point(date.fromisoformat(point["date"]), point["value"], fired.get(point["date"]), label)


def _columns(one: Facts) -> tuple[str, ...]:
    """The figures of a period that the table tells: the base only where it is another than the denominator."""
    same = all(point["base"] == point["denominator"] for point in one["series"])
    return ("value", "numerator", "denominator", *(() if same else ("base",)))


def _row(one: Facts, point: Facts, lang: Lang) -> list[str | None]:
    """The cells of one period; None where it is withheld."""
    first, last = date.fromisoformat(point["first_day"]), date.fromisoformat(point["last_day"])
    whole = one["unit"] == "percent" or one["part_of"] is not None
    decimals = {"value": one["decimals"], "numerator": 0 if whole else 2}
    figures = (
        None if point[key] is None else number(point[key], decimals.get(key, 0), lang)
        for key in _columns(one)
    )
    return [period(first, last, lang), *figures]


def elements_figure(facts: Facts, elements: Sequence[Facts], lang: Lang) -> Figure:
    """The nine elements of the last shown wave, with the wave before it."""
    waves = [[p for p in one["series"] if p["value"] is not None] for one in elements]
    now = [series[-1] if series else None for series in waves]
    before = [series[-2] if len(series) > 1 else None for series in waves]
    rows = tuple(
        ElementRow(
            words(one["short"], lang), None if a is None else a["value"], None if b is None else b["value"]
        )
        for one, a, b in zip(elements, now, before, strict=True)
    )
    return Figure(
        title=_elements_title(elements, now, lang),
        chart=ElementChart(text("axis-score", lang), 2, rows, _when(now, lang), _when(before, lang))
        if any(now)
        else None,
        caption=_elements_caption(now, before, lang),
        table_headers=[text(f"column-{head}", lang) for head in ("element", "value", "previous")],
        table_rows=[
            [row.label, *("" if v is None else number(v, 2, lang) for v in (row.value, row.previous))]
            for row in rows
        ],
        csv_href=data_file(facts, "elements") if any(now) else None,
        key=f"{facts['unit']['code']}-elements",
        lang=lang,
    )


def _elements_title(elements: Sequence[Facts], now: Sequence[Facts | None], lang: Lang) -> str:
    rated = [
        (point["value"], inside(words(one["short"], lang)))
        for one, point in zip(elements, now, strict=True)
        if point
    ]
    return text("elements-title", lang, low=min(rated)[1]) if rated else text("elements-none", lang)


def _elements_caption(now: Sequence[Facts | None], before: Sequence[Facts | None], lang: Lang) -> str:
    if not any(now):
        return ""
    if not any(before):
        return text("elements-caption-one", lang, now=_when(now, lang))
    return text("elements-caption", lang, now=_when(now, lang), previous=_when(before, lang))


def _when(points: Sequence[Facts | None], lang: Lang) -> str:
    found = next((point for point in points if point is not None), None)
    if found is None:
        return ""
    return period(date.fromisoformat(found["first_day"]), date.fromisoformat(found["last_day"]), lang)


def moved_figure(facts: Facts, real: Moved, placebo: Moved, outcome: Indicator, lang: Lang) -> Figure:
    """Who moved by the smallest change that matters after the retreat, beside the same a year earlier."""
    year = date.fromisoformat(facts["retreat"]["last_day"]).year
    labels = (text("moved-real", lang, year=year), text("moved-placebo", lang, year=year - 1))
    rows = tuple(
        _moved_row(one, label) for one, label in zip((real, placebo), labels, strict=True) if one.units
    )
    smallest = change({"unit": outcome.unit, "decimals": outcome.decimals, "change_scale": outcome.change_scale},
                      outcome.smallest_change_that_matters or 0.0, lang, signed=False)  # fmt: skip
    names = tuple(text(f"moved-{way}", lang) for way in ("worse", "stayed", "better"))
    return Figure(
        title=text(
            "moved-title",
            lang,
            title=outcome.title.in_language(lang),
            smallest=smallest,
            **{key: number(getattr(real, key), 0, lang) for key in ("better", "worse", "units")},
        ),
        chart=MovedChart(rows, *names) if rows else None,
        caption=text("moved-caption", lang),
        table_headers=["", *names, text("column-units", lang)],
        table_rows=[
            [label, *(number(n, 0, lang) for n in (one.worse, one.stayed, one.better, one.units))]
            for one, label in zip((real, placebo), labels, strict=True)
        ],
        csv_href=None,
        key=f"moved-{outcome.code}",
        lang=lang,
    )


def _moved_row(one: Moved, label: str) -> MovedRow:
    return MovedRow(label, one.worse / one.units, one.stayed / one.units, one.better / one.units, one.units)
