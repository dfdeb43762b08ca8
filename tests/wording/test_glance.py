"""The decision at a glance: its probability only where it may be told, always its price, both decisions where the plan changed."""

from datetime import UTC, datetime

import pytest

from analysis.messages import LANGS, Lang
from analysis.wording.glance import brief, glance
from tests.decision.made import valued
from tests.decision.told import changed_after_lock, decision_of
from tests.wording.test_unit import FORBIDDEN


def test_without_values_the_price_stands_alone() -> None:
    assert glance(decision_of(), "id") == [
        "Peluang manfaat bersih tidak dicantumkan: pengambil keputusan belum menetapkan nilai rupiah.",
        "Satu edisi untuk semua berbiaya Rp360 juta sampai Rp825 juta dan 100 orang-hari di luar tempat layanan.",
    ]
    told = brief(decision_of(), "en")
    assert told[0].startswith("It cannot be concluded: no value in rupiah")
    assert "One point of IKM kept for a month costs Rp26 million to Rp59 million" in told[3]
    assert "before the data 70%" in told[4]
    assert "cannot be reckoned yet. Evidence of level B can be there 4 months after the start" in told[-1]
    assert len(told) == 7


def test_with_values_the_probability_and_the_study_stand_there() -> None:
    decision = decision_of(valued(), "B")
    first, price = glance(decision, "en")
    annual = next(
        one
        for one in decision["value"]["options"]
        if (one["code"], one["scenario"]) == ("annual", decision["value"]["assumptions"]["scenario"])
    )
    assert first.endswith(f"above zero: {100 * annual['p']:.0f}%.")
    assert price.startswith("An edition for all costs")
    told = brief(decision, "en")
    studies = decision["value"]["information"]["studies"]
    best = max(one["net"] for one in studies)
    said = next(one for one in told if "to know" in one)
    assert ("worth most to know first" in said) == (best > 0)
    for one in studies:
        one["net"] = -1.0
    assert any("No way to learn more" in one for one in brief(decision, "en"))


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_that_was_changed_is_told_everywhere(lang: Lang) -> None:
    lines = glance(changed_after_lock(datetime(2026, 11, 2, tzinfo=UTC)), lang)
    assert len(lines) == 4
    assert {"id": "diubah sesudah dikunci", "en": "changed after its lock"}[lang] in lines[2]
    assert not any(FORBIDDEN.search(one) for one in lines)
