"""Values and changes of an indicator with their unit, from facts."""

from collections.abc import Mapping
from typing import Any

from analysis.messages import Lang, text
from analysis.wording.numbers import number

SPELLED = ("minutes", "days", "hours")
"""Units that are written after a level."""

Facts = Mapping[str, Any]
"""A JSON object of the facts: an indicator, a unit, or the decision."""


def value(indicator: Facts, figure: float, lang: Lang) -> str:
    """A level with the indicator's decimals; shares carry the per cent sign."""
    shown = number(figure, indicator["decimals"], lang)
    if indicator["unit"] == "percent":
        return f"{shown} %" if lang == "id" else f"{shown}%"
    return text(f"amount-{indicator['unit']}", lang, value=shown) if indicator["unit"] in SPELLED else shown


def change(indicator: Facts, figure: float, lang: Lang, *, signed: bool = True) -> str:
    """A change in words: points, percentage points, minutes, or per cent for a relative change."""
    if indicator["change_scale"] == "relative":
        return text("amount-relative", lang, value=number(100 * figure, 0, lang, signed=signed))
    decimals = min(indicator["decimals"], 1)
    return text(f"amount-{indicator['unit']}", lang, value=number(figure, decimals, lang, signed=signed))


def per_year(indicator: Facts, figure: float, lang: Lang) -> str:
    """A slope per year, always in the indicator's own unit."""
    shown = number(figure, max(indicator["decimals"], 1), lang, signed=True)
    return text(f"amount-{indicator['unit']}", lang, value=shown)


def inside(name: str) -> str:
    """A name inside a sentence: no capital, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def words(texts: Mapping[str, str], lang: Lang) -> str:
    """A bilingual text of the facts in one language."""
    return texts[lang]


def said(texts: Mapping[str, str] | str, lang: Lang) -> str:
    """What somebody said, in one language; as it is where it was said in one alone."""
    return texts if isinstance(texts, str) else words(texts, lang)
