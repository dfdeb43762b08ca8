"""The verdict and its grounds as sentences, from the decision's facts. Level D names no cause."""

from collections.abc import Mapping, Sequence

from analysis.messages import Lang, text
from analysis.wording import effects as effect_words
from analysis.wording import value as value_words
from analysis.wording.amounts import Facts, change, inside, words
from analysis.wording.numbers import listed, number

LANGUAGES: tuple[Lang, ...] = ("id", "en")


def both(facts: Facts) -> dict[str, object]:
    """All texts of the decision in both languages, as the pages place them."""
    grounds = {
        key: [_sentences(one) for one in facts[key]]
        for key in ("reasons", "doubts", "settles", "next_edition")
    }
    said = {"headline": headline, "found": found, "grade": grade}
    return {**{key: {lang: tell(facts, lang) for lang in LANGUAGES} for key, tell in said.items()}, **grounds}


def headline(facts: Facts, lang: Lang) -> str:
    """What the locked rule says; where it leaves the decision open, what was found and what follows from that."""
    if ruled(facts):
        return value_words.decision(facts["value"], lang)
    advice = "advice-why" if facts["verdict"] == "worse" else "advice-waves"
    return f"{found(facts, lang)} {text(advice, lang, waves=facts['waves'])}"


def ruled(facts: Facts) -> bool:
    """Whether the locked rule decides; without values in rupiah it can only stop for harm."""
    return facts["value"]["decision"]["code"] != "decide-open"


def found(facts: Facts, lang: Lang) -> str:
    """What was found of all outcomes together."""
    drawn = "-drawn" if facts["level"] == "A" and facts["verdict"] in ("improved", "worse") else ""
    return text(f"found-{facts['verdict']}{drawn}", lang)


def grade(facts: Facts, lang: Lang) -> str:
    """The grade of evidence of the headline."""
    return text(f"grade-level-{facts['value']['level'] if ruled(facts) else facts['level']}", lang)


def _sentences(ground: Facts) -> dict[str, str]:
    return {"code": ground["code"], **{lang: sentence(ground, lang) for lang in LANGUAGES}}


def sentence(ground: Facts, lang: Lang = "id") -> str:
    """One reason, doubt or remedy as a sentence."""
    code = ground["code"]
    if code.startswith("reason-effect-"):
        return effect_words.reason(ground, lang)
    if code.startswith("reason-"):
        return _reason(ground, lang)
    maker = {
        "doubt-one-date": _one_date,
        "doubt-elsewhere": _elsewhere,
        "doubt-lasting": _lasting,
        "doubt-families": _families,
        "doubt-unplanned": _families,
    }.get(code)
    return maker(ground, lang) if maker else text(code, lang, **_plain(ground))


def _plain(ground: Facts) -> Mapping[str, object]:
    return {key: value for key, value in ground.items() if key != "code"}


def _reason(ground: Facts, lang: Lang) -> str:
    outcome = ground["outcome"]
    values: dict[str, object] = {
        "title": words(outcome["title"], lang),
        "n": outcome["units"],
        "placebo_n": outcome["placebo_units"],
    }
    for key in ("better", "worse", "placebo_better", "placebo_worse"):
        values[key] = outcome[key]
    for key, signed in (("change", True), ("placebo", True), ("smallest", False)):
        if outcome[key] is not None:
            values[key] = change(outcome, outcome[key], lang, signed=signed)
    return text(ground["code"], lang, **values)


def _one_date(ground: Facts, lang: Lang) -> str:
    shocks = [
        text(
            "shock",
            lang,
            amount=change(one, abs(one["excess"]), lang, signed=False),
            short=inside(words(one["short"], lang)),
        )
        for one in ground["outcomes"]
    ]
    return (
        text("doubt-one-date", lang, shocks=listed(shocks, lang))
        if shocks
        else text("doubt-one-date-bare", lang)
    )


def _elsewhere(ground: Facts, lang: Lang) -> str:
    low, high = (number(ground[end], 1, lang, signed=True) for end in ("low", "high"))
    here = ground["change"]
    if here is not None and ground["low"] <= here <= ground["high"]:
        told = number(here, 1, lang, signed=True)
        return text("doubt-elsewhere-inside", lang, low=low, high=high, n=ground["n"], change=told)
    return text("doubt-elsewhere", lang, low=low, high=high, n=ground["n"])


def _lasting(ground: Facts, lang: Lang) -> str:
    """Titles hold commas of their own, so semicolons part them."""
    told = "; ".join(inside(words(one, lang)).rstrip(".") for one in ground["events"])
    return text("doubt-lasting", lang, events=told)


def _families(ground: Facts, lang: Lang) -> str:
    return text(ground["code"], lang, families=listed(families(ground["families"], lang), lang))


def families(codes: Sequence[str], lang: Lang = "id") -> list[str]:
    """The names of outcome families."""
    return [text(f"family-{code}", lang) for code in codes]
