"""Rows of bounds: their names, ends and refusals."""

import numpy as np
import pytest

from analysis.effects.compare.bounds import bound_rows
from analysis.effects.compare.relative import relative_magnitudes
from analysis.effects.compare.smoothness import smoothness
from analysis.effects.design import Sensitivity
from analysis.effects.noise import Array
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Told
from tests.effects.compare.test_relative import drawn

TOLD = Told("event-study", "city", "*", "ikm", Sides(3, 2), "D", 0.9)
ASKED = Sensitivity(relative_magnitudes=(0.5, 1.0), smoothness=(0.0, 0.025), target="event:1")


def rows(beta: Array, sigma: Array, n_pre: int = 3, asked: Sensitivity = ASKED) -> list[Row]:
    return bound_rows(TOLD, beta, sigma, n_pre, len(beta) - n_pre, asked, 0.9)


def test_each_bound_is_a_row_with_its_ends_alone() -> None:
    beta, sigma = drawn(3, 2, seed=1)
    found = rows(beta, sigma)
    assert [row["estimand"] for row in found] == [
        "bound:rm:0.5",
        "bound:rm:1",
        "bound:sd:0",
        "bound:sd:0.025",
    ]
    second = np.array([0.0, 1.0])
    ends = [relative_magnitudes(beta, sigma, 3, 2, second, m, 0.9) for m in (0.5, 1.0)]
    ends += [smoothness(beta, sigma, 3, 2, second, m, 0.9) for m in (0.0, 0.025)]
    assert [(row["low"], row["high"]) for row in found] == ends
    for row in found:
        assert (row["status"], row["estimate"], row["se"], row["p_positive"]) == (
            "estimated",
            None,
            None,
            None,
        )


def test_nothing_asked_is_nothing_told() -> None:
    assert rows(*drawn(3, 2, seed=1), asked=Sensitivity()) == []


@pytest.mark.parametrize(
    ("sigma", "n_pre", "target", "reason"),
    [
        (np.eye(5), 0, "event:1", "no-before"),
        (np.eye(5), 3, "event:2", "bound-target"),
        (np.eye(5), 5, "event:0", "bound-target"),
        (np.full((5, 5), np.nan), 3, "event:0", "bound-errors"),
        (np.diag([1.0, 1, 1, 0, 1]), 3, "event:0", "bound-errors"),
        (np.diag([1.0, 1, 1, 1, -0.1]), 3, "event:0", "bound-errors"),
    ],
)
def test_what_cannot_be_bounded_is_refused_with_its_reason(
    sigma: Array, n_pre: int, target: str, reason: str
) -> None:
    asked = ASKED.model_copy(update={"target": target})
    found = rows(np.zeros(5), sigma, n_pre, asked)
    assert {(row["status"], row["reason"]) for row in found} == {("refused", reason)}
    assert len(found) == 4


def test_a_bound_without_end_is_refused_and_the_others_stand() -> None:
    """Two effects that err exactly alike change between them without any error."""
    sigma = np.diag([1.0, 1.0, 1.0, 0.0, 0.0])
    sigma[3:, 3:] = 1.0
    found = rows(np.zeros(5), sigma, asked=Sensitivity(relative_magnitudes=(0.0, 1.0), smoothness=(0.1,)))
    assert [row["reason"] for row in found] == ["bound-errors", None, None]
