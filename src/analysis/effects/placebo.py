"""Placebos: the same estimate at dates when nothing happened, and for outcomes that leaders do not plausibly move."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

from analysis.effects.deviations import without_common
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array, Mask
from analysis.effects.period import period_text
from analysis.effects.plug_in import PLUG_IN, city_shape, moved_to, plug_in, window
from analysis.effects.refusal import MOST_MISSING, Sides
from analysis.effects.rows import Row, Told, check
from analysis.effects.series import Block
from analysis.effects.subject import Subject

MONTHS_BEFORE, MONTHS_AFTER = 12, 6
PERIODS_BEFORE, PERIODS_AFTER = 8, 3
"""What a placebo date needs where periods are no months: enough for a trend, and something after it to judge."""

USUAL = 1.4826
"""Median absolute deviation to standard deviation, for normal values."""

EVERY_UNIT = "*"
NOT_APPLIED = "shown-not-applied"


@dataclass(frozen=True)
class Placebos:
    """Estimates at D dates for S series, all (S, D), NaN where a series cannot carry one; z: normal scores."""

    dates: Array
    estimate: Array
    se: Array
    z: Array
    half_width: Array


def placebo_dates(subject: Subject, start: float) -> Array:
    """Every date with enough periods before and after it, all of them before the real one (D,)."""
    before = subject.city.times[subject.city.times < start]
    first, last = (
        (MONTHS_BEFORE, MONTHS_AFTER) if subject.kind == "month" else (PERIODS_BEFORE, PERIODS_AFTER)
    )
    return before[first : max(len(before) - last + 1, first)]


def placebos(
    subject: Subject, block: Block, others: Mapping[str, Array], start: float, *, beside: bool = False
) -> Placebos:
    """The post mean of every series at every placebo date from pre-data only, by plug-in REML.

    The columns are those of the real estimate; no transition is left out, since nothing happened. `beside`: the series
    are deviations, which are told by quarter steps and teach each other how noise looks.
    """
    dates = placebo_dates(subject, start)
    shape = city_shape(subject)
    if beside:
        shape = replace(shape, effects=("mean",))
    size = (len(block.units), len(dates))
    estimate, se, z, half = (np.full(size, np.nan) for _ in range(4))
    for d, date in enumerate(dates):
        horizon = min(subject.horizon(start), int(start - date))
        kept = (block.times < start) & (block.times < date + horizon)
        part, own = window(block, others, kept)
        told = _carries(part, float(date))
        if not told.any():
            continue
        columns = {name: np.broadcast_to(each, part.values.shape)[told] for name, each in own.items()}
        found = plug_in(
            subject, part.only(told), columns, moved_to(shape, float(date), horizon), share_noise=beside
        )
        if found is not None:
            estimate[told, d], se[told, d], z[told, d] = found.mean, found.se, scores(found)
            half[told, d] = stdtrit(found.df, (1 + subject.design.level) / 2) * found.se
    return Placebos(dates, estimate, se, z, half)


def _carries(part: Block, date: float) -> Mask:
    """Series that move at all and lack at most a fifth of the periods before the date, and of those after it."""
    present = ~np.isnan(part.values)
    after = part.times >= date
    full = np.stack([present[:, side].mean(1) for side in (after, ~after)]).min(0) >= 1 - MOST_MISSING
    highest, lowest = (
        edge(np.where(present, part.values, away), axis=1)
        for edge, away in ((np.max, -np.inf), (np.min, np.inf))
    )
    # Means of equal values differ in their last digit.
    moving = highest - lowest > 1e-12 * np.abs(highest)
    return np.asarray(full & moving)


def scores(found: Mixture) -> Array:
    """estimate / se as normal scores (S,): Student's t of few periods would look like too much noise."""
    t = found.mean / found.se
    return np.asarray(np.sign(t) * -ndtri(np.maximum(stdtr(found.df, -np.abs(t)), 1e-300)))


def inflation(z: Array) -> float:
    """The robust SD of placebo z, never below one: by how much intervals are too short. One where there is no z."""
    seen = z[~np.isnan(z)]
    if not len(seen):
        return 1.0
    return max(1.0, USUAL * float(np.median(np.abs(seen - np.median(seen)))))


def unit_placebos(subject: Subject, start: float) -> Placebos | None:
    """Placebos of units beside their like, as their deviations are told; None where no unit has company."""
    company = np.array([subject.groups.count(label) > 1 for label in subject.groups])
    treated = subject.since == start
    kept = company & treated
    if kept.sum() < 2:
        return None
    block = subject.units.only(kept)
    groups = [label for label, k in zip(subject.groups, kept, strict=True) if k]
    others = {name: each[kept] for name, each in subject.others.items()}
    return placebos(subject, without_common(block, groups), others, start, beside=True)


