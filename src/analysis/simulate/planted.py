"""What an analysis is up against: planted effects by outcome and unit, confounders, breaks, and what cannot be found."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

from analysis.simulate.leaders import rotations
from analysis.simulate.outside_scores import NEW_OMBUDSMAN
from analysis.simulate.scenario import Outcome, outcomes
from analysis.simulate.staff import intake_days
from analysis.simulate.town import Town
from analysis.simulate.waves import surveyors

ALSO = {"late-minutes": "late-share"}
"""Outcomes that move as another one does."""
LIMITS = (
    *("commitments", "penalties", "small-units", "scores", "travel", "staff", "rotation", "survey-breaks"),
)


def planted(town: Town) -> dict[str, object]:
    """By outcome: size just after the retreat in fully treated units, what each unit gets, and a step of all of them."""
    found = dict(outcomes()) | {name: outcomes()[like] for name, like in ALSO.items()}
    return {name: _outcome(town, ALSO.get(name, name), outcome) for name, outcome in found.items()}


def _outcome(town: Town, name: str, outcome: Outcome) -> dict[str, object]:
    size, step = town.scenario.sizes.get(name, 0.0), town.scenario.step.get(name, 0.0)
    return {
        "family": outcome.family,
        "source": outcome.source,
        "from": str(town.retreat[1] + timedelta(days=1)) if town.retreat else None,
        "scale": outcome.scale,
        "only_after": outcome.only_after,
        "treated_units": size,
        "half_life_months": town.scenario.half_life_months,
        "city_wide_step": step,
        "units": {unit.code: round(size * town.doses.get(unit.code, 0.0), 6) for unit in town.units},
    }


def confounders(town: Town) -> dict[str, object]:
    """What else moved outcomes: shocks, rotations with the units that got another head, intakes of contract staff."""
    shocks: list[dict[str, object]] = []
    for shock in town.shocks.shock:
        if shock.first_day <= town.last_day and town.first_day <= shock.last_day:
            told = shock.model_dump(mode="json", exclude_defaults=True)
            shocks.append({**told, "units": [unit.code for unit in town.units if shock.touches(unit)]})
    turned = {str(day): sorted(codes) for day, codes in rotations(town).items()}
    return {"shocks": shocks, "rotations": turned, "intakes": [str(day) for day in intake_days(town)]}


def breaks(town: Town) -> list[dict[str, object]]:
    """Where a series changes its instrument: `jump` is what the change alone adds, None where scales do not compare."""
    changed = [asdict(one.change) for one in surveyors(town) if one.change]
    found: list[dict[str, object]] = [
        {"source": "survey", **change, "day": str(change["day"])} for change in changed
    ]
    if town.last_day.year >= NEW_OMBUDSMAN:
        told = {"what": "version", "day": f"{NEW_OMBUDSMAN}-01-01", "jump": None}
        found.append({"source": "scores", "unit": None, "instrument": "ombudsman", **told})
    return found


def expected_codes(town: Town) -> Iterator[str]:
    """What an honest analysis finds, as codes of texts."""
    yield "trend"
    if town.scenario.step:
        yield "common-shock"
    elif town.scenario.sizes:
        yield "subset" if town.scenario.treated_share < 1 else "change"
        if town.scenario.half_life_months:
            yield "fading"
    else:
        yield "no-change"
    if town.scenario.donors:
        yield "donors"
    yield "no-cause"


def limit_codes(town: Town) -> tuple[str, ...]:
    """What cannot be found, and why, as codes of texts; the same in every scenario."""
    return LIMITS
