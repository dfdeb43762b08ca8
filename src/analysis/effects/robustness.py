"""The city's result under other choices that could have been made: a curve of specifications, by quick fits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtrit

from analysis.effects.columns import Shape
from analysis.effects.finding import good
from analysis.effects.lunar import lunar_difference
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Mask, noise
from analysis.effects.plug_in import PLUG_IN, city_shape, plug_in, window
from analysis.effects.recombine import made_of_units, recombined, stacked
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Told, check
from analysis.effects.series import Block
from analysis.effects.subject import Subject
from analysis.effects.verdict import posteriors, verdict

SELECTION = 3
"""Periods before the date that may have moved someone to call the event, or to send a unit to it."""

AGREE = 0.8
"""The share of specifications that must have the sign of the primary one."""

Drops = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Specification:
    """The mean effect under one choice, with its interval by plug-in REML, and the code that the verdict rule gives."""

    name: str
    estimate: float
    low: float
    high: float
    says: str


@dataclass(frozen=True)
class Curve:
    """The primary specification by plug-in REML, the others, and the city without each unit.

    `agreement`: share of the others with the primary's sign, None without any; `changing`: units without which the
    verdict (or, where there is none, the side of zero on which the interval lies) would be another.
    """

    primary: Specification
    others: tuple[Specification, ...]
    without: tuple[Specification, ...]
    agreement: float | None
    changing: tuple[str, ...]


def curve(subject: Subject, drops: Drops | None = None) -> Curve | None:
    """Every specification that the panel can carry; None where the city itself has no estimate.

    `drops`: sets of units by name (heads who changed, for one); each is a specification without them.
    """
    if subject.start is None:
        return None
    primary = _told(subject, "primary", _fit(subject, subject.city, subject.city_others, city_shape(subject)))
    if primary is None:
        return None
    others = [
        *_of_columns(subject),
        *_of_times(subject),
        *_of_units(subject),
        *_without_named(subject, drops or {}),
    ]
    without = _without_each(subject)
    agree = [np.sign(one.estimate) == np.sign(primary.estimate) for one in others]
    whole = np.ones(len(subject.units.units), dtype=bool)
    base = primary if not without else _told(subject, "units", _of_some(subject, whole)) or primary
    return Curve(
        primary,
        tuple(others),
        tuple(without),
        float(np.mean(agree)) if agree else None,
        tuple(one.name for one in without if one.says != base.says),
    )


def _fit(
    subject: Subject, block: Block, others: Mapping[str, Array], shape: Shape, errors: str | None = None
) -> Mixture | None:
    grid = noise("ar1") if errors == "ar1" else None
    try:
        return plug_in(subject, block, others, shape, grid)
    except np.linalg.LinAlgError:
        # A choice that these data cannot carry is no specification of them.
        return None


def _told(subject: Subject, name: str, found: Mixture | None) -> Specification | None:
    return None if found is None else _each_told(subject, (name,), found)[0]


def _each_told(subject: Subject, names: Sequence[str], found: Mixture) -> list[Specification]:
    half = stdtrit(found.df, (1 + subject.design.level) / 2) * found.se
    told = zip(names, found.mean, half, says(subject, found), strict=True)
    return [
        Specification(name, float(mean), float(mean - reach), float(mean + reach), said)
        for name, mean, reach, said in told
    ]


def says(subject: Subject, found: Mixture) -> list[str]:
    """The verdict of each series; without a smallest change that matters the side of zero its interval is on."""
    direction, smallest = good(subject), subject.design.mid
    if smallest is not None and direction:
        told = posteriors(found, direction, smallest, subject.bars)
        return [verdict("C", one, smallest, subject.bars) for one in told]
    half = (1 - subject.design.level) / 2
    ends = zip(found.quantile(half), found.quantile(1 - half), strict=True)
    return ["above" if low > 0 else "below" if high < 0 else "holds-zero" for low, high in ends]


def _of_columns(subject: Subject) -> list[Specification]:
    """Other columns and errors: without a trend, with one, AR(1) errors alone."""
    shape, city, others = city_shape(subject), subject.city, subject.city_others
    tries: list[tuple[str, Shape, str | None]] = [
        ("no-trend" if shape.trend else "linear", replace(shape, trend=not shape.trend), None)
    ]
    if subject.design.errors != "ar1":
        tries.append(("ar1", shape, "ar1"))
    found = [_told(subject, name, _fit(subject, city, others, each, errors)) for name, each, errors in tries]
    return [one for one in found if one is not None]


def _of_times(subject: Subject) -> list[Specification]:
    """Other periods: without those that may have called the event, a transition longer at either end, and years
    compared at the same place in the Hijri year."""
    start, city = subject.start, subject.city
    assert start is not None
    before, after = city.times[city.times < start], city.times[city.times >= start]
    left_out = {
        "window-dropped": before[-SELECTION:],
        "transition-earlier": before[-1:],
        "transition-later": after[:1],
    }
    found: list[Specification | None] = []
    for name, gone in left_out.items():
        block, others = window(city, subject.city_others, ~np.isin(city.times, gone))
        found.append(_told(subject, name, _fit(subject, block, others, city_shape(subject))))
    lunar = lunar_difference(subject)
    if lunar is not None:
        found.append(
            _told(subject, "hijri-difference", _fit(lunar.subject, lunar.block, lunar.others, lunar.shape))
        )
    return [one for one in found if one is not None]


def _of_units(subject: Subject) -> list[Specification]:
    """Other units and weights: those present in all periods, and the other weights."""
    units = subject.units
    size = len(units.units)
    if size < 2:
        return []
    complete = np.asarray(np.isfinite(units.values).all(axis=1))
    tries: list[tuple[str, Mask, Array | None]] = []
    if complete.any() and not complete.all():
        tries.append(("fixed-composition", complete, None))
    everyone = np.ones(size, dtype=bool)
    if subject.design.weights == "n":
        tries.append(("weights-equal", everyone, np.ones(size)))
    elif not np.isnan(subject.respondents).any() and np.ptp(subject.respondents) > 0:
        tries.append(("weights-n", everyone, subject.respondents))
    found = [_told(subject, name, _of_some(subject, kept, weight)) for name, kept, weight in tries]
    return [one for one in found if one is not None]


def _without_named(subject: Subject, drops: Drops) -> list[Specification]:
    """Without named sets of units; a set of none of them, or of all, is no specification."""
    names, found = np.array(subject.units.units), []
    for name, gone in drops.items():
        kept = ~np.isin(names, list(gone))
        if kept.any() and not kept.all():
            found.append(_told(subject, f"without-{name}", _of_some(subject, kept)))
    return [one for one in found if one is not None]


def _of_some(subject: Subject, kept: Mask, weight: Array | None = None) -> Mixture | None:
    mean = subject.units.weight if weight is None else weight
    others = {
        name: np.average(each[kept], axis=0, weights=mean[kept])[None]
        for name, each in subject.others.items()
    }
    return _fit(subject, recombined(subject, kept, weight), others, city_shape(subject))


def _without_each(subject: Subject) -> list[Specification]:
    """The city without each of its units; where the panel brought its own city along, the mean of the units."""
    units = subject.units
    size = len(units.units)
    if size < 3:
        return []
    masks = ~np.eye(size, dtype=bool)
    block = stacked([recombined(subject, kept) for kept in masks], units.units)
    others = {
        name: np.stack([np.average(each[kept], axis=0, weights=units.weight[kept]) for kept in masks])
        for name, each in subject.others.items()
    }
    # Without one unit's gaps a total may have other periods: a column that tells nothing there is no obstacle.
    found = _fit(subject, block, others, city_shape(subject))
    return [] if found is None else _each_told(subject, units.units, found)


def dropped_rows(subject: Subject, drops: Drops) -> list[Row]:
    """The city without each named set of units, as checks beside the primary specification's sign."""
    if subject.start is None:
        return []
    primary = _told(subject, "primary", _fit(subject, subject.city, subject.city_others, city_shape(subject)))
    if primary is None:
        return []
    told = Told(
        "its", "city", subject.city.units[0], subject.indicator, Sides(0, 0), "C", subject.design.level
    )
    sign = np.sign(primary.estimate)
    return [_row(told, one, one.name, sign) for one in _without_named(subject, drops)]


