"""Placebos in space: each donor as if it had been treated, and what the city's rank among them allows to say."""

from dataclasses import dataclass

import numpy as np

from analysis.effects.finding import cannot_carry, count, fits, grid_for, value
from analysis.effects.gap import FEWEST_DONORS
from analysis.effects.its import model
from analysis.effects.mixture import Mixture
from analysis.effects.noise import Array
from analysis.effects.refusal import thin
from analysis.effects.rows import Row, Told, check
from analysis.effects.subject import Subject
from analysis.effects.verdict import Level

ENOUGH_DONORS = 19
"""From so many donors on the rank alone can be significant at .05; below, level B rests on the model too."""

AGREES_WITHIN = 2.0
"""Joint standard errors by which the series alone may differ from the contrast."""

USUAL = 1.4826
"""Median absolute value to standard deviation, for normal values around zero."""

NO_NOISE = 1e-9
"""Errors below this share of the city's are rounding: two constant donors differ by nothing."""


@dataclass(frozen=True)
class Space:
    """The city's estimate and those of the donors that could be estimated, (J,) each, by the same method."""

    donors: tuple[str, ...]
    estimate: Array
    se: Array
    city: float
    city_se: float

    @property
    def z(self) -> Array:
        return self.estimate / self.se

    @property
    def city_z(self) -> float:
        return self.city / self.city_se

    @property
    def p(self) -> float:
        """Share of the city and its donors whose |z| reaches the city's (Abadie, J. Econ. Lit. 59 (2021) 391-425)."""
        return float((1 + (np.abs(self.z) >= abs(self.city_z)).sum()) / (1 + len(self.donors)))

    @property
    def passed(self) -> bool:
        """Whether the city's |z| exceeds every donor's; where there is no donor to exceed, it does not."""
        return len(self.donors) > 0 and bool((np.abs(self.z) < abs(self.city_z)).all())


def space(names: tuple[str, ...], found: Mixture) -> Space:
    """From estimates of the city first and then of each donor; a donor without noise or estimate is no placebo."""
    mean, se = found.mean, found.se
    there = np.isfinite(mean[1:]) & (se[1:] > NO_NOISE * se[0])
    kept = tuple(name for name, one in zip(names, there, strict=True) if one)
    return Space(kept, mean[1:][there], se[1:][there], float(mean[0]), float(se[0]))


def alone(subject: Subject) -> Mixture | None:
    """The mean effect by the city's own series; None where that series is too thin for one."""
    start, block = subject.start, subject.city
    assert start is not None
    counted = count(block.times, block.values[0], start)
    if thin(
        block.times, block.values[0], start, monthly=subject.monthly, limits=subject.limits
    ) or cannot_carry(subject, block, 0, subject.city_others, counted.before, start):
        return None
    shape = subject.shape(start, counted.before, fits(subject, start)[0])
    return value(subject, model(block, shape, subject.city_others, grid_for(subject)), "mean")


def evidence(found: Space, series: Mixture | None) -> tuple[Level, list[str]]:
    """B where the contrast passes its placebos and the city's own series does not contradict it, else C; with notes."""
    notes = [f"placebo-p={found.p:.4f}"] if found.donors else []
    if len(found.donors) < FEWEST_DONORS:
        return "C", [*notes, "too-few-placebos"]
    if not found.passed:
        return "C", [*notes, "placebo-not-passed"]
    if series is None:
        return "C", [*notes, "no-its"]
    reach = AGREES_WITHIN * np.hypot(found.city_se, series.se[0])
    if abs(found.city - series.mean[0]) > reach:
        return "C", [*notes, "its-differs"]
    return "B", [*notes, "model-based"] if len(found.donors) < ENOUGH_DONORS else notes


def placebo_rows(told: Told, found: Space, row: Row) -> list[Row]:
    """The city's row (value: p of its rank) and one a donor (value: z; passed: the city's |z| exceeds it).

    Then the city's interval, from its `row` of the effects, as wide as placebos say that it should be: times the
    robust standard deviation of their z where that is above one. It is shown and not applied: of a dozen donors that
    deviation is itself a guess.
    """
    from_donors = [
        check(
            told,
            "placebo-space",
            unit=name,
            estimate=estimate,
            se=se,
            value=z,
            passed=abs(z) < abs(found.city_z),
        )
        for name, estimate, se, z in zip(
            found.donors, found.estimate.tolist(), found.se.tolist(), found.z.tolist(), strict=True
        )
    ]
    own = check(
        told, "placebo-space", estimate=found.city, se=found.city_se, value=found.p, passed=found.passed
    )
    return [own, *from_donors, *_inflated(told, found, row)]


def _inflated(told: Told, found: Space, row: Row) -> list[Row]:
    if len(found.donors) < FEWEST_DONORS:
        return []
    factor = max(1.0, USUAL * float(np.median(np.abs(found.z))))
    middle = row["estimate"]
    return [
        check(
            told,
            "inflated-space",
            at=row["estimand"],
            estimate=middle,
            se=row["se"] * factor,
            low=middle - factor * (middle - row["low"]),
            high=middle + factor * (row["high"] - middle),
            value=factor,
            note="shown-not-applied",
        )
    ]


def ratio_rows(told: Told, names: tuple[str, ...], ratios: list[float]) -> list[Row]:
    """Ratios of gaps after and before, the city's first (value: p of its rank), then each donor's."""
    own, others = ratios[0], ratios[1:]
    p = (1 + sum(each >= own for each in others)) / len(ratios)
    passed = bool(others) and all(each < own for each in others)
    return [
        check(told, "rmspe-ratio", estimate=own, value=p, passed=passed),
        *(
            check(told, "rmspe-ratio", unit=name, estimate=each, value=each, passed=each < own)
            for name, each in zip(names, others, strict=False)
        ),
    ]
