"""All outcomes together: from each one's verdict to the city's, and from beliefs to what to do, by the locked rule."""

from dataclasses import dataclass
from typing import Literal

from analysis.decision.choice import Choice, Harm
from analysis.decision.options import CHEAPER, OptionCode, StudyCode
from analysis.decision.posterior import UNBIASED, Normal
from analysis.decision.thresholds import RuleThresholds
from analysis.effects.verdict import Level, Posterior, Verdict, verdict

__all__ = ["Decision", "Level", "Posterior", "Verdict", "decide", "joint", "verdict"]

DecisionCode = Literal[
    "decide-stop-harm",
    "decide-annual",
    "decide-stop-loss",
    "decide-study",
    "decide-cheaper",
    "decide-stop-no-evidence",
    "decide-open",
]


@dataclass(frozen=True)
class Decision:
    """What the rule says, and by which step; harms at a level that does not decide are warnings."""

    code: DecisionCode
    step: int
    option: OptionCode | None = None
    study: StudyCode | None = None
    harmed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


def joint(verdicts: tuple[Verdict, ...]) -> Verdict:
    """Harm wins, then doubt; improved only when no outcome is worse or in doubt.

    One improved outcome beside others without meaningful change counts as improved; the weaker wording wins.
    """
    for decisive in ("worse", "insufficient"):
        if decisive in verdicts:
            return decisive
    for found in ("improved-after", "improved"):
        if found in verdicts:
            return found
    return "no-meaningful-change"


def decide(asked: Choice, bars: RuleThresholds, vetoes: int) -> Decision:
    """The rule in its order: harm, annual, stop, the study worth most, the cheapest that pays, else stop.

    `vetoes`: how many outcomes the plan names, seen or not; they share the probability of a false alarm. Without any value in
    rupiah nothing after the first step can be said, and the decision stays open.
    """
    harmed = tuple(one.indicator for one in asked.harms if harmful(one, bars, vetoes))
    decisive = tuple(
        one.indicator for one in asked.harms if one.level in UNBIASED and one.indicator in harmed
    )
    warned = tuple(code for code in harmed if code not in decisive)
    if decisive:
        return Decision("decide-stop-harm", 1, "stop", harmed=decisive, warned=warned)
    if asked.benefit is None or asked.late is None:
        return Decision("decide-open", 0, warned=warned)
    annual = next(one for one in asked.options if one.code == "annual").net(asked.benefit)
    if pays(asked, annual, bars):
        return Decision("decide-annual", 2, "annual", warned=warned)
    if loses(asked, annual, bars):
        return Decision("decide-stop-loss", 3, "stop", warned=warned)
    study = max(asked.worths, key=lambda one: one.net, default=None)
    if study is not None and study.net > 0:
        return Decision("decide-study", 4, study=study.code, warned=warned)
    cheap = cheapest(asked, asked.benefit)
    if cheap is not None:
        return Decision("decide-cheaper", 5, cheap, warned=warned)
    return Decision("decide-stop-no-evidence", 5, "stop", warned=warned)


def harmful(one: Harm, bars: RuleThresholds, vetoes: int) -> bool:
    """Whether an outcome got worse by more than what matters, surely enough for one of so many looked at."""
    return one.beyond >= bars.p_harm_beyond_smallest and one.below >= 1 - bars.p_harm_error / vetoes


def pays(asked: Choice, annual: Normal, bars: RuleThresholds) -> bool:
    """Whether the retreat for all pays surely enough and still acts in its last months, at level A or B."""
    assert asked.late is not None
    return (
        asked.level in UNBIASED
        and annual.above() >= bars.p_net_benefit_annual
        and asked.late_seen
        and asked.late.above() >= bars.p_late_effect
    )


def loses(asked: Choice, annual: Normal, bars: RuleThresholds) -> bool:
    """Whether it hardly pays at level A or B, or at level C loses even at the upper bound with the bias."""
    if asked.level in UNBIASED and annual.above() <= bars.p_net_benefit_stop:
        return True
    return asked.level != "D" and annual.quantile(bars.stop_bound) < 0


def cheapest(asked: Choice, benefit: Normal) -> OptionCode | None:
    """The cheapest small option that is not expected to lose; None where all are."""
    small = [one for one in asked.options if one.code in CHEAPER and one.net(benefit).mean >= 0]
    return min(small, key=lambda one: (one.cost, one.code)).code if small else None
