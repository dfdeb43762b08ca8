"""The verdict's sentences: the same headline in every world at level D, other reasons, never a cause."""

from typing import Any

import pytest

from analysis.decision.grounds import OutcomeSeen, doubts, reasons
from analysis.effects.before_after import Moved
from analysis.facts.decision import ground_facts
from analysis.indicators.definition import by_code
from analysis.messages import LANGS, Lang
from analysis.wording.decision import both, sentence
from tests.wording.test_unit import FORBIDDEN

INDEX, MINUTES = by_code()["skm-index"], by_code()["late-minutes"]


def seen(real: float | None, placebo: float | None, *, up: int = 30, down: int = 20) -> OutcomeSeen:
    return OutcomeSeen(INDEX, Moved("skm-index", 90, up, down, real), Moved("skm-index", 88, 25, 22, placebo))


@pytest.mark.parametrize(
    ("real", "placebo", "pattern"),
    [
        (1.2, 0.9, "like-a-year-earlier"),
        (2.6, 0.9, "better-than-a-year-earlier"),
        (-0.4, 0.9, "worse-than-a-year-earlier"),
        (1.2, None, "no-data"),
    ],
)
def test_a_change_is_set_beside_the_placebo_year(real: float, placebo: float | None, pattern: str) -> None:
    assert seen(real, placebo).pattern == pattern


def test_fewer_minutes_late_is_the_good_direction() -> None:
    one = OutcomeSeen(
        MINUTES, Moved("late-minutes", 90, 50, 5, -0.22), Moved("late-minutes", 88, 20, 21, 0.01)
    )
    assert one.pattern == "better-than-a-year-earlier"
    told = sentence(ground_facts(next(g for g in reasons([one]) if g.code == "reason-moved")))
    assert "50 dari 90 unit membaik dan 5 memburuk sebesar 15 % atau lebih" in told


def test_a_reason_gives_the_change_the_placebo_and_what_matters() -> None:
    told = sentence(ground_facts(reasons([seen(2.64, 0.9)])[0]))
    assert told.startswith(
        "Indeks Kepuasan Masyarakat (IKM): rata-rata 90 unit berubah +2,6 poin; setahun sebelumnya, tanpa retret, +0,9 poin."
    )
    assert "batas berarti (1,0 poin)" in told


@pytest.mark.parametrize("lang", LANGS)
def test_no_ground_names_a_cause(lang: Lang) -> None:
    for pair in ((1.2, 0.9), (2.6, 0.9), (-0.4, 0.9), (None, None)):
        outcome = seen(*pair)
        found = reasons([outcome]) + doubts(
            [outcome],
            [0.7, 1.2, 5.7],
            [{"id": "94 pejabat dirotasi", "en": "94 officials rotated"}],
            ["cohesion"],
        )
        for ground in found:
            told = sentence(ground_facts(ground), lang)
            assert told
            assert "{" not in told
            assert not FORBIDDEN.search(told)


def test_a_change_inside_what_other_cities_saw_is_said_to_be_inside() -> None:
    grounds = {g.code: ground_facts(g) for g in doubts([seen(2.6, 0.9)], [0.72, 5.7], [], [])}
    assert "+2,6, ada di dalam rentang itu" in sentence(grounds["doubt-elsewhere"])
    outside = {g.code: ground_facts(g) for g in doubts([seen(7.6, 0.9)], [0.72, 5.7], [], [])}
    assert "di dalam" not in sentence(outside["doubt-elsewhere"])


def test_the_shock_that_would_explain_it_all_is_the_difference_from_the_placebo_year() -> None:
    told = sentence(ground_facts(doubts([seen(2.6, 0.9)], [], [], [])[0]))
    assert "Guncangan sekota sebesar 1,7 poin pada IKM" in told


def test_both_languages_are_stored() -> None:
    facts: dict[str, Any] = {
        "verdict": "insufficient",
        "level": "D",
        "waves": 2,
        "reasons": [],
        "doubts": [],
        "settles": [],
        "next_edition": [],
        "value": {"decision": {"code": "decide-open"}, "level": "D"},
    }
    told = both(facts)
    assert told["headline"]["id"].startswith("Tidak dapat disimpulkan.")  # pyright: ignore[reportIndexIssue]
    assert told["headline"]["en"].startswith("It cannot be concluded.")  # pyright: ignore[reportIndexIssue]


def test_units_that_went_in_turns_are_not_doubted_for_what_befell_all() -> None:
    found = doubts([seen(2.6, 0.9)], [0.72], [{"id": "x", "en": "x"}], [], in_turns=True, again=True)
    assert [one.code for one in found] == ["doubt-spread", "doubt-again"]
    told = [sentence(ground_facts(one), lang) for one in found for lang in ("id", "en")]
    assert "pernah mengikutinya" in told[2] and "not that of a first retreat" in told[3]
    assert "doubt-again" not in {one.code for one in doubts([], [], [], [], in_turns=True)}
