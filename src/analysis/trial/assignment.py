"""Who goes in which wave: a draw from a published seed, within strata, of whole kecamatan and whole agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.city.units import Unit, all_units, group_of
from analysis.effects.noise import Index
from analysis.problems import RetretError
from analysis.trial.design import HELD, Design

if TYPE_CHECKING:
    from analysis.city.place import City

MOST_HELD = 0.5
"""With half of all waiting or more, those who wait are no small group that a city agrees to."""


@dataclass(frozen=True)
class Cluster:
    """What is drawn as one: a kecamatan with all that lies in it, or an agency with its parts; `stratum`: its kind."""

    code: str
    name: str
    stratum: str
    units: tuple[str, ...]


def clusters(city: "City") -> tuple[Cluster, ...]:
    """Every cluster in the order of units.csv: a unit whose parent is the city, with all units below it that still exist."""
    there = [unit for unit in all_units(city) if unit.valid_to is None]
    by_code = {unit.code: unit for unit in all_units(city)}
    tops = [unit for unit in there if _is_top(unit, by_code)]
    below: dict[str, list[str]] = {top.code: [] for top in tops}
    for unit in there:
        top = _top(unit, by_code)
        if top is not None:
            below[top].append(unit.code)
    return tuple(
        Cluster(top.code, top.name, group_of(city, top).slug, tuple(below[top.code])) for top in tops
    )


def _is_top(unit: Unit, by_code: dict[str, Unit]) -> bool:
    return unit.parent is not None and by_code[unit.parent].parent is None


def _top(unit: Unit, by_code: dict[str, Unit]) -> str | None:
    """The cluster that a unit lies in; None for the city itself."""
    while unit.parent is not None and not _is_top(unit, by_code):
        unit = by_code[unit.parent]
    return unit.code if unit.parent is not None else None


def check_share(design: Design) -> None:
    """Nothing where fewer than half wait; else an error that says so."""
    if design.hold_out >= MOST_HELD:
        raise RetretError("next-year-hold-out", percent=f"{100 * design.hold_out:g}")


def check(found: Sequence[Cluster], design: Design) -> None:
    """Nothing where every wave gets a cluster of every stratum, and the hold-out one at all; else an error that says why."""
    check_share(design)
    if not design.drawn:
        raise RetretError("next-year-one-date")
    for stratum in strata(found):
        size = sum(one.stratum == stratum for one in found)
        held = ceil(size * design.hold_out)
        if size - held < design.waves:
            raise RetretError(
                "next-year-strata", stratum=stratum, n=str(size), held=str(held), waves=str(design.waves)
            )
    if 0 < len(found) * design.hold_out < 1:
        raise RetretError("next-year-nobody-held", n=str(len(found)), percent=f"{100 * design.hold_out:g}")


def strata(found: Sequence[Cluster]) -> tuple[str, ...]:
    """Every stratum once, in the order of its name."""
    return tuple(sorted({one.stratum for one in found}))


def draw(found: Sequence[Cluster], design: Design, seed: int, number: int = 0) -> Index:
    """Arms (K,) of the clusters: 0 for the first wave, HELD for those who wait; `number` 0 is the list that counts.

    Clusters stand by stratum, and within one by a digest of seed, number and code; hold-outs are taken from that line at
    even steps from a random start, so that each has the same chance and each stratum its share to within one; the others
    are dealt to waves in turn. Nothing but the seed is random, and nothing depends on the order in which units are given.
    """
    line = sorted(
        range(len(found)),
        key=lambda k: (found[k].stratum, _digest(seed, number, found[k].code), found[k].code),
    )
    start, turn = _share(seed, number, "hold-out"), int(_share(seed, number, "wave") * design.waves)
    arms = np.full(len(found), HELD, dtype=np.intp)
    for place, k in enumerate(line):
        if int(start + (place + 1) * design.hold_out) > int(start + place * design.hold_out):
            continue
        arms[k] = turn % design.waves
        turn += 1
    return arms


def _digest(seed: int, number: int, word: str) -> str:
    return sha256(f"{seed}/{number}/{word}".encode()).hexdigest()


def _share(seed: int, number: int, word: str) -> float:
    """A number of [0, 1) from the digest's first 52 bits."""
    return int(_digest(seed, number, word)[:13], 16) / 16**13


def numbered(found: Sequence[Cluster], units: Sequence[str]) -> Index:
    """The place of each unit's cluster; a unit that no cluster holds is an error that names it."""
    place = {unit: k for k, one in enumerate(found) for unit in one.units}
    for unit in units:
        if unit not in place:
            raise RetretError("next-year-unknown-unit", unit=unit)
    return np.array([place[unit] for unit in units], dtype=np.intp)


def listed(found: Sequence[Cluster], arms: Index, dates: Sequence[str]) -> pl.DataFrame:
    """One row a unit: unit, wave (from 1; none for who waits), treated_from, cluster, stratum."""
    rows = [
        (
            unit,
            None if arm == HELD else int(arm) + 1,
            None if arm == HELD else dates[arm],
            one.code,
            one.stratum,
        )
        for one, arm in zip(found, arms.tolist(), strict=True)
        for unit in one.units
    ]
    names = {
        "unit": pl.String, "wave": pl.Int64, "treated_from": pl.String, "cluster": pl.String, "stratum": pl.String
    }  # fmt: skip
    return pl.DataFrame(rows, schema=names, orient="row")
