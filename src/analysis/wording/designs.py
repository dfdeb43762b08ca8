"""Designs of a next retreat in words: what each is, how small an effect it tells, how surely, at what cost."""

from collections.abc import Sequence
from datetime import date

from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, change, inside
from analysis.wording.numbers import month, number
from analysis.wording.value import chance, rupiah, share


def design_name(waves: int, apart: int, hold_out: float, lang: Lang) -> str:
    """A design in words; `hold_out` is a share (0-1)."""
    held = number(100 * hold_out, 0, lang)
    if waves == 1 and not hold_out:
        return text("next-year-design-one", lang)
    if waves == 1:
        return text("next-year-design-held", lang, percent=held)
    told = text("next-year-design-waves", lang, waves=waves, apart=apart)
    return told if not hold_out else text("next-year-design-both", lang, waves=told, percent=held)


def size_told(outcome: str, size: float, lang: Lang) -> str:
    """The size of an effect in the good direction, in the unit of its outcome."""
    one = by_code()[outcome]
    relative = one.change_scale == "relative"
    signed = -size if relative and one.direction == "down-is-good" else size
    about = {"unit": one.unit, "decimals": one.decimals, "change_scale": one.change_scale}
    return change(about, signed, lang, signed=relative)


def named(one: Facts, lang: Lang) -> str:
    """A design by its name, as a line by itself."""
    told = design_name(one["waves"], one["apart"], one["hold_out"], lang)
    return told[:1].upper() + told[1:]


def lede(facts: Facts, lang: Lang) -> list[str]:
    """What the design of the plan would find, by outcome: how small an effect, how surely what matters, and as it was tried."""
    lines: list[str] = []
    place = facts["designs"].index(_chosen(facts))
    for one in facts["outcomes"]:
        title = inside(by_code()[one["indicator"]].short.in_language(lang))
        if one["reason"] is not None:
            lines.append(text("designs-none", lang, title=title))
            continue
        told = one["designs"][place]
        if told["mean"] is None:
            lines.append(text("designs-tells-nothing", lang, title=title))
            continue
        sizes = {name: size(one, told[name], lang) for name in ("mean", "late")}
        lines.append(text("designs-finds", lang, title=title, **sizes))
        if told["chance"] is not None:
            lines.append(text("designs-chance", lang, title=title, p=chance(told["chance"], lang)))
        if one["tried"] is not None:
            lines.append(_tried(one["tried"], lang))
    return lines


def _tried(found: Facts, lang: Lang) -> str:
    told = {key: chance(found[key], lang) for key in ("power", "coverage")}
    error = number(100 * found["error"], 0, lang)
    return text("designs-tried", lang, n=found["trials"], error=error, **told)


def _chosen(facts: Facts) -> Facts:
    return next(
        one
        for one in facts["designs"]
        if all(one[key] == facts["chosen"][key] for key in ("waves", "apart", "hold_out"))
    )


def size(outcome: Facts, told: Facts | None, lang: Lang) -> str:
    """The smallest effect that is found, in the outcome's unit, else in SD; what is never found is said to be so."""
    if told is None:
        return text("next-year-nothing", lang)
    if told["change"] is None:
        return text("designs-sd", lang, value=number(told["sd"], 2, lang))
    return size_told(outcome["indicator"], told["change"], lang)


def rows(facts: Facts, outcome: Facts, lang: Lang) -> list[list[str]]:
    """Every design for one outcome: the mean and the last months, the chance of what matters, and the cost of an edition."""
    chosen = _chosen(facts)
    return [
        [
            named(one, lang) + (f" ({text('designs-chosen', lang)})" if one == chosen else ""),
            *(size(outcome, told[name], lang) for name in ("mean", "late")),
            text("next-year-nothing", lang) if told["chance"] is None else chance(told["chance"], lang),
            cost(one["costs"], lang),
        ]
        for one, told in zip(facts["designs"], outcome["designs"], strict=True)
    ]


def cost(costs: Sequence[Facts], lang: Lang) -> str:
    """What an edition costs over the scenarios; nothing where the plan does not tell it."""
    amounts = [one["cost"] for one in costs]
    if not amounts:
        return text("decide-nothing", lang)
    low, high = (rupiah(end, lang) for end in (min(amounts), max(amounts)))
    return low if low == high else text("designs-cost", lang, low=low, high=high)


def basis(outcome: Facts, lang: Lang) -> str:
    """What an outcome's figures rest on."""
    noise = outcome["noise"]
    values = {
        "rho": number(noise["rho"], 2, lang),
        "shared": share(noise["shared"], lang),
        "seen": share(noise["seen"], lang),
        "outcome": by_code()[outcome["indicator"]].title.in_language(lang),
    }
    told = text("designs-basis", lang, **values)
    return told if outcome["length"] == 1 else f"{told} {text('next-year-quarters', lang)}"


def wave(arm: int | None, dates: Sequence[str], lang: Lang) -> str:
    """When a cluster goes: its wave with the month after which it counts as treated, or that it waits."""
    if arm is None:
        return text("next-year-held", lang)
    year, at = (int(part) for part in dates[arm - 1].split("-"))
    before = date(year - (at == 1), (at - 2) % 12 + 1, 1)
    return text("next-year-wave", lang, n=arm, month=month(before, lang))
