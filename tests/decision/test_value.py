"""Beliefs, net benefits and the worth of knowing more, against draws, sums by hand and slow second versions."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.decision.choice import choice
from analysis.decision.information import perfect
from analysis.decision.loss import unit_normal_loss
from analysis.decision.options import Study
from analysis.decision.posterior import Normal, beliefs, late_share
from analysis.decision.preposterior import bends, best, discounted, gain, left_after, worth, worth_by_rule
from analysis.decision.prior import Correlation
from analysis.decision.value import Priced, break_even, months_of_effect, priced, weights
from tests.decision.made import SHIPPED, SMALLEST, seen, valued

DRAWS = 400_000


def test_a_posterior_is_the_precision_weighted_mean() -> None:
    """One outcome at level B by hand: 1 / (1/.23^2 + 1/.6^2)."""
    plan = valued()
    found = beliefs(plan, plan.outcome[:1], seen("B"))
    prior, data = 1 / 0.23**2, 1 / 0.6**2
    assert found.mean[0] == pytest.approx((0.12 * prior + 1.5 * data) / (prior + data))
    assert found.covariance[0, 0] == pytest.approx(1 / (prior + data))


def test_at_level_c_the_bias_is_added_before_anything_else() -> None:
    plan = valued()
    found = beliefs(plan, plan.outcome[:1], seen("C"))
    prior, data = 1 / 0.23**2, 1 / (0.6**2 + 2.37**2)
    assert found.mean[0] == pytest.approx((0.12 * prior + 1.5 * data) / (prior + data))
    assert found.covariance[0, 0] == pytest.approx(1 / (prior + data))
    assert beliefs(plan, plan.outcome[:1], {}).mean[0] == pytest.approx(0.12)


def test_a_posterior_equals_the_accepted_draws_of_its_prior() -> None:
    """Both outcomes with correlated errors: the prior drawn, weighted by the likelihood of the estimates."""
    rho = Correlation(between=("late-minutes", "skm-index"), value=0.6, source="s")
    plan = valued(correlation=(rho,))
    evidence = seen("C", (0.3, 0.3), (0.05, 0.05))
    found = beliefs(plan, plan.outcome, evidence)
    rng = np.random.default_rng(7)
    theta = np.column_stack([rng.normal(0.12, 0.23, DRAWS), rng.normal(0.04, 0.06, DRAWS)])
    cross = 0.6 * 0.3 * 0.05
    noise = np.array([[0.3**2 + 2.37**2, cross], [cross, 0.05**2 + 0.15**2]])
    apart = np.array([0.3, 0.05]) - theta
    weight = np.exp(-0.5 * np.einsum("ij,jk,ik->i", apart, np.linalg.inv(noise), apart))
    weight /= weight.sum()
    assert found.mean == pytest.approx(weight @ theta, abs=0.002)
    spread = np.sqrt(weight @ (theta - weight @ theta) ** 2)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(spread, rel=0.01)


def test_months_of_effect_and_the_late_share_are_integrals_of_the_fading_effect() -> None:
    """An effect of 2^(-t/6), summed finely: over 18 months against its mean of 12, and months 10 to 12 against it."""
    plan = valued()
    t = (np.arange(18_000) + 0.5) / 1000
    effect = 2 ** (-t / 6)
    mean = effect[:12_000].mean()
    assert months_of_effect(plan) == pytest.approx(effect.sum() / 1000 / mean, rel=1e-6)
    assert late_share(plan) == pytest.approx(effect[9_000:12_000].mean() / mean, rel=1e-6)
    # Where benefits count no longer than they were measured, the half-life does not enter.
    short = plan.model_copy(update={"horizon": plan.horizon.model_copy(update={"months": 12})})
    assert months_of_effect(short) == pytest.approx(12)


def test_the_net_benefit_by_hand() -> None:
    plan = valued()
    months = months_of_effect(plan)
    assert weights(plan, plan.outcome) == pytest.approx([2.5e8 * months, 2e6 * 100 * months])
    high = {one.code: one for one in priced(plan, "high")}
    assert high["annual"].cost == 100 * 3 * 2_750_000
    assert high["boosters"].cost == pytest.approx(0.25 * 825e6)
    net = high["boosters"].net(Normal(1e9, 3e8))
    assert (net.mean, net.sd) == (pytest.approx(0.4e9 - 206.25e6), pytest.approx(1.2e8))
    away = plan.cost.model_copy(update={"away_per_person_day": 400_000.0})
    assert away.of("low") == pytest.approx(360e6 + 100 * 1 * 400_000)
    own = away.model_copy(update={"own": 5e8, "own_source": "s"})
    assert own.of("own") == pytest.approx(5.4e8)
    assert own.scenarios == ("low", "high", "own")


def test_a_net_benefit_lies_above_zero_as_often_as_in_draws() -> None:
    plan = valued()
    asked = choice(plan, seen("B"), SMALLEST)
    assert asked.benefit is not None
    found = beliefs(plan, plan.valued, seen("B"))
    rng = np.random.default_rng(3)
    theta = rng.multivariate_normal(found.mean, found.covariance, DRAWS)
    net = theta @ weights(plan, plan.valued) - 825e6
    annual = next(one for one in asked.options if one.code == "annual").net(asked.benefit)
    assert annual.above() == pytest.approx((net > 0).mean(), abs=0.004)
    assert annual.quantile(0.95) == pytest.approx(np.quantile(net, 0.95), rel=0.01)


def test_what_breaks_even_pays_exactly() -> None:
    plan = valued()
    index = plan.outcome[0]
    told = break_even(plan, index, Normal(0.5, 0.2), "low")
    months = months_of_effect(plan)
    assert told.effect is not None
    assert told.effect * 2.5e8 * months == pytest.approx(360e6)
    assert told.per_point_month == pytest.approx(360e6 / (0.5 * months))
    assert told.per_point_month_at_smallest == pytest.approx(360e6 / months)
    bare = break_even(SHIPPED, SHIPPED.outcome[0], Normal(-0.5, 0.2), "low")
    assert bare.effect is None
    assert bare.per_point_month is None


LINES = st.lists(
    st.tuples(st.floats(0, 10), st.sampled_from([0, 0.3, 0.4, 0.5, 0.9, 1.0, 1.2])), min_size=1, max_size=6
)


@given(LINES, st.floats(-10, 10), st.floats(0.1, 10))
def test_knowing_the_benefit_is_worth_what_a_fine_sum_says(
    lines: list[tuple[float, float]], mean: float, sd: float
) -> None:
    options = [Priced("annual", cost, effect) for cost, effect in lines]
    z = np.linspace(-9, 9, 20_001)
    weight = np.exp(-0.5 * z**2)
    weight /= weight.sum()
    nets = np.array([effect * (mean + sd * z) - cost for cost, effect in lines])
    slow = weight @ nets.max(0) - max(weight @ one for one in nets)
    assert gain(options, mean, sd) == pytest.approx(slow, abs=1e-4)


@given(st.floats(-3, 3), st.floats(0.1, 3), st.floats(0.1, 3))
def test_with_two_options_it_is_the_normal_loss(mean: float, sd: float, cost: float) -> None:
    options = [Priced("stop", 0, 0), Priced("annual", cost, 1)]
    assert gain(options, mean, sd) == pytest.approx(sd * unit_normal_loss(abs(mean - cost) / sd))
    assert bends(options) == ((cost, 1),)


def test_many_states_of_the_world_are_worth_as_much_as_a_normal_one() -> None:
    """The discrete definition, that of the investor's case, over a thousand states of one benefit."""
    options = [Priced("stop", 0, 0), Priced("boosters", 0.2, 0.4), Priced("annual", 1, 1)]
    z = np.linspace(-8, 8, 4001)
    prior = np.exp(-0.5 * z**2)
    prior /= prior.sum()
    payoffs = [[one.effect * (0.9 + 0.7 * each) - one.cost for each in z] for one in options]
    assert gain(options, 0.9, 0.7) == pytest.approx(perfect(payoffs, prior), abs=1e-6)


