"""Rows of an estimation as words and numbers, the same on the screen and in the report."""

import math
from collections.abc import Mapping
from statistics import median

import polars as pl

from analysis.effects.panel import AGGREGATE
from analysis.messages import Lang, catalogue, text
from analysis.wording.numbers import number

Row = Mapping[str, object]

MOST_DECIMALS = 9
UNKNOWN_SIZE = 3


def decimals(frame: pl.DataFrame) -> int:
    """As many decimals as show two digits of a usual standard error (else of a usual estimate) in these rows."""
    for column in ("se", "estimate"):
        sizes = [abs(size) for size in frame[column].drop_nulls().to_list() if size and math.isfinite(size)]
        if sizes:
            return min(max(1 - math.floor(math.log10(median(sizes))), 0), MOST_DECIMALS)
    return UNKNOWN_SIZE


def figure(value: object, places: int, lang: Lang) -> str:
    """A number as a reader writes it; nothing where there is none."""
    if not isinstance(value, int | float) or math.isnan(value):
        return ""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return number(float(value), places, lang)


def interval(row: Row, places: int, lang: Lang) -> str:
    """`1,2 … 3,4`; nothing where there is no interval."""
    low, high = figure(row["low"], places, lang), figure(row["high"], places, lang)
    return f"{low} … {high}" if low and high else ""


def chance(row: Row, lang: Lang) -> str:
    """The probability that the effect is above zero; never a round 0 or 1."""
    value = row["p_positive"]
    if not isinstance(value, float) or math.isnan(value):
        return ""
    if value < 0.001 or value > 0.999:
        return ("< " if value < 0.5 else "> ") + number(0.001 if value < 0.5 else 0.999, 3, lang)
    return number(value, 3, lang)


def unit_name(row: Row, lang: Lang) -> str:
    """The unit as the panel names it; the aggregate in words."""
    unit = row["unit"]
    return text("estimate-all-units", lang) if unit in (AGGREGATE, None, "") else str(unit)


def outcome(row: Row, lang: Lang) -> str:
    """The verdict in words, or why there is no estimate; nothing where neither was asked for."""
    if row["status"] == "refused":
        return told("effect-refused", row["reason"], lang)
    return told("effect-verdict", row["verdict"], lang)


def told(kind: str, code: object, lang: Lang) -> str:
    """The text of a code, or the code itself where the catalogue has none."""
    if code is None or code == "":
        return ""
    key = f"{kind}-{code}"
    return text(key, lang) if key in catalogue() else str(code)
