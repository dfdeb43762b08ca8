"""Effects from any panel by a design: the one public door to every estimator."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import polars as pl
from threadpoolctl import threadpool_limits

from analysis.effects.checks import checks
from analysis.effects.compare.callaway_santanna import callaway_santanna
from analysis.effects.compare.did import did
from analysis.effects.compare.event_study import event_study
from analysis.effects.compare.method import method_of
from analysis.effects.compare.rows import local_level_rows
from analysis.effects.compare.synthetic_did import synthetic_did
from analysis.effects.compare.wedge import stepped_wedge
from analysis.effects.contrasts import contrast_rows
from analysis.effects.design import Design
from analysis.effects.design_check import check_design
from analysis.effects.donors import donor_mean
from analysis.effects.dose import dose
from analysis.effects.interrupted import interrupted, of_city
from analysis.effects.output import Estimates
from analysis.effects.panel import kind_of_panel
from analysis.effects.rows import Row, Sheet
from analysis.effects.subject import Subject, subjects
from analysis.effects.synthetic import synthetic_control
from analysis.effects.verdict import Bars
from analysis.problems import RetretError

ESTIMATORS: Mapping[str, Callable[[Subject], Sheet]] = {
    "its": interrupted,
    "donor-mean": donor_mean,
    "synthetic-control": synthetic_control,
    "dose": dose,
    "local-level": local_level_rows,
    "did": did,
    "event-study": event_study,
    "callaway-santanna": callaway_santanna,
    "synthetic-did": synthetic_did,
    "stepped-wedge": stepped_wedge,
}
"""What a design may ask for, by name; a new estimator is one function and one line here. Libraries that only some of
them need are loaded when these are called."""

CHECKED = ("its", "donor-mean", "synthetic-control", "dose")
"""Estimators beside whose rows checks stand; comparison methods have none, and none of them is judged."""


def estimate(panel: pl.DataFrame, design: Design, bars: Bars | None = None) -> Estimates:
    """Every estimate that the design asks for, of every indicator of the panel (columns: panel.PANEL).

    What the data are too thin for is a row with status `refused` and a reason. A design that no data could carry,
    or a panel of which nothing can be estimated, is a RetretError. `bars`: how sure a verdict has to be, where it is not
    as usual.
    """
    check_design(design, panel)
    sheet = Sheet()
    # Many small matrices: threads of the linear algebra would only wait for each other.
    with threadpool_limits(1, "blas"):
        for plain in subjects(panel, _held(design), kind_of_panel(panel)):
            subject = plain if bars is None else replace(plain, bars=bars)
            for name in design.estimators:
                sheet.add(ESTIMATORS[name](subject))
            sheet.checks += checks(subject, _checked(subject, sheet.effects))
    found = sheet.frames()
    _something(found.effects)
    return found


def estimate_city(panel: pl.DataFrame, design: Design) -> pl.DataFrame:
    """The city's own rows of `estimate`, every digit as there, without what takes most of its time: units and checks."""
    check_design(design, panel)
    sheet = Sheet()
    with threadpool_limits(1, "blas"):
        for subject in subjects(panel, _held(design), kind_of_panel(panel)):
            for name in design.estimators:
                sheet.add(of_city(subject) if name == "its" else ESTIMATORS[name](subject))
    return sheet.frames().effects.filter(pl.col("level") == "city")


def _held(design: Design) -> Design:
    """The design by which series are laid out: counts under a likelihood are summed, with their exposure, as all counts."""
    return design if design.likelihood == "gaussian" else design.model_copy(update={"scale": "count"})


def _checked(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """The rows of the primary model."""
    compared = method_of(subject.design, subject.kind) is not None
    names = [name for name in CHECKED if not (compared and name in ("its", "donor-mean"))]
    return [row for row in rows if row["estimator"] in names]


def contrast(panel: pl.DataFrame, design: Design, members: Mapping[str, AbstractSet[str]]) -> list[Row]:
    """Whether the units that something happened to (by its name) changed otherwise than their like; see contrasts.py."""
    with threadpool_limits(1, "blas"):
        return [
            row
            for subject in subjects(panel, design, kind_of_panel(panel))
            for row in contrast_rows(subject, members)
        ]


def _something(effects: pl.DataFrame) -> None:
    """A panel whose every series is constant tells nothing, and no file pretends that it does."""
    if effects.height and bool((effects["reason"].fill_null("") == "constant").all()):
        first = effects.row(0, named=True)
        raise RetretError("estimate-constant", 1, unit=first["unit"], indicator=first["indicator"])
