"""Designs of a next retreat as facts: the same figures as the command's, costs by the plan, and the list that was drawn."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from analysis.decision.plan import Plan
from analysis.effects.design import Design as Choices
from analysis.effects.panel import panel_from
from analysis.facts import designs as told
from analysis.facts.designs import LIST, Planned, designs_facts
from analysis.facts.effects import Effects
from analysis.known.shelf import Shelf
from analysis.messages import LANGS, Lang
from analysis.problems import RetretError
from analysis.publish import answers
from analysis.trial.assignment import clusters
from analysis.trial.basis import of_design, own_of
from analysis.trial.design import Design
from analysis.trial.wave_list import drawn
from analysis.wording import designs as words
from tests.decision.made import SHIPPED
from tests.decision.told import CITY, joint_of
from tests.facts.test_value import judged

CHOICES = Choices(treated_from="2025-06", transition=("2025-05",), scale="log", direction="down", mid=0.1625)
FEW = (Design(1, 0), Design(2, 3, 0.1))


def panel() -> pl.DataFrame:
    """Minutes late of every unit over two years, as if a build had laid them out."""
    rng = np.random.default_rng(3)
    units = [unit for one in clusters(CITY) for unit in one.units]
    months = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)][3:32]
    rows = [(unit, month, float(np.exp(rng.normal(0.3, 0.3)))) for unit in units for month in months]
    return pl.DataFrame(rows, schema=["unit", "period", "value"], orient="row")


@pytest.fixture(scope="module")
def found() -> Effects:
    late = replace(judged("late-minutes", "C"), rows=panel(), design=CHOICES)
    return Effects({"late-minutes": late})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few designs and trials: each of them is tested elsewhere."""
    monkeypatch.setattr(told, "DESIGNS", FEW)
    monkeypatch.setattr(told, "TRIALS", 20)


@pytest.fixture(scope="module")
def facts(found: Effects) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(told, "DESIGNS", FEW)
        patched.setattr(told, "TRIALS", 20)
        return designs_facts(joint_of(SHIPPED), found)


def test_figures_are_those_of_the_command(facts: dict[str, Any]) -> None:
    late = facts["outcomes"][1]
    own = own_of("late-minutes", panel_from(panel()), CHOICES, clusters(CITY))
    fading, constant = of_design(own, FEW[1], told.SEED)
    one_date, waves = late["designs"]
    assert one_date == {"mean": None, "late": None, "constant": None, "chance": None}
    assert waves["mean"]["sd"] == pytest.approx(fading.smallest[0])
    assert waves["late"]["sd"] == pytest.approx(fading.smallest[1])
    assert waves["constant"]["sd"] == pytest.approx(constant.smallest[0])
    assert waves["mean"]["change"] == pytest.approx(1 - np.exp(-fading.smallest[0] * own.noise.sd))
    assert waves["chance"] == pytest.approx(fading.chance(own.smallest or 0.0))
    assert late["tried"]["trials"] == 20
    assert 0 <= late["tried"]["power"] <= 1


def test_an_outcome_without_a_past_has_a_reason(facts: dict[str, Any], found: Effects) -> None:
    assert facts["outcomes"][0] == {"indicator": "skm-index", "reason": "next-year-no-panel"}
    short = replace(found.judged["late-minutes"], rows=panel().filter(pl.col("period") > "2025-03"))
    none = designs_facts(joint_of(SHIPPED), Effects({"late-minutes": short}))
    assert none["outcomes"][1]["reason"] is not None
    lines = words.lede(none, "en")
    assert lines == [
        "Not reckoned for IKM: the city's own series before the retreat is missing or too short.",
        "Not reckoned for minutes late: the city's own series before the retreat is missing or too short.",
    ]


