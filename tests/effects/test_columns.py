"""Columns and estimands as the contract words them, on small calendars that can be read off."""

import numpy as np
import pytest

from analysis.effects.columns import Columns, Shape, block_length, columns

TIMES = np.arange(20.0)


def made(times: np.ndarray = TIMES, **keys: object) -> Columns:
    shape: dict[str, object] = {"since": 12, "effects": ("mean",), "horizon": 8, **keys}
    return columns(times, Shape(**shape), {})  # pyright: ignore[reportArgumentType]


def column(found: Columns, name: str) -> list[float]:
    return found.matrix[:, found.names.index(name)].tolist()


def weights(found: Columns, estimand: str) -> dict[str, float]:
    told = zip(found.names, found.estimands[estimand].tolist(), strict=True)
    return {name: weight for name, weight in told if weight}


def test_quarter_steps_follow_each_other_and_the_last_may_be_short() -> None:
    found = made()
    assert found.names == ("intercept", "trend", "quarter:1", "quarter:2", "quarter:3")
    assert [sum(column(found, f"quarter:{k}")) for k in (1, 2, 3)] == [3, 3, 2]
    assert column(found, "quarter:2")[14:19] == [0, 1, 1, 1, 0]
    assert weights(found, "mean") == {"quarter:1": 3 / 8, "quarter:2": 3 / 8, "quarter:3": 2 / 8}
    assert next(iter(found.estimands)) == "mean"


def test_the_mean_is_that_of_any_path_that_steps_can_follow() -> None:
    found = made()
    path = np.repeat([6.0, 3.0, 1.5], [3, 3, 2])
    y = 2 + 0.5 * TIMES + np.concatenate([np.zeros(12), path])
    b = np.linalg.lstsq(found.matrix, y, rcond=None)[0]
    assert float(found.estimands["mean"] @ b) == pytest.approx(path.mean())
    assert float(found.estimands["trend"] @ b) == pytest.approx(0.5)


@pytest.mark.parametrize("origin", [0, 1])
def test_step_slope_and_pulse_and_their_mean(origin: int) -> None:
    found = made(effects=("step", "slope", "pulse"), slope_origin=origin)
    assert column(found, "step") == [0.0] * 12 + [1.0] * 8
    assert column(found, "slope") == [0.0] * 12 + [float(k + origin) for k in range(8)]
    assert column(found, "pulse") == [0.0] * 12 + [1.0] + [0.0] * 7
    b = {"step": 2.0, "slope": 0.25, "pulse": 4.0}
    path = [2 + 0.25 * (k + origin) + 4 * (k == 0) for k in range(8)]
    told = sum(weight * b[name] for name, weight in weights(found, "mean").items())
    assert told == pytest.approx(np.mean(path))
    assert weights(found, "post-trend") == {"trend": 1, "slope": 1}
    assert weights(found, "coef:pulse") == {"pulse": 1}
    assert "pulse" not in found.estimands


def test_steps_that_nobody_saw_have_no_column_and_no_part_in_the_mean() -> None:
    found = made(TIMES[(TIMES < 12) | (TIMES >= 15)])
    assert "quarter:1" not in found.names
    assert weights(found, "mean") == {"quarter:2": 3 / 5, "quarter:3": 2 / 5}


@pytest.mark.parametrize(
    ("length", "horizon", "told"), [(12, 12, 3), (4, 6, 1), (1, 5, 1), (1, 30, 3), (12, 60, 5), (1, 111, 10)]
)
def test_a_step_is_a_quarter_of_a_season_and_longer_where_there_were_too_many(
    length: int, horizon: int, told: int
) -> None:
    shape = Shape(since=0, effects=("mean",), horizon=horizon, period_length=length)
    assert block_length(shape) == told
    assert -(-horizon // told) <= 12


def test_a_trend_is_zero_at_the_date_and_can_be_left_out() -> None:
    assert column(made(), "trend") == (TIMES - 12).tolist()
    found = made(trend=False, effects=("step", "slope"))
    assert found.trend is None
    assert "post-trend" not in found.estimands
    assert columns(TIMES, Shape(None, (), 1), {}).names == ("intercept", "trend")


def test_seasons_are_dummies_or_waves() -> None:
    found = made(np.arange(24.0), since=20, horizon=4, season="dummies")
    assert found.names[2:13] == tuple(f"season-{k}" for k in range(2, 13))
    assert column(found, "season-3") == [float(k % 12 == 2) for k in range(24)]
    waves = made(season="harmonics", pairs=2)
    assert column(waves, "sine-2") == pytest.approx(np.sin(4 * np.pi * TIMES / 12).tolist())
    assert column(waves, "cosine-1") == pytest.approx(np.cos(2 * np.pi * TIMES / 12).tolist())
    highest = made(np.arange(48.0), since=36, horizon=12, season="harmonics", pairs=6)
    assert "cosine-6" in highest.names
    assert "sine-6" not in highest.names
    assert highest.dependent() == ()
    assert made(-TIMES, since=-5, season="dummies").dependent() == ()


def test_columns_that_determine_one_another_are_named_and_no_others() -> None:
    shape = Shape(since=12, effects=("step",), horizon=8)
    rng = np.random.default_rng(1)
    a, c = rng.normal(size=20), rng.normal(size=20)
    assert columns(TIMES, shape, {"a": a, "b": 1e6 * a, "c": c}).dependent() == ("a", "b")
    assert columns(TIMES, shape, {"a": a, "b": 1e-9 * c}).dependent() == ()
    assert columns(TIMES, shape, {"late": np.where(TIMES >= 12, 2.0, 0.0)}).dependent() == ("late", "step")
    assert columns(TIMES, shape, {"same": np.full(20, 3.0)}).dependent() == ("intercept", "same")
    assert columns(TIMES, shape, {"none": np.zeros(len(TIMES))}).dependent() == ("none",)
    found = columns(TIMES, shape, {"a": a})
    assert weights(found, "coef:a") == {"a": 1}