def placebo_rows(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """Checks of one indicator whose units share one date; `rows`: its estimates so far, to be shown inflated.

    The factor is pooled over units and dates: a single series has too few dates of its own. Beside the city's
    interval it is shown and not applied, since units do not tell how the city's own noise was misjudged.
    """
    start = subject.start
    if start is None:
        return []
    told = Told(
        "its", "city", subject.city.units[0], subject.indicator, Sides(0, 0), "C", subject.design.level
    )
    own = placebos(subject, subject.city, subject.city_others, start)
    made = _city_rows(subject, told, own, start)
    units = unit_placebos(subject, start)
    if units is None or np.isnan(units.z).all():
        return made
    everyone = Told("its", "unit", EVERY_UNIT, subject.indicator, Sides(0, 0), "C", subject.design.level)
    factor = inflation(units.z)
    made += [_pooled_row(subject, everyone, units, d) for d in range(len(units.dates))]
    made.append(
        check(everyone, "placebo-lambda", value=factor, passed=factor <= MOST_INFLATION, note=PLUG_IN)
    )
    return made + [inflated(row, factor) for row in rows if _widened(row)]


MOST_INFLATION = 1.25
"""A factor above this is told as a check not passed: intervals a quarter too short are 88 % instead of 95 %."""


def _city_rows(subject: Subject, told: Told, own: Placebos, start: float) -> list[Row]:
    season = subject.design.season(subject.kind)
    rows: list[Row] = []
    for d, date in enumerate(own.dates):
        if np.isnan(own.z[0, d]):
            continue
        middle, half = float(own.estimate[0, d]), float(own.half_width[0, d])
        values = {
            "at": period_text(int(date), subject.kind),
            "estimate": middle,
            "se": float(own.se[0, d]),
            "low": middle - half,
            "high": middle + half,
            "value": float(own.z[0, d]),
            "passed": abs(middle) <= half,
            "note": PLUG_IN,
        }
        rows.append(check(told, "placebo-time", **values))
        if subject.monthly and (start - date) % season == 0:
            rows.append(check(told, "placebo-year", **values))
    return rows


def _pooled_row(subject: Subject, told: Told, units: Placebos, d: int) -> Row:
    """One date over all units: their robust SD of z, beside the share of intervals that hold zero as they should."""
    z = units.z[:, d]
    seen = ~np.isnan(z)
    holds = np.abs(units.estimate[seen, d]) <= units.half_width[seen, d]
    spread = float(np.median(np.abs(z[seen] - np.median(z[seen])))) * USUAL if seen.any() else None
    return check(
        told,
        "placebo-time",
        at=period_text(int(units.dates[d]), subject.kind),
        estimate=float(holds.mean()) if seen.any() else None,
        value=spread,
        note=f"{PLUG_IN}; units={int(seen.sum())}; estimate=share-of-intervals-that-hold-zero",
    )


def _widened(row: Row) -> bool:
    kind = (row["level"], row["estimand"])
    return row["status"] == "estimated" and row["low"] is not None and kind in WIDENED


WIDENED = {("city", "mean"), ("unit", "deviation")}


def inflated(row: Row, factor: float) -> Row:
    """An estimate's interval with both arms made longer by the factor; `value` is the factor."""
    middle = row["estimate"]
    start = Told(row["estimator"], row["level"], row["unit"], row["indicator"], Sides(0, 0), "C", 0.95)
    return check(
        start,
        "inflated",
        at=row["estimand"],
        estimate=middle,
        se=None if row["se"] is None else row["se"] * factor,
        low=middle - factor * (middle - row["low"]),
        high=middle + factor * (row["high"] - middle),
        value=factor,
        note=NOT_APPLIED if row["level"] == "city" else None,
    )


def placebo_outcomes(rows: Sequence[Row], unmoved: Collection[str]) -> list[Row]:
    """City estimates of indicators that leaders do not plausibly move: each should hold zero.

    `rows`: estimates of all indicators; `unmoved`: names declared before looking. `value`: the two-sided
    probability of a zero effect being that far out.
    """
    made: list[Row] = []
    for row in rows:
        if (
            row["indicator"] not in unmoved
            or row["level"] != "city"
            or row["estimand"] not in ("mean", "att")
        ):
            continue
        if row["status"] != "estimated" or row["low"] is None:
            continue
        positive = row["p_positive"]
        told = Told(row["estimator"], "city", row["unit"], row["indicator"], Sides(0, 0), "C", 0.95)
        made.append(
            check(
                told,
                "placebo-outcome",
                at=row["estimand"],
                **{name: row[name] for name in ("estimate", "se", "low", "high")},
                value=None if positive is None else 2 * min(positive, 1 - positive),
                passed=row["low"] <= 0 <= row["high"],
            )
        )
    return made
