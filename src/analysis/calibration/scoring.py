"""What decisions are scored on, as scoring.toml declares it: truths with their weights, losses, limits; and the plan."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from analysis.calibration.worlds import AFTER, path
from analysis.decision.options import Study
from analysis.decision.outcome import Outcome
from analysis.decision.part import Part
from analysis.decision.plan import Plan, read_plan
from analysis.decision.value import months_of_effect
from analysis.effects.noise import Array
from analysis.paths import find_checkout

DECLARED = Path(__file__).with_name("scoring.toml")
CITY = Path("data") / "cities" / "malang"
"""The city whose plan is scored, below the checkout."""


class Truth(Part):
    """What happens in a made city: the mean effect and the shock in smallest changes that matter, and how often."""

    name: str
    weight: float
    effect: float
    fades: bool = False
    shock: float = 0.0
    local: bool = False

    def effects(self, size: float) -> Array:
        """The effect in each month after the retreat, (AFTER,), for a smallest change of that size."""
        return path("fading", self.effect * size) if self.fades else np.full(AFTER, self.effect * size)

    @property
    def pulls(self) -> tuple[float, float]:
        """By how much a shock moves the contrast with donors, and the city's own series."""
        return (self.shock if self.local else 0.0, self.shock)


class Limits(Part):
    """The most and the least of each error and success."""

    wrong_annual: float
    wrong_stop: float
    right_annual: float


class Scoring(Part):
    """The whole declaration; its comments say what each number is."""

    cities: int
    donors: int
    units: int
    months_before: int
    noise_memory: float
    unit_noise: float
    region_noise: float
    standard_errors_a_mid: float
    outcome: str
    break_even: float
    other_break_evens: tuple[float, ...]
    significance: float
    limits: Limits
    truth: tuple[Truth, ...]

    @property
    def weights(self) -> Array:
        """Weight of each truth in the mixture, (K,)."""
        return np.array([one.weight for one in self.truth])


@cache
def scoring() -> Scoring:
    """The declaration."""
    return Scoring.model_validate(tomllib.loads(DECLARED.read_text("utf-8")))


@dataclass(frozen=True)
class Valued:
    """The plan shipped, with one outcome so valued that an edition pays from a mean effect of `break_even` on, in MID."""

    plan: Plan
    outcome: Outcome
    break_even: float

    @property
    def cost(self) -> float:
        """Rupiah of one edition: the unit of losses."""
        return self.plan.cost.of(self.plan.cost.decides)

    @property
    def believed(self) -> float:
        """The mean effect that the plan expects before the data, in MID."""
        prior = self.plan.prior_of(self.outcome.indicator)
        return 0.0 if prior is None else prior.mean / self.outcome.smallest_change_that_matters

    def benefit(self, effect: float) -> float:
        """The benefit of an edition for a mean effect in MID, in costs of an edition."""
        return effect / self.break_even

    def study_error(self, study: Study, own: float, contrast: float) -> float:
        """The standard error of a study's result, all in MID; `own` and `contrast`: of today's two estimates."""
        told = study.standard_error.get(self.outcome.indicator)
        if told is not None:
            return told / self.outcome.smallest_change_that_matters
        factor = study.se_factor
        return contrast if factor == 1 else own * factor / float(np.sqrt(1 - factor**2))


def valued(asked: Scoring, break_even: float) -> Valued:
    """The plan with a value for the outcome that is scored; no other outcome has one."""
    plan = read_plan(find_checkout() / CITY)
    one = next(each for each in plan.outcome if each.indicator == asked.outcome)
    pays = break_even * one.smallest_change_that_matters * one.points * months_of_effect(plan)
    value = {"value": plan.cost.of(plan.cost.decides) / pays, "value_source": DECLARED.name}
    with_value = one.model_copy(update=value)
    others = tuple(
        with_value if each is one else each.model_copy(update={"value": None, "value_source": None})
        for each in plan.outcome
    )
    return Valued(plan.model_copy(update={"outcome": others}), with_value, break_even)
