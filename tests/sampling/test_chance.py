"""Chances: they add up to the visits, follow the declared points, and leave nobody out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.problems import RetretError
from analysis.sampling.chance import CERTAIN, chances


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=60),
    st.integers(1, 60),
    st.fractions(0, Fraction(9, 10), max_denominator=20),
)
def test_chances_add_up_exactly_and_none_is_zero_or_above_one(
    points: list[int], visits: int, share: Fraction
) -> None:
    if visits > len(points):
        with pytest.raises(RetretError) as told:
            chances(points, visits, share)
        assert told.value.code == "visits-number"
        return
    found = chances(points, visits, share)
    assert sum(found) == visits * CERTAIN
    assert all(1 <= one <= CERTAIN for one in found)
    for k, one in enumerate(points):
        for m, other in enumerate(points):
            if one > other:
                assert found[k] >= found[m] - 1


def test_a_chance_is_a_part_for_all_and_a_part_by_points() -> None:
    """Ten units, two visits, half by risk: 2 x (1/2 / 10 + 1/2 x points / 5), by hand."""
    assert chances([0, 0, 0, 0, 0, 0, 0, 0, 2, 3], 2, Fraction(1, 2)) == (
        *([1000] * 8),
        1000 + 4000,
        1000 + 6000,
    )  # fmt: skip


def test_what_lies_above_one_is_shared_out_among_the_others() -> None:
    found = chances([9, 1, 0, 0], 2, Fraction(9, 10))
    assert found[0] == CERTAIN
    # The others in the proportion 0.1/4 + 0.9/10 to 0.1/4, twice: 0.115 : 0.025 : 0.025 over one visit.
    assert found[1:] == pytest.approx([10_000 * w / 0.165 for w in (0.115, 0.025, 0.025)], abs=1)


def test_without_any_risk_all_go_alike() -> None:
    assert chances([0, 0, 0, 0], 1, Fraction(1, 2)) == (2500,) * 4
