"""Decisions scored on made cities whose truth is known: how often they are wrong, and what they lose beside other rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analysis.calibration.losses import Payoffs
from analysis.calibration.made_cities import (
    SETTINGS,
    Estimates,
    Made,
    Setting,
    contrast_error,
    estimates,
    make,
)
from analysis.calibration.row import Figure, Job, Row, bound, mean_of, share
from analysis.calibration.row import Truth as Path
from analysis.calibration.rules import (
    RULES,
    knowing,
    ours,
    significant,
    value_of_mask,
    value_of_ours,
    what_is_seen,
)
from analysis.calibration.scoring import Scoring, Truth, scoring, valued
from analysis.decision.rule import Decision
from analysis.effects.noise import Array

PILOTS = 200
DECIDED = {"wrong-annual": "annual", "annual": "annual", "annual-at": "annual", "wrong-stop": "stop"}
"""The option whose share each row tells."""

LARGE = 2.0
"""From this effect on, in smallest changes that matter, "annual" has to be found where there are donors."""

OTHERS = ("nothing", "one", "two")
"""Truths under which the rule is told at other values as well."""


@dataclass(frozen=True)
class World:
    """The made cities under every truth, with the size of a smallest change that matters in SD of a month's noise."""

    asked: Scoring
    made: Made
    size: float
    found: tuple[Estimates, ...]

    def payoffs(self, break_even: float) -> Payoffs:
        """What options are worth where an edition pays from a mean effect of `break_even` on."""
        own = float(self.found[0].own.se.mean()) / self.size
        contrast = 1 / self.asked.standard_errors_a_mid
        return Payoffs(valued(self.asked, break_even), self.asked.truth, own, contrast)


def jobs(series: int) -> list[Job]:
    """As many cities as the declaration says in the long form, and fewer in proportion below."""
    return [partial(rows, max(series * scoring().cities // 3000, 2))]


def world(asked: Scoring, count: int) -> World:
    """The size of a smallest change comes from cities that are not scored."""
    size = asked.standard_errors_a_mid * contrast_error(make(asked, min(count, PILOTS), "decision-pilot"))
    made = make(asked, count)
    return World(asked, made, size, tuple(estimates(made, one, size) for one in asked.truth))


def rows(count: int) -> Iterator[Row]:
    """Errors and successes by truth, with donors and alone; then expected losses of every rule."""
    built = world(scoring(), count)
    for setting in SETTINGS:
        payoffs = built.payoffs(built.asked.break_even)
        said = [ours(payoffs.plan, one, setting, built.size) for one in built.found]
        for truth, told in zip(built.asked.truth, said, strict=True):
            yield from _errors(built.asked, truth, setting, [each for _, each in told])
        values = {rule: np.zeros((len(built.found), count)) for rule in RULES}
        best = knowing(payoffs, built.asked.weights, list(built.found), setting, built.size)
        for k, (one, told) in enumerate(zip(built.found, said, strict=True)):
            values["ours"][k] = value_of_ours(told, payoffs, k)
            values["bayes"][k] = best.values(what_is_seen(one, setting, built.size), k)
            for rule, annual in significant(built.asked, one, built.asked.units).items():
                values[rule][k] = value_of_mask(annual, payoffs, k)
        yield from _losses(payoffs, built.asked.weights, setting, values)
    yield from _other_values(built)


def _errors(asked: Scoring, truth: Truth, setting: Setting, said: Sequence[Decision]) -> Iterator[Row]:
    """Wrong "annual" where nothing came of it, wrong "stop" where it did, and right "annual" where it did."""
    limits, told = asked.limits, {"happens": truth.name, "beside": setting}
    if truth.effect <= 0:
        yield _row("wrong-annual", truth, said, None if truth.local else limits.wrong_annual, told)
        return
    yield _row("wrong-stop", truth, said, limits.wrong_stop, told)
    judged = setting == "donors" and truth.effect >= LARGE
    yield _row("annual", truth, said, limits.right_annual if judged else None, told)


def _row(
    name: str, truth: Truth, said: Sequence[Decision], limit: float | None, told: Mapping[str, float | str]
) -> Row:
    """How often the option of that row is decided, with the bound that the limit is held against."""
    hits = np.array([one.option == DECIDED[name] for one in said])
    kind: Path = "fading" if truth.fades else "constant"
    figure: Figure = "power" if name == "annual" else "rate"
    row = Row("decision", name, kind, figure, *share(hits), limit, told)
    return replace(row, bound=bound(hits, least=row.least))


def _losses(payoffs: Payoffs, weights: Array, setting: Setting, values: Mapping[str, Array]) -> Iterator[Row]:
    """Expected loss of each rule over the mixture; every rule judges the same cities."""
    for rule, each in values.items():
        lost = weights @ (payoffs.best[:, None] - each)
        told: dict[str, float | str] = {"rule": rule, "beside": setting}
        if rule == "ours":
            told |= {
                "happens_on_average": payoffs.mean_effect(weights),
                "believed_before": payoffs.plan.believed,
            }
        yield Row("loss", "expected", "constant", "loss", *mean_of(lost), values=told)


def _other_values(built: World) -> Iterator[Row]:
    """The rule with donors where an edition pays sooner or later than in the other rows, without a limit."""
    chosen = [
        (one, seen) for one, seen in zip(built.asked.truth, built.found, strict=True) if one.name in OTHERS
    ]
    for pays in built.asked.other_break_evens:
        plan = valued(built.asked, pays)
        for truth, one in chosen:
            said = [each for _, each in ours(plan, one, "donors", built.size)]
            yield _row("annual-at", truth, said, None, {"happens": truth.name, "pays": pays})
