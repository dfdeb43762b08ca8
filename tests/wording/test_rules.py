"""Every state of every family as sentences: what stands in the record of sentences, and rules that none may break.

The record is written anew by `RETRET_RECORD=1 pytest tests/wording/test_rules.py`, and read by eye before it is committed.
"""

import json
import os
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from analysis.effects.refusal import Reason
from analysis.indicators.definition import FAMILIES, Indicator, whole
from analysis.messages import LANGS, Lang, text
from analysis.wording import indicator_page, unit
from tests.wording.test_unit import facts, one

RECORD = Path(__file__).with_name("sentences.json")
STATES = (
    "signal-up",
    "signal-down",
    "signal-mixed",
    "no-signal",
    "insufficient",
    "small",
    "broken",
    "withheld",
    "missing",
)
"""What may be seen of a series."""

JUDGED = ("improved", "improved-after", "no-meaningful-change", "worse", "insufficient")
REFUSED = ("few-before", "gaps")
NOT_JUDGED = ("small-counts", "neutral", "no-smallest", "too-late")
LEVELS = {"improved": "B"}
"""The evidence of a verdict; C where it is not named."""

CAUSE = re.compile(r"\b(karena|berkat|disebabkan|because|caused|thanks to)\b", re.I)
NEVER = {
    "best and worst": re.compile(r"\b(ter(baik|buruk)|best|worst)\b", re.I),
    "a rank without its interval": re.compile(r"\b(peringkat|rank) (ke-)?\d|(?<!antara )(?<!dan )\bke-\d"),
    "a slot that nothing filled": re.compile(r"[{}]"),
    "November by another name": re.compile(r"\b(Nopember|Pebruari)\b"),
    "a date as a machine writes it": re.compile(r"\b\d{4}-\d\d(-\d\d)?\b"),
    "nothing where a number should be": re.compile(r"\b(nan|None|inf)\b"),
    "a number after a hyphen instead of a minus": re.compile(r"(?<![\w,.])(?<!= )-\d"),
}
INDONESIAN = {
    "a decimal point": re.compile(r"\d\.\d{1,2}(?!\d)"),
    "an English month": re.compile(r"\b(January|February|March|May|June|July|August|October|December)\b"),
    "a percent sign without its space": re.compile(r"\d%"),
}
ENGLISH = {
    "a decimal comma": re.compile(r"\d,\d{1,2}(?!\d)"),
    "an Indonesian month": re.compile(r"\b(Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember)\b"),
}
MEANING = re.compile(r"\b(membaik|memburuk|improv\w+|got worse|getting worse)\b", re.I)


def representatives() -> list[Indicator]:
    """The first measure of each family, and each family's first without a good direction."""
    found: list[Indicator] = []
    for family in FAMILIES:
        ones = [one for one in whole() if one.family == family]
        neutral = next((one for one in ones if one.direction == "neutral"), None)
        found += [ones[0], *([neutral] if neutral is not None and neutral != ones[0] else [])]
    return found


def about(indicator: Indicator, state: str) -> dict[str, Any]:
    """A measure's facts in one state, with a range and rules that fired where there was a signal."""
    made = _facts_of(indicator, state)
    signal = state.startswith("signal-")
    if signal or state == "no-signal":
        fired = [{"rule": "run-of-8", "after": True}] if signal else []
        made["chart"] = {"trial": False, "low": 12.25, "high": 1234.5, "baseline": 24, "signals": fired}
        made["trend"] = {"slope": -1.5, "low": -2.25, "high": -0.5, "points": 24}
        made["before_after"] = {"before": 11.5, "after": 1210.25, "pairs": 11}
    if state == "broken":
        made["breaks"] = [{"date": "2025-11-15"}]
    return made


def _facts_of(indicator: Indicator, state: str) -> dict[str, Any]:
    good = {"up-is-good": "signal-up", "down-is-good": "signal-down"}.get(indicator.direction)
    meaning = (
        None
        if good is None or state not in ("signal-up", "signal-down")
        else "good"
        if state == good
        else "bad"
    )
    known = one("skm-index", state, meaning)
    return known | {
        "code": indicator.code,
        "direction": indicator.direction,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "change_scale": indicator.change_scale,
        "title": indicator.title.model_dump(),
        "short": indicator.short.model_dump(),
        "smallest": indicator.smallest_change_that_matters,
    }


def page(indicator: Indicator, effect: dict[str, Any] | None, unjudged: str | None) -> dict[str, Any]:
    return {
        "indicator": about(indicator, "no-signal"),
        "effect": effect,
        "unjudged": unjudged,
        "level_of_interval": 0.95,
        "outcome": False,
    }


def signed(verdict: str, indicator: Indicator) -> dict[str, Any]:
    """A page whose chart shows a sign of change."""
    return {**page(indicator, effect(verdict), None), "indicator": about(indicator, "signal-up")}


def effect(verdict: str) -> dict[str, Any]:
    return {
        "status": "estimated", "verdict": verdict, "evidence": LEVELS.get(verdict, "C"), "estimate": -0.125, "low": -0.25, "high": -0.0125,
        "level_of_interval": 0.95, "seasonal": True, "checks": {"mde": 0.31, "smallest-shock": 0.06},
        "inside": {"low": -0.2, "high": 0.2, "level": 0.9},
    }  # fmt: skip


