"""How far answers about cohesion agree, in a sentence that stands before any mean of them."""

from datetime import date

from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.numbers import number, period

ENOUGH = 0.70
"""rwg from which a group's answers are taken to agree (James, Demaree, Wolf 1984)."""


def agreement(facts: Facts, lang: Lang = "id") -> str | None:
    """ICC(1) of the last round and the unit's rwg, or the median over a group's units; None without a round."""
    round_ = facts.get("cohesion")
    if not round_ or round_["icc"] is None:
        return None
    first, last = (date.fromisoformat(round_[end]) for end in ("first_day", "last_day"))
    when, icc = period(first, last, lang), number(round_["icc"], 2, lang)
    if round_["rwg"] is None:
        return None
    rwg = number(round_["rwg"], 2, lang)
    if round_["pooled"]:
        return text("cohesion-agreement-city", lang, period=when, icc=icc, units=round_["units"], rwg=rwg)
    verdict = text("cohesion-agrees" if round_["rwg"] >= ENOUGH else "cohesion-disagrees", lang)
    return text("cohesion-agreement", lang, period=when, icc=icc, rwg=rwg, verdict=verdict)
