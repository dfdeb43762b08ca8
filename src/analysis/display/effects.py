"""Effects as figures: all measures on one scale, the path of one measure, and a unit beside its like."""

from collections.abc import Sequence
from datetime import date
from html import escape

import polars as pl

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html, Table
from analysis.display.markup import page_head
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording import effects as effect_words
from analysis.wording.amounts import Facts, change, words
from analysis.wording.numbers import month, number

BETTER = ("improved", "improved-after")
DECIMALS, FINE = 1, 4


def heading(facts: Facts, lang: Lang) -> Html:
    """The page's title and what no figure on it can show."""
    lede = "effects-lede-turns" if facts["retreat"]["dates"] > 1 else "effects-lede"
    return Html(page_head(text("effects-title", lang), text(lede, lang)))


def forest(facts: Facts, lang: Lang) -> Figure:
    """Every measure's mean change over its smallest change that matters, better to the right, with its interval."""
    shown = [one for one in facts["indicators"] if estimated(one) and one["smallest"]]
    rows = tuple(_forest_row(one, lang) for one in shown)
    verdicts = [one["effect"]["verdict"] for one in shown]
    heads = ("measure", "estimate", "interval", "evidence", "verdict")
    return Figure(
        title=text(
            "effects-forest-title",
            lang,
            better=sum(found in BETTER for found in verdicts),
            worse=verdicts.count("worse"),
            open=len(facts["indicators"])
            - sum(found in (*BETTER, "worse", "no-meaningful-change") for found in verdicts),
            n=len(facts["indicators"]),
        ),
        chart=PeerChart(text("effects-axis", lang), DECIMALS, rows, 1.0, text("effects-matters", lang))
        if rows
        else None,
        caption=text(
            "effects-forest-caption",
            lang,
            level=number(100 * facts["level_of_interval"], 0, lang),
            n=len(facts["indicators"]),
            how=text("effects-forest-drawn" if any(map(drawn, shown)) else "effects-forest-one-series", lang),
        ),
        table_headers=effect_words.headings(heads, facts["level_of_interval"], lang),
        table_rows=[_forest_cells(one, lang) for one in facts["indicators"]],
        csv_href=None,
        key="effects",
        lang=lang,
    )


def estimated(one: Facts) -> bool:
    """Whether the city has an estimate of this measure."""
    return one["effect"] is not None and one["effect"]["status"] == "estimated"


def drawn(one: Facts) -> bool:
    """Whether the change is told by the draw of a published list."""
    return estimated(one) and one["effect"]["estimator"] == "drawn-waves"


def _forest_row(one: Facts, lang: Lang) -> PeerRow:
    effect = one["effect"]
    scale = one["smallest"] * (-1 if one["direction"] == "down-is-good" else 1)
    ends = sorted(effect[key] / scale for key in ("low", "high"))
    return PeerRow(
        one["code"], words(one["short"], lang), effect["estimate"] / scale, ends[0], ends[1], one["outcome"]
    )


def _forest_cells(one: Facts, lang: Lang) -> list[str | None]:
    effect = one["effect"]
    if not estimated(one):
        return [words(one["title"], lang), "", "", effect["evidence"], effect_words.verdict(effect, lang)]
    return [
        words(one["title"], lang),
        effect_words.estimate(one, effect, lang),
        effect_words.ends(one, effect, lang),
        effect["evidence"],
        effect_words.verdict(effect, lang),
    ]


def path(one: Facts, lang: Lang) -> Figure:
    """The change of each quarter after the retreat, oldest first; nothing is drawn where nothing was estimated."""
    effect = one["effect"]
    times = 100 if one["change_scale"] == "relative" else 1
    quarters = effect["quarters"] if estimated(one) else []
    rows = tuple(
        PeerRow(
            str(each["quarter"]),
            _when(each, lang),
            *(times * each[key] for key in ("estimate", "low", "high")),
        )
        for each in quarters
    )
    unit = "percent" if one["change_scale"] == "relative" else one["unit"]
    heads = ("quarter", "estimate", "interval")
    return Figure(
        title=text(
            "effects-path-title" if rows else "effects-path-none",
            lang,
            title=words(one["title"], lang),
            n=len(quarters),
            apart=sum(each["low"] > 0 or each["high"] < 0 for each in quarters),
        ),
        chart=PeerChart(text(f"axis-{unit}", lang), DECIMALS, rows, 0.0, "") if rows else None,
        caption=text(
            "effects-path-caption",
            lang,
            level=number(100 * effect["level_of_interval"], 0, lang),
            shock=effect_words.shock(one, effect, lang),
        )
        if rows
        else effect_words.verdict(effect, lang),
        table_headers=effect_words.headings(heads, effect["level_of_interval"], lang) if effect else [],
        table_rows=[
            [
                _when(each, lang),
                change(one, each["estimate"], lang),
                effect_words.ends(one, each, lang),
            ]
            for each in quarters
        ],
        csv_href=None,
        key=f"effects-{one['code']}",
        lang=lang,
    )


