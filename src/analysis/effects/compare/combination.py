"""Which keys of a design do not go together, each pair told by both keys and what to write instead."""

from collections.abc import Iterator

from analysis.effects.design import Design
from analysis.effects.period import Kind
from analysis.problems import RetretError

COMPARED = frozenset({"newey-west", "prais-winsten", "arima"})

Clash = tuple[str, str, str]
"""Two keys with their values, and what to write instead."""


def check_together(design: Design, kind: Kind) -> None:
    """Nothing where all keys of errors and likelihood go together; else a RetretError that names the first pair."""
    for one, other, instead in (*_of_likelihood(design), *_of_errors(design)):
        raise RetretError("design-not-together", 1, one=one, other=other, instead=instead)
    if design.errors == "arima" and any(design.seasonal_order) and design.season(kind) < 2:
        raise RetretError("design-no-seasonal-order", 1)


def _of_likelihood(design: Design) -> Iterator[Clash]:
    """A likelihood of counts has the counts themselves, no errors besides its own, and one series at a time."""
    if design.likelihood == "gaussian":
        return
    asked = f'likelihood = "{design.likelihood}"'
    if design.scale != "identity":
        yield asked, f'scale = "{design.scale}"', 'scale = "identity"'
    # Errors that nobody wrote are the default, which this likelihood simply does not have.
    if "errors" in design.model_fields_set and design.errors != "iid":
        yield asked, f'errors = "{design.errors}"', 'errors = "iid"'
    for name in design.estimators:
        if name != "its":
            yield asked, f'estimators = ["{name}"]', 'estimators = ["its"]'


def _of_errors(design: Design) -> Iterator[Clash]:
    """Dose has the primary model alone; where a level is taken away no total of counts can be told."""
    if design.errors in COMPARED and "dose" in design.estimators:
        yield f'errors = "{design.errors}"', 'estimators = ["dose"]', 'errors = "ar1+rw"'
    if design.scale != "count":
        return
    if "local-level" in design.estimators:
        yield 'estimators = ["local-level"]', 'scale = "count"', 'scale = "identity"'
    differenced = design.order[1] or design.seasonal_order[1]
    if design.errors == "arima" and differenced and "its" in design.estimators:
        order = "order" if design.order[1] else "seasonal_order"
        written = list(getattr(design, order))
        yield f"{order} = {written}", 'scale = "count"', 'likelihood = "quasi-poisson"'
