"""What the locked rule says, as one sentence, with what it rests on and what would turn it, from the value's facts."""

from collections.abc import Mapping, Sequence

from analysis.indicators.definition import Indicator, by_code
from analysis.messages import Lang, text
from analysis.rounding import half_up
from analysis.wording.amounts import Facts, change, inside
from analysis.wording.numbers import listed, number

MILLION, THOUSAND = 1e6, 1e3
FEW = 10
"""So many millions or thousands are told with one decimal."""
PER_CENT, LEAST = 100, 0.01
UNSURE = ("decide-open", "decide-study", "decide-cheaper", "decide-stop-no-evidence")
"""Decisions under which it stays open whether the retreat does any good."""


def decision(facts: Facts, lang: Lang = "id") -> str:
    """The decision as one sentence; what cannot be concluded is said to be so."""
    found = facts["decision"]
    values: dict[str, object] = {"outcomes": titles(found["harmed"], lang)}
    if found["code"] in ("decide-annual", "decide-stop-loss"):
        values["p"] = chance(annual(facts)["p"], lang)
        values["late"] = chance(facts["late"]["p"], lang)
    if found["study"] is not None:
        net = next(one["net"] for one in facts["information"]["studies"] if one["code"] == found["study"])
        values |= {"study": text(f"study-{found['study']}", lang), "net": rupiah(net, lang)}
    if found["option"] is not None:
        values["option"] = text(f"option-{found['option']}", lang)
    return text(found["code"], lang, **values)


def annual(facts: Facts) -> Mapping[str, float]:
    """The retreat for all on one date, at the cost that decides."""
    scenario = facts["assumptions"]["scenario"]
    return next(one for one in facts["options"] if (one["code"], one["scenario"]) == ("annual", scenario))


def beside(facts: Facts, lang: Lang = "id") -> list[str]:
    """What has to stand beside the decision: why no probability is told, harms that only warn, what the cost is taken from."""
    lines: list[str] = []
    if facts["reason"] is not None:
        lines.append(text(f"value-{facts['reason']}", lang))
    if facts["decision"]["warned"]:
        lines.append(text("value-warned", lang, outcomes=titles(facts["decision"]["warned"], lang)))
    if facts["late"] is not None and not facts["late_seen"]:
        lines.append(text("value-late-unseen", lang))
    lines.append(text(f"value-cost-{facts['assumptions']['scenario']}", lang))
    return lines


def under_lock(facts: Facts, lang: Lang = "id") -> str | None:
    """What was decided under the plan that was locked, where the plan was changed since; None where it was not."""
    found = facts["under_lock"]
    if found is None:
        return None
    verdict = text(f"found-{found['verdict']}", lang)
    return text(
        "value-under-lock", lang, then=short({**found, "code": found["decision"]}, lang), verdict=verdict
    )


def price(facts: Facts, lang: Lang = "id") -> str:
    """What an edition for all costs by the prices known, in a sentence that can stand alone."""
    annual = {one["scenario"]: one for one in facts["options"] if one["code"] == "annual"}
    told = {name: rupiah(one["cost"], lang) for name, one in annual.items()}
    days = number(next(iter(annual.values()))["days_away"], 0, lang)
    decides = "-own" if facts["assumptions"]["scenario"] == "own" else ""
    return text(f"decide-cost-lede{decides}", lang, days=days, **told)


def cost_of_a_point(outcome: Facts, lang: Lang = "id") -> str:
    """What one point-month of an outcome costs over the scenarios, at the smallest change that matters."""
    costs = [one["per_point_month_at_smallest"] for one in outcome["break_even"]]
    known = by_code()[outcome["indicator"]]
    code = "value-per-cent-month" if known.change_scale == "relative" else "value-point-month"
    return text(
        code,
        lang,
        title=inside(known.short.in_language(lang)),
        low=rupiah(min(costs), lang),
        high=rupiah(max(costs), lang),
    )


def turns(facts: Facts, lang: Lang = "id") -> list[str]:
    """Every figure of the plan at which the decision turns, the one with the largest swing first."""
    lines: list[str] = []
    for swing in facts["tornado"]:
        for side, way in (("turns_below", "below"), ("turns_above", "above")):
            turn = swing[side]
            if turn is not None:
                values = {
                    "what": lever(swing["key"], lang),
                    "base": amount(swing["key"], swing["base"], lang),
                    "at": amount(swing["key"], turn["at"], lang),
                    "then": short(turn, lang),
                }
                lines.append(text(f"value-turns-{way}", lang, **values))
    return lines


def short(found: Facts, lang: Lang) -> str:
    """A decision in a few words."""
    if found["study"] is not None:
        return text("short-study", lang, study=text(f"study-{found['study']}", lang))
    if found["code"] == "decide-cheaper":
        return text(f"option-{found['option']}", lang)
    return text(f"short-{found['code']}", lang)


def lever(key: str, lang: Lang) -> str:
    """The name of a figure of the plan."""
    table, *rest = key.split(".")
    if table in ("rule", "half_life", "cost"):
        return text(f"lever-{key.replace('.', '-').replace('_', '-')}", lang)
    name, field = rest
    told = (
        text(f"family-{name}", lang) if table == "prior" else inside(_indicator(name).short.in_language(lang))
    )
    return text(f"lever-{table}-{field.replace('_', '-')}", lang, name=told)


def amount(key: str, value: float, lang: Lang) -> str:
    """A figure of the plan with its unit."""
    table, *rest = key.split(".")
    if table == "rule":
        per_cent = round(PER_CENT * value, 1)
        return text("amount-share", lang, value=number(per_cent, 0 if per_cent.is_integer() else 1, lang))
    if table == "half_life":
        return text("amount-months", lang, value=number(value, 1, lang))
    if table == "cost" or rest[-1] == "value":
        return rupiah(value, lang)
    if table == "prior":
        return text("amount-plain", lang, value=number(value, 3, lang).rstrip("0").rstrip(",."))
    known = _indicator(rest[0])
    told = {"unit": known.unit, "decimals": known.decimals, "change_scale": known.change_scale}
    return change(told, value, lang, signed=False)


def _indicator(code: str) -> Indicator:
    return by_code()[code]


def rupiah(value: float, lang: Lang) -> str:
    """`Rp360 juta`, `Rp1,7 juta`, or `Rp25 ribu` where it is less than a million; a minus stands before it."""
    if abs(value) < THOUSAND / 2:
        return text("rupiah-nothing", lang)
    size, code = (
        (MILLION, "rupiah-million") if abs(value) >= MILLION - THOUSAND / 2 else (THOUSAND, "rupiah-thousand")
    )
    few = float(half_up(abs(value) / size, 1))
    told = text(code, lang, value=number(few, 0 if few >= FEW or few == int(few) else 1, lang))
    return text("minus", lang, amount=told) if value < 0 else told


def share(part: float, lang: Lang) -> str:
    """A probability or a share in whole per cents; what is nearly nothing or nearly all is not told as surer than that."""
    if 0 < part < LEAST:
        return text("amount-share-least", lang)
    if 1 - LEAST < part < 1:
        return text("amount-share-most", lang)
    return text("amount-share", lang, value=number(PER_CENT * part, 0, lang))


def chance(p: float, lang: Lang) -> str:
    """A probability as a share that is never told as none or as all: no data are that sure."""
    return share(min(max(p, LEAST / 2), 1 - LEAST / 2), lang)


def titles(codes: Sequence[str], lang: Lang) -> str:
    """Indicators by their titles, inside a sentence."""
    return listed([inside(_indicator(code).title.in_language(lang)) for code in codes], lang)
