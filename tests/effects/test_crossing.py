"""Crossings: known roots, many at once, and the ends."""

import numpy as np
import pytest

from analysis.effects.crossing import cross


def test_each_element_finds_its_own_root() -> None:
    targets = np.array([0.001, 0.5, 2.0, 7.3, 1e4])
    found = cross(lambda x, own: x**3 - own, np.zeros(5), np.full(5, 100.0), targets)
    assert found == pytest.approx(np.cbrt(targets), rel=1e-11)


def test_steep_and_flat_functions_end_too() -> None:
    steps = cross(lambda x: np.where(x < np.pi, -1.0, 1.0), np.zeros(1), np.full(1, 10.0), tolerance=1e-9)
    flat = cross(lambda x: (x - 1) ** 9, np.zeros(1), np.full(1, 10.0))
    assert steps == pytest.approx(np.pi, rel=1e-8)
    assert (flat[0] - 1) ** 9 == pytest.approx(0, abs=1e-15)


def test_a_function_that_is_above_zero_from_the_start_crosses_at_the_start() -> None:
    found = cross(lambda x, own: x - own, np.array([1.0, 1.0]), np.array([9.0, 9.0]), np.array([-1.0, 3.0]))
    assert found == pytest.approx([1.0, 3.0])
