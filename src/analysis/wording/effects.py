"""Effects as words: a change with its interval, a verdict, a refusal with what would lift it."""

from collections.abc import Sequence

from analysis.messages import Lang, known, text
from analysis.wording.amounts import Facts, change
from analysis.wording.numbers import number

MOVED = ("improved", "improved-after", "worse")
"""Verdicts that tell of a change."""


def estimate(indicator: Facts, effect: Facts, lang: Lang) -> str:
    """The change, signed, in the unit that changes of the indicator are told in."""
    return change(indicator, effect["estimate"], lang)


def interval(indicator: Facts, effect: Facts, lang: Lang, level: float = 0.95) -> str:
    """The interval in words, with its level."""
    return text(
        "effect-interval", lang, level=number(100 * level, 0, lang), ends=ends(indicator, effect, lang)
    )


def ends(indicator: Facts, effect: Facts, lang: Lang) -> str:
    """Both ends of an interval in words, for a table whose heading tells the level."""
    low, high = (change(indicator, effect[end], lang) for end in ("low", "high"))
    return text("effect-ends", lang, low=low, high=high)


def headings(heads: Sequence[str], level: float, lang: Lang) -> list[str]:
    """Headings of a table of effects; that of intervals tells their level."""
    return [text(f"column-{head}", lang, level=number(100 * level, 0, lang)) for head in heads]


def refusal(reason: str, lang: Lang) -> str:
    """Why something was not estimated, and what would lift it."""
    return text(f"effect-refused-{reason}", lang)


def verdict(effect: Facts, lang: Lang) -> str:
    """The verdict, or why there is none."""
    if effect["status"] != "estimated":
        return refusal(effect["reason"], lang)
    return text(f"effect-verdict-{effect['verdict']}", lang) if effect["verdict"] else ""


def reason(ground: Facts, lang: Lang) -> str:
    """What the model of one outcome says, as a reason of the decision."""
    outcome, effect = ground["outcome"], ground["effect"]
    title = outcome["title"][lang]
    if effect["status"] != "estimated":
        return text(ground["code"], lang, title=title, reason=refusal(effect["reason"], lang))
    told = text(
        ground["code"],
        lang,
        title=title,
        estimate=estimate(outcome, effect, lang),
        interval=interval(outcome, effect, lang, effect["level_of_interval"]),
        smallest=change(outcome, outcome["smallest"], lang, signed=False),
        basis=text(_basis(effect), lang),
        inside="" if effect["inside"] is None else ends(outcome, effect["inside"], lang),
        sure=number(100 * effect["inside"]["level"], 0, lang) if effect["inside"] else "",
    )
    if effect["verdict"] in MOVED:
        return " ".join(part for part in (told, shock(outcome, effect, lang)) if part)
    seen = effect["checks"].get("mde")
    if effect["verdict"] in (None, "insufficient") and seen is not None:
        amount = change(outcome, abs(seen), lang, signed=False)
        return f"{told} {text('effect-power', lang, amount=amount)}"
    return told


def event(name: str, lang: Lang) -> str:
    """What happened to some units only, in words: a plan's own name stands as the plan wrote it."""
    code = f"contrast-{name}"
    return text(code, lang) if known(code) else name.replace("-", " ")


def _basis(effect: Facts) -> str:
    """What led to expect what would have been: the units still waiting, or the time before."""
    if effect["evidence"] == "A":
        return "effect-basis-drawn"
    return "effect-basis-seasonal" if effect["seasonal"] else "effect-basis-trend"


def shock(indicator: Facts, effect: Facts, lang: Lang) -> str:
    """The smallest coincident shock that would undo the result; nothing where the result is not told from zero."""
    found = effect["checks"].get("smallest-shock")
    if not found:
        return ""
    return text("effects-shock", lang, amount=change(indicator, abs(found), lang, signed=False))
