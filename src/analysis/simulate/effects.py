"""What the retreat adds to an outcome of a unit on a day, and who of the units is treated how much."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.scenario import Scenario

Values = npt.NDArray[np.float64]

DAYS_A_MONTH = 30.44
ABSENT_SHARE, LEFT_EARLY_SHARE = 0.02, 0.01
"""Of the heads invited: who did not come at all, and who left on the second day."""
PRESENCE = {"absent": 0, "left-early": 2, "whole": 3}


def days_present(units: Sequence[Unit], scenario: Scenario, seed: int) -> dict[str, int]:
    """On how many of the three days each invited unit's head was there; units not invited are left out."""
    invited = [unit for unit in units if unit.type not in scenario.untreated_types]
    order = [invited[int(k)].code for k in stream(seed, "presence").permutation(len(invited))]
    absent = round(ABSENT_SHARE * len(invited))
    early = absent + round(LEFT_EARLY_SHARE * len(invited))
    found = dict.fromkeys(order, PRESENCE["whole"])
    found |= dict.fromkeys(order[:absent], PRESENCE["absent"])
    return found | dict.fromkeys(order[absent:early], PRESENCE["left-early"])


def doses(units: Sequence[Unit], scenario: Scenario, seed: int) -> dict[str, float]:
    """The share of the planted sizes that each unit gets: by its head's days, and none outside the share that gains."""
    present = days_present(units, scenario, seed)
    gaining = _gaining([unit for unit in units if present.get(unit.code)], scenario.treated_share, seed)
    whole = PRESENCE["whole"]
    return {unit.code: present.get(unit.code, 0) / whole * (unit.code in gaining) for unit in units}


def _gaining(units: Sequence[Unit], share: float, seed: int) -> frozenset[str]:
    """The declared share of the units of each type, the same ones in every scenario that leaves some out."""
    kinds = sorted({unit.type for unit in units})
    found: set[str] = set()
    for kind in kinds:
        codes = [unit.code for unit in units if unit.type == kind]
        order = stream(seed, "gaining", kind).permutation(len(codes))
        found |= {codes[int(k)] for k in order[: round(share * len(codes))]}
    return frozenset(found)


def gains(
    scenario: Scenario, outcome: str, dose: float, retreat: tuple[date, date] | None, days: Sequence[date]
) -> Values:
    """What is planted in an outcome on each day, in its scale: none before or during the retreat."""
    if retreat is None:
        return np.zeros(len(days))
    since = np.array([(day - retreat[1]).days for day in days], dtype=np.float64)
    size = dose * scenario.sizes.get(outcome, 0.0)
    fading = 1.0
    if scenario.half_life_months:
        fading = 0.5 ** (np.clip(since, 0, None) / DAYS_A_MONTH / scenario.half_life_months)
    return np.where(since > 0, size * fading + scenario.step.get(outcome, 0.0), 0.0)


def largest_sizes(scenario: Scenario) -> Mapping[str, float]:
    """Sizes just after the retreat in a fully treated unit."""
    return scenario.sizes
