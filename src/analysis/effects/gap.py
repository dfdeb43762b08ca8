"""The city beside its donors: which of them can be used, and the gap to a mix of them as one series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.noise import Array, Mask
from analysis.effects.refusal import thin
from analysis.effects.rows import Row
from analysis.effects.series import Block, together
from analysis.effects.subject import Subject

FEWEST_DONORS = 5
"""Below so many donors there is no synthetic control, and placebos among them show nothing."""


def on_rates(subject: Subject) -> Subject:
    """Counts as logs of their rates, log((y + 1/2) / exposure); other scales as they are.

    Cities and units differ in size, and a difference of square roots of counts would be no effect of anything.
    """
    if subject.design.scale != "count":
        return subject
    return replace(
        subject,
        design=subject.design.model_copy(update={"scale": "log"}),
        units=_rates(subject.units),
        city=_rates(subject.city),
        donors=None if subject.donors is None else _rates(subject.donors),
    )


def _rates(block: Block) -> Block:
    counts = np.maximum((block.values / 2) ** 2 - 3 / 8, 0.0)
    lever = 1.0 if block.lever is None else block.lever
    return replace(block, values=np.log(counts + 0.5) - 2 * np.log(lever), sampling=None, lever=None)


@dataclass(frozen=True)
class Donors:
    """The donors that are used, and the names of those whose gaps leave them out."""

    block: Block
    left_out: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.block.units)

    @property
    def notes(self) -> list[str]:
        """A note that names those left out; none where nobody is."""
        return [f"left-out={','.join(self.left_out)}"] if self.left_out else []

    def others(self, k: int) -> Block:
        """All but one."""
        return self.block.only(np.arange(self.count) != k)


def long_enough(subject: Subject, start: float) -> Donors:
    """Donors that a design's limits of length and gaps let through; a donor without change is a donor still."""
    block = subject.donors
    assert block is not None
    reasons = [
        thin(block.times, row, start, monthly=subject.monthly, limits=subject.limits) for row in block.values
    ]
    return _kept(block, [reason in (None, "constant") for reason in reasons])


def without_gaps(subject: Subject) -> Donors:
    """Donors with a value wherever the city has one: a path with gaps has no synthetic control."""
    block = subject.donors
    assert block is not None
    seen = ~np.isnan(subject.city.values[0])
    gaps = np.isnan(block.values[:, seen]).sum(axis=1)
    return _kept(block, gaps == 0)


def _kept(block: Block, keep: Sequence[bool] | Mask) -> Donors:
    left = tuple(name for name, kept in zip(block.units, keep, strict=True) if not kept)
    return Donors(block.only(keep), left)


def named(subject: Subject) -> tuple[Block, Array]:
    """The donors that the design gives weights, with these weights: used as given, never rescaled."""
    block, told = subject.donors, subject.design.donor_weights
    assert block is not None
    chosen = block.only([bool(told.get(name)) for name in block.units])
    return chosen, np.array([told[name] for name in chosen.units])


def from_mean(one: Block, donors: Block) -> Block:
    """One series less the mean of donors; a donor that is absent for a while moves the mean by nothing.

    Variances that are known add up; where only one side's are, they are all that is known.
    """
    mean = together(donors, "mean")
    return _less(one, mean.values, mean.sampling)


def from_mix(one: Block, donors: Block, weights: Array) -> Block:
    """One series less a mix of donors with weights (J,); a gap wherever one of them has one."""
    sampling = (
        None
        if donors.sampling is None or not len(weights)
        else (weights[:, None] ** 2 * donors.sampling).sum(0)[None]
    )
    return _less(one, (weights @ donors.values)[None], sampling)


def _less(one: Block, other: Array, sampling: Array | None) -> Block:
    known = [each for each in (one.sampling, sampling) if each is not None]
    return replace(one, values=one.values - other, sampling=np.sum(known, axis=0) if known else None)


def gap_columns(own: Mapping[str, Array], donors: Mapping[str, Array], share: Array) -> dict[str, Array]:
    """Further columns as a gap sees them, (1, n) each, from those of one series and of its donors, (J, n).

    One that is the same everywhere, as the calendar is, stays as it is: cities may answer it differently. Of one that
    differs its own gap to the mix with `share` (J,) is what moves the gap.
    """
    made: dict[str, Array] = {}
    for name, column in own.items():
        others = donors[name][share != 0]
        same = np.allclose(others, column, rtol=0, atol=1e-12 * float(np.abs(column).max(initial=0.0)))
        made[name] = column if same else column - (share[share != 0] @ others)[None]
    return made


def beside(parts: Sequence[Block]) -> Block:
    """Several series of the same times as one block; variances are known for all of them or for none."""
    known = [each.sampling for each in parts if each.sampling is not None]
    return Block(
        tuple(name for each in parts for name in each.units),
        parts[0].times,
        np.concatenate([each.values for each in parts]),
        np.concatenate(known) if len(known) == len(parts) else None,
        np.concatenate([each.weight for each in parts]),
    )


def root_mean_square(gap: Array, before: Mask) -> float:
    """Of the gap (n,) before the event, as it is: a level that differs counts."""
    return float(np.sqrt(np.nanmean(gap[before] ** 2)))


def weight_rows(
    estimator: str, subject: Subject, weights: Mapping[str, float], pre_rmspe: float
) -> list[Row]:
    """One row a donor for the table of weights."""
    return [
        {
            "estimator": estimator,
            "indicator": subject.indicator,
            "unit": subject.city.units[0],
            "donor": name,
            "weight": weight,
            "pre_rmspe": pre_rmspe,
        }
        for name, weight in weights.items()
    ]


def add_notes(row: Row, notes: Sequence[str]) -> Row:
    """The row with further codes behind what its note says already."""
    told = [part for part in (row["note"], *notes) if part]
    return row | {"note": "; ".join(told) or None}