def test_a_further_wave_costs_what_the_plan_tells_and_who_waits_nothing() -> None:
    by_scenario = {one["scenario"]: one["cost"] for one in told.costs(SHIPPED, Design(4, 3, 0.1))}
    assert by_scenario["low"] == pytest.approx(360e6 * 1.3 * 0.9)
    assert by_scenario["high"] == pytest.approx(825e6 * 1.3 * 0.9)
    bare = SHIPPED.model_copy(update={"option": tuple(one for one in SHIPPED.option if one.code != "waves")})
    assert told.costs(bare, Design(2, 3)) == []
    assert told.costs(bare, Design(1, 0))[0]["cost"] == 360e6
    assert words.cost([], "en") == "none"


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_page_says_of_it(facts: dict[str, Any], lang: Lang) -> None:
    lines = " ".join(words.lede(facts, lang))
    assert "{" not in lines
    assert {"id": "Dicoba 20 kali", "en": "Tried 20 times"}[lang] in lines
    rows = words.rows(facts, facts["outcomes"][1], lang)
    assert rows[0][1:4] == [{"id": "tidak ada", "en": "nothing"}[lang]] * 3
    assert {"id": "(dalam rencana)", "en": "(in the plan)"}[lang] in rows[1][0]
    assert rows[1][1].startswith("−")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """The city's folder with a drawn list in it."""
    folder = tmp_path / "malang"
    shutil.copytree(CITY.folder, folder)
    waves = drawn(clusters(CITY), told.chosen_design(SHIPPED), 7, 12 * 2027 + 5)
    waves.rows().write_csv(folder / LIST.format(edition=2))
    return folder


def test_a_drawn_list_is_told_with_what_it_finds(listed: Path, found: Effects, plan: Plan = SHIPPED) -> None:
    joint = joint_of(plan)
    joint.city = replace(CITY, folder=listed)  # pyright: ignore[reportAttributeAccessIssue]
    facts = designs_facts(joint, found)
    made = facts["list"]
    assert (made["seed"], made["dates"]) == (7, ["2027-06", "2027-09"])
    assert {one["wave"] for one in made["rows"]} == {1, 2, None}
    assert len(made["rows"]) == facts["clusters"]
    assert facts["outcomes"][1]["drawn"]["mean"]["sd"] > 0
    assert words.wave(1, made["dates"], "en") == "wave 1, May 2027"
    assert words.wave(1, ["2028-01"], "en") == "wave 1, December 2027"
    assert words.wave(None, made["dates"], "id") == "menunggu"


def test_a_list_changed_by_hand_stops_with_its_file(listed: Path, found: Effects) -> None:
    file = listed / LIST.format(edition=2)
    file.write_text(file.read_text("utf-8").replace(",1,2027-06,", ",2,2027-09,", 1), "utf-8")
    joint = joint_of(SHIPPED)
    joint.city = replace(CITY, folder=listed)  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(RetretError) as stopped:
        designs_facts(joint, found)
    assert (stopped.value.code, stopped.value.values["file"]) == ("next-year-list-changed", file.name)


def test_figures_are_remembered_by_all_they_rest_on(
    found: Effects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Planned] = []

    def counted(planned: Planned) -> dict[str, Any]:
        asked.append(planned)
        return {"n": len(asked)}

    monkeypatch.setattr(answers, "outcome_designs", counted)
    with answers.remembered(Shelf(tmp_path), "code") as known:
        first = designs_facts(joint_of(SHIPPED), found, known.designing)
        assert designs_facts(joint_of(SHIPPED), found, known.designing) == first
        assert len(asked) == 1
        more = SHIPPED.next_edition.model_copy(update={"hold_out_percent": 20})
        designs_facts(joint_of(SHIPPED.model_copy(update={"next_edition": more})), found, known.designing)
        longer = replace(found.judged["late-minutes"], rows=panel().with_columns(pl.col("value") * 1.01))
        designs_facts(joint_of(SHIPPED), Effects({"late-minutes": longer}), known.designing)
    assert len(asked) == 3