def said(indicator: Indicator, lang: Lang) -> dict[str, list[str]]:
    """Every sentence about one measure, by its state."""
    found: dict[str, list[str]] = {}
    for state in STATES:
        made = about(indicator, state)
        told = [unit.finding(made, facts(made), lang), unit.icon(made, lang), unit.caption(made, lang)]
        # What never came stands in no table.
        found[state] = told if state == "missing" else [*told, text(f"state-{state}", lang)]
    for verdict in JUDGED:
        if indicator.smallest_change_that_matters is not None:
            made = page(indicator, effect(verdict), None)
            found[f"effect-{verdict}"] = [indicator_page.title(made, lang), indicator_page.lede(made, lang)]
    # Refusals, and what is said of a sign on a chart, are worded alike for every measure.
    if indicator == representatives()[0]:
        found["sign-unjudged"] = [
            indicator_page.beside_chart(signed("no-meaningful-change", indicator), lang)
        ]
    for reason in get_args(Reason) if indicator == representatives()[0] else REFUSED:
        refused = page(indicator, {"status": "refused", "reason": reason}, None)
        found[f"refused-{reason}"] = [indicator_page.title(refused, lang), indicator_page.lede(refused, lang)]
    for reason in NOT_JUDGED:
        none = page(indicator, None, reason)
        found[f"unjudged-{reason}"] = [indicator_page.title(none, lang), indicator_page.lede(none, lang)]
    return found


def everything(lang: Lang) -> dict[str, dict[str, list[str]]]:
    return {one.code: said(one, lang) for one in representatives()}


def broken(sentence: str, lang: Lang) -> list[str]:
    """The rules that a sentence breaks, by name."""
    rules = NEVER | (INDONESIAN if lang == "id" else ENGLISH)
    return [name for name, pattern in rules.items() if pattern.search(sentence)]


def test_every_family_has_a_representative() -> None:
    assert {one.family for one in representatives()} == set(FAMILIES)


@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_breaks_a_rule(lang: Lang) -> None:
    for code, states in everything(lang).items():
        for state, sentences in states.items():
            for sentence in sentences:
                assert sentence.strip(), (code, state)
                assert broken(sentence, lang) == [], (code, state, sentence)


@pytest.mark.parametrize("lang", LANGS)
def test_a_cause_is_named_only_where_others_were_compared(lang: Lang) -> None:
    for code, states in everything(lang).items():
        for state, sentences in states.items():
            level = LEVELS.get(state.removeprefix("effect-"), "C")
            if level not in "AB":
                assert not any(CAUSE.search(sentence) for sentence in sentences), (code, state, sentences)


@pytest.mark.parametrize("lang", LANGS)
def test_good_and_bad_are_said_only_where_a_direction_is_declared(lang: Lang) -> None:
    neutral = [one for one in representatives() if one.direction == "neutral"]
    assert neutral
    for one_ in neutral:
        for state in STATES:
            assert not any(MEANING.search(sentence) for sentence in said(one_, lang)[state]), (
                one_.code,
                state,
            )


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_as_they_were_read(lang: Lang) -> None:
    told = everything(lang)
    stored = json.loads(RECORD.read_text("utf-8")) if RECORD.is_file() else {}
    if os.environ.get("RETRET_RECORD"):
        stored[lang] = told
        RECORD.write_text(json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    assert stored[lang] == told


@pytest.mark.parametrize(
    ("sentence", "lang", "rule"),
    [
        ("Kelurahan terbaik tahun ini", "id", "best and worst"),
        ("IKM ada di ke-3 dari 57", "id", "a rank without its interval"),
        ("Naik 2.5 poin", "id", "a decimal point"),
        ("Naik 25%", "id", "a percent sign without its space"),
        ("Sejak May 2025", "id", "an English month"),
        ("Sejak Nopember 2025", "id", "November by another name"),
        ("Turun -2 poin", "id", "a number after a hyphen instead of a minus"),
        ("Up by 2,5 points", "en", "a decimal comma"),
        ("Since 2025-05-17", "en", "a date as a machine writes it"),
    ],
)
def test_the_rules_see_what_they_are_for(sentence: str, lang: Lang, rule: str) -> None:
    assert broken(sentence, lang) == [rule]


def test_a_rank_between_two_is_no_fault() -> None:
    assert broken("IKM: antara ke-12 dan ke-31 dari 57 kelurahan", "id") == []


@pytest.mark.parametrize("verdict", JUDGED)
def test_a_sign_on_the_chart_is_set_beside_a_finding_that_tells_of_no_change(verdict: str) -> None:
    one = representatives()[0]
    told = indicator_page.beside_chart(signed(verdict, one), "id")
    assert bool(told) == (verdict in ("no-meaningful-change", "insufficient"))
    assert indicator_page.beside_chart(page(one, effect(verdict), None), "id") == ""
    assert indicator_page.beside_chart({**signed(verdict, one), "effect": None}, "id")
