"""Stepped wedge: units treated in waves, with a level a period and a random level a unit."""

from dataclasses import replace

from analysis.effects.compare.cohorts import Cohorts, cohorts
from analysis.effects.compare.did import unable
from analysis.effects.compare.random_level import restricted, sums
from analysis.effects.compare.student import student_row
from analysis.effects.finding import told_of
from analysis.effects.gap import on_rates
from analysis.effects.refusal import Reason
from analysis.effects.rows import Sheet
from analysis.effects.subject import Subject

NAME = "stepped-wedge"


def stepped_wedge(subject: Subject) -> Sheet:
    """`att` by generalised least squares with variances by REML (Hussey and Hughes, Contemp. Clin. Trials 28 (2007) 182-191).

    The effect is constant from each unit's date on; units that share nothing but the period are independent. t quantiles
    with as many degrees of freedom as units less two, since the variances are estimated and units are few; the share of
    the variance that lies between units stands in the note (`icc`). Regressors are not used (note).
    """
    made = cohorts(subject).own_span(subject.design).with_values()
    told = told_of(on_rates(subject), NAME, "city", subject.city.units[0], made.sides, "C")
    regressors = ["without-regressors"] if subject.design.regressors else []
    reason = _unable(made)
    if reason:
        return Sheet(effects=[replace(told, note="; ".join(regressors)).refused("att", reason)])
    seen = made.present.any(0)
    weight = made.weight / made.weight.mean()
    found = restricted(sums(made.values[:, seen], made.treated[:, seen], weight))
    whole = found.noise + found.between
    icc = [f"icc={found.between / whole:.4f}"] if whole > 0 else []
    told = replace(told, note="; ".join([*icc, *regressors]))
    df = float(max(len(made.units) - 2, 1))
    return Sheet(effects=[student_row(told, "att", found.estimate, found.se, df, made.size)])


def _unable(made: Cohorts) -> Reason | None:
    """As for every comparison; errors have no clusters here, but a variance between units needs two of them."""
    reason = unable(made)
    if reason not in (None, "one-cluster"):
        return reason
    return "few-units" if len(made.units) < 2 else _saturated(made)


def _saturated(made: Cohorts) -> Reason | None:
    values, periods = int(made.present.sum()), int(made.present.any(0).sum())
    return "too-few-periods" if values <= periods + len(made.units) else None