def _when(quarter: Facts, lang: Lang) -> str:
    """The months of a quarter: quarters of surveys are those of the calendar, those of months begin after the retreat."""
    first, last = (date.fromisoformat(quarter[key]) for key in ("first_day", "last_day"))
    return text("effects-quarter", lang, first=month(first, lang), last=month(last, lang))


def contrasts(one: Facts, lang: Lang) -> Html:
    """Whether units that something lasting happened to changed otherwise than their like; empty where nothing is known."""
    effect = one["effect"]
    found = effect["contrasts"] if effect is not None else []
    if effect is None or not found:
        return Html("")
    heads = effect_words.headings(
        ("event", "estimate", "interval", "verdict"), effect["level_of_interval"], lang
    )
    rows: list[Sequence[str | None]] = [
        [
            effect_words.event(each["name"], lang),
            change(one, each["estimate"], lang),
            effect_words.ends(one, each, lang),
            text("contrast-apart" if each["low"] > 0 or each["high"] < 0 else "contrast-not-apart", lang),
        ]
        if each["status"] == "estimated"
        else [effect_words.event(each["name"], lang), "", "", effect_words.refusal(each["reason"], lang)]
        for each in found
    ]
    caption = text("contrast-caption", lang, title=words(one["title"], lang))
    return Html(html_table(rows, heads, caption=caption, lang=lang))


def deviations(facts: Facts, lang: Lang) -> Html:
    """One unit's change beside its like on every measure, refusals included; nothing for the city, which has no like."""
    if facts["unit"]["group"] is None or facts["edition"] == "public":
        return Html("")
    found = facts["deviations"]
    title = f"<h2>{escape(text('deviations-title', lang))}</h2>"
    if not found:
        return Html(f"{title}<p>{escape(text('deviations-none', lang))}</p>")
    about = {one["code"]: one for one in facts["indicators"]}
    heads = effect_words.headings(
        ("measure", "estimate", "interval", "verdict"), found[0]["level_of_interval"], lang
    )
    rows = [_deviation_cells(about[one["code"]], one, lang) for one in found]
    table = html_table(rows, heads, caption=text("deviations-caption", lang), lang=lang)
    return Html(f'{title}<div class="listing">{table}</div>')


def _deviation_cells(indicator: Facts, one: Facts, lang: Lang) -> Sequence[str | None]:
    told = one["status"] == "estimated"
    return [
        words(indicator["title"], lang),
        change(indicator, one["estimate"], lang) if told else "",
        effect_words.ends(indicator, one, lang) if told else "",
        effect_words.verdict(one, lang),
    ]


EACH_TIME = "att:"
"""Estimands of one wave at one time."""


def city_table(estimated: pl.DataFrame, indicator: Facts, lang: Lang) -> Table:
    """Rows of an estimation as they stand in its file, those of the city, numbers on the working scale.

    What each wave shows at each time is left to the file: hundreds of rows, none of which anybody decides by.
    """
    whole = ~pl.col("estimand").str.starts_with(EACH_TIME)
    rows = estimated.filter((pl.col("level") == "city") & (pl.col("status") == "estimated") & whole)
    heads = ("estimator", "estimand", "estimate", "low", "high")
    cells: list[Sequence[str | None]] = [
        [
            row["estimator"],
            row["estimand"],
            *(number(row[key], FINE, lang) for key in ("estimate", "low", "high")),
        ]
        for row in rows.iter_rows(named=True)
    ]
    title = words(indicator["title"], lang)
    caption = text("effects-table-caption", lang, title=title, code=indicator["code"])
    return Table(cells, [text(f"column-{head}", lang) for head in heads], caption, lang)
