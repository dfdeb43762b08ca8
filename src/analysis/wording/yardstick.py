"""What the decision is measured by: harms that would end it, with what they were, and where every figure comes from."""

from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording import value as value_words
from analysis.wording.amounts import Facts, said
from analysis.wording.numbers import number
from analysis.wording.value import chance, share
from analysis.wording.worth import option, short, study

PER_CENT = 100


def harm(facts: Facts, lang: Lang) -> list[str]:
    """Whether a veto outcome got worse as far as the rule asks, and what was not estimated."""
    found, rule = facts["decision"], facts["rule"]
    titles = value_words.titles
    code = "stop" if found["harmed"] else "warned" if found["warned"] else "none"
    bars = {
        "beyond": share(rule["p_harm_beyond_smallest"], lang),
        "below": per_cent(1 - rule["p_harm_error"] / facts["vetoes"], 1, lang),
    }
    named = titles(found["harmed"] or found["warned"], lang)
    lines = [text(f"decide-harm-{code}", lang, n=number(len(facts["harms"]), 0, lang), titles=named, **bars)]
    if facts["harms_unseen"]:
        lines.append(text("decide-harm-unseen", lang, titles=titles(facts["harms_unseen"], lang)))
    return lines


def harm_rows(facts: Facts, lang: Lang) -> list[list[str]]:
    """Every veto outcome with the probability that it got worse, and by more than what matters."""
    return [
        [
            by_code()[one["indicator"]].title.in_language(lang),
            chance(one["below"], lang),
            chance(one["beyond"], lang),
            one["level"],
        ]
        for one in facts["harms"]
    ]


def per_cent(part: float, decimals: int, lang: Lang) -> str:
    """A bar of the rule in per cent, with a decimal where whole ones would round it."""
    return text("amount-share", lang, value=number(PER_CENT * part, decimals, lang))


def source_rows(facts: Facts, lang: Lang) -> list[list[str]]:
    """Every figure that the decision rests on besides the data, and where the plan has it from, in the plan's own words."""
    rest = facts["assumptions"]
    rows: list[list[str]] = []
    for one in facts["outcomes"]:
        title = short(one, lang)
        rows.append([text("source-smallest", lang, title=title), said(one["source"], lang)])
        if one["value"] is not None:
            signed = text("source-signed", lang, by=one["signed_by"]) if one["signed_by"] else ""
            rows.append([text("source-value", lang, title=title), said(one["value_source"] or signed, lang)])
        if one["bias_sd"] is not None:
            rows.append([text("source-bias", lang, title=title), said(one["bias_source"], lang)])
        if one["prior"] is not None:
            rows.append([text("source-prior", lang, title=title), said(one["prior"]["source"], lang)])
    cost = rest["cost"]
    told = {"cost": cost["own_source"] or cost["source"], "away": cost["away_source"]}
    told |= {key: rest[key]["source"] for key in ("half_life", "horizon")}
    rows += [[text(f"source-{key}", lang), said(source, lang)] for key, source in told.items()]
    sources = {one["code"]: one["source"] for one in facts["options"]}
    rows += [[option(code, lang), said(source, lang)] for code, source in sources.items()]
    return rows + [[study(one["code"], lang), said(one["source"], lang)] for one in facts["studies"]]
