"""Power of designs: our published figures, a closed form, a dense second version, and trials that reach what is promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.stepped_wedge import effect_variance, hussey_hughes_variance
from analysis.trial.assignment import Cluster, draw
from analysis.trial.design import BEFORE, HELD, Design, contrasts, dealt, exposure, folded, months
from analysis.trial.gaps import DRAWS, blocks, expected, whole_past
from analysis.trial.noise import Noise
from analysis.trial.power import Errors, Group, alone, errors, table
from analysis.trial.precision import told, variance, weights
from analysis.trial.simulation import World, simulate, trial
from tests.effort import LONG, examples

HALF = Design(1, 0, 0.5)
HELD_OUT = Design(1, 0, 0.1)
CONSTANT = {
    Design(2, 1): (0.55, 0.48, 0.39),
    Design(2, 2): (0.44, 0.42, 0.37),
    Design(2, 3): (0.38, 0.39, 0.35),
    Design(2, 6): (0.30, 0.33, 0.32),
    Design(4, 1): (0.38, 0.36, 0.30),
    Design(4, 3): (0.27, 0.28, 0.27),
    HALF: (0.27, 0.31, 0.34),
    HELD_OUT: (0.45, 0.52, 0.57),
}
"""Smallest effects of 100 units in 12 + 12 months, in SD of one unit-month, by correlation of neighbouring months."""

FADING = {
    Design(2, 3): (0.81, 1.27),
    Design(2, 6): (0.48, 0.73),
    HELD_OUT: (0.53, 0.77),
    Design(2, 3, 0.1): (0.45, 0.73),
}
"""The same where the effect may fade, at a correlation of .4: the mean of twelve months, and months 10-12."""


@pytest.mark.parametrize(("place", "rho"), list(enumerate((0.2, 0.4, 0.6))))
def test_the_published_figures_of_a_constant_effect(place: int, rho: float) -> None:
    for design, found in table(tuple(CONSTANT), 100, Noise(1.0, rho), "constant"):
        assert found.smallest[0] == pytest.approx(CONSTANT[design][place], rel=0.03), design


def test_the_published_figures_of_an_effect_that_may_fade() -> None:
    for design, found in table(tuple(FADING), 100, Noise(1.0, 0.4), "quarters"):
        assert found.smallest == pytest.approx(FADING[design], rel=0.03), design


def test_months_of_exposure_one_by_one_cost_little_where_waves_are_a_quarter_apart_and_much_where_they_are_not() -> (
    None
):
    """Steps a quarter lend waves a month apart a strength that a fading effect takes away."""
    close = Design(2, 1)
    steps, months = (
        {one: found.smallest[0] for one, found in table((*FADING, close), 100, Noise(1.0, 0.4), shape)}
        for shape in ("quarters", "months")
    )
    for design in FADING:
        assert steps[design] < months[design] < 1.04 * steps[design]
    assert months[close] > 2 * steps[close]


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
def test_the_mean_of_months_is_that_of_any_path(rho: float) -> None:
    """Without noise a path that rises and falls within quarters has its own mean; steps a quarter miss it."""
    design = Design(2, 3, 0.1)
    effect = np.random.default_rng(8).normal(size=12)
    found = [Cluster(str(k), str(k), "kelurahan", (str(k),)) for k in range(40)]
    world = World(found, np.arange(40), Noise(1.0, rho), np.zeros((0, 0)))
    told = trial(design, world, dealt(design, 40), effect, np.zeros((40, 24)))
    assert told.estimate == pytest.approx(effect.mean(), abs=1e-9)


def test_what_is_asked_of_months_that_are_there_in_part() -> None:
    asked = contrasts("months", np.arange(12) < 10, partly=True)
    assert asked["quarter:2"].tolist() == pytest.approx([0] * 3 + [1 / 3] * 3 + [0] * 7)
    assert asked["last"].tolist() == pytest.approx([0] * 9 + [1] + [0] * 3)
    assert asked["mean"] @ np.ones(13) == pytest.approx(1.0)
    assert asked["mean"][9] == pytest.approx(0.25)
    early = contrasts("months", np.arange(12) < 9)
    assert np.isnan(early["mean"]).all()
    assert np.isfinite(early["quarter:3"]).all()
    assert contrasts("quarters")["mean"].tolist() == [0.25] * 4


def test_one_date_for_all_tells_nothing() -> None:
    for shape in ("constant", "quarters", "months"):
        (_, found), *_ = table([Design(1, 0)], 100, Noise(1.0, 0.4), shape)
        assert found.smallest == (float("inf"), float("inf"))
        assert found.chance(3.0) == pytest.approx(0.05)


def test_a_large_level_of_each_unit_is_a_fixed_one() -> None:
    design, times = Design(2, 3, 0.1), months()
    treated = exposure(design.starts(dealt(design, 40)), times, "constant")[:, :, 0]
    covariance = 0.4 ** np.abs(times[:, None] - times) + 1e5
    found = errors(design, alone(design, 40), Noise(1.0, 0.4), "constant").mean[0]
    assert found == pytest.approx(np.sqrt(effect_variance(treated, covariance)), rel=1e-4)
    plain = errors(design, alone(design, 40), Noise(1.0, 0.0), "constant").mean[0]
    assert plain == pytest.approx(np.sqrt(hussey_hughes_variance(treated, 1.0, 1e5)), rel=1e-4)


def dense(columns: np.ndarray, cluster: np.ndarray, noise: Noise, present: np.ndarray) -> np.ndarray:
    """The slow way: every unit-period that is there a row, a column for each level, one covariance for all of them; covariance
    of the coefficients of `columns`."""
    s, t = present.shape
    times, size = np.arange(t), noise.sizes(s)
    alike = (cluster[:, None] == cluster) * noise.shared + np.eye(s) * (1 - noise.shared)
    covariance = np.kron(alike * np.outer(size, size), noise.rho ** np.abs(times[:, None] - times))
    levels = np.concatenate(
        [np.kron(np.eye(s), np.ones((t, 1))), np.kron(np.ones((s, 1)), np.eye(t))[:, 1:]], 1
    )
    whole = np.concatenate([columns[cluster].reshape(s * t, -1), levels], 1)
    rows = present.ravel()
    whole, covariance = whole[rows], covariance[np.ix_(rows, rows)]
    inverse = np.linalg.pinv(whole.T @ np.linalg.solve(covariance, whole), hermitian=True)
    p = columns.shape[2]
    return inverse[:p, :p]


@settings(max_examples=examples(8, 60))
@given(
    seed=st.integers(0, 10**6),
    rho=st.floats(0, 0.8),
    shared=st.sampled_from([0.0, 0.3, 0.6]),
    length=st.sampled_from([1, 3]),
    alike=st.booleans(),
    gaps=st.sampled_from([0.0, 0.2]),
)
def test_clusters_are_those_of_a_dense_regression(
    seed: int, rho: float, shared: float, length: int, alike: bool, gaps: float
) -> None:
    """Also with gaps, and where units differ in their noise."""
    rng = np.random.default_rng(seed)
    cluster = np.sort(np.concatenate([np.arange(6), rng.integers(0, 6, 6)]))
    starts = np.array([12, 12, 15, 15, np.inf, np.inf])
    columns = folded(exposure(starts, months(), "quarters", partly=True), length)
    times = np.arange(columns.shape[1], dtype=np.float64)
    noise = Noise(1.0, rho, shared, each=None if alike else rng.uniform(0.5, 2, 12))
    asked = np.array([0.25, 0.25, 0.25, 0.25, 0])
    present = rng.random((12, len(times))) >= gaps
    information, whole = told(weights(noise, present, cluster, 6, times).precision, columns)
    assert variance(information, whole, asked) == pytest.approx(
        asked @ dense(columns, cluster, noise, present) @ asked, rel=1e-6
    )


def test_months_of_exposure_by_hand() -> None:
    found = exposure(np.array([14.0, np.inf]), months(), "quarters", partly=True)
    assert found[1].sum() == 0
    assert [int(np.argmax(found[0, :, k])) for k in range(5)] == [14, 17, 20, 23, 13]
    assert found[0].sum(0).tolist() == [3, 3, 3, 1, 1]
    alone = exposure(np.array([12.0, np.inf]), np.arange(30.0), "months")
    assert alone[1].sum() == 0
    assert [int(np.argmax(alone[0, :, k])) for k in range(12)] == list(range(12, 24))
    assert alone[0].sum(0).tolist() == [1] * 11 + [7]
    assert Design(2, 3, 0.1).starts(np.array([0, 1, HELD])).tolist() == [BEFORE, BEFORE + 3, np.inf]


def city(units: int = 36, kinds: int = 3) -> tuple[list[Cluster], np.ndarray]:
    """Clusters of one and of four units, in strata of like size."""
    made: list[Cluster] = []
    while sum(len(one.units) for one in made) < units:
        k = len(made)
        size = 4 if k % 4 == 0 else 1
        made.append(Cluster(f"C{k}", f"C{k}", f"S{k % kinds}", tuple(f"U{k}.{j}" for j in range(size))))
    return made, np.repeat(np.arange(len(made)), [len(one.units) for one in made])


@pytest.mark.repeats
def test_simulated_trials_reach_the_power_that_is_promised_and_hold_the_truth() -> None:
    clusters, cluster = city()
    noise, design, trials = Noise(2.0, 0.3, 0.2), Design(2, 3, 0.1), 2000 if LONG else 250
    drawn = Group(cluster, tuple(draw(clusters, design, 5, k) for k in range(1, 251)))
    promised = errors(design, drawn, noise, partly=True)
    effect = promised.smallest[0] * noise.sd
    world = World(clusters, cluster, noise, np.zeros((0, 0)))
    found = simulate(design, world, effect, trials, source="made", seed=5)
    assert found.power == pytest.approx(promised.chance(effect / noise.sd), abs=3 * found.error(0.8) + 0.02)
    assert found.coverage >= 0.95 - 3 * found.error(0.95)
    nothing = simulate(design, world, 0.0, trials, source="made", seed=6)
    assert nothing.power <= 0.05 + 3 * nothing.error(0.05)


def test_months_of_the_citys_own_are_drawn_in_blocks() -> None:
    clusters, cluster = city(24)
    past = np.random.default_rng(1).normal(size=(len(cluster), 24))
    past[3, 5:9] = np.nan
    world = World(clusters, cluster, Noise(1.0, 0.0), past)
    found = simulate(Design(2, 3, 0.1), world, 10.0, 20, source="own")
    assert (found.power, found.trials) == (1.0, 20)
    assert found.coverage >= 0.7


def test_the_smallest_effect_is_found_by_eighty_of_a_hundred_over_all_drawings() -> None:
    found = Errors(np.array([0.1, 0.1, 0.4]), np.array([0.2, 0.2, np.inf]), np.array([30.0]))
    assert found.chance(found.smallest[0]) == pytest.approx(0.8, abs=1e-6)
    assert found.smallest[0] > Errors(np.array([0.1]), np.array([0.1]), np.array([30.0])).smallest[0]
    assert found.smallest[1] == float("inf")


def test_what_is_promised_knows_who_measures_nothing_and_how_seldom_others_do() -> None:
    """Every other period is missing in half of the clusters, and two of twelve measure nothing at all."""
    design, noise = Design(2, 3, 0.1), Noise(1.0, 0.2)
    cluster = np.repeat(np.arange(10), 3)
    past = np.random.default_rng(3).normal(size=(30, 12))
    past[:15, ::2] = np.nan
    each = expected(past, cluster, 12, noise, 1)
    assert len(each) == DRAWS
    assert {one.clusters for one in each} == {10}
    assert {one.free for one in each} == {8.0}
    group = Group(cluster, (dealt(design, 12),))
    gaps, none = (errors(design, group, noise, precisions=one) for one in (each, ()))
    assert gaps.df.tolist() == [8.0] * DRAWS
    assert none.mean[0] < gaps.mean.min()
    assert gaps.smallest[0] > 1.1 * none.smallest[0]


def test_gaps_are_blocks_of_the_past_from_where_data_really_begin() -> None:
    past = np.ones((8, 7))
    past[2:, 0] = np.nan
    assert whole_past(past).shape == (8, 6)
    assert whole_past(past[:, 1:]).shape == (8, 6)
    assert whole_past(np.zeros((0, 0))).shape == (0, 0)
    for length, size in ((1, 6), (3, 2)):
        picked = blocks(7, length, np.random.default_rng(1))
        assert len(picked) == 24 // length
        assert 0 <= picked.min() <= picked.max() < 7
        steps = np.diff(picked).reshape(-1)
        assert all(step == 1 for k, step in enumerate(steps, 1) if k % size)
