"""What may be done next: options with their cost and their expected share of the effect, and studies that would tell more."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from analysis.decision.part import Part, Said, fault

OptionCode = Literal["stop", "annual", "waves", "hold-out", "smaller", "on-site", "boosters"]
CHEAPER: tuple[OptionCode, ...] = ("smaller", "on-site", "boosters")
"""What is tried for want of evidence, the cheapest first."""

StudyCode = Literal["donors", "months", "waves", "hold-out", "waves-hold-out"]
Scenario = Literal["low", "high", "own"]


class Option(Part):
    """One way on: its cost, its effect and its days away from counters, as shares of those of the retreat for all on one date.

    `away_factor`: as large as `cost_factor` where it is not written.
    """

    code: OptionCode
    cost_factor: float = Field(ge=0)
    effect_factor: float = Field(ge=0)
    away_factor: float | None = Field(default=None, ge=0)
    source: Said

    @model_validator(mode="after")
    def check(self) -> "Option":
        """To stop costs and brings nothing; to repeat is the measure of the others."""
        fixed = {"stop": (0.0, 0.0), "annual": (1.0, 1.0)}.get(self.code)
        if fixed is not None and (self.cost_factor, self.effect_factor) != fixed:
            raise fault("plan-option-fixed", name=self.code, factor=str(fixed[0]))
        if fixed is not None and self.away_factor not in (None, fixed[0]):
            raise fault("plan-option-fixed", name=self.code, factor=str(fixed[0]))
        if self.code != "stop" and self.cost_factor == 0:
            raise fault("plan-option-free", name=self.code)
        return self

    @property
    def away(self) -> float:
        """Its days away from counters over those of the retreat for all."""
        return self.cost_factor if self.away_factor is None else self.away_factor


class Study(Part):
    """One way to learn more before deciding: what it leaves of the doubt, what it costs, when its result comes.

    `se_factor`: the standard error of the city's own estimate afterwards, over today's. `bias_left`: the share of the
    bias variance that remains. `standard_error`: of a further estimate without bias, by outcome, in its unit. `level`: what
    may be claimed afterwards. `option`: what is carried out while it runs; None where it runs by itself.
    """

    code: StudyCode
    level: Literal["A", "B", "C"]
    se_factor: float = Field(default=1.0, gt=0, le=1)
    bias_left: float = Field(default=1.0, ge=0, le=1)
    standard_error: Mapping[str, float] = {}
    extra_cost: float = Field(ge=0)
    months_to_result: float = Field(ge=0)
    option: OptionCode | None = None
    source: Said

    @model_validator(mode="after")
    def check(self) -> "Study":
        """It tells something, and its errors are errors."""
        if self.se_factor == 1 and self.bias_left == 1 and not self.standard_error:
            raise fault("plan-study-empty", name=self.code)
        for name, size in self.standard_error.items():
            if size <= 0:
                raise fault("plan-study-error", name=name, value=str(size))
        return self


class Cost(Part):
    """What the retreat for all on one date costs, in rupiah: two scenarios from prices elsewhere, or the city's own figure.

    `decides`: the scenario that the rule is applied to. `away_per_person_day`: what a day away from the counter is worth;
    where nobody said it, days are counted and not priced.
    """

    people: int = Field(gt=0)
    days: int = Field(gt=0)
    low_per_person_day: float = Field(gt=0)
    high_per_person_day: float = Field(gt=0)
    source: Said
    own: float | None = Field(default=None, gt=0)
    own_source: Said | None = None
    away_days: int = Field(ge=0)
    away_per_person_day: float | None = Field(default=None, gt=0)
    away_source: Said
    decides: Scenario

    @model_validator(mode="after")
    def check(self) -> "Cost":
        """The scenarios stand in order, and the one that decides is there."""
        if self.low_per_person_day > self.high_per_person_day:
            low, high = str(self.low_per_person_day), str(self.high_per_person_day)
            raise fault("plan-cost-order", low=low, high=high)
        if (self.own is None) != (self.own_source is None):
            raise fault("plan-own-source")
        if self.decides == "own" and self.own is None:
            raise fault("plan-own-missing")
        return self

    @property
    def person_days_away(self) -> int:
        """Days that people are away from their counters."""
        return self.people * self.away_days

    def of(self, scenario: Scenario) -> float:
        """The whole cost of one scenario, days away included where they have a price."""
        priced = {"low": self.low_per_person_day, "high": self.high_per_person_day}
        paid = self.own if scenario == "own" else self.people * self.days * priced[scenario]
        if paid is None:
            raise ValueError("the city's own cost is not in the plan")
        return paid + self.of_days_away

    @property
    def of_days_away(self) -> float:
        """What the days away cost; nothing where nobody gave them a price."""
        return self.person_days_away * (self.away_per_person_day or 0.0)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that have a figure."""
        return ("low", "high") if self.own is None else ("low", "high", "own")


class Horizon(Part):
    """Over how long benefits count: months of one edition, editions ahead, discount a year, loss of a month's waiting."""

    months: int = Field(ge=3)
    editions_ahead: int = Field(ge=1)
    discount_a_year: float = Field(ge=0, lt=1)
    delay_loss_a_month: float = Field(ge=0)
    source: Said
