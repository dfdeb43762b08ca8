"""The value of information: the investor of Clemen, a tree walked by hand, and what no signal can exceed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.decision.information import expected, perfect, sample

# Clemen, Making Hard Decisions: an investor, a market that goes up, stays flat or goes down, and an economist.
PAYOFFS = [[1500, 100, -1000], [1000, 200, -100], [500, 500, 500]]
PRIOR = [0.5, 0.3, 0.2]
ECONOMIST = [[0.8, 0.1, 0.1], [0.15, 0.7, 0.15], [0.2, 0.2, 0.6]]


def test_the_investor() -> None:
    assert expected(PAYOFFS, PRIOR) == pytest.approx([580, 540, 500], abs=1e-9)
    assert perfect(PAYOFFS, PRIOR) == pytest.approx(420, abs=1e-9)
    # 822 with the economist: rows of the table are states, its columns what is said.
    assert sample(PAYOFFS, PRIOR, ECONOMIST) == pytest.approx(242, abs=1e-9)


def walked(payoffs: np.ndarray, prior: np.ndarray, likelihood: np.ndarray) -> float:
    """The tree node by node: each signal by its chance, Bayes, the best option."""
    whole = 0.0
    for signal in range(likelihood.shape[1]):
        chance = sum(prior[s] * likelihood[s, signal] for s in range(len(prior)))
        if chance > 0:
            after = [prior[s] * likelihood[s, signal] / chance for s in range(len(prior))]
            whole += chance * max(
                sum(a * p for a, p in zip(after, option, strict=True)) for option in payoffs.tolist()
            )
    return whole - max(sum(a * p for a, p in zip(prior, option, strict=True)) for option in payoffs.tolist())


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(0, 10**6))
def test_a_signal_is_worth_something_and_never_more_than_certainty(
    options: int, states: int, signals: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    payoffs, prior = rng.normal(0, 100, (options, states)), rng.dirichlet(np.ones(states))
    likelihood = rng.dirichlet(np.ones(signals), states)
    worth = sample(payoffs, prior, likelihood)
    assert 0 <= worth <= perfect(payoffs, prior) + 1e-9
    assert worth == pytest.approx(walked(payoffs, prior, likelihood), abs=1e-9)
    assert sample(payoffs, prior, np.eye(states)) == pytest.approx(perfect(payoffs, prior), abs=1e-9)
    assert sample(payoffs, prior, np.full((states, signals), 1 / signals)) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("payoffs", "prior", "likelihood"),
    [
        ([1.0, 2.0], [1.0], [[1.0]]),
        ([[1.0, 2.0]], [1.0], [[1.0]]),
        ([[1.0, np.nan]], [0.5, 0.5], np.eye(2)),
        ([[1.0, 2.0]], [0.6, 0.6], np.eye(2)),
        ([[1.0, 2.0]], [1.5, -0.5], np.eye(2)),
        ([[1.0, 2.0]], [0.5, 0.5], [[1.0]]),
        ([[1.0, 2.0]], [0.5, 0.5], [[0.5, 0.6], [1.0, 0.0]]),
        ([[1.0, 2.0]], [0.5, 0.5], [[1.5, -0.5], [1.0, 0.0]]),
    ],
)
def test_what_is_no_distribution_is_an_error(payoffs: object, prior: object, likelihood: object) -> None:
    with pytest.raises(ValueError, match=r"payoffs|prior|likelihood"):
        sample(payoffs, prior, likelihood)  # type: ignore[arg-type]