def test_options_that_are_never_best_bend_nothing() -> None:
    options = [
        Priced("stop", 0, 0),
        Priced("annual", 1, 1),
        Priced("waves", 2, 1),
        Priced("smaller", 0.9, 0.5),
    ]
    assert bends(options) == ((1.0, 1.0),)


def test_a_study_is_worth_what_draws_of_its_result_say() -> None:
    """Preposterior by draws: truth from today's belief, the study's estimate of it, the posterior, the best option."""
    plan = valued()
    evidence = seen("C", (0.6, 0.6), (0.1, 0.05))
    study = next(one for one in plan.study if one.code == "hold-out")
    asked = choice(plan, evidence, SMALLEST)
    assert asked.benefit is not None
    assert asked.late is not None
    told = worth(plan, evidence, asked.options, asked.benefit, study)
    rng = np.random.default_rng(11)
    today = beliefs(plan, plan.valued, evidence)
    theta = rng.multivariate_normal(today.mean, today.covariance, DRAWS)
    errors = np.array([study.standard_error[one.indicator] for one in plan.valued])
    y = theta + rng.normal(size=theta.shape) * errors
    before = np.linalg.inv(today.covariance)
    after = np.linalg.inv(before + np.diag(1 / errors**2))
    means = (y / errors**2 + before @ today.mean) @ after
    benefit = means @ weights(plan, plan.valued)
    nets = np.array([one.effect * benefit - one.cost for one in asked.options])
    drawn = nets.max(0).mean() - best(asked.options, asked.benefit.mean)
    assert told.edition == pytest.approx(drawn, rel=0.03)
    left = left_after(plan, evidence, study)
    assert left == pytest.approx(np.sqrt(weights(plan, plan.valued) @ after @ weights(plan, plan.valued)))
    # The locked rule, applied to the same draws, decides no better than the best does.
    by_rule = worth_by_rule(plan.rule, asked.options, asked.benefit, asked.late, left, unbiased=True)
    assert by_rule <= told.edition + 1
    assert by_rule == pytest.approx(_ruled(asked, benefit, left, plan), abs=0.03 * abs(told.edition))


