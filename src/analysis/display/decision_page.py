"""The page of the verdict below its findings: what can be decided, how sure, at what cost, what to learn, who set the yardstick."""

from collections.abc import Sequence

from analysis.decision.canonical import Difference
from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html
from analysis.display.markup import joined, tag, text_tag
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording import decision as decision_words
from analysis.wording import plan as plan_words
from analysis.wording import value as value_words
from analysis.wording import worth
from analysis.wording.amounts import Facts, words
from analysis.wording.numbers import number

PER_CENT, MILLION, THOUSAND = 100, 1e6, 1e3
MOST_LEVERS = 8
"""The levers that move most are drawn; the table has all of them."""


def now(decision: Facts, lang: Lang) -> Html:
    """What the rule says, what stands beside it, and what can be done by whom."""
    facts = decision["value"]
    lines = value_words.beside(facts, lang)
    if decision_words.ruled(decision):
        lines.insert(0, text("decide-now-found", lang, found=words(decision["found"], lang)))
    said = [text_tag("p", value_words.decision(facts, lang)), _notes(lines)]
    return _section("decide-now-title", [*said, _listed(worth.steps(facts, lang), "ol")], lang)


def sure(decision: Facts, lang: Lang) -> Html:
    """How probable a gain is, whether it lasts, and the way from the estimate to that belief."""
    facts = decision["value"]
    titles = [worth.known(one).short.in_language(lang) for one in facts["outcomes"]]
    level = number(PER_CENT * facts["interval"], 0, lang)
    table = html_table(
        worth.sure_rows(facts, lang),
        [text("decide-sure-row", lang), *titles],
        text("decide-sure-caption", lang, level=level),
        lang,
    )
    checked = text_tag("a", text("decide-sure-checked", lang), href="method-check.html")
    note = text("decide-sure-note", lang)
    said = [text_tag("p", worth.sure(facts, lang)), table, _notes([note]), tag("p", checked, class_="more")]
    return _section("decide-sure-title", said, lang)


def costs(decision: Facts, lang: Lang) -> Html:
    """What every option costs, and when an edition pays."""
    facts = decision["value"]
    heads, rows = worth.option_rows(facts, lang)
    table = html_table(rows, heads, text("decide-options-caption", lang), lang)
    lines: list[str] = []
    for one in facts["outcomes"]:
        lines += worth.worth_it(one, facts["assumptions"]["horizon_months"], lang)
    said = [text_tag("p", worth.cost(facts, lang)), table, _listed(lines, "ul")]
    return _section("decide-cost-title", [*said, _notes([text("decide-sources", lang)])], lang)


def nets(decision: Facts, lang: Lang) -> list[Figure]:
    """The net benefit of every option at the cost that decides; nothing without values."""
    facts = decision["value"]
    if facts["reason"] is not None:
        return []
    decides = facts["assumptions"]["scenario"]
    options = [one for one in facts["options"] if one["scenario"] == decides]
    best = max(options, key=lambda one: one["net"]["mean"])
    rows = tuple(
        PeerRow(
            one["code"],
            worth.option(one["code"], lang),
            *(one["net"][key] / MILLION for key in ("mean", "low", "high")),
            mine=one["code"] == facts["decision"]["option"],
        )
        for one in options
    )
    heads = [text(key, lang) for key in ("decide-option-head", f"decide-net-{decides}")]
    figure = Figure(
        title=text("decide-net-title", lang, most=text(f"option-{best['code']}", lang)),
        chart=PeerChart(text("decide-net-axis", lang), 0, rows, 0.0, text("decide-net-zero", lang)),
        caption=text("decide-net-caption", lang, level=number(PER_CENT * facts["interval"], 0, lang)),
        table_headers=heads,
        table_rows=[[worth.option(one["code"], lang), worth.net(one, lang)] for one in options],
        key="net-benefit",
        lang=lang,
        level=3,
    )
    return [figure]


