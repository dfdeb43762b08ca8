"""Scenarios: who gains how much and when, what is common to all, and what the truth says of it."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.city.place import City, load_city
from analysis.paths import Root
from analysis.simulate.answers import level
from analysis.simulate.coordination import usual_hours
from analysis.simulate.leaders import leading, rotations, terms, turnovers
from analysis.simulate.scenario import get_scenario, outcomes, scenarios
from analysis.simulate.shocks import read_shocks
from analysis.simulate.staff import hire
from analysis.simulate.town import Size, Town, make_town, senders
from analysis.simulate.waves import surveyors, waves
from tests.simulate.conftest import SOON

AFTER = date(2025, 5, 18)


@pytest.fixture(scope="module")
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


def town_of(city: City, scenario: str, seed: int = 2025) -> Town:
    return make_town(city, get_scenario(scenario), seed, None)


def test_every_scenario_is_there_and_reaches_every_family() -> None:
    assert set(scenarios()) == {
        *("null", "null-common-shock", "effect", "effect-fading", "effect-subset", "worse", "with-donors"),
    }
    families = {outcomes()[name].family for name in get_scenario("effect").sizes}
    assert families == {"service", "discipline", "cohesion", "coordination", "follow-through", "programme"}


def test_nothing_is_planted_before_the_retreat_ends(city: City) -> None:
    for name in scenarios():
        town = town_of(city, name)
        for outcome in outcomes():
            assert town.gain(outcome, town.units[0], AFTER - timedelta(days=1)) == 0


def test_a_fading_effect_halves_in_half_a_year(city: City) -> None:
    town = town_of(city, "effect-fading")
    unit = next(unit for unit in town.units if town.doses[unit.code] == 1)
    first = town.gain("skm-index", unit, AFTER)
    assert first == pytest.approx(1.6, abs=0.01)
    assert town.gain("skm-index", unit, AFTER + timedelta(days=183)) == pytest.approx(first / 2, rel=0.01)


def test_a_third_of_the_units_gain_and_the_truth_can_name_them(city: City) -> None:
    town = town_of(city, "effect-subset")
    invited = [code for code in town.doses if town.days_present.get(code)]
    gaining = [code for code in invited if town.doses[code] > 0]
    assert 0.28 < len(gaining) / len(invited) < 0.39
    assert town.doses == town_of(city, "effect-subset").doses


def test_a_common_shock_steps_everywhere_even_where_nobody_attended(city: City) -> None:
    town = town_of(city, "null-common-shock")
    health = next(unit for unit in town.units if unit.type == "puskesmas")
    assert town.gain("skm-index", health, AFTER) == 1.0
    assert town.gain("skm-index", health, AFTER - timedelta(days=2)) == 0
    assert town.gain("cohesion", health, AFTER) == 0


def test_absent_heads_units_gain_nothing_and_who_left_early_less(city: City) -> None:
    town = town_of(city, "effect")
    days = list(town.days_present.values())
    assert days.count(0) == 2 and days.count(2) == 1
    for code, there in town.days_present.items():
        assert town.doses[code] == pytest.approx(there / 3)


def test_null_moves_little_over_seeds(city: City) -> None:
    """The mean survey level a year after, less the year before, over seeds: drift and tide only."""
    changes: list[float] = []
    for seed in range(6):
        town = town_of(city, "null", seed)
        spans: dict[bool, list[float]] = {False: [], True: []}
        for wave in waves(town):
            if date(2024, 6, 1) <= wave.first_day < date(2026, 5, 1) and wave.jump == 0:
                spans[wave.first_day >= AFTER].append(level(town, wave))
        means = [sum(values) / len(values) for values in spans.values()]
        changes.append(means[1] - means[0])
    assert abs(sum(changes) / len(changes)) < 0.35


def test_rotated_heads_keep_their_number_and_slow_their_new_unit_for_two_months(city: City) -> None:
    town = town_of(city, "null")
    staff = hire(town)
    found, days = terms(town, staff), rotations(town)
    day = date(2025, 4, 17)
    assert len(days[day]) >= 20
    before, after = (leading(found, one) for one in (day - timedelta(days=1), day))
    moved = {code for code in before if before[code].number != after[code].number}
    assert moved == set(days[day])
    assert sorted(before[code].number for code in moved) == sorted(after[code].number for code in moved)
    unit = next(unit for unit in town.units if unit.code in moved)
    changed = turnovers(town)[unit.code]
    assert usual_hours(town, unit, date(2025, 5, 2), changed) > 1.2 * usual_hours(
        town, unit, date(2025, 7, 2), changed
    )


def test_a_few_units_change_how_they_survey_and_the_jump_is_told(city: City) -> None:
    town = town_of(city, "null")
    changed = [one.change for one in surveyors(town) if one.change]
    assert 3 <= len(changed) <= 7
    assert {one.what for one in changed} == {"mode", "vendor", "form_version"}
    sides = {one.day > AFTER for one in changed}
    assert sides <= {True, False}
    for wave in waves(town):
        change = wave.surveyor.change
        assert wave.jump == (change.jump if change and wave.first_day >= change.day else 0.0)


def test_another_city_inherits_no_shock_of_this_one(tmp_path: Path) -> None:
    assert read_shocks(tmp_path).shock == ()


def test_fewer_units_keep_every_type_in_its_share(city: City) -> None:
    some = senders(city, 2025, 30)
    assert len(some) == 30
    kinds = [unit.type for unit in some]
    assert {"kelurahan", "kecamatan", "puskesmas", "dinas", "badan"} <= set(kinds)
    assert 12 <= kinds.count("kelurahan") <= 18


def test_months_and_employees_are_as_asked(city: City) -> None:
    town = make_town(city, get_scenario("null"), 2025, None, Size(months=6, employees=900))
    assert [f"{month:%Y-%m}" for month in town.months] == [f"2026-{k:02}" for k in range(5, 11)]
    people = sum(len(one.numbers) for one in hire(town).values())
    assert 750 < people < 1050


def test_comparison_cities_come_in_their_scenario_only(make: Any, small: Any) -> None:
    root, _, _ = make(scenario="with-donors", until=SOON)
    (file,) = (root.simulated / "raw" / "kota-pembanding").rglob("*.csv")
    lines = file.read_text("utf-8").splitlines()
    assert lines[1] == "Kota;Indikator;Bulan;Nilai;Jumlah Responden"
    assert len({line.split(";")[0] for line in lines[2:]}) == 12
    assert not (small[0].simulated / "raw" / "kota-pembanding").exists()


def test_the_truth_says_what_can_and_cannot_be_found(small: Any) -> None:
    truth = json.loads((small[0].simulated / "truth.json").read_text("utf-8"))
    assert [one["code"] for one in truth["honest"]] == ["trend", "change", "no-cause"]
    assert {"commitments", "rotation", "travel"} <= {one["code"] for one in truth["cannot_be_found"]}
    assert {one["family"] for one in truth["planted"].values()} >= {"cohesion", "coordination"}
    assert truth["confounders"]["shocks"][0]["name"] == "jodipan"
