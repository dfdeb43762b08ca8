"""What the page of the verdict says below the findings: what can be decided, how sure, at what cost, what to learn first."""

from collections.abc import Mapping, Sequence

from analysis.indicators.definition import Indicator, by_code
from analysis.messages import Lang, text
from analysis.wording import value as value_words
from analysis.wording.amounts import Facts, change, inside
from analysis.wording.numbers import listed, number
from analysis.wording.value import chance, rupiah, share

PER_CENT = 100
LATE_MONTHS = 3
SHARES = ("p_before", "p_above", "p_beyond", "p_late")
"""What is believed of an outcome, before the data and after them."""


def known(outcome: Facts) -> Indicator:
    """The indicator of an outcome."""
    return by_code()[outcome["indicator"]]


def short(outcome: Facts, lang: Lang) -> str:
    """Its short name inside a sentence."""
    return inside(known(outcome).short.in_language(lang))


def effect(outcome: Facts, figure: float, lang: Lang, *, signed: bool = True) -> str:
    """An effect in the good direction with its unit."""
    one = known(outcome)
    told = {"unit": one.unit, "decimals": one.decimals, "change_scale": one.change_scale}
    return change(told, figure, lang, signed=signed)


def span(outcome: Facts, one: Facts | None, lang: Lang) -> str:
    """An effect with its interval, or that there is none."""
    if one is None:
        return text("decide-nothing", lang)
    ends = {key: effect(outcome, one[key], lang) for key in ("mean", "low", "high")}
    return text("decide-interval", lang, **ends)


def steps(facts: Facts, lang: Lang) -> list[str]:
    """What can be done now, by whom; nothing that is done already."""
    lines: list[str] = []
    unvalued = [one for one in facts["outcomes"] if one["value"] is None]
    if facts["reason"] == "no-values":
        points = listed([_a_point(one, lang) for one in unvalued], lang)
        lines.append(text("decide-step-values", lang, decider=facts["decider"], titles=points))
    if facts["assumptions"]["cost"]["own"] is None:
        lines.append(text("decide-step-cost", lang))
    study = next((one for one in facts["studies"] if one["code"] == facts["decision"]["study"]), None)
    if study is not None:
        lines.append(text("decide-step-study", lang, months=number(study["months_to_result"], 0, lang)))
    if facts["proposal"] or facts["plan"]["code"] != "plan-state-locked-before":
        lines.append(text("decide-step-lock", lang))
    return lines


def _a_point(outcome: Facts, lang: Lang) -> str:
    relative = known(outcome).change_scale == "relative"
    return text(
        "decide-step-a-per-cent" if relative else "decide-step-a-point", lang, title=short(outcome, lang)
    )


def sure(facts: Facts, lang: Lang) -> str:
    """How probable a gain is, and one beyond what matters, of every outcome that can be told."""
    if not beliefs(facts, lang):
        return text("decide-sure-none", lang)
    return " ".join([text("decide-sure-lede", lang), *beliefs(facts, lang)])


def beliefs(facts: Facts, lang: Lang) -> list[str]:
    """Every outcome that can be told: the probability of an effect, what it was before the data, and of one that matters."""
    return [
        text(
            "decide-sure-of",
            lang,
            title=known(one).short.in_language(lang),
            **{key: chance(one[f"p_{key}"], lang) for key in ("before", "above", "beyond")},
        )
        for one in facts["outcomes"]
        if one["p_above"] is not None
    ]


def together(facts: Facts, lang: Lang) -> str:
    """All valued outcomes as one: the probability of a net benefit beside what the rule asks, or why there is none."""
    if facts["reason"] is not None:
        titles = listed([short(one, lang) for one in facts["outcomes"]], lang)
        return text(f"decide-together-{facts['reason']}", lang, titles=titles)
    rule = facts["rule"]
    told = {"p": value_words.annual(facts)["p"], "late": facts["late"]["p"]}
    bars = {"bar": rule["p_net_benefit_annual"], "late_bar": rule["p_late_effect"]}
    said = {key: chance(one, lang) for key, one in told.items()}
    return text("decide-together", lang, **said, **{key: share(one, lang) for key, one in bars.items()})


def sure_rows(facts: Facts, lang: Lang) -> list[list[str]]:
    """From the estimate to the belief, a measure a row and an outcome a column."""
    tellers = {
        "estimate": lambda one: span(one, one["estimate"], lang),
        "shock": lambda one: _shock(one, lang),
        "prior": lambda one: _prior(one, lang),
        "posterior": lambda one: span(one, one["posterior"], lang),
        **{key: lambda one, key=key: _share(one[key], lang) for key in SHARES},
        "level": lambda one: one["level"],
    }
    last = facts["assumptions"]["horizon_months"]
    ends = {"first": last - LATE_MONTHS + 1, "last": last}
    return [
        [text(f"decide-sure-{key}", lang, **ends), *(tell(one) for one in facts["outcomes"])]
        for key, tell in tellers.items()
    ]


def _share(p: float | None, lang: Lang) -> str:
    return text("decide-nothing", lang) if p is None else chance(p, lang)


def _shock(outcome: Facts, lang: Lang) -> str:
    if not outcome["bias_counts"] or outcome["bias_sd"] is None:
        return text("decide-not-added", lang)
    return effect(outcome, outcome["bias_sd"], lang, signed=False)


def _prior(outcome: Facts, lang: Lang) -> str:
    prior = outcome["prior"]
    if prior is None:
        return text("decide-nothing", lang)
    mean, sd = effect(outcome, prior["mean"], lang), effect(outcome, prior["sd"], lang, signed=False)
    return text("decide-plus-minus", lang, mean=mean, sd=sd)