def _ruled(asked: Any, benefit: Any, left: float, plan: Any) -> float:
    """The rule option by option over draws of the posterior mean, one after the other."""
    total = 0.0
    cost = {one.code: one for one in asked.options}
    some = benefit[:20_000]
    share = left / asked.benefit.sd
    for value in some:
        annual = Normal(value - cost["annual"].cost, left)
        late = Normal(
            asked.late.mean + asked.late.sd / asked.benefit.sd * (value - asked.benefit.mean),
            asked.late.sd * share,
        )
        if annual.above() >= plan.rule.p_net_benefit_annual and late.above() >= plan.rule.p_late_effect:
            total += annual.mean
        elif annual.above() > plan.rule.p_net_benefit_stop and annual.quantile(plan.rule.stop_bound) >= 0:
            paying = [
                one
                for one in asked.options
                if one.code in ("smaller", "on-site", "boosters") and one.effect * value >= one.cost
            ]
            if paying:
                one = min(paying, key=lambda each: each.cost)
                total += one.effect * value - one.cost
    return total / len(some) - best(asked.options, asked.benefit.mean)


def test_donors_take_the_bias_away_and_months_do_not() -> None:
    plan = valued()
    now = beliefs(plan, plan.valued, seen("C")).of(weights(plan, plan.valued)).sd
    donors, months = (left_after(plan, seen("C"), one) for one in plan.study[:2])
    unbiased = beliefs(plan, plan.valued, seen("B")).of(weights(plan, plan.valued)).sd
    assert unbiased < donors < months < now
    # Where nothing is biased, other cities have nothing to take away.
    assert left_after(plan, seen("B"), plan.study[0]) == pytest.approx(unbiased)


@given(st.floats(0.05, 1), st.floats(0, 1), st.floats(-2, 3))
def test_more_information_is_never_worth_less(factor: float, left: float, index: float) -> None:
    plan, evidence = valued(), seen("C", (index, 0.5))
    asked = choice(plan, evidence, SMALLEST)
    assert asked.benefit is not None
    assume(factor < 0.99)

    def study(factor: float, left: float) -> Study:
        return Study(
            code="donors", level="B", se_factor=factor, bias_left=left, extra_cost=0, months_to_result=0, source="s"
        )  # fmt: skip

    some = worth(plan, evidence, asked.options, asked.benefit, study(factor, left)).edition
    more = worth(plan, evidence, asked.options, asked.benefit, study(factor / 2, left / 2)).edition
    all_of_it = gain(asked.options, asked.benefit.mean, asked.benefit.sd)
    assert -1e-6 <= some <= more + 1e-3
    assert more <= all_of_it + 1e-3


def test_a_result_that_comes_late_serves_fewer_editions_and_waiting_costs() -> None:
    plan = valued()
    assert discounted(plan) == pytest.approx(1 + 1 / 1.05 + 1 / 1.05**2)
    asked = choice(plan, seen("C"), SMALLEST)
    assert asked.benefit is not None
    told = {one.code: one for one in asked.worths}
    assert {code: one.editions for code, one in told.items()} == {
        "donors": 2,
        "months": 2,
        "waves": 1,
        "hold-out": 2,
    }
    hold = told["hold-out"]
    assert hold.total == pytest.approx(hold.edition * (1 / 1.05 + 1 / 1.05**2))
    held = next(one for one in asked.options if one.code == "hold-out").net(asked.benefit).mean
    assert hold.forgone == pytest.approx(best(asked.options, asked.benefit.mean) - held)
    assert hold.net == pytest.approx(hold.total - 50e6 - hold.forgone)
    slow = plan.model_copy(update={"horizon": plan.horizon.model_copy(update={"delay_loss_a_month": 1e6})})
    again = {one.code: one for one in choice(slow, seen("C"), SMALLEST).worths}
    assert again["hold-out"].net == pytest.approx(hold.net - 12e6)
