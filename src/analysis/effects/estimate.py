"""Effects from any panel by a design: the one public door to every estimator."""

from collections.abc import Callable, Mapping

import polars as pl
from threadpoolctl import threadpool_limits

from analysis.effects.checks import checks
from analysis.effects.design import Design, check_design
from analysis.effects.donors import donor_mean
from analysis.effects.dose import dose
from analysis.effects.interrupted import interrupted
from analysis.effects.output import Estimates
from analysis.effects.panel import kind_of_panel
from analysis.effects.rows import Sheet
from analysis.effects.subject import Subject, subjects
from analysis.effects.synthetic import synthetic_control
from analysis.problems import RetretError

ESTIMATORS: Mapping[str, Callable[[Subject], Sheet]] = {
    "its": interrupted,
    "donor-mean": donor_mean,
    "synthetic-control": synthetic_control,
    "dose": dose,
}
"""What a design may ask for, by name; a new estimator is one function and one line here."""


def estimate(panel: pl.DataFrame, design: Design) -> Estimates:
    """Every estimate that the design asks for, of every indicator of the panel (columns: panel.PANEL).

    What the data are too thin for is a row with status `refused` and a reason. A design that no data could carry,
    or a panel of which nothing can be estimated, is a RetretError.
    """
    check_design(design, panel)
    sheet = Sheet()
    # Many small matrices: threads of the linear algebra would only wait for each other.
    with threadpool_limits(1, "blas"):
        for subject in subjects(panel, design, kind_of_panel(panel)):
            for name in design.estimators:
                sheet.add(ESTIMATORS[name](subject))
            sheet.checks += checks(subject, sheet.effects)
    found = sheet.frames()
    _something(found.effects)
    return found


def _something(effects: pl.DataFrame) -> None:
    """A panel whose every series is constant tells nothing, and no file pretends that it does."""
    if effects.height and bool((effects["reason"].fill_null("") == "constant").all()):
        first = effects.row(0, named=True)
        raise RetretError("estimate-constant", 1, unit=first["unit"], indicator=first["indicator"])
