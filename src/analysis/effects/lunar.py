"""Each month less the month one Hijri year before it: season and fast fall away without being modelled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.columns import Shape
from analysis.effects.finding import fits
from analysis.effects.hijri import shares
from analysis.effects.noise import Array
from analysis.effects.plug_in import as_told
from analysis.effects.series import Block
from analysis.effects.subject import Subject

LAG = 12
"""Twelve lunar months are 354 days: the month whose middle is nearest to 354 days before is always the same month of
the year before, since eleven days are less than half a month."""

LARGEST_GAP = 0.5
"""Pairs whose months differ by more than this in their share of Ramadan compare a fast with no fast: left out."""


@dataclass(frozen=True)
class Difference:
    """The differenced city with what a quick fit needs; its intercept is the growth of a year."""

    subject: Subject
    block: Block
    others: Mapping[str, Array]
    shape: Shape


def lunar_difference(subject: Subject) -> Difference | None:
    """The city's differences on the scale that is told; only monthly series, and only the first twelve months after
    the date, since later ones would be compared with months that the event touched."""
    if subject.kind != "month" or subject.start is None:
        return None
    start, city = subject.start, subject.city
    place = {float(t): k for k, t in enumerate(city.times)}
    ramadan = dict(
        zip(city.times.tolist(), shares(city.times, "month")["ramadan-share"].tolist(), strict=True)
    )
    later = [
        t
        for t in city.times.tolist()
        if t - LAG in place and t < start + LAG and abs(ramadan[t] - ramadan[t - LAG]) <= LARGEST_GAP
    ]
    if not later or later[0] >= start or later[-1] < start:
        return None
    now, then = [place[t] for t in later], [place[t - LAG] for t in later]
    values = as_told(subject, city)
    block = Block(city.units, np.array(later), values[:, now] - values[:, then], None, np.ones(1))
    others = {
        name: subject.city_others[name][:, now] - subject.city_others[name][:, then]
        for name in subject.design.regressors
    }
    horizon = min(subject.horizon(start), LAG)
    shape = Shape(
        since=int(start), effects=fits(subject, start)[0], horizon=horizon, trend=False, period_length=LAG
    )
    # What is differenced already is on the scale that is told.
    plain = replace(subject, design=subject.design.model_copy(update={"scale": "identity"}))
    return Difference(plain, block, others, shape)
