"""Who moved is counted once: the chart of the page of the verdict and the sentence beside it, in each edition."""

from typing import Any

import pytest

from analysis.disclosure import EDITIONS
from analysis.effects.before_after import Moved, Window, changes, moved
from analysis.indicators.definition import by_code
from analysis.paths import Root
from analysis.view import View, open_city, read_facts
from analysis.wording.decision import sentence


def charted(view: View) -> dict[str, tuple[Moved, Moved]]:
    """What the page's notebook draws of each outcome: after the retreat, and a year earlier."""
    window = Window.of(view.announced, view.retreat_ended)
    outcomes = tuple(by_code()[outcome.indicator] for outcome in view.plan.outcome)
    rest = (outcomes, view.city.calendar.ramadan_share, view.plan.thresholds.largest_ramadan_gap)
    real, placebo = (changes(view.peer_rows, one, *rest) for one in (window, window.a_year_earlier()))
    return {one.code: (moved(real, one), moved(placebo, one)) for one in outcomes}


def counted(outcome: dict[str, Any]) -> tuple[int, ...]:
    keys = ("units", "better", "worse", "placebo_units", "placebo_better", "placebo_worse")
    return tuple(outcome[key] for key in keys)


@pytest.mark.parametrize("edition", EDITIONS)
def test_chart_and_sentence_count_the_same_units(built: Root, edition: str) -> None:
    view = open_city(edition, built.base)
    drawn = {
        code: (real.units, real.better, real.worse, placebo.units, placebo.better, placebo.worse)
        for code, (real, placebo) in charted(view).items()
    }
    assert {one["code"]: counted(one) for one in view.facts["outcomes"]} == drawn
    grounds = [one for one in view.facts["grounds"]["reasons"] if one["code"] == "reason-moved"]
    assert grounds
    for ground in grounds:
        code = ground["outcome"]["code"]
        assert counted(ground["outcome"]) == drawn[code]
        for lang in ("id", "en"):
            assert sentence(ground, lang) in {one[lang] for one in view.facts["reasons"]}


def test_the_public_edition_counts_no_unit_that_it_withholds(built: Root) -> None:
    inside, outside = (
        {one["code"]: one for one in read_facts(built, "decision", edition)["outcomes"]}
        for edition in ("leadership", "public")
    )
    assert outside["late-minutes"]["units"] < inside["late-minutes"]["units"]
    assert all(outside[code]["effect"] == one["effect"] for code, one in inside.items())
