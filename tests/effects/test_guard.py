"""Regression to the mean: the bad spell that picked units gives them no improvement."""

import numpy as np
import pytest

from analysis.effects.columns import Shape
from analysis.effects.guard import dip, guard_rows, guarded, selected, simple_change, without_window, worst
from analysis.effects.its import model
from analysis.effects.noise import noise
from analysis.effects.series import Block
from tests.effects.checked import SINCE, noisy, subject


def test_the_worst_twenty_of_a_hundred_improve_only_where_the_window_stays() -> None:
    draws = 400
    units = noisy(np.random.default_rng(11), (draws, 100, 36))
    worst = np.argsort(units[:, :, SINCE - 3 : SINCE].mean(2), 1)[:, :20]
    picked = np.take_along_axis(units, worst[:, :, None], 1).mean(1)
    block = Block(tuple(map(str, range(draws))), np.arange(36.0), picked, None, np.ones(draws))
    shape = Shape(since=SINCE, effects=("mean",), horizon=12)
    naive = model(block, shape, {}, noise("ar1+rw")).estimate("mean")
    kept = guarded(block, shape, {}, noise("ar1+rw"))
    false = [float((1 - each.below(0.0) > 0.975).mean()) for each in (naive, kept)]
    assert false[0] > 0.5
    assert false[1] <= 0.06


def test_the_guard_is_the_plain_model_on_what_is_left() -> None:
    values = noisy(np.random.default_rng(12), (10, 36))
    told = subject(values)
    found = selected(told, ("u01", "u04"))
    assert found.picked == ("u01", "u04")
    left = np.r_[0 : SINCE - 3, SINCE:36]
    mean = values[[1, 4]].mean(0)[left][None]
    block = Block(("both",), told.units.times[left], mean, None, np.ones(1))
    slow = model(block, told.shape(told.start, 24, ("mean",)), {}, noise("ar1+rw")).estimate("mean")
    assert found.estimate is not None
    assert found.estimate.mean == pytest.approx(slow.mean)
    assert found.estimate.se == pytest.approx(slow.se)
    assert without_window(told.units, told.start or 0.0).values.shape == (10, 33)


def test_nobody_picked_and_no_date_is_no_estimate() -> None:
    values = noisy(np.random.default_rng(13), (4, 36))
    assert selected(subject(values), ("nobody",)).estimate is None
    assert selected(subject(values, treated_from=None), ("u01",)).estimate is None


@pytest.mark.parametrize(
    ("direction", "sign", "seen"), [("up", -1, True), ("up", 1, False), ("down", 1, True)]
)
def test_a_dip_of_the_city_is_told_in_the_bad_direction_only(direction: str, sign: int, seen: bool) -> None:
    values = 0.3 * noisy(np.random.default_rng(14), (5, 36))
    values[:, SINCE - 3 : SINCE] += 3 * sign
    told = subject(values, direction=direction)
    found = dip(told)
    assert found is not None
    assert np.sign(found.z) == sign
    assert found.seen is seen
    assert guard_rows(told)[0]["passed"] is not seen


@pytest.mark.repeats
def test_dips_of_nothing_are_told_about_as_often_as_they_may() -> None:
    values = noisy(np.random.default_rng(15), (150, 36))
    seen = [dip(subject(row[None])) for row in values]
    assert np.mean([one is not None and one.seen for one in seen]) < 0.11


def test_what_came_after_does_not_make_a_dip() -> None:
    values = noisy(np.random.default_rng(16), (3, 36))
    shocked = values.copy()
    shocked[:, SINCE:] += 20
    one, two = dip(subject(values)), dip(subject(shocked))
    assert one is not None
    assert two is not None
    assert (one.estimate, one.z, one.bad) == pytest.approx((two.estimate, two.z, two.bad))


def test_the_worst_units_seem_to_improve_by_a_simple_look_and_not_without_the_window() -> None:
    rng = np.random.default_rng(17)
    simple, kept = [], []
    for _ in range(12):
        told = subject(noisy(rng, (40, 36)))
        rows = [row for row in guard_rows(told) if row["check"] == "worst-before"]
        assert len(rows) == 1
        assert rows[0]["at"] == "units=8"
        simple.append(rows[0]["value"])
        kept.append(rows[0]["low"] <= 0 <= rows[0]["high"])
    assert np.mean(simple) > 0.3
    assert np.mean(kept) > 0.7


def test_the_worst_are_the_lowest_where_more_is_better_and_the_highest_where_less_is() -> None:
    values = np.tile(np.arange(20.0)[:, None], (1, 36)) + 0.01 * noisy(np.random.default_rng(18), (20, 36))
    assert worst(subject(values)) == ("u00", "u01", "u02", "u03")
    assert set(worst(subject(values, direction="down"))) == {"u16", "u17", "u18", "u19"}
    assert worst(subject(values, direction="neutral")) == ()
    assert worst(subject(values[:19])) == ()
    picked = worst(subject(values))
    after, before = values[:4, SINCE : SINCE + 3].mean(), values[:4, SINCE - 3 : SINCE].mean()
    assert simple_change(subject(values), picked) == pytest.approx(after - before)
