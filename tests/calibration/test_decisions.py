"""Decisions scored on made cities: what is made, what decisions are worth, and that no rule beats the one that knows the mixture."""

import numpy as np
import pytest
from scipy.stats import norm, ttest_ind
from threadpoolctl import threadpool_limits

from analysis.calibration import decisions, made_cities
from analysis.calibration.city import clustered_regression
from analysis.calibration.decisions import World, world
from analysis.calibration.losses import Payoffs
from analysis.calibration.row import Row
from analysis.calibration.rules import knowing, ours, value_of_ours, what_is_seen
from analysis.calibration.scoring import Scoring, Truth, scoring, valued
from analysis.calibration.worlds import AFTER, autoregressive, chance
from analysis.decision.preposterior import discounted
from analysis.messages import LANGS
from analysis.wording.calibration import told

COUNT = 60
SURE = 4.0


@pytest.fixture(scope="module")
def asked() -> Scoring:
    return scoring()


@pytest.fixture(scope="module")
def made(asked: Scoring) -> World:
    with threadpool_limits(1, "blas"):
        return world(asked, COUNT)


def number(made: World, name: str) -> int:
    return [one.name for one in made.asked.truth].index(name)


def truth_of(made: World, name: str) -> Truth:
    return made.asked.truth[number(made, name)]


def test_the_mixture_is_one_and_holds_what_was_asked_for(asked: Scoring) -> None:
    assert asked.weights.sum() == pytest.approx(1)
    assert asked.cities >= 2000
    named = {one.name: one for one in asked.truth}
    assert named["nothing"].effect == named["shock"].effect == 0
    assert named["shock"].shock == 1
    assert named["two"].effect == decisions.LARGE
    assert {one.effect <= 0 for one in asked.truth if one.weight} == {True, False}


def test_a_shock_to_the_region_moves_the_city_and_not_its_contrast(made: World) -> None:
    nothing, shock, local, one = (
        made.found[number(made, name)] for name in ("nothing", "shock", "local-shock", "one")
    )
    assert shock.gap.mean == pytest.approx(nothing.gap.mean)
    assert shock.own.mean == pytest.approx(nothing.own.mean + made.size)
    assert local.gap.mean == pytest.approx(one.gap.mean)
    assert one.gap.mean == pytest.approx(nothing.gap.mean + made.size)
    assert one.gap_late.mean == pytest.approx(nothing.gap_late.mean + made.size)
    fading = made.found[number(made, "one-fading")]
    # Steps a quarter on a free trend follow a fading effect too high, yet not as high as it began.
    shown = (fading.gap.mean - nothing.gap.mean).mean() / made.size
    assert 0.95 < shown < 1.3 < truth_of(made, "one-fading").effects(1.0)[0]
    assert fading.gap_late.mean.mean() < one.gap_late.mean.mean() - 0.2 * made.size


def test_donors_share_what_hits_the_region(asked: Scoring) -> None:
    loud = asked.model_copy(update={"region_noise": 50.0})
    quiet = made_cities.make(asked, 3)
    louder = made_cities.make(loud, 3)
    assert louder.gap == pytest.approx(quiet.gap)
    assert louder.space_mean == pytest.approx(quiet.space_mean)
    assert np.abs(louder.own - quiet.own).max() > 10


def test_simple_tests_are_those_of_the_made_city_itself(asked: Scoring, made: World) -> None:
    truth = truth_of(made, "one")
    random, n = chance("decision", 2), asked.months_before + AFTER
    units = asked.unit_noise * autoregressive(random, asked.units, n, asked.noise_memory)
    shared = np.sqrt(1 - asked.unit_noise**2 / asked.units) * autoregressive(random, 1, n, asked.noise_memory)
    units = units + shared + asked.region_noise * autoregressive(random, 1, n, asked.noise_memory)
    assert units.mean(0) == pytest.approx(made.made.own[2])
    units[:, -AFTER:] += truth.effects(made.size)
    found = made.found[number(made, "one")]
    assert tuple(found.regression[2]) == pytest.approx(clustered_regression(units))
    city = units.mean(0)
    slow = ttest_ind(city[-AFTER:], city[:-AFTER], equal_var=False)
    assert tuple(found.t_test[2]) == pytest.approx(tuple(slow))


@pytest.fixture(scope="module")
def payoffs(made: World, asked: Scoring) -> Payoffs:
    return made.payoffs(asked.break_even)


def test_an_edition_pays_from_the_break_even_on(asked: Scoring, payoffs: Payoffs) -> None:
    annual = payoffs.codes.index("annual")
    assert payoffs.plan.benefit(asked.break_even) == pytest.approx(1)
    for k, truth in enumerate(asked.truth):
        assert payoffs.net[annual, k] == pytest.approx(truth.effect / asked.break_even - 1)
        assert payoffs.best[k] >= payoffs.of_option(annual)[k]
    assert (payoffs.best >= 0).all()
    rupiah = valued(asked, asked.break_even)
    smallest = rupiah.outcome.smallest_change_that_matters
    from analysis.decision.value import weights

    worth = weights(rupiah.plan, rupiah.plan.valued)[0] * asked.break_even * smallest
    assert worth == pytest.approx(rupiah.cost)