def cost(facts: Facts, lang: Lang) -> str:
    """What an edition for all costs, and whether its days away have a price."""
    away = "decide-days-priced" if facts["assumptions"]["days_away_priced"] else "decide-days-unpriced"
    return f"{value_words.price(facts, lang)} {text(away, lang)}"


def worth_it(outcome: Facts, months: float, lang: Lang) -> list[str]:
    """When an edition pays by one outcome alone: what a point costs, and the effect that breaks even."""
    lines = [value_words.cost_of_a_point(outcome, lang)]
    if outcome["price"] is not None:
        relative = known(outcome).change_scale == "relative"
        code = "decide-price-per-cent" if relative else "decide-price"
        believed = effect(outcome, outcome["posterior"]["mean"], lang)
        price = rupiah(outcome["price"], lang)
        lines.append(text(code, lang, effect=believed, title=short(outcome, lang), price=price))
    elif outcome["posterior"] is not None:
        lines.append(text("decide-price-none", lang, title=short(outcome, lang)))
    effects = [one["effect"] for one in outcome["break_even"] if one["effect"] is not None]
    if effects:
        low, high = (effect(outcome, end, lang, signed=False) for end in (min(effects), max(effects)))
        told = number(months, 0, lang)
        lines.append(
            text("decide-break-even", lang, title=short(outcome, lang), low=low, high=high, months=told)
        )
    return lines


def option_rows(facts: Facts, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the options: cost by scenario, days away, share of the effect, and net benefits where told."""
    scenarios = list(dict.fromkeys(one["scenario"] for one in facts["options"]))
    heads = ["decide-option-head", *(f"decide-cost-{name}" for name in scenarios)]
    heads += ["decide-days-head", "decide-share-head"]
    if facts["reason"] is None:
        heads += [*(f"decide-net-{name}" for name in scenarios), "decide-net-p"]
    codes = dict.fromkeys(one["code"] for one in facts["options"])
    rows = [_option(facts, [one for one in facts["options"] if one["code"] == code], lang) for code in codes]
    return [text(head, lang) for head in heads], rows


def _option(facts: Facts, priced: Sequence[Facts], lang: Lang) -> list[str]:
    first = priced[0]
    cells = [option(first["code"], lang), *(rupiah(one["cost"], lang) for one in priced)]
    cells += [number(first["days_away"], 0, lang), share(first["effect_factor"], lang)]
    if facts["reason"] is None:
        cells += [net(one, lang) for one in priced]
        decides = next(one for one in priced if one["scenario"] == facts["assumptions"]["scenario"])
        cells.append(_share(decides["p"], lang))
    return cells


def net(one: Facts, lang: Lang) -> str:
    """A net benefit with its interval; what is certain has none."""
    ends = {key: rupiah(one["net"][key], lang) for key in ("mean", "low", "high")}
    return ends["mean"] if one["net"]["sd"] == 0 else text("decide-interval", lang, **ends)


def option(code: str, lang: Lang) -> str:
    """An option by its name, as a line by itself."""
    told = text(f"option-{code}", lang)
    return told[:1].upper() + told[1:]


def learning(facts: Facts, lang: Lang) -> str:
    """What it is worth to know more, or why that cannot be told."""
    told = facts["information"]
    if told is None:
        return text("decide-learn-no-values", lang)
    figures = {"perfect": rupiah(told["perfect"], lang), "total": rupiah(told["perfect_total"], lang)}
    return text(
        "decide-learn-perfect", lang, **figures, editions=facts["assumptions"]["horizon"]["editions_ahead"]
    )


def soonest(facts: Facts, lang: Lang) -> list[str]:
    """When evidence of levels B and A can be there at the earliest, by the plan's studies."""
    lines: list[str] = []
    for level in ("B", "A"):
        able = [one for one in facts["studies"] if one["level"] == level]
        if able:
            first = min(able, key=lambda one: one["months_to_result"])
            months = number(first["months_to_result"], 0, lang)
            name = text(f"study-{first['code']}", lang)
            lines.append(text("decide-learn-soonest", lang, level=level, months=months, study=name))
    return lines


def study_rows(facts: Facts, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the studies, the one worth most first where that can be told."""
    doubts = [by_code()[one["indicator"]] for one in (facts["studies"] or [{"doubts": []}])[0]["doubts"]]
    heads = [text(f"decide-learn-{key}", lang) for key in ("head", "months", "extra", "level")]
    heads += [text("decide-learn-left", lang, title=inside(one.short.in_language(lang))) for one in doubts]
    worths = {one["code"]: one for one in (facts["information"] or {"studies": []})["studies"]}
    if worths:
        heads += [text(f"decide-learn-{key}", lang) for key in ("edition", "rule", "net")]
    order = sorted(facts["studies"], key=lambda one: -worths[one["code"]]["net"] if worths else 0)
    return heads, [_study(one, worths, lang) for one in order]


def _study(one: Facts, worths: Mapping[str, Facts], lang: Lang) -> list[str]:
    months = text("amount-months", lang, value=number(one["months_to_result"], 0, lang))
    cells = [study(one["code"], lang), months, rupiah(one["extra_cost"], lang), one["level"]]
    cells += [share(doubt["after"] / doubt["now"], lang) for doubt in one["doubts"]]
    worth = worths.get(one["code"])
    if worth is not None:
        cells += [rupiah(worth[key], lang) for key in ("edition", "by_rule", "net")]
    return cells


def study(code: str, lang: Lang) -> str:
    """A study by its name, as a line by itself."""
    told = text(f"study-{code}", lang)
    return told[:1].upper() + told[1:]
