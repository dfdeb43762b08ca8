"""Event study: how treated units moved away from the others at each distance from their date."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.effects.compare.bounds import bound_rows
from analysis.effects.compare.cohorts import Cohorts
from analysis.effects.compare.did import check_dependent, prepared, regressor_rows, regressors
from analysis.effects.compare.student import student_row
from analysis.effects.compare.two_way import Clustered, clustered
from analysis.effects.gap import add_notes
from analysis.effects.noise import Array
from analysis.effects.period import ordinal
from analysis.effects.rows import Row, Sheet, Told
from analysis.effects.subject import Subject

NAME = "event-study"


@dataclass(frozen=True)
class Path:
    """Effects at distances `at` (K,) from the date, in order and without the reference; they are the first K
    coefficients of `found`, regressors follow."""

    at: tuple[int, ...]
    reference: int
    found: Clustered

    @property
    def before(self) -> int:
        return sum(k < 0 for k in self.at)

    @property
    def post(self) -> Array:
        """Equal shares of the effects from the date on, over all coefficients."""
        share = np.zeros(len(self.found.coefficients))
        share[[place for place, k in enumerate(self.at) if k >= 0]] = 1.0
        return share / share.sum()


def event_study(subject: Subject) -> Sheet:
    """`event:K` for every distance K that someone treated has a value at, but the reference; `att`: their mean from 0 on.

    One level a unit and a period, no distance is lumped with another (a horizon ends each unit's series), errors as in
    `did`. With several dates each coefficient is mixed with effects at other distances (Sun and Abraham, J. Econometrics
    225 (2021) 175-199): note `staggered`.
    """
    made, told, reason = prepared(subject, NAME)
    if not reason and not np.isinf(made.since).any():
        reason = "no-never-treated"
    reference = None if reason else reference_of(subject, made)
    if reason or reference is None:
        return Sheet(effects=[told.refused("event:0", reason or "no-reference")])
    names, columns = regressors(made)
    path = event_path(made, reference, columns)
    told = replace(told, note="; ".join(_notes(subject, told, path)))
    own = [f"event:{k}" for k in path.at]
    lost = [own[k] for k in path.found.dependent if k < len(own)]
    if lost and len(lost) == len(path.found.dependent):
        row = told.refused("event:0", "collinear")
        return Sheet(effects=[add_notes(row, [f"collinear={','.join(lost)}"])])
    check_dependent(path.found, (*own, *names), told)
    rows = _rows(told, path, made.size) + regressor_rows(told, path.found, names)
    return Sheet(effects=rows + _bounds(subject, told, path))


def reference_of(subject: Subject, made: Cohorts) -> int | None:
    """The distance that all others are compared with; None where nobody treated has a value there.

    One that is counted moves back to the last distance with values: past anticipation, transition and gaps.
    """
    there = _distances(made)
    asked = subject.design.reference_period
    if isinstance(asked, str):
        at = ordinal(asked, subject.kind) - int(made.dates[0])
        return at if at in there else None
    return max((k for k in there if k <= asked), default=None)


def event_path(made: Cohorts, reference: int, further: Array) -> Path:
    """Effects at every distance but the reference, beside further columns (K, S, n)."""
    at = tuple(k for k in _distances(made) if k != reference)
    columns = np.concatenate([made.event == np.array(at, dtype=np.float64)[:, None, None], further])
    return Path(at, reference, clustered(made.values, columns, made.weight, made.cluster))


def _distances(made: Cohorts) -> list[int]:
    """Distances from the date at which someone treated has a value, in order."""
    return np.unique(made.event[made.present & np.isfinite(made.event)]).astype(int).tolist()


def _notes(subject: Subject, told: Told, path: Path) -> list[str]:
    asked = subject.design.reference_period
    moved = [] if path.reference == asked else [f"reference={path.reference}"]
    return [*([told.note] if told.note else []), *moved]


def _rows(told: Told, path: Path, size: float) -> list[Row]:
    """The mean effect after the date, then every distance in order."""
    one = np.eye(len(path.found.coefficients))
    sums = [("att", path.post), *((f"event:{k}", one[place]) for place, k in enumerate(path.at))]
    return [student_row(told, name, *path.found.sum(share), path.found.df, size) for name, share in sums]


def _bounds(subject: Subject, told: Told, path: Path) -> list[Row]:
    """Bounds of the effect that the design targets, where distances follow each other without a gap and the reference
    is the last before the date: bounds are about changes from one period to the next."""
    k, asked = len(path.at), subject.design.sensitivity
    steps = np.diff([*path.at[: path.before], path.reference, *path.at[path.before :]])
    rows = bound_rows(
        replace(told, ratio=False),
        path.found.coefficients[:k],
        path.found.covariance[:k, :k],
        path.before,
        k - path.before,
        asked,
        subject.design.level,
    )
    if (steps == steps[0]).all():
        return rows
    return [told.refused(row["estimand"], "bound-gaps") for row in rows]
