"""The plan: which outcomes count, what change matters, and the thresholds of the verdict. One file a city."""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.indicators.definition import Bilingual, Direction, Family, by_code
from analysis.problems import RetretError


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(_Part):
    """An outcome that decides: an indicator, its good direction, and the smallest change that matters."""

    indicator: str
    direction: Direction
    smallest_change_that_matters: float = Field(gt=0)
    source: str

    @model_validator(mode="after")
    def check(self) -> "Outcome":
        """The indicator exists and says the same; two files that disagree are an error, not a choice."""
        known = by_code().get(self.indicator)
        if known is None:
            raise ValueError(f"outcome {self.indicator}: no such indicator")
        if self.direction == "neutral" or known.direction != self.direction:
            raise ValueError(
                f"outcome {self.indicator}: direction {self.direction}, indicator says {known.direction}"
            )
        if known.smallest_change_that_matters != self.smallest_change_that_matters:
            raise ValueError(f"outcome {self.indicator}: smallest change differs from the indicator's")
        return self


class Thresholds(_Part):
    """The numbers of the verdict rule; probabilities lie in 0-1."""

    improved_above_zero: float = Field(gt=0.5, lt=1)
    improved_above_smallest: float = Field(gt=0.5, lt=1)
    worse_below_zero: float = Field(gt=0.5, lt=1)
    no_change_interval: float = Field(gt=0.5, lt=1)
    post_months_for_verdict: int = Field(ge=3)
    horizon_months: int = Field(ge=3)
    donor_cities_for_placebo: int = Field(ge=5)
    largest_ramadan_gap: float = Field(gt=0, le=1)
    design_effect: float = Field(ge=1)
    events_near_days: int = Field(ge=1)


class Contrast(_Part):
    """Something lasting that happened to the units within some places and not to others."""

    name: str
    within: tuple[str, ...] = Field(min_length=1)
    source: str


class NextEdition(_Part):
    """What the next edition must do so that it can be judged."""

    waves: int = Field(ge=2)
    months_apart: int = Field(ge=1)
    hold_out_percent: int = Field(ge=0, lt=50)
    source: str


class Plan(_Part):
    """The whole plan; `locked_on` is empty while nobody signed it, and then the pages say so.

    `short_events` are codes of events.csv that ended: models give each its share of the months it touched. What lasts
    is never modelled, since it would take the effect's place. `placebo_outcomes` are indicators that leaders do not
    plausibly move: an effect on them would be a warning.
    """

    city: str
    decider: str
    proposal: bool
    locked_on: date | None = None
    retreat_edition: int
    families_promised: tuple[Family, ...]
    short_events: tuple[str, ...] = ()
    placebo_outcomes: tuple[str, ...] = ()
    contrast: tuple[Contrast, ...] = ()
    outcome: tuple[Outcome, ...] = Field(min_length=1)
    thresholds: Thresholds
    next_edition: NextEdition
    note: Bilingual

    @model_validator(mode="after")
    def check(self) -> "Plan":
        """What is out of leaders' reach exists, and decides nothing."""
        deciding = {one.indicator for one in self.outcome}
        for name in self.placebo_outcomes:
            if name not in by_code():
                raise ValueError(f"placebo_outcomes {name}: no such indicator")
            if name in deciding:
                raise ValueError(f"placebo_outcomes {name}: it is an outcome as well")
        return self


def read_plan(folder: Path) -> Plan:
    """The plan of a city folder; a wrong one stops with the file and the key."""
    file = folder / "plan.toml"
    try:
        return Plan.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError as error:
        raise RetretError("no-plan", file=file.name) from error
    except tomllib.TOMLDecodeError as error:
        raise RetretError("bad-plan", key="", why=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RetretError("bad-plan", key=key, why=first["msg"]) from error
