"""What could turn the decision: every figure of the plan, changed by itself, as a picture, a table and sentences."""

from collections.abc import Sequence

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html
from analysis.display.markup import text_tag
from analysis.display.sections import listed, section
from analysis.messages import Lang, text
from analysis.wording import value as value_words
from analysis.wording import worth
from analysis.wording.amounts import Facts

PER_CENT, MILLION, THOUSAND = 100, 1e6, 1e3
MOST_LEVERS = 8
"""The levers that move most are drawn; the table has all of them."""


def turning(decision: Facts, lang: Lang) -> Html:
    """Every figure of the plan at which the decision turns, in sentences."""
    facts = decision["value"]
    lines = value_words.turns(facts, lang)
    if lines:
        turned = [one for one in facts["tornado"] if one["turns_below"] or one["turns_above"]]
        count = text("decide-turn-count", lang, n=len(turned), all=len(facts["tornado"]))
        return section("decide-turn-title", [text_tag("p", count), listed(lines)], lang)
    code = "decide-turn-no-values" if facts["reason"] == "no-values" else "decide-turn-none"
    return section("decide-turn-title", [text_tag("p", text(code, lang))], lang)


def swings(decision: Facts, lang: Lang) -> list[Figure]:
    """How far each figure of the plan moves the probability of a net benefit; without values the price of a point-month."""
    facts = decision["value"]
    if facts["reason"] is None:
        return [_tornado(facts, lang)]
    return [
        _prices(one, lang) for one in facts["outcomes"] if one["value"] is None and one["price"] is not None
    ]


def _tornado(facts: Facts, lang: Lang) -> Figure:
    decides = facts["assumptions"]["scenario"]
    base = next(one["p"] for one in facts["options"] if (one["code"], one["scenario"]) == ("annual", decides))
    moving = [one for one in facts["tornado"] if one["low"]["p"] != one["high"]["p"]]
    rows = tuple(
        PeerRow(
            one["key"],
            value_words.lever(one["key"], lang),
            PER_CENT * base,
            *(PER_CENT * end for end in sorted((one["low"]["p"], one["high"]["p"]))),
        )
        for one in moving[:MOST_LEVERS]
    )
    bar = PER_CENT * facts["rule"]["p_net_benefit_annual"]
    return Figure(
        title=text("decide-turn-figure", lang),
        chart=PeerChart(text("decide-turn-axis", lang), 0, rows, bar, text("decide-turn-bar", lang)),
        caption=text("decide-turn-caption", lang),
        table_headers=_swing_heads(lang),
        table_rows=[
            _swing_cells(one, [value_words.chance(one[end]["p"], lang) for end in ("low", "high")], lang)
            for one in facts["tornado"]
        ],
        key="tornado",
        lang=lang,
        level=3,
    )


def _prices(outcome: Facts, lang: Lang) -> Figure:
    relative = worth.known(outcome).change_scale == "relative"
    size, axis = (THOUSAND, "decide-price-axis-thousand") if relative else (MILLION, "decide-price-axis")
    whole = [
        one for one in outcome["price_swings"] if None not in (one["low"]["price"], one["high"]["price"])
    ]
    rows = tuple(
        PeerRow(
            one["key"],
            value_words.lever(one["key"], lang),
            outcome["price"] / size,
            *(end / size for end in sorted((one["low"]["price"], one["high"]["price"]))),
        )
        for one in whole[:MOST_LEVERS]
    )
    return Figure(
        title=text("decide-price-figure", lang, title=worth.short(outcome, lang)),
        chart=PeerChart(text(axis, lang), 0, rows) if rows else None,
        caption=text("decide-price-caption", lang),
        table_headers=_swing_heads(lang),
        table_rows=[
            _swing_cells(one, [_price(one[end]["price"], lang) for end in ("low", "high")], lang)
            for one in outcome["price_swings"]
        ],
        key=f"price-{outcome['indicator']}",
        lang=lang,
        level=3,
    )


def _price(one: float | None, lang: Lang) -> str:
    return text("decide-price-gone", lang) if one is None else value_words.rupiah(one, lang)


def _swing_heads(lang: Lang) -> list[str]:
    return [text(f"decide-turn-{key}", lang) for key in ("lever", "base", "low", "high")]


def _swing_cells(one: Facts, ends: Sequence[str], lang: Lang) -> list[str]:
    """A figure of the plan, as it is written, and what comes of it at both ends of its range."""
    at = [value_words.amount(one["key"], one[end]["at"], lang) for end in ("low", "high")]
    told = [text("decide-turn-then", lang, at=a, then=b) for a, b in zip(at, ends, strict=True)]
    return [value_words.lever(one["key"], lang), value_words.amount(one["key"], one["base"], lang), *told]
