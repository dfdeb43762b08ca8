"""Units that change once how they survey: mode, who runs it, or the form. Each change moves the index by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from analysis.simulate.chance import stream
from analysis.simulate.levels import levels
from analysis.simulate.town import Town

What = Literal["mode", "vendor", "form_version"]
WHATS: tuple[What, ...] = ("mode", "vendor", "form_version")
AFTER: dict[What, str] = {"mode": "Tautan", "vendor": "Lembaga Survei Contoh", "form_version": "2025-1"}
BEFORE: dict[What, str] = {"mode": "Kertas", "vendor": "Mandiri", "form_version": "2023-1"}
FEWEST_SURVEYORS = 8
"""A city with fewer surveying units has no change."""


@dataclass(frozen=True)
class Change:
    """What changes from which day on, and by how many index points that alone moves a wave."""

    unit: str
    what: What
    day: date
    before: str
    after: str
    jump: float


def changes(town: Town, codes: Sequence[str]) -> dict[str, Change]:
    """The changes of a few of the units that survey in workbooks, by unit; before and after the retreat."""
    usual = levels("survey")
    months = town.months[3:-3]
    if len(codes) < FEWEST_SURVEYORS or not months:
        return {}
    number = max(1, round(usual["changes_share"] * len(codes)))
    order = stream(town.seed, "survey-changes").permutation(len(codes))[:number]
    made: dict[str, Change] = {}
    for place, k in enumerate(order):
        chance = stream(town.seed, "survey-change", codes[int(k)])
        what = WHATS[place % len(WHATS)]
        jump = float(chance.uniform(usual["jump_least"], usual["jump_most"])) * (
            1 if chance.random() < 0.7 else -1
        )
        day = months[int(chance.integers(len(months)))]
        made[codes[int(k)]] = Change(codes[int(k)], what, day, BEFORE[what], AFTER[what], round(jump, 2))
    return made
