"""The draw of one month's visits: systematic, along a line by stratum, with the published chances and a published seed."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from analysis.sampling.chance import CERTAIN
from analysis.sampling.risk import Known


def line(units: Sequence[Known], seed: int, month: date) -> list[int]:
    """The order in which units are gone along: by stratum, by place within it, and by chance within that."""
    return sorted(
        range(len(units)),
        key=lambda k: (
            units[k].stratum,
            units[k].place,
            _digest(seed, month, units[k].code),
            units[k].code,
        ),
    )


def start(seed: int, month: date) -> int:
    """Where the line is entered, 0 to CERTAIN - 1, by the digest of seed and month."""
    return int(_digest(seed, month, "start"), 16) * CERTAIN // 16**64


def chosen(order: Sequence[int], chances: Sequence[int], begin: int) -> list[int]:
    """The units met at `begin`, `begin` + CERTAIN, ... along the line on which each is as long as its chance.

    Over all CERTAIN starts each unit is met as often as its chance says, and every run of neighbours, such as a stratum
    or a place within it, gets the sum of its chances to within one visit (Madow, Annals of Mathematical Statistics 20
    (1949) 333-354).
    """
    met: list[int] = []
    gone = 0
    for k in order:
        before, gone = gone, gone + chances[k]
        if (gone - begin - 1) // CERTAIN > (before - begin - 1) // CERTAIN:
            met.append(k)
    return met


def day_of(code: str, days: Sequence[date], seed: int, month: date) -> date:
    """One of the working days, by the digest too, so that nobody picks a convenient one."""
    return days[int(_digest(seed, month, f"day/{code}"), 16) * len(days) // 16**64]


def _digest(seed: int, month: date, word: str) -> str:
    return sha256(f"{seed}/{month:%Y-%m}/{word}".encode()).hexdigest()
