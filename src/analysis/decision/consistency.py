"""Whether the plan agrees with its city: events, units, retreats and public facts that it names, and its own figures."""

from collections.abc import Iterator
from datetime import date
from statistics import stdev

import polars as pl

from analysis.city.place import City
from analysis.city.retreat import Retreat
from analysis.decision.plan import PLAN, Plan
from analysis.problems import Problem

HALF_A_HUNDREDTH = 0.005


def disagreements(plan: Plan, city: City) -> tuple[Problem, ...]:
    """Errors where the plan names what the city does not have, notes where it leaves something open."""
    return (
        *_place(plan, city),
        *_events(plan, city),
        *_units(plan, city),
        *_biases(plan, city),
        *_open(plan),
    )


def _problem(code: str, key: str, **values: str) -> Problem:
    return Problem(code, PLAN, cell=key, values=values)


def _note(code: str, key: str, **values: str) -> Problem:
    return Problem(code, PLAN, cell=key, values=values, severity="note")


def _place(plan: Plan, city: City) -> Iterator[Problem]:
    if plan.city != city.slug:
        yield _problem("plan-other-city", "city", here=plan.city, there=city.slug)
    if plan.retreat_edition not in {one.edition for one in city.retreats}:
        yield _problem("plan-strange-edition", "retreat_edition", edition=str(plan.retreat_edition))


def _events(plan: Plan, city: City) -> Iterator[Problem]:
    """Short events ended, confounders exist, and no lasting event near the retreat is left unnamed."""
    lasting = dict(city.events.select("code", "lasting").iter_rows())
    for key, codes in (("short_events", plan.short_events), ("confounders", plan.confounders)):
        for code in codes:
            if code not in lasting:
                yield _problem("plan-no-event", key, name=code)
            elif key == "short_events" and lasting[code]:
                yield _problem("plan-event-lasts", key, name=code)
    retreat = next((one for one in city.retreats if one.edition == plan.retreat_edition), None)
    if retreat is None:
        return
    apart = (pl.col("first_day") - pl.lit(retreat.first_day)).dt.total_days().abs()
    near = city.events.filter(pl.col("lasting") & (apart <= plan.thresholds.events_near_days))
    for code in near["code"]:
        if code not in plan.confounders:
            yield _note("plan-confounder-unnamed", "confounders", name=code)


def _units(plan: Plan, city: City) -> Iterator[Problem]:
    known = set(city.units["code"])
    for contrast in plan.contrast:
        for code in contrast.within:
            if code not in known:
                yield _problem("plan-no-unit", f"contrast.{contrast.name}.within", name=code)


def _biases(plan: Plan, city: City) -> Iterator[Problem]:
    """A bias that is computed from public facts equals their standard deviation."""
    changes = dict(city.facts.select("id", "change").iter_rows())
    for one in plan.outcome:
        key = f"outcome.{one.indicator}.bias_facts"
        for name in one.bias_facts:
            if changes.get(name) is None:
                yield _problem("plan-no-fact", key, name=name)
        told = [float(changes[name]) for name in one.bias_facts if changes.get(name) is not None]
        if one.bias_sd is None or len(told) < 2:
            continue
        spread = stdev(told)
        if abs(spread - one.bias_sd) > HALF_A_HUNDREDTH:
            at = f"outcome.{one.indicator}.bias_sd"
            yield _problem("plan-bias-differs", at, here=str(one.bias_sd), there=f"{spread:.2f}")


def _open(plan: Plan) -> Iterator[Problem]:
    if not plan.valued:
        yield _note("plan-no-values", "outcome.value")
    if plan.cost.own is None:
        yield _note("plan-own-cost-open", "cost.own")
    if plan.proposal:
        yield _note("plan-is-proposal", "proposal")


def unmeasured(plan: Plan, retreat: Retreat, until: date | None) -> tuple[Problem, ...]:
    """A note where the retreat is over and not all months of the plan's horizon have data yet; a plan to come has none."""
    if until is None or until <= retreat.last_day:
        return ()
    following = date.fromordinal(until.toordinal() + 1)
    whole = 12 * (following.year - retreat.last_day.year) + following.month - retreat.last_day.month - 1
    asked = plan.thresholds.horizon_months
    if whole >= asked:
        return ()
    return (_note("plan-horizon-empty", "thresholds.horizon_months", here=str(whole), there=str(asked)),)