@pytest.mark.parametrize("code", ["donors", "waves", "hold-out", "months"])
def test_a_study_is_worth_what_draws_of_its_result_say(made: World, payoffs: Payoffs, code: str) -> None:
    study = next(one for one in payoffs.plan.plan.study if one.code == code)
    k, mean, sd = number(made, "half"), 1.0, 2.0
    after = payoffs.after_belief(mean, sd, study)
    error, random = payoffs.error(study), np.random.default_rng(3)
    results = payoffs.benefit[k] + error * random.standard_normal(20_000)
    joined = (mean / sd**2 + results / error**2) / (1 / sd**2 + 1 / error**2)
    taken = [
        max(range(len(payoffs.codes)), key=lambda o: payoffs.effect[o] * each - payoffs.cost[o])
        for each in joined.tolist()
    ]
    left = discounted(payoffs.plan.plan, int(np.ceil(study.months_to_result / 12)))
    during = payoffs.net[payoffs.codes.index(study.option), k] if study.option else 0.0
    by_hand = (
        (payoffs.ahead - left) * during
        - study.extra_cost / payoffs.plan.cost
        + left * np.mean([payoffs.net[o, k] for o in taken])
    )
    assert payoffs.of_study(study, k, after) == pytest.approx(by_hand, abs=0.06)


def test_one_who_knows_the_mixture_weighs_truths_by_bayes(made: World, payoffs: Payoffs) -> None:
    weights = made.asked.weights
    for setting in made_cities.SETTINGS:
        best = knowing(payoffs, weights, list(made.found), setting, made.size)
        seen = what_is_seen(made.found[0], setting, made.size)[:5]
        for one, belief in zip(seen, best.posterior(seen), strict=True):
            chances = [
                w * norm.pdf(np.linalg.solve(np.linalg.cholesky(best.covariance), one - mean)).prod()
                for w, mean in zip(weights, best.means, strict=True)
            ]
            assert belief == pytest.approx(np.array(chances) / np.sum(chances))
        belief = best.posterior(seen)[0]
        for study in best.studies:
            by_truth = [
                payoffs.of_study(study, k, payoffs.after_mixture(belief, study)) for k in range(len(belief))
            ]
            assert best._expected(belief[None], study)[0] == pytest.approx(belief @ by_truth)


def test_a_decision_is_worth_its_option_or_its_study(made: World, payoffs: Payoffs) -> None:
    k = number(made, "one")
    said = ours(payoffs.plan, made.found[k], "donors", made.size)
    assert len({one.code for _, one in said}) > 1
    values = value_of_ours(said, payoffs, k)
    for (_, one), value in zip(said, values.tolist(), strict=True):
        if one.option is not None:
            assert value == payoffs.of_option(payoffs.codes.index(one.option))[k]
    alone = ours(payoffs.plan, made.found[k], "alone", made.size)
    assert {asked.level for asked, _ in alone} == {"C"}
    assert all(one.option != "annual" for _, one in alone)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with threadpool_limits(1, "blas"):
        return list(decisions.rows(COUNT))


def beyond(row: Row) -> float:
    """By how many standard errors at the limit a row misses it."""
    assert row.reached is not None
    assert row.limit is not None
    by = row.limit - row.reached if row.least else row.reached - row.limit
    return by / (row.limit * (1 - row.limit) / row.n) ** 0.5


@pytest.mark.repeats
def test_limits_are_kept_within_chance_and_nobody_beats_one_who_knows_the_mixture(rows: list[Row]) -> None:
    judged = [row for row in rows if row.limit is not None]
    assert {row.name for row in judged} == {"wrong-annual", "wrong-stop", "annual"}
    assert [row for row in judged if beyond(row) > SURE] == []
    for setting in made_cities.SETTINGS:
        lost = {r.values["rule"]: r for r in rows if r.chapter == "loss" and r.values["beside"] == setting}
        assert len(lost) == 6
        best = lost["bayes"]
        for row in lost.values():
            assert row.reached is not None
            assert best.reached is not None
            assert row.reached >= best.reached - SURE * (row.error + best.error)
    for lang in LANGS:
        names = [told(row, lang).name for row in rows]
        assert len(set(names)) == len(names)


@pytest.mark.repeats
def test_a_rule_that_takes_any_gain_for_proof_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    careless = valued(scoring(), 0.01)
    monkeypatch.setattr(decisions, "valued", lambda asked, pays: careless)
    monkeypatch.setattr(made_cities, "_levels", lambda made, *rest: ("B",) * len(made.own))
    with threadpool_limits(1, "blas"):
        found = list(decisions.rows(40))
    wrong = [row for row in found if row.name == "wrong-annual" and row.limit is not None]
    assert any(beyond(row) > SURE for row in wrong)
