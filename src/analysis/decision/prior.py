"""What is believed before the data: a sceptical effect by family, its half-life, and how outcomes go together."""

from pydantic import Field, model_validator

from analysis.decision.part import Part, Said, fault
from analysis.indicators.definition import Family, by_code


class FamilyPrior(Part):
    """The effect of the retreat expected of one family, in the good direction and the unit of one of its indicators."""

    family: Family
    indicator: str
    mean: float
    sd: float = Field(gt=0)
    source: Said

    @model_validator(mode="after")
    def check(self) -> "FamilyPrior":
        """The unit is that of an indicator of the family."""
        known = by_code().get(self.indicator)
        if known is None:
            raise fault("plan-no-indicator", name=self.indicator)
        if known.family != self.family:
            raise fault("plan-prior-family", name=self.indicator, here=self.family, there=known.family)
        return self


class HalfLife(Part):
    """After how many months half of an effect is believed to be left; `low` and `high` end what is thought possible."""

    months: float = Field(gt=0)
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    source: Said

    @model_validator(mode="after")
    def check(self) -> "HalfLife":
        """The ends hold the middle."""
        if not self.low <= self.months <= self.high:
            raise fault("plan-order", low=str(self.low), middle=str(self.months), high=str(self.high))
        return self


class Correlation(Part):
    """How the estimation errors of two valued outcomes go together, both in the good direction; 0 where none is given."""

    between: tuple[str, str]
    value: float = Field(gt=-1, lt=1)
    source: Said
