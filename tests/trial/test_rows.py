"""The rows of a drawn list: the numbers of the trial's own estimate, the verdict by the rule, what is not there yet."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from analysis.effects.design import Design as Choices
from analysis.effects.verdict import UsualBars
from analysis.trial.design import Design
from analysis.trial.effect import effects
from analysis.trial.randomisation import prepared, randomisation_test, since
from analysis.trial.rows import NAME, first_quarter, wave_rows, with_dates
from analysis.trial.wave_list import drawn
from tests.effort import LONG
from tests.trial.test_assignment import made
from tests.trial.test_randomisation import FIRST, panel

WAVES = drawn(made(12, 14), Design(2, 6, 0.1), 3, FIRST)
CHOICES = Choices(mid=1.0)
FEW = 19
"""Re-draws; that they give a true p is another file's test."""


def test_rows_are_the_trials_own_numbers_with_the_verdict_of_the_rule() -> None:
    data = panel(WAVES, 3.0, 1)
    rows = {row["estimand"]: row for row in wave_rows(data, WAVES, CHOICES, UsualBars(), FEW)}
    assert set(rows) == {"mean", "step", "quarter:1", "quarter:2", "quarter:3", "quarter:4"}
    found = prepared(data, WAVES, CHOICES)
    told = effects(found, since(WAVES, WAVES.arms))
    for name, one in (("mean", told["mean"]), ("quarter:4", told["last"])):
        row = rows[name]
        assert (row["estimate"], row["se"], row["low"], row["high"]) == pytest.approx(
            (one.estimate, one.se, one.low, one.high)
        )
    mean = rows["mean"]
    assert mean["estimate"] == pytest.approx(
        np.mean([rows[f"quarter:{k}"]["estimate"] for k in (1, 2, 3, 4)])
    )
    assert mean["df"] == len(WAVES.clusters) - 2
    assert mean["p_positive"] == pytest.approx(1 - t.cdf(-mean["estimate"] / mean["se"], mean["df"]))
    assert {row["evidence"] for row in rows.values()} == {"A"}
    assert {row["estimator"] for row in rows.values()} == {NAME}
    assert mean["verdict"] == "improved"
    p = randomisation_test(data, WAVES, WAVES.seed, FEW)
    assert f"randomisation-p={p:.3f}" in mean["note"]


@pytest.mark.parametrize(
    ("effect", "direction", "mid", "verdict"),
    [
        (3.0, "down", 1.0, "worse"),
        (-3.0, "down", 1.0, "improved"),
        (0.0, "up", 6.0, "no-meaningful-change"),
        (0.0, "up", 0.1, "insufficient"),
        (3.0, "neutral", 1.0, None),
    ],
)
def test_the_verdict_follows_direction_and_what_matters(
    effect: float, direction: str, mid: float, verdict: str | None
) -> None:
    choices = Choices.model_validate({"direction": direction, "mid": mid})
    rows = wave_rows(panel(WAVES, effect, 2), WAVES, choices, UsualBars(), FEW)
    assert rows[0]["estimand"] == "mean"
    assert rows[0]["verdict"] == verdict


def test_without_an_effect_it_is_seldom_called_improved() -> None:
    """At most 2.5 % by the rule; four standard errors above that."""
    worlds = 200 if LONG else 40
    found = [
        wave_rows(panel(WAVES, 0.0, seed), WAVES, Choices(mid=0.01), UsualBars(), 1)[0]
        for seed in range(worlds)
    ]
    improved = sum(one["verdict"] == "improved" for one in found)
    assert improved <= worlds * 0.025 + 4 * np.sqrt(worlds * 0.025)
    covered = sum(one["low"] < 0 < one["high"] for one in found)
    assert covered >= worlds * 0.95 - 4 * np.sqrt(worlds * 0.05)


def test_months_that_are_not_there_yet_are_a_reason_and_no_number() -> None:
    (refused,) = wave_rows(panel(WAVES, 3.0, 1, months=12), WAVES, CHOICES, UsualBars(), FEW)
    assert (refused["status"], refused["reason"], refused["evidence"]) == ("refused", "no-after", "D")
    early = wave_rows(panel(WAVES, 3.0, 1, months=15), WAVES, CHOICES, UsualBars(), FEW)
    assert (early[0]["estimand"], early[0]["status"]) == ("mean", "refused")
    assert {row["estimand"] for row in early[1:]} == {"step", "quarter:1"}


def test_dates_are_those_of_the_list_and_of_whole_quarters() -> None:
    rows = pl.DataFrame({"unit": ["u", "a0.0"], "period": ["2027-Q1", "2027-Q1"], "value": [1.0, 2.0]})
    unit = WAVES.clusters[0].units[0]
    dated = with_dates(rows.with_columns(unit=pl.Series(["nobody", unit])), WAVES)
    assert dated["unit"].to_list() == [unit]
    assert [first_quarter(month) for month in ("2027-01", "2027-02", "2027-04", "2027-12")] == [
        "2027-Q1",
        "2027-Q2",
        "2027-Q2",
        "2028-Q1",
    ]
