"""Difference in differences: treated times post beside one level a unit and one a period."""

from dataclasses import replace

import numpy as np

from analysis.effects.compare.cohorts import Cohorts, cohorts
from analysis.effects.compare.placebo_rank import placebo_rank
from analysis.effects.compare.student import student_row
from analysis.effects.compare.two_way import Clustered, clustered, two_way
from analysis.effects.finding import told_of
from analysis.effects.gap import on_rates
from analysis.effects.noise import Array
from analysis.effects.refusal import Reason
from analysis.effects.rows import Row, Sheet, Told
from analysis.effects.subject import Subject
from analysis.problems import RetretError

NAME = "did"


def did(subject: Subject) -> Sheet:
    """`att` at level `city`, errors clustered by unit or group, t quantiles with G - 1 degrees of freedom.

    With several dates the coefficient compares units with others that were treated before them, so that effects that grow
    or differ distort it (Goodman-Bacon, J. Econometrics 225 (2021) 254-277): note `staggered`.
    """
    made, told, reason = prepared(subject, NAME)
    if reason:
        return Sheet(effects=[told.refused("att", reason)])
    names, columns = regressors(made)
    found = clustered(
        made.values,
        np.concatenate([made.treated[None].astype(np.float64), columns]),
        made.weight,
        made.cluster,
    )
    if found.dependent == (0,):
        return Sheet(effects=[told.refused("att", "no-comparison")])
    check_dependent(found, ("treated", *names), told)
    row = student_row(told, "att", *found.sum(np.eye(1 + len(names))[0]), found.df, made.size)
    asked = "space" in subject.design.placebo and len(made.dates) == 1
    return Sheet(
        effects=[row, *regressor_rows(told, found, names)],
        checks=_as_if(told, made, row["estimate"]) if asked else [],
    )


def _as_if(told: Told, made: Cohorts, estimate: float) -> list[Row]:
    """Every unit compared with, as if it had been treated on the date, among the others; those without both sides drop
    out. Ranks are told even where an error that is robust to clusters means little: with few treated units."""
    others = made.only(np.isinf(made.since))
    every: list[tuple[str, float]] = []
    for k, name in enumerate(others.units if len(others.units) > 1 else ()):
        since = np.where(np.arange(len(others.units)) == k, made.dates[0], np.inf)
        panel = replace(others, since=since).without_singles()
        if not unable(panel):
            every.append((name, two_way(panel.values, panel.times, panel.since, weight=panel.weight)[0]))
    told_ = [each for each in every if not np.isnan(each[1])]
    return placebo_rank(told, [name for name, _ in told_], estimate, [at for _, at in told_])


def prepared(subject: Subject, estimator: str) -> tuple[Cohorts, Told, Reason | None]:
    """The panel of a comparison, what its rows have in common, and why there is none."""
    made = cohorts(subject).own_span(subject.design).without_singles()
    told = told_of(on_rates(subject), estimator, "city", subject.city.units[0], made.sides, "C")
    told = replace(told, note="; ".join(made.notes()))
    return made, told, unable(made)


def unable(made: Cohorts) -> Reason | None:
    """Why nobody can be compared with anybody, or no error can be told, or None."""
    if not len(made.units):
        return "no-comparison"
    reason = made.reason() or (None if made.compared() else "no-comparison")
    return reason or ("one-cluster" if len(np.unique(made.cluster)) < 2 else None)


def regressors(made: Cohorts) -> tuple[tuple[str, ...], Array]:
    """Names and columns (K, S, n) of the design's regressors."""
    names = tuple(made.others)
    return names, np.stack([made.others[name] for name in names]) if names else np.empty(
        (0, *made.values.shape)
    )


def check_dependent(found: Clustered, names: tuple[str, ...], told: Told) -> None:
    """Nothing where every coefficient can be told; else an error that names the columns that cannot."""
    if found.dependent:
        listed = ", ".join(names[k] for k in found.dependent)
        raise RetretError("estimate-singular", 1, names=listed, unit=told.unit)


def regressor_rows(told: Told, found: Clustered, names: tuple[str, ...]) -> list[Row]:
    """`coef:NAME` of each regressor, whose columns are the last."""
    plain = replace(told, ratio=False)
    first = len(found.coefficients) - len(names)
    every = np.eye(len(found.coefficients))
    return [
        student_row(plain, f"coef:{name}", *found.sum(every[first + k]), found.df, 0.0)
        for k, name in enumerate(names)
    ]