def robustness_rows(subject: Subject) -> list[Row]:
    """The curve as checks: each specification, how many agree, and whether one unit carries the result."""
    found = curve(subject)
    if found is None:
        return []
    unit = subject.city.units[0]
    told = Told("its", "city", unit, subject.indicator, Sides(0, 0), "C", subject.design.level)
    sign = np.sign(found.primary.estimate)
    rows = [_row(told, one, one.name, sign) for one in (found.primary, *found.others)]
    if found.without:
        least, most = (pick(found.without, key=lambda one: one.estimate) for pick in (min, max))
        source = "" if made_of_units(subject) else "; of-units"
        rows += [
            _row(told, least, f"leave-out-least:{least.name}", sign, source),
            _row(told, most, f"leave-out-most:{most.name}", sign, source),
        ]
        names = ", ".join(found.changing) or None
        rows.append(
            check(
                told, "single-unit", value=float(len(found.changing)), passed=not found.changing, note=names
            )
        )
    if found.agreement is not None:
        passed = found.agreement >= AGREE
        rows.append(check(told, "agreement", value=found.agreement, passed=passed, note=PLUG_IN))
    return rows


def _row(told: Told, one: Specification, at: str, sign: float, more: str = "") -> Row:
    ends = {"estimate": one.estimate, "low": one.low, "high": one.high}
    agrees = bool(np.sign(one.estimate) == sign)
    return check(told, "specification", at=at, **ends, passed=agrees, note=f"{PLUG_IN}; {one.says}{more}")
