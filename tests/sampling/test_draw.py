"""The draw against its oracle: every start there is, counted; and the weighted mean over all draws against the truth."""

from datetime import date
from fractions import Fraction
from math import ceil, floor

import numpy as np
import polars as pl
import pytest

from analysis.sampling.chance import CERTAIN, chances
from analysis.sampling.draw import chosen, day_of, line, start
from analysis.sampling.risk import Known
from analysis.variation.weighted import weighted_mean

MONTH, VISITS = date(2026, 12, 1), 8
UNITS = tuple(
    Known(f"u{k:02}", f"Unit {k}", "kelurahan" if k < 28 else "dinas", f"p{k % 5}", False) for k in range(40)
)
POINTS = [(k * 7) % 6 for k in range(len(UNITS))]


@pytest.fixture(scope="module")
def made() -> tuple[int, ...]:
    return chances(POINTS, VISITS, Fraction(1, 2))


@pytest.fixture(scope="module")
def draws(made: tuple[int, ...]) -> list[list[int]]:
    """The draws of all starts along one line: each is as likely as any other."""
    order = line(UNITS, 7, MONTH)
    return [chosen(order, made, begin) for begin in range(CERTAIN)]


def test_over_all_starts_each_unit_is_drawn_as_often_as_its_chance_says(
    made: tuple[int, ...], draws: list[list[int]]
) -> None:
    assert np.bincount(np.concatenate(draws), minlength=len(UNITS)).tolist() == list(made)
    assert {len(one) for one in draws} == {VISITS}


def test_strata_and_places_get_their_share_to_within_one(
    made: tuple[int, ...], draws: list[list[int]]
) -> None:
    for name in ("stratum", "place"):
        groups = {(one.stratum, one.place if name == "place" else "") for one in UNITS}
        for stratum, place in groups:
            mine = {
                k
                for k, one in enumerate(UNITS)
                if one.stratum == stratum and (not place or one.place == place)
            }
            share = sum(made[k] for k in mine) / CERTAIN
            counts = {len(mine & set(one)) for one in draws}
            assert counts <= {floor(share), ceil(share)}, (stratum, place)


def test_over_many_seeds_chances_hold_as_well(made: tuple[int, ...]) -> None:
    """The line and the start both come from the seed: 2,000 seeds, four standard errors."""
    seeds = 2_000
    met = np.zeros(len(UNITS))
    for seed in range(seeds):
        met[chosen(line(UNITS, seed, MONTH), made, start(seed, MONTH))] += 1
    chance = np.array(made) / CERTAIN
    assert (np.abs(met / seeds - chance) < 4 * np.sqrt(chance * (1 - chance) / seeds)).all()


def test_weighted_by_its_chance_what_is_found_is_true_on_average(
    made: tuple[int, ...], draws: list[list[int]]
) -> None:
    """Horvitz and Thompson's total is exactly right over all draws; Hajek's mean to a small part of its own spread.

    Units at risk are worse here, so that the plain mean of those visited is not.
    """
    values = 4.0 - 0.4 * np.array(POINTS) + np.random.default_rng(3).normal(0, 0.4, len(UNITS))
    weight = CERTAIN / np.array(made)
    totals = [float((weight[one] * values[one]).sum()) for one in draws]
    assert np.mean(totals) == pytest.approx(values.sum(), rel=1e-12)
    assert np.mean([weight[one].sum() for one in draws]) == pytest.approx(len(UNITS), rel=1e-12)
    hajek = np.array([(weight[one] * values[one]).sum() / weight[one].sum() for one in draws])
    plain = np.array([values[one].mean() for one in draws])
    assert abs(hajek.mean() - values.mean()) < 0.15 * hajek.std()
    assert plain.mean() < values.mean() - 0.2
    rows = pl.DataFrame(
        {"unit": [UNITS[k].code for k in draws[5]], "value": values[draws[5]], "w": weight[draws[5]]}
    )
    found = weighted_mean(rows, "value")
    assert found is not None
    assert found[0] == pytest.approx(hajek[5], rel=1e-12)


def test_days_are_spread_over_the_month() -> None:
    days = [date(2026, 12, k) for k in range(1, 24)]
    told = [day_of(one.code, days, 7, MONTH) for one in UNITS]
    assert set(told) <= set(days)
    assert len(set(told)) > len(days) // 2
