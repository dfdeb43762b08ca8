"""The thresholds of the plan: of an outcome's verdict, and of the rule that says what to do."""

from pydantic import Field

from analysis.decision.part import Part


class Thresholds(Part):
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


class RuleThresholds(Part):
    """The numbers of the locked rule; probabilities lie in 0-1.

    `p_harm_error` is shared by the veto outcomes: each must be worse with probability 1 - p_harm_error / their number.
    `stop_bound`: the one-sided bound of the net benefit that must lie below zero for a stop at level C.
    """

    p_net_benefit_annual: float = Field(gt=0.5, lt=1)
    p_late_effect: float = Field(ge=0.5, lt=1)
    p_net_benefit_stop: float = Field(gt=0, lt=0.5)
    p_harm_beyond_smallest: float = Field(gt=0.5, lt=1)
    p_harm_error: float = Field(gt=0, le=0.2)
    stop_bound: float = Field(gt=0.5, lt=1)
    largest_veto_number: int = Field(ge=1, le=6)
