"""The decision in words: one sentence a code in both languages, and nothing that names a cause or hides a doubt."""

import re
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from analysis.city.retreat import Retreat
from analysis.decision.choice import choice
from analysis.decision.lock import make_lock
from analysis.decision.options import OptionCode, StudyCode
from analysis.decision.rule import DecisionCode
from analysis.decision.state import plan_state
from analysis.decision.tornado import levers
from analysis.facts.plan_state import state_facts
from analysis.messages import LANGS, Lang, text
from analysis.wording import plan as plans
from analysis.wording import value
from tests.decision.made import SHIPPED, SMALLEST, seen, valued
from tests.wording.test_unit import FORBIDDEN

DECISIONS: dict[DecisionCode, dict[str, Any]] = {
    "decide-stop-harm": {"option": "stop", "harmed": ["skm-index", "late-minutes"]},
    "decide-annual": {"option": "annual"},
    "decide-stop-loss": {"option": "stop"},
    "decide-study": {"study": "donors"},
    "decide-cheaper": {"option": "boosters"},
    "decide-stop-no-evidence": {"option": "stop"},
    "decide-open": {},
}


def facts(code: DecisionCode, **more: Any) -> dict[str, Any]:
    found = {"code": code, "step": 1, "option": None, "study": None, "harmed": [], "warned": []}
    return {
        "decision": found | DECISIONS[code],
        "reason": None,
        "late": {"mean": 1.0, "sd": 1.0, "p": 0.734},
        "late_seen": True,
        "options": [{"code": "annual", "scenario": "high", "p": 0.861}],
        "information": {"studies": [{"code": "donors", "net": 41_600_000.0}]},
        "assumptions": {"scenario": "high"},
        "tornado": [],
        **more,
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", get_args(DecisionCode))
def test_each_decision_is_one_sentence(code: DecisionCode, lang: Lang) -> None:
    told = value.decision(facts(code), lang)
    assert told.endswith(".")
    assert "{" not in told
    assert not FORBIDDEN.search(told)
    assert value.short({"study": None, "option": None} | facts(code)["decision"], lang)


SNAPSHOTS: dict[DecisionCode, tuple[str, str]] = {
    "decide-stop-harm": (
        "Berhenti: indeks Kepuasan Masyarakat (IKM) dan menit terlambat per hari pegawai yang hadir memburuk lebih dari yang berarti.",
        "Stop: community satisfaction index (IKM) and minutes late per present employee-day got worse by more than what matters.",
    ),
    "decide-annual": (
        "Jadikan agenda tahunan: peluang manfaat bersihnya di atas nol 86 %, dan peluang pengaruhnya masih ada pada tiga bulan terakhir 73 %.",
        "Make it an annual agenda: its net benefit lies above zero with probability 86%, and an effect is left in the last three months with probability 73%.",
    ),
    "decide-stop-loss": (
        "Berhenti: peluang manfaat bersihnya di atas nol hanya 12 %.",
        "Stop: its net benefit lies above zero with a probability of only 12%.",
    ),
    "decide-study": (
        "Belum dapat disimpulkan; lebih dulu kumpulkan data kota pembanding: nilainya melebihi biayanya sebesar Rp42 juta.",
        "It cannot be concluded yet; first gather data of comparison cities: it is worth Rp42 million more than it costs.",
    ),
    "decide-cheaper": (
        "Bukti untuk agenda tahunan belum cukup; pilihan termurah yang diharapkan tidak merugi adalah pertemuan penguat setengah hari.",
        "The evidence for an annual agenda does not suffice; the cheapest option that is not expected to lose is half-day booster meetings.",
    ),
    "decide-stop-no-evidence": (
        "Berhenti dengan alasan bukti tidak cukup; ini bukan bukti bahwa retret tidak bermanfaat.",
        "Stop for want of evidence; this is no evidence that the retreat does no good.",
    ),
    "decide-open": (
        "Tidak dapat disimpulkan: belum ada nilai rupiah untuk satu poin-bulan, jadi hanya biaya per poin-bulan dan titik impas yang dihitung.",
        "It cannot be concluded: no value in rupiah is set for a point-month, so only the cost of a point-month and the break-even are computed.",
    ),
}
"""What a reader is told for each decision, word by word, in Indonesian and English."""


@pytest.mark.parametrize("code", get_args(DecisionCode))
def test_what_a_reader_is_told(code: DecisionCode) -> None:
    few = {"options": [{"code": "annual", "scenario": "high", "p": 0.124}]}
    found = facts(code, **(few if code == "decide-stop-loss" else {}))
    assert tuple(value.decision(found, lang) for lang in LANGS) == SNAPSHOTS[code]


@pytest.mark.parametrize(
    ("rupiah", "told"),
    [
        (0.0, "Rp0"),
        (25_400.0, "Rp25 ribu"),
        (999_600.0, "Rp1 juta"),
        (1.72e6, "Rp1,7 juta"),
        (-4.24e7, "−Rp42 juta"),
    ],
)
def test_money_is_told_as_surely_as_it_is_known(rupiah: float, told: str) -> None:
    assert value.rupiah(rupiah, "id") == told


def test_what_cannot_be_concluded_is_said_so() -> None:
    for code in ("decide-open", "decide-study"):
        assert re.match("(Tidak|Belum) dapat disimpulkan", value.decision(facts(code), "id"))
        assert "cannot be concluded" in value.decision(facts(code), "en")
    assert value.decision(facts("decide-stop-no-evidence"), "en").startswith("Stop for want of evidence")


def test_numbers_stand_in_the_sentence() -> None:
    assert "86 %" in value.decision(facts("decide-annual"), "id")
    assert "73%" in value.decision(facts("decide-annual"), "en")
    assert "Rp42 juta" in value.decision(facts("decide-study"), "id")
    assert value.rupiah(25_400, "en") == "Rp25 thousand"


@pytest.mark.parametrize("lang", LANGS)
def test_every_option_study_and_lever_has_a_name(lang: Lang) -> None:
    for one in get_args(OptionCode):
        assert text(f"option-{one}", lang)
    for one in get_args(StudyCode):
        assert text(f"study-{one}", lang)
    for one in levers(valued()):
        assert value.lever(one.key, lang)
        assert value.amount(one.key, one.base, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_what_stands_beside_it(lang: Lang) -> None:
    bare = facts("decide-open", reason="no-values", late=None)
    assert len(value.beside(bare, lang)) == 2
    doubtful = facts("decide-study", reason="no-estimate", late_seen=False)
    doubtful["decision"]["warned"] = ["skm-index"]
    told = value.beside(doubtful, lang)
    assert len(told) == 4
    assert not any(FORBIDDEN.search(one) for one in told)


def test_a_turn_names_the_figure_and_what_is_decided_then() -> None:
    turn = {"at": 7.3e8, "code": "decide-annual", "option": "annual", "study": None}
    swing = {"key": "cost.own", "base": 8.25e8, "turns_below": turn, "turns_above": None}
    told = value.turns(facts("decide-study", tornado=[swing]), "en")
    assert told == [
        "The decision becomes “an annual agenda” if the cost of an edition is Rp730 million or less (plan: Rp825 million)."
    ]


def test_the_cost_of_a_point_spans_the_scenarios() -> None:
    assert choice(valued(), seen(), SMALLEST).benefit is not None
    costs = [{"per_point_month_at_smallest": 30e6}, {"per_point_month_at_smallest": 68.75e6}]
    told = value.cost_of_a_point({"indicator": "skm-index", "break_even": costs}, "id")
    assert "Rp30 juta sampai Rp69 juta" in told
    minutes = value.cost_of_a_point({"indicator": "late-minutes", "break_even": costs}, "en")
    assert "One per cent of minutes late" in minutes


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_decided_under_the_lock_stands_beside_it(lang: Lang) -> None:
    assert value.under_lock(facts("decide-open", under_lock=None), lang) is None
    locked = {
        "verdict": "insufficient",
        "waves": 2,
        "decision": "decide-annual",
        "option": "annual",
        "study": None,
    }
    told = value.under_lock(facts("decide-open", under_lock=locked), lang)
    assert told is not None
    assert text("short-decide-annual", lang) in told


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_says_of_the_plan_what_the_command_says(lang: Lang) -> None:
    locks = (make_lock(SHIPPED, (), RETREAT, None, datetime(2026, 11, 2, tzinfo=UTC)),)
    for plan in (SHIPPED, valued()):
        found = plan_state(plan, locks, RETREAT)
        assert plans.state_of(state_facts(found), lang) == plans.state(found, lang)
    bare = plan_state(SHIPPED, (), RETREAT)
    assert plans.state_of(state_facts(bare), lang) == plans.state(bare, lang)


RETREAT = Retreat(1, "r", date(2025, 5, 5), date(2025, 5, 15), date(2025, 5, 17), "p", None, None, "s", "H")
