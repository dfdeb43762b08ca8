"""A unit or a group beside its like on one indicator, as a figure: values with intervals, and ranks as far as they tell."""

from collections.abc import Mapping
from typing import Any

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure
from analysis.display.takeaway_links import data_file, peers_name
from analysis.indicators.grade import BOUNDS
from analysis.messages import Lang, text
from analysis.variation.peers import Beside
from analysis.wording.amounts import Facts, words
from analysis.wording.numbers import number


def peers_figure(
    facts: Facts, one: Facts, told: Beside, names: Mapping[str, str], effect: float, lang: Lang
) -> Figure:
    """A group's units on one indicator, each with its interval, this unit marked; of a large group those nearest to it."""
    group = words(facts["unit"]["noun"], lang)
    shown = told.shown
    rows = tuple(
        PeerRow(
            row["unit"],
            names[row["unit"]],
            row["value"],
            row["low"],
            row["high"],
            row["unit"] == facts["unit"]["code"],
        )
        for row in shown
    )
    reference = float(BOUNDS[0][0]) if one["unit"] == "index" else None
    survey = one["source"] == "survey"
    return Figure(
        title=_peers_title(one, told.own, told.listed, group, lang),
        chart=PeerChart(
            text(f"axis-{one['unit']}", lang), one["decimals"], rows, reference, text("grade-a-from", lang)
        )
        if rows
        else None,
        caption=" ".join(
            [
                text(
                    "peers-caption-survey" if survey else "peers-caption-month",
                    lang,
                    effect=number(effect, 1, lang),
                ),
                *(
                    [text("peers-near", lang, n=told.listed, shown=len(shown))]
                    if len(shown) < told.listed
                    else []
                ),
            ]
        ),
        table_headers=[text(f"column-{head}", lang) for head in ("unit", "value", "low", "high", "rank")],
        table_rows=[[names[row["unit"]], *peer_cells(one, row, lang)] for row in shown],
        csv_href=data_file(facts, peers_name(one["code"]), of=facts["unit"].get("group")),
        key=f"{facts['unit']['code']}-{one['code']}-peers",
        lang=lang,
        title_href=f"../indicator/{one['code']}.html",
    )


def _peers_title(one: Facts, own: Mapping[str, Any] | None, n: int, group: str, lang: Lang) -> str:
    """Between which ranks the unit is where intervals tell, else that they do not."""
    short = words(one["short"], lang)
    if own is None or own["rank_low"] is None:
        return text("peers-title", lang, short=short, n=n, group=group)
    low, high, ranked = own["rank_low"], own["rank_high"], own["ranked"]
    return text("peers-title-ranked", lang, short=short, low=low, high=high, n=ranked, group=group)


def peer_cells(one: Facts, row: Mapping[str, Any], lang: Lang) -> list[str]:
    """A unit's level, the ends of its interval, and its rank as far as intervals allow."""
    figures = [
        number(row[key], one["decimals"], lang) if row[key] is not None else ""
        for key in ("value", "low", "high")
    ]
    ranked = row["rank_low"] is not None
    between = (
        text("rank-between", lang, low=row["rank_low"], high=row["rank_high"], n=row["ranked"])
        if ranked
        else ""
    )
    return [*figures, between]
