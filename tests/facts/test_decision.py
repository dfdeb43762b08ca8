"""The level of evidence is that of the outcomes that decide the verdict."""

import pytest

from analysis.effects.verdict import Level, Verdict
from analysis.facts.decision import level_of


@pytest.mark.parametrize(
    ("judged", "verdicts", "levels", "expected"),
    [
        ("improved", ("improved", "no-meaningful-change"), ("B", "C"), "B"),
        ("insufficient", ("improved", "insufficient"), ("B", "C"), "C"),
        ("worse", ("worse", "worse"), ("B", "C"), "C"),
        ("insufficient", ("insufficient", "insufficient"), ("D", "C"), "D"),
    ],
)
def test_the_weakest_of_those_that_decide(
    judged: Verdict, verdicts: tuple[Verdict, ...], levels: tuple[Level, ...], expected: Level
) -> None:
    assert level_of(judged, verdicts, levels) == expected
