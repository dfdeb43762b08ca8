"""Three planted truths: each is told by a verdict that it allows, with reasons that differ and name no cause."""

import json
from typing import Any

import pytest

from analysis.paths import Root
from tests.wording.test_unit import FORBIDDEN

SCENARIOS = ("null", "effect", "worse")


@pytest.fixture(scope="module")
def decisions(worlds: dict[str, Root]) -> dict[str, dict[str, Any]]:
    return {
        name: json.loads((root.facts / "leadership" / "decision.json").read_text("utf-8"))
        for name, root in worlds.items()
    }


HONEST = {
    "null": {"insufficient", "no-meaningful-change"},
    "effect": {"insufficient", "improved-after"},
    "worse": {"insufficient", "worse"},
}
"""What an honest analysis of one city by itself may say; never `improved`, since no comparison city came."""


def test_the_verdict_is_one_that_the_planted_truth_allows(decisions: dict[str, dict[str, Any]]) -> None:
    for name, decision in decisions.items():
        assert decision["level"] == "C"
        assert decision["verdict"] in HONEST[name]
        for outcome in decision["outcomes"]:
            assert outcome["effect"]["verdict"] in HONEST[name], (name, outcome["code"])


def test_the_model_sees_the_planted_change_of_the_index(decisions: dict[str, dict[str, Any]]) -> None:
    index = {
        name: next(one for one in decision["outcomes"] if one["code"] == "skm-index")["effect"]
        for name, decision in decisions.items()
    }
    assert index["worse"]["estimate"] < index["null"]["estimate"] < index["effect"]["estimate"]
    assert index["effect"]["verdict"] == "improved-after"
    assert index["null"]["low"] < 0 < index["null"]["high"]


def test_the_reasons_differ_and_follow_the_planted_truth(decisions: dict[str, dict[str, Any]]) -> None:
    assert len({json.dumps(d["reasons"]) for d in decisions.values()}) == len(SCENARIOS)
    excess = {name: {o["code"]: o["excess"] for o in d["outcomes"]} for name, d in decisions.items()}
    for code in ("skm-index", "late-minutes"):
        assert excess["worse"][code] < excess["null"][code] < excess["effect"][code]


def test_no_sentence_of_the_decision_names_a_cause(decisions: dict[str, dict[str, Any]]) -> None:
    for decision in decisions.values():
        for key in ("reasons", "doubts", "settles", "next_edition"):
            assert decision[key]
            for told in decision[key]:
                assert not FORBIDDEN.search(told["id"])
                assert not FORBIDDEN.search(told["en"])


def test_both_directions_and_the_placebo_stand_together(decisions: dict[str, dict[str, Any]]) -> None:
    for outcome in decisions["null"]["outcomes"]:
        assert outcome["units"] >= 6
        assert outcome["placebo_units"] >= 6
        assert outcome["better"] + outcome["worse"] <= outcome["units"]
    told = [r["id"] for r in decisions["null"]["reasons"] if r["code"] == "reason-moved"]
    assert told
    assert all("membaik dan" in one and "setahun sebelumnya" in one for one in told)
