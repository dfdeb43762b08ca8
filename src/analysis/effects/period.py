"""Periods of a panel: years, months, quarters or plain integers, each with its place in time as one number."""

import re
from collections.abc import Iterable
from typing import Literal

from analysis.problems import RetretError

Kind = Literal["year", "month", "quarter", "integer"]

LENGTHS: dict[Kind, int] = {"month": 12, "quarter": 4, "year": 1, "integer": 1}
"""How many periods make one season, by kind."""
FIRST_YEAR, LAST_YEAR = 1000, 2999

_MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([12]\d{3})-[Qq]([1-4])")
_INTEGER = re.compile(r"[+-]?\d{1,15}")


def kind_of(written: str) -> Kind | None:
    """The kind of one period as written, None for no period; a number from 1000 to 2999 may be a year."""
    if _MONTH.fullmatch(written):
        return "month"
    if _QUARTER.fullmatch(written):
        return "quarter"
    if not _INTEGER.fullmatch(written):
        return None
    return "year" if len(written) == 4 and FIRST_YEAR <= int(written) <= LAST_YEAR else "integer"


def common_kind(periods: Iterable[str]) -> Kind | None:
    """The one kind of all these periods; numbers are years only where every one of them may be; None if mixed."""
    kinds: set[Kind | None] = {kind_of(written) for written in periods}
    if kinds == {"year", "integer"}:
        return "integer"
    return kinds.pop() if len(kinds) == 1 else None


def ordinal(written: str, kind: Kind) -> int:
    """The place of a period in time, in steps of one period; what is no period of that kind is a RetretError."""
    found = kind_of(written)
    if found is None or (found != kind and not (kind == "integer" and found == "year")):
        raise RetretError("period-of-another-kind", 1, written=written, example=example(kind))
    if kind == "month":
        return 12 * int(written[:4]) + int(written[5:]) - 1
    if kind == "quarter":
        return 4 * int(written[:4]) + int(written[6:]) - 1
    return int(written)


def period_text(t: int, kind: Kind) -> str:
    """A place in time as its period is written."""
    if kind == "month":
        return f"{t // 12:04d}-{t % 12 + 1:02d}"
    if kind == "quarter":
        return f"{t // 4:04d}-Q{t % 4 + 1}"
    return str(t)


def example(kind: Kind) -> str:
    """A period of that kind, to show how one is written."""
    return {"year": "2025", "month": "2025-06", "quarter": "2025-Q3", "integer": "25"}[kind]
