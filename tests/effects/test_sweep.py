"""Many small inverses at once: the same as one by one by LAPACK, and a singular one is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.effects.sweep import TOGETHER, inverses


@given(st.integers(1, 9), st.integers(1, 40), st.integers(0, 1000))
def test_all_are_those_of_lapack(size: int, count: int, seed: int) -> None:
    columns = np.random.default_rng(seed).standard_normal((2, count, size + 3, size))
    matrices = np.swapaxes(columns, 2, 3) @ columns
    inverse, logged = inverses(matrices)
    assert np.allclose(inverse @ matrices, np.eye(size), atol=1e-8)
    assert np.allclose(inverse, np.linalg.inv(matrices), rtol=1e-6)
    assert np.allclose(logged, np.linalg.slogdet(matrices)[1])


def test_more_than_are_swept_together_are_all_there() -> None:
    sizes = np.arange(1.0, TOGETHER + 6)
    inverse, logged = inverses(sizes[:, None, None] * np.eye(2))
    assert inverse[:, 0, 0] == pytest.approx(1 / sizes)
    assert logged == pytest.approx(2 * np.log(sizes))


def test_a_singular_matrix_is_told() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        inverses(np.array([np.eye(2), np.ones((2, 2))]))
