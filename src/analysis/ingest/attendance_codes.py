"""What a daily attendance code says, by the code table of the system that wrote it."""

import re
from dataclasses import dataclass, replace

import polars as pl

from analysis.ingest.cell import Wrong

_JOINT = re.compile(r"[/+,&\s]+")
_LONGEST_CODE = 6

ABSENT = ("excused", "unexcused", "off")


@dataclass(frozen=True)
class Day:
    """One employee-day by code: what it counts as, and minutes late (a range's middle, else its lower end).

    `minutes` is None where the code does not tell when the employee came; `early` says that one of several codes
    tells of leaving before the end.
    """

    kind: str
    minutes: float | None = None
    early: bool = False


def read_code(text: str, table: pl.DataFrame) -> Day | Wrong:
    """The day of one or several codes ("TL1", "TL1/PSW2"); an unknown code is refused with the known ones named.

    Of several codes an absence decides before lateness, and lateness before presence.
    """
    known = {str(row["code"]).casefold(): row for row in table.iter_rows(named=True)}
    whole = text.strip().casefold()
    parts = [whole] if whole in known else [part for part in _JOINT.split(whole) if part]
    if not parts or any(part not in known for part in parts):
        return Wrong("unknown-code", {"written": _shown_code(text), "codes": ", ".join(table["code"])})
    days = [_day(known[part]) for part in parts]
    for kind in (*ABSENT, "late", "early", "present"):
        found = [day for day in days if day.kind == kind]
        if found:
            return replace(found[0], early=any(day.kind == "early" for day in days))
    return days[0]


def _day(row: dict[str, object]) -> Day:
    kind, low, high = str(row["kind"]), row["minutes_from"], row["minutes_to"]
    if kind == "early":
        return Day(kind, 0.0)
    if not isinstance(low, int):
        return Day(kind)
    return Day(kind, (low + high) / 2 if isinstance(high, int) else float(low))


def _shown_code(text: str) -> str:
    """What is quoted of an unknown code: short with a digit, or two letters; a name may stand here instead."""
    code = text.strip()
    short = len(code) <= _LONGEST_CODE and any(letter.isdigit() for letter in code)
    return code if short or len(code) <= 2 else "…"
