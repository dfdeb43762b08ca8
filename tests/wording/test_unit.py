"""Sentences of a unit: every state in both languages, and what may never be said."""

import re
from typing import Any

import pytest

from analysis.indicators.definition import headline
from analysis.messages import LANGS, Lang
from analysis.wording import unit

STATES = (
    "signal-up",
    "signal-down",
    "signal-mixed",
    "no-signal",
    "insufficient",
    "broken",
    "withheld",
    "missing",
)
FORBIDDEN = re.compile(r"karena|disebabkan|berkat|terbaik|terburuk|because|caused|best|worst|Nopember", re.I)


def one(code: str, state: str, meaning: str | None = None) -> dict[str, Any]:
    indicator = next(i for i in headline() if i.code == code)
    return {
        "code": code, "direction": indicator.direction, "unit": indicator.unit, "decimals": indicator.decimals, "change_scale": indicator.change_scale,
        "title": indicator.title.model_dump(), "short": indicator.short.model_dump(), "part_of": None, "page": indicator.page, "breaks": [], "state": state, "meaning": meaning, "rhythm": "month",
        "withheld_points": 2, "chart": None, "trend": None, "before_after": None, "peers": None,
    }  # fmt: skip


def facts(*listed: dict[str, Any]) -> dict[str, Any]:
    codes = {i["code"] for i in listed}
    rest = [one(i.code, "missing") for i in headline() if i.code not in codes]
    return {
        "indicators": [*listed, *rest], "data_until": "2026-10-31", "missing": {},
        "retreat": {"announced": "2025-05-05", "first_day": "2025-05-15", "last_day": "2025-05-17"},
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("code", [i.code for i in headline()])
def test_no_state_names_a_cause_or_ranks_without_interval(code: str, state: str, lang: Lang) -> None:
    about = one(
        code, state, "good" if state in ("signal-up", "signal-down") and code != "excused-share" else None
    )
    said = [
        *unit.summary(facts(about), lang),
        unit.finding(about, facts(about), lang),
        unit.icon(about, lang),
        unit.caption(about, lang),
    ]
    for sentence in said:
        assert sentence
        assert not FORBIDDEN.search(sentence)
        assert "{" not in sentence


def test_a_signal_is_told_with_its_meaning_only_where_a_direction_is_declared() -> None:
    late = one("late-share", "signal-down", "good")
    assert (
        unit.finding(late, facts(late))
        == "Hari pegawai yang terlambat: tanda turun (membaik) setelah Mei 2025"
    )
    excused = one("excused-share", "signal-down")
    assert "membaik" not in unit.finding(excused, facts(excused))


def test_the_three_sentences_of_a_unit_with_a_signal() -> None:
    index = one("skm-index", "signal-up", "good")
    index["peers"] = {
        "value": 89.405,
        "grade": "A",
        "rank_low": 14,
        "rank_high": 38,
        "ranked": 57,
        "group_name": {"id": "kelurahan", "en": "kelurahan"},
    }
    stands, changed, sure = unit.summary(facts(index, one("late-share", "no-signal")))
    assert stands.startswith(
        "IKM dua belas bulan terakhir 89,41 (mutu A, sangat baik), di antara ke-14 dan ke-38 dari 57 kelurahan."
    )
    assert changed == "Setelah retret 15-17 Mei 2025 ada tanda perubahan pada IKM (naik)."
    assert sure.startswith("Tanda itu tidak menunjukkan asalnya")


def test_a_neutral_indicator_never_counts_as_change() -> None:
    _, changed, _ = unit.summary(facts(one("excused-share", "signal-up")))
    assert "Dengan keterangan" not in changed


def test_the_caption_names_the_rule_in_words_and_the_slope_that_was_there_before() -> None:
    index = one("skm-index", "signal-up", "good")
    index["chart"] = {
        "trial": False,
        "low": 84.0,
        "high": 91.5,
        "baseline": 24,
        "signals": [{"rule": "run-of-8", "after": True}, {"rule": "beyond-limit", "after": False}],
    }
    index["trend"] = {"slope": 1.04, "low": 0.21, "high": 1.9, "points": 24}
    said = unit.caption(index)
    assert "kisaran biasa 84,00 sampai 91,50, dari 24 titik" in said
    assert "delapan titik atau lebih berturut-turut di satu sisi rata-rata" in said
    assert "di luar batas" not in said
    assert "Arah yang sama sudah ada sebelum retret: +1,04 poin setahun" in said


def test_missing_periods_are_named_and_the_rest_counted() -> None:
    owed = facts() | {
        "missing": {"attendance": [[f"2026-{m:02}-01", f"2026-{m:02}-28"] for m in range(1, 9)]}
    }
    (line,) = unit.missing(owed)
    assert line.startswith("Presensi (BKPSDM): ")
    assert line.endswith("dan 2 lainnya")
    assert unit.missing(facts()) == ("Tidak ada kiriman yang terlewat sampai Oktober 2026.",)
