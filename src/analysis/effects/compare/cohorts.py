"""Units and donors as one panel, each with the date from which it was treated: what panel comparisons read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.design import Design
from analysis.effects.gap import on_rates
from analysis.effects.noise import Array, Index, Mask
from analysis.effects.refusal import Reason, Sides
from analysis.effects.subject import Subject

FEW_CLUSTERS = 5
"""With fewer treated clusters than this an error that is robust to clustering is far too small, and a note says so."""

ROUNDING = 1e-12


@dataclass(frozen=True)
class Cohorts:
    """Values (S, n) at times (n,), NaN where there is none; `since` (S,): first treated time, inf for never.

    `weight` (S,): how much a unit counts; `cluster` (S,): numbers of clusters; `others`: regressors by name, (S, n).
    """

    units: tuple[str, ...]
    times: Array
    values: Array
    since: Array
    weight: Array
    cluster: Index
    others: Mapping[str, Array]

    @property
    def present(self) -> Mask:
        return ~np.isnan(self.values)

    @property
    def event(self) -> Array:
        """Periods since each unit's own date, (S, n); -inf for who was never treated."""
        return self.times - self.since[:, None]

    @property
    def treated(self) -> Mask:
        return self.event >= 0

    @property
    def dates(self) -> Array:
        """The dates of all who were treated, each once, in order."""
        return np.unique(self.since[np.isfinite(self.since)])

    @property
    def size(self) -> float:
        """The largest value: what rounding is measured by."""
        return float(np.nanmax(np.abs(self.values), initial=0.0))

    @property
    def sides(self) -> Sides:
        """Periods at which someone treated has a value before, and after, the own date."""
        own = self.present & np.isfinite(self.since)[:, None]
        return Sides(int((own & ~self.treated).any(0).sum()), int((own & self.treated).any(0).sum()))

    def only(self, keep: Mask | Sequence[bool]) -> "Cohorts":
        """Some of the units."""
        at = np.flatnonzero(np.asarray(keep))
        return Cohorts(
            tuple(self.units[k] for k in at),
            self.times,
            self.values[at],
            self.since[at],
            self.weight[at],
            np.unique(self.cluster[at], return_inverse=True)[1].astype(np.intp),
            {name: each[at] for name, each in self.others.items()},
        )

    def own_span(self, design: Design) -> "Cohorts":
        """Without each treated unit's own anticipation, and without what lies beyond its own horizon."""
        event = self.event
        out = (event < 0) & (event >= -design.anticipation)
        if design.horizon is not None:
            out |= event >= design.horizon
        return replace(self, values=np.where(out, np.nan, self.values))

    def with_values(self) -> "Cohorts":
        """Without units that have no value at all."""
        return self.only(self.present.sum(1) > 0)

    def without_singles(self) -> "Cohorts":
        """Without units and periods that have one value: their own effect tells it whatever it is."""
        values = self.values
        while True:
            present = ~np.isnan(values)
            single = present & ((present.sum(1) == 1)[:, None] | (present.sum(0) == 1))
            if not single.any():
                break
            values = np.where(single, np.nan, values)
        there = ~np.isnan(values)
        kept = replace(self, values=values).with_values()
        seen = there.any(0)
        others = {name: each[:, seen] for name, each in kept.others.items()}
        return replace(kept, times=kept.times[seen], values=kept.values[:, seen], others=others)

    def reason(self) -> Reason | None:
        """Why nothing can be compared at all, or None."""
        found = self.sides
        if not found.before:
            return "no-before"
        if not found.after:
            return "no-after"
        spread = np.nanmax(self.values, axis=1) - np.nanmin(self.values, axis=1)
        return "constant" if float(spread.max()) <= ROUNDING * self.size else None

    def compared(self) -> bool:
        """Whether at some time someone untreated has a value beside someone treated."""
        present = self.present
        return bool(((present & self.treated).any(0) & (present & ~self.treated).any(0)).any())

    def notes(self) -> list[str]:
        """What makes a regression on these units doubtful, as codes."""
        treated = len(np.unique(self.cluster[np.isfinite(self.since)]))
        few = [f"treated-clusters={treated}"] if treated < FEW_CLUSTERS else []
        return [*few, "staggered"] if len(self.dates) > 1 else few


def cohorts(subject: Subject) -> Cohorts:
    """Units and then donors of a subject on its working scale (counts as log rates); who has no value is left out.

    Whoever has no date of its own is compared with, as donors are. Errors go together by unit, or by `group`.
    """
    worked = on_rates(subject)
    blocks = [worked.units] if worked.donors is None else [worked.units, worked.donors]
    donors = 0 if worked.donors is None else len(worked.donors.units)
    names = tuple(name for block in blocks for name in block.units)
    groups = [*subject.groups, *subject.donor_groups]
    label = groups if subject.design.cluster == "group" else list(names)
    others = {
        name: np.concatenate([subject.others[name], *([subject.donor_others[name]] if donors else [])])
        for name in subject.design.regressors
    }
    since = np.where(np.isnan(subject.since), np.inf, subject.since)
    made = Cohorts(
        names,
        worked.units.times,
        np.concatenate([block.values for block in blocks]),
        np.concatenate([since, np.full(donors, np.inf)]),
        np.concatenate([block.weight for block in blocks]),
        np.unique(np.array(label), return_inverse=True)[1].astype(np.intp),
        others,
    )
    return made.only(made.weight > 0).with_values()
