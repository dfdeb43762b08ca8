"""An outcome of the plan: its good direction, the change that matters, what a point of it is worth, how it may be shaken."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from analysis.decision.part import Part, Said, fault
from analysis.indicators.definition import Direction, by_code

PER_CENT = 100.0


class Outcome(Part):
    """An outcome that decides: an indicator, its good direction, and the smallest change that matters.

    `value`: rupiah for one point better kept for one month (for relative changes: for one per cent), from a source or over
    the decider's signature. `weight`: its share of the attention, for the order of what is told alone. `bias_sd`: the standard deviation, in the outcome's unit, of what a year changes in comparable
    cities without a retreat; `bias_facts` are the rows of public_facts.csv that it is computed from.
    """

    indicator: str
    direction: Direction
    smallest_change_that_matters: float = Field(gt=0)
    source: Said
    weight: float | None = Field(default=None, gt=0, le=1)
    scale: Literal["points", "relative"] | None = None
    value: float | None = Field(default=None, gt=0)
    value_source: Said | None = None
    signed_by: str | None = Field(default=None, min_length=1)
    signed_on: date | None = None
    bias_sd: float | None = Field(default=None, gt=0)
    bias_source: Said | None = None
    bias_facts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def check(self) -> "Outcome":
        """The indicator exists and says the same; a value and a bias have somebody who stands for them."""
        known = by_code().get(self.indicator)
        if known is None:
            raise fault("plan-no-indicator", name=self.indicator)
        if self.direction == "neutral" or known.direction != self.direction:
            raise fault("plan-direction", name=self.indicator, here=self.direction, there=known.direction)
        if known.smallest_change_that_matters != self.smallest_change_that_matters:
            declared = str(known.smallest_change_that_matters)
            here = str(self.smallest_change_that_matters)
            raise fault("plan-smallest", name=self.indicator, here=here, there=declared)
        if self.scale is not None and known.change_scale != self.scale:
            raise fault("plan-scale", name=self.indicator, here=self.scale, there=known.change_scale)
        signed = self.signed_by is not None and self.signed_on is not None
        if self.value is not None and self.value_source is None and not signed:
            raise fault("plan-value-unsigned", name=self.indicator)
        if (self.signed_by is None) != (self.signed_on is None):
            raise fault("plan-half-signed", name=self.indicator)
        if (self.bias_sd is None) != (self.bias_source is None):
            raise fault("plan-bias-source", name=self.indicator)
        return self

    @property
    def family(self) -> str:
        """The family of the indicator."""
        return by_code()[self.indicator].family

    @property
    def points(self) -> float:
        """How many valued points are in a change of one: a share of one is a hundred per cent."""
        return PER_CENT if by_code()[self.indicator].change_scale == "relative" else 1.0


class Contrast(Part):
    """Something lasting that happened to the units within some places and not to others."""

    name: str
    within: tuple[str, ...] = Field(min_length=1)
    source: Said
