"""Places in time: gaps keep theirs, and the step is the largest that meets every time."""

import numpy as np
import pytest

from analysis.effects.compare.places import places, regular


@pytest.mark.parametrize(
    ("times", "at"),
    [
        ([5.0, 6, 8], [0, 1, 3]),
        ([-40.0, -35, -25], [0, 1, 3]),
        ([6.0, 12, 15], [0, 2, 3]),
        ([7.0], [0]),
    ],
)
def test_steps_are_counted_in_the_largest_that_fits(times: list[float], at: list[int]) -> None:
    assert places(np.array(times)).tolist() == at


def test_times_between_periods_have_no_place() -> None:
    with pytest.raises(ValueError, match="whole"):
        places(np.array([0.0, 0.5]))


def test_half_of_the_places_must_be_filled() -> None:
    assert regular(np.array([0, 1, 3, 5]))
    assert not regular(np.array([0, 1, 8]))
