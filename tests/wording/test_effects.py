"""Effects in words: every verdict and refusal has a sentence, in both languages, that names no cause."""

from typing import Any, get_args

import pytest

from analysis.effects.refusal import Reason
from analysis.messages import LANGS, Lang
from analysis.wording.effects import reason, refusal
from tests.wording.test_unit import FORBIDDEN

VERDICTS = ("improved", "improved-after", "no-meaningful-change", "worse", "insufficient", "unjudged")


def ground(verdict: str, **checks: float) -> dict[str, Any]:
    outcome = {
        "title": {"id": "IKM", "en": "Index"}, "unit": "index", "decimals": 1, "change_scale": "points", "smallest": 1.0,
    }  # fmt: skip
    effect = {
        "status": "estimated", "verdict": None if verdict == "unjudged" else verdict, "estimate": 2.64, "low": -0.24, "high": 5.5,
        "level_of_interval": 0.95, "checks": checks, "evidence": "C", "seasonal": verdict != "worse",
        "inside": {"low": -1.0, "high": 1.0, "level": 0.9},
    }  # fmt: skip
    return {"code": f"reason-effect-{verdict}", "outcome": outcome, "effect": effect}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_its_sentence(verdict: str, lang: Lang) -> None:
    told = reason(ground(verdict), lang)
    assert not FORBIDDEN.search(told)
    assert "{" not in told
    assert ("+2,6" if lang == "id" else "+2.6") in told
    assert ("−0,2" if lang == "id" else "−0.2") in told


def test_doubt_tells_what_could_have_been_seen() -> None:
    assert "Perubahan terkecil yang dapat terlihat dengan data ini: 3,1 poin." in reason(
        ground("insufficient", mde=3.14), "id"
    )
    assert "terkecil yang dapat terlihat" not in reason(ground("improved-after", mde=3.14), "id")


@pytest.mark.parametrize("lang", LANGS)
def test_every_refusal_says_why_in_words(lang: Lang) -> None:
    for code in get_args(Reason):
        told = refusal(code, lang)
        assert not FORBIDDEN.search(told)
        assert len(told) > 20


def test_a_model_without_season_does_not_claim_one() -> None:
    assert "tren dan musim" in reason(ground("insufficient"), "id")
    assert "musim" not in reason(ground("worse"), "id")


def test_no_change_is_told_by_the_interval_that_the_rule_looks_at() -> None:
    told = reason(ground("no-meaningful-change"), "id")
    assert "selang 90 %-nya di dalam −1,0 poin sampai +1,0 poin" in told


def test_a_result_stands_with_the_shock_that_would_undo_it() -> None:
    told = reason(ground("improved-after", **{"smallest-shock": 0.62}), "id")
    assert told.endswith(
        "Guncangan bersamaan sebesar 0,6 poin sudah membuat hasil ini tidak dapat dibedakan dari nol."
    )
