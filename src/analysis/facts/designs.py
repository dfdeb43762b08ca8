"""What a next retreat could tell: designs with their smallest effects, power and cost, on the city's own series."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from analysis.city.place import City
from analysis.decision.options import Option
from analysis.decision.plan import Plan
from analysis.effects.noise import Index
from analysis.effects.panel import panel_from
from analysis.facts.effects import Effects
from analysis.facts.joint import Joint
from analysis.problems import RetretError
from analysis.trial.assignment import clusters
from analysis.trial.basis import Own, in_own_unit, of_design, of_drawings, own_of
from analysis.trial.design import DESIGNS, HELD, Design
from analysis.trial.power import POWER
from analysis.trial.simulation import World, simulate
from analysis.trial.wave_list import WaveList, read_list

Row = dict[str, Any]
SEED = 1
TRIALS = 200
"""Trials of the chosen design on the city's own months: a power of 80 % is told to about 6 points."""

LIST = "waves-{edition}.csv"
"""The published list of an edition in the city's folder, once it is drawn."""


@dataclass(frozen=True)
class Planned:
    """All that the figures of one outcome are computed from, besides code."""

    own: Own
    chosen: Design
    designs: tuple[Design, ...]
    drawn: WaveList | None


Designing = Callable[[Planned], Row]
"""From what is planned to its figures: computed, or remembered."""


def designs_facts(joint: Joint, effects: Effects, designing: Designing | None = None) -> Row:
    """Every design for every outcome of the plan; an outcome whose own past tells no noise has a reason instead."""
    plan, tell = joint.plan, designing or outcome_designs
    found, chosen = clusters(joint.city), chosen_design(plan)
    designs = (*DESIGNS, *(() if chosen in DESIGNS else (chosen,)))
    drawn = published(joint.city, joint.retreat.edition + 1)
    rows: list[Row] = []
    for one in plan.told:
        judged = effects.judged.get(one.indicator)
        row: Row = {"indicator": one.indicator, "reason": "next-year-no-panel"}
        if judged is not None:
            try:
                panel = panel_from(judged.rows, judged.design.regressors)
                own = own_of(one.indicator, panel, judged.design, found)
                row |= {"reason": None, **tell(Planned(own, chosen, designs, drawn))}
            except RetretError as error:
                row["reason"] = error.code
        rows.append(row)
    return {
        "power": POWER,
        "clusters": len(found),
        "units": sum(len(one.units) for one in found),
        "chosen": design_row(chosen),
        "designs": [design_row(one) | {"costs": costs(plan, one)} for one in designs],
        "outcomes": rows,
        "list": None if drawn is None else list_rows(drawn),
    }


def chosen_design(plan: Plan) -> Design:
    """The design that the plan names for the next edition."""
    asked = plan.next_edition
    return Design(asked.waves, asked.months_apart, asked.hold_out_percent / 100)


def design_row(one: Design) -> Row:
    """A design as JSON."""
    return {"waves": one.waves, "apart": one.apart, "hold_out": one.hold_out, "drawn": one.drawn}


def costs(plan: Plan, design: Design) -> list[Row]:
    """What an edition of a design costs by scenario, without drawing and analysis: each further wave adds what the plan tells
    for a second one, those who wait cost nothing. Nothing where the plan tells no cost of waves."""
    option = next((one for one in plan.option if one.code == "waves"), None)
    if design.waves > 1 and option is None:
        return []
    return [
        {"scenario": scenario, "cost": _share(design, option) * plan.cost.of(scenario)}
        for scenario in plan.cost.scenarios
    ]


def _share(design: Design, waves: Option | None) -> float:
    more = 0.0 if waves is None else (waves.cost_factor - 1) * (design.waves - 1)
    return (1 + more) * (1 - design.hold_out)


def published(city: City, edition: int) -> WaveList | None:
    """The list that was drawn, where it was put into the city's folder; one that was changed by hand is an error."""
    file: Path = city.folder / LIST.format(edition=edition)
    return read_list(file) if file.is_file() else None


def outcome_designs(planned: Planned) -> Row:
    """One outcome: its noise, every design's smallest effects and chance, the chosen one as it was tried, the drawn list."""
    own, chosen = planned.own, planned.chosen
    noise = own.noise
    return {
        "length": own.length,
        "noise": {"sd": noise.sd, "rho": noise.rho, "shared": noise.shared, "seen": noise.seen},
        "units": len(own.cluster),
        "smallest": own.smallest,
        "designs": [_design(own, one) for one in planned.designs],
        "tried": _tried(own, chosen),
        "drawn": None if planned.drawn is None else _drawn(own, planned.drawn),
    }


def _design(own: Own, design: Design) -> Row:
    """Smallest effects in SD and in the outcome's unit, and the chance of finding the smallest change that matters."""
    fading, constant = of_design(own, design, SEED)
    mean, late = fading.smallest
    sizes = {"mean": mean, "late": late, "constant": constant.smallest[0]}
    power = None if own.smallest is None or not isfinite(mean) else fading.chance(own.smallest)
    return {**{name: _size(own, one) for name, one in sizes.items()}, "chance": power}


def _size(own: Own, size: float) -> Row | None:
    return {"sd": size, "change": in_own_unit(own, size)} if isfinite(size) else None


def _tried(own: Own, design: Design) -> Row | None:
    """The chosen design on blocks of the city's own periods, with the smallest change that matters."""
    if own.smallest is None or own.choices.mid is None or not design.drawn:
        return None
    world = World(own.clusters, own.cluster, own.noise, own.past, own.length)
    found = simulate(design, world, own.choices.mid, TRIALS, seed=SEED)
    error = 2 * found.error(max(found.power, 1 / 20))
    return {"power": found.power, "coverage": found.coverage, "trials": found.trials, "error": error}


def _drawn(own: Own, waves: WaveList) -> Row:
    """What the list that was drawn tells, which may be more or less than its design does on the average."""
    fading, _ = of_drawings(own, waves.design, (_arms(own, waves),))
    mean, late = fading.smallest
    return {"mean": _size(own, mean), "late": _size(own, late)}


def _arms(own: Own, waves: WaveList) -> Index:
    """The arms of the list in the order of the city's clusters; a cluster that the list does not hold is an error."""
    arms = dict(zip((one.code for one in waves.clusters), waves.arms.tolist(), strict=True))
    for one in own.clusters:
        if one.code not in arms:
            raise RetretError("next-year-unknown-unit", 1, unit=one.code)
    return np.array([arms[one.code] for one in own.clusters], dtype=np.intp)


def list_rows(waves: WaveList) -> Row:
    """The published list: its seed and dates, and who goes when."""
    arms: Sequence[int] = waves.arms.tolist()
    return {
        "seed": waves.seed,
        "design": design_row(waves.design),
        "dates": list(waves.dates),
        "rows": [
            {"cluster": one.code, "units": len(one.units), "wave": None if arm == HELD else arm + 1}
            for one, arm in zip(waves.clusters, arms, strict=True)
        ],
    }