def learning(decision: Facts, lang: Lang) -> Html:
    """What could be known first, at what price, and what it is worth."""
    facts = decision["value"]
    heads, rows = worth.study_rows(facts, lang)
    said = [text_tag("p", worth.learning(facts, lang))]
    if any(one["bias_counts"] for one in facts["outcomes"]):
        said.append(text_tag("p", text("decide-learn-waiting", lang)))
    said.append(html_table(rows, heads, text("decide-learn-caption", lang), lang))
    return _section("decide-learn-title", [*said, _notes([text("decide-learn-note", lang)])], lang)


def turning(decision: Facts, lang: Lang) -> Html:
    """Every figure of the plan at which the decision turns, in sentences."""
    facts = decision["value"]
    lines = value_words.turns(facts, lang)
    if lines:
        return _section("decide-turn-title", [_listed(lines, "ul")], lang)
    code = "decide-turn-no-values" if facts["reason"] == "no-values" else "decide-turn-none"
    return _section("decide-turn-title", [text_tag("p", text(code, lang))], lang)


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
            _swing_cells(one, [value_words.share(one[end]["p"], lang) for end in ("low", "high")], lang)
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


def plan(decision: Facts, lang: Lang) -> Html:
    """Who set the yardstick and when, what counts, how the plan stands to its locks, and both decisions where it was changed."""
    facts = decision["value"]
    lines = [text("decide-plan-decider", lang, decider=facts["decider"])]
    for one in facts["outcomes"]:
        title, amount = (
            worth.known(one).title.in_language(lang),
            worth.effect(one, one["smallest"], lang, signed=False),
        )
        lines.append(text("decide-plan-smallest", lang, title=title, amount=amount))
    lines.append(plan_words.rule(facts["rule"], facts["vetoes"], lang))
    for one in facts["outcomes"]:
        tried, planned = len(one["robustness"]["tried"]), len(one["robustness"]["not_tried"])
        told = {"tried": tried, "planned": tried + planned, "title": worth.short(one, lang)}
        lines.append(text("decide-plan-tried", lang, **told))
    said = [text_tag("p", plan_words.state_of(facts["plan"], lang)), _listed(lines, "ul")]
    if facts["under_lock"] is not None:
        said += [_both(decision, lang), _changed(facts["plan"]["changed"], lang)]
    return _section("decide-plan-title", said, lang)


def _both(decision: Facts, lang: Lang) -> str:
    """The finding, its level and the decision under the locked plan and under today's."""
    facts = decision["value"]
    locked = facts["under_lock"]
    rows = [
        ["found", decision_words.found(locked, lang), decision_words.found(decision, lang)],
        ["grade", locked["level"], decision["level"]],
        [
            "decision",
            value_words.short({**locked, "code": locked["decision"]}, lang),
            value_words.short(facts["decision"], lang),
        ],
    ]
    heads = ["", text("decide-plan-locked", lang), text("decide-plan-today", lang)]
    told = [[text(f"decide-plan-{name}", lang), *cells] for name, *cells in rows]
    return html_table(told, heads, text("decide-plan-both", lang), lang)


def _changed(changed: Sequence[Facts], lang: Lang) -> str:
    rows = [plan_words.cells(Difference(one["key"], one["before"], one["after"]), lang) for one in changed]
    heads = [text(f"decide-plan-{key}", lang) for key in ("key", "before", "after")]
    return html_table(rows, heads, text("decide-plan-changed", lang), lang)


def _section(title: str, parts: Sequence[str], lang: Lang) -> Html:
    return Html(tag("section", joined([text_tag("h2", text(title, lang)), *(one for one in parts if one)])))


def _listed(lines: Sequence[str], kind: str) -> str:
    return tag(kind, joined(text_tag("li", one) for one in lines)) if lines else ""


def _notes(lines: Sequence[str]) -> str:
    return joined(text_tag("p", one, class_="note") for one in lines)
