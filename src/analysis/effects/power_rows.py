"""Checks that stand beside every estimate and every refusal: what could have been shown, and what more is needed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from analysis.effects.deviations import without_common
from analysis.effects.finding import grid_for
from analysis.effects.plug_in import city_shape
from analysis.effects.pooling import FEWEST_UNITS
from analysis.effects.power import (
    RANK_DONORS,
    Power,
    lengths,
    power_refused,
    power_seen,
    smallest_of_rows,
    told,
)
from analysis.effects.reach import USUAL_POWER, Needed, usual_noise
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Told, check
from analysis.effects.subject import Subject

ESTIMANDS = ("mean", "att", "deviation")
NONE_SEEN = "no-donors-seen"


def power_rows(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """Rows `mde`, `needed-months`, `needed-waves`, `needed-before` and `needed-donors` of the city and of each unit."""
    made: list[Row] = []
    for row in rows:
        if row["level"] == "city" and row["estimand"] in ESTIMANDS:
            made += _rows(subject, row, _of_city(subject, row))
    return made + _of_units(
        subject, [row for row in rows if (row["estimator"], row["level"]) == ("its", "unit")]
    )


def _of_city(subject: Subject, row: Row) -> Power:
    start, city = subject.start, subject.city
    if start is None:
        return Power(None)
    if row["status"] == "refused":
        return power_refused(subject, city, start)
    if row["low"] is None or row["se"] is None:
        return Power(None)
    df = np.inf if row["df"] is None else row["df"]
    now = (row["high"] - row["low"]) / 2 + float(stdtrit(min(df, 1e9), USUAL_POWER)) * row["se"]
    if row["estimator"] != "its":
        # What more periods would do for a contrast depends on donors as well: only what is seen is told.
        return Power(now)
    return power_seen(subject, city, subject.city_others, city_shape(subject), now, donors=True)


def _of_units(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """Deviations of one date share a design, so that one search serves all of them; each refusal is by itself."""
    made: list[Row] = []
    place = {name: k for k, name in enumerate(subject.units.units)}
    kept = [row for row in rows if row["estimand"] == "deviation" and row["status"] == "estimated"]
    at = np.array([place[row["unit"]] for row in kept], dtype=int)
    for start in np.unique(subject.since[at]):
        same = [row for row in kept if subject.since[place[row["unit"]]] == start]
        found = _beside(subject, float(start), same, [place[row["unit"]] for row in same])
        made += [each for row, power in zip(same, found, strict=True) for each in _rows(subject, row, power)]
    answered = {row["unit"] for row in kept}
    for row in rows:
        if row["unit"] in answered or row["estimand"] not in ESTIMANDS:
            continue
        answered.add(row["unit"])
        k = place[row["unit"]]
        start = subject.since[k]
        if row["status"] == "estimated":
            power = Power(smallest_of_rows([row], subject.design.level)[0])
        elif np.isnan(start):
            power = Power(None)
        else:
            alone = np.arange(len(subject.units.units)) == k
            power = power_refused(subject, subject.units.only(alone), float(start))
        made += _rows(subject, row, power)
    return made


def _beside(subject: Subject, start: float, rows: Sequence[Row], at: Sequence[int]) -> list[Power]:
    smallest = smallest_of_rows(rows, subject.design.level)
    mid = subject.design.mid
    if mid is None:
        return [Power(each) for each in smallest]
    mask = np.isin(np.arange(len(subject.units.units)), at)
    groups = [label for label, k in zip(subject.groups, mask, strict=True) if k]
    block = without_common(subject.units.only(mask), groups)
    shape = subject.shape(start, min(row["n_pre"] for row in rows), ("mean",))
    others = {name: each[mask] for name, each in subject.others.items()}
    noise, _ = usual_noise(block, shape, others, grid_for(subject))
    # Units that teach each other their slope have a design that is all but without one.
    pooled = subject.design.pooling in ("slopes", "both") and len(rows) >= FEWEST_UNITS
    times = block.times[~np.isnan(block.values).all(0)]
    after, before = lengths(subject, times, replace(shape, trend=shape.trend and not pooled), noise)
    return [
        Power(None)
        if each is None
        else told(subject, times, each, after.needed(mid / each), before.needed(mid / each))
        for each in smallest
    ]


def _rows(subject: Subject, row: Row, power: Power) -> list[Row]:
    who = Told(
        row["estimator"], row["level"], row["unit"], row["indicator"], Sides(0, 0), "C", subject.design.level
    )
    mid = subject.design.mid
    reached = None if mid is None or power.smallest is None else power.smallest <= mid
    note = row["reason"] or row["verdict"]
    made = [check(who, "mde", at=row["estimand"], value=power.smallest, passed=reached, note=note)]
    every = {
        "needed-months": power.months_needed,
        "needed-waves": power.waves_needed,
        "needed-before": power.before_needed,
        "needed-donors": power.donors_needed,
    }
    made += [_needed(who, name, row["estimand"], each) for name, each in every.items() if each is not None]
    own = (row["estimator"], row["level"]) == ("its", "city")
    if own and power.donors_needed is None and mid is not None:
        made.append(check(who, "needed-donors", at=row["estimand"], value=float(RANK_DONORS), note=NONE_SEEN))
    return made


def _needed(who: Told, name: str, at: str, found: Needed) -> Row:
    value = None if found.more is None else float(found.more)
    note = f"more-than={found.within}" if found.more is None else None
    return check(who, name, at=at, value=value, passed=found.more == 0, note=note)
