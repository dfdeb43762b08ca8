"""How much of the retreat reached a group of units, as one or two sentences."""

from datetime import date

from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.numbers import day, number


def dose(facts: Facts, lang: Lang = "id") -> str | None:
    """Leaders on the list, how many came, and how many still lead; None where too few or no list came."""
    found = facts.get("dose")
    if not found:
        return None
    share = {key: number(100 * found[key], 0, lang) for key in ("present", "all_days")}
    told = text("dose-present", lang, leaders=number(found["leaders"], 0, lang), **share)
    if found["in_post"] is None:
        return told
    as_of = day(date.fromisoformat(found["as_of"]), lang)
    still = text("dose-in-post", lang, share=number(100 * found["in_post"], 0, lang), day=as_of)
    return f"{told} {still}"
