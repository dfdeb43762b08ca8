"""The estimate after a draw, and its test by re-draws: exact without an effect, found with one, equal to a dense regression."""

import numpy as np
import polars as pl
import pytest

from analysis.effects.design import Design as Choices
from analysis.effects.panel import panel_from
from analysis.effects.period import period_text
from analysis.problems import RetretError
from analysis.trial.assignment import draw
from analysis.trial.design import HELD, Design, exposure
from analysis.trial.effect import Seen, effects, fitted
from analysis.trial.noise import Noise
from analysis.trial.randomisation import prepared, randomisation_test, since
from analysis.trial.simulation import autoregressive
from analysis.trial.wave_list import WaveList, drawn
from tests.effort import LONG
from tests.trial.test_assignment import made

FIRST = 12 * 2027 + 5
PLAN = Design(2, 3, 0.1)


def panel(waves: WaveList, effect: float, seed: int, months: int = 24) -> pl.DataFrame:
    """Noise with a shared part, levels, and an effect from each unit's own date on, as a panel of months."""
    rng = np.random.default_rng(seed)
    units = [(unit, k) for k, one in enumerate(waves.clusters) for unit in one.units]
    starts = since(waves, waves.arms)
    times = FIRST - 12 + np.arange(months)
    noise = (
        autoregressive(rng, len(units), months, 0.4)
        + autoregressive(rng, len(starts), months, 0.4)[[k for _, k in units]]
    )
    rows = [
        (unit, period_text(int(t), "month"), float(noise[s, j] + effect * (t >= starts[k]) + s))
        for s, (unit, k) in enumerate(units)
        for j, t in enumerate(times)
    ]
    return panel_from(pl.DataFrame(rows, schema=["unit", "period", "value"], orient="row"))


def test_an_effect_is_found_and_estimated() -> None:
    waves = drawn(made(10, 14), PLAN, 3, FIRST)
    data = panel(waves, 2.0, 1)
    assert randomisation_test(data, waves, 3, 199) == pytest.approx(1 / 200)
    found = effects(prepared(data, waves, Choices()), since(waves, waves.arms))
    for one in found.values():
        assert one.low < 2.0 < one.high
        assert one.low > 0


def test_without_an_effect_p_is_even() -> None:
    waves = drawn(made(6, 6), PLAN, 3, FIRST)
    worlds = 200 if LONG else 40
    found = [randomisation_test(panel(waves, 0.0, seed), waves, 3, 39) for seed in range(worlds)]
    assert np.mean(np.array(found) <= 0.2) == pytest.approx(0.2, abs=3.5 * np.sqrt(0.16 / worlds))
    assert all(round(p * 40, 9).is_integer() and p > 0 for p in found)


def test_p_by_hand() -> None:
    waves = drawn(made(6, 6), PLAN, 3, FIRST)
    data = panel(waves, 0.3, 5)
    ready = prepared(data, waves, Choices())

    def size(number: int) -> float:
        starts = since(waves, draw(waves.clusters, PLAN, 3, number))
        return abs(effects(ready, starts, "constant")["mean"].estimate)

    larger = sum(size(number) >= size(0) for number in range(1, 20))
    assert randomisation_test(data, waves, 3, 19) == (1 + larger) / 20


def test_estimates_are_those_of_a_dense_regression() -> None:
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(8), 2)
    sizes = rng.uniform(0.5, 2.0, 16)
    noise = Noise(1.0, 0.3, 0.4, each=sizes)
    values = rng.standard_normal((16, 24))
    values[3, 4:7] = np.nan
    values[[6, 7], 20] = np.nan
    starts = np.array([12, 12, 12, 15, 15, 15, np.inf, np.inf])
    ready = fitted(Seen(values, 0, 1, cluster, 8, noise))
    found = effects(ready, starts)
    columns = exposure(starts, np.arange(24.0), "months", partly=True)[cluster]
    rows = [(i, t) for i in range(16) for t in range(24) if not np.isnan(values[i, t])]
    v = np.array(
        [
            [
                sizes[i]
                * sizes[j]
                * 0.3 ** abs(t - s)
                * (1.0 if i == j else 0.4 if cluster[i] == cluster[j] else 0.0)
                for j, s in rows
            ]
            for i, t in rows
        ]
    )
    x = np.array([[*columns[i, t], *(np.eye(16)[i]), *(np.eye(24)[t][1:])] for i, t in rows])
    y = np.array([values[i, t] for i, t in rows])
    inverse = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    at = inverse @ x.T @ np.linalg.solve(v, y)
    left = y - x @ at
    size = left @ np.linalg.solve(v, left) / (len(rows) - x.shape[1])
    asked = np.concatenate([np.full(12, 1 / 12), np.zeros(x.shape[1] - 12)])
    assert found["mean"].estimate == pytest.approx(asked @ at, rel=1e-8)
    assert found["mean"].se == pytest.approx(np.sqrt(size * asked @ inverse @ asked), rel=1e-8)
    assert found["last"].estimate == pytest.approx(at[9:12].mean(), rel=1e-8)


def test_months_that_are_not_there_yet_tell_nothing_yet() -> None:
    waves = drawn(made(10, 10), PLAN, 3, FIRST)
    found = effects(prepared(panel(waves, 1.0, 1, months=18), waves, Choices()), since(waves, waves.arms))
    assert np.isnan(found["mean"].estimate)
    assert np.isnan(found["last"].low)
    with pytest.raises(RetretError) as stopped:
        prepared(panel(waves, 1.0, 1, months=12), waves, Choices())
    assert stopped.value.code == "next-year-no-months"


def test_no_level_of_a_unit_moves_anything() -> None:
    rng = np.random.default_rng(2)
    values, cluster = rng.standard_normal((6, 24)), np.repeat(np.arange(3), 2)
    values[1, 2:9] = np.nan
    starts = np.array([12.0, 15.0, np.inf])
    plain, raised = (
        effects(fitted(Seen(one, 0, 1, cluster, 3, Noise(1.0, 0.4, 0.2))), starts)["mean"]
        for one in (values, values + 1e6 * np.arange(6)[:, None] + 50 * np.arange(24))
    )
    assert raised.estimate == pytest.approx(plain.estimate, abs=1e-6)
    assert raised.se == pytest.approx(plain.se, rel=1e-6)


def test_whoever_waits_is_never_treated() -> None:
    waves = drawn(made(10, 10), PLAN, 3, FIRST)
    found = since(waves, waves.arms)
    assert (np.isinf(found) == (waves.arms == HELD)).all()
    assert set(found[np.isfinite(found)].tolist()) == {FIRST, FIRST + 3}
