"""Differences in differences through the public door: against pyfixest, by hand, and where nothing can be compared."""

from pathlib import Path

import numpy as np
import polars as pl
import pyfixest as pf
import pytest

from analysis.problems import RetretError
from tests.effects.compare.staged import counties, figures, found, made, refused, rows
from tests.effects.compare.test_two_way import GROUPS, NEVER, SINCE, long

ONE = [4.0] * 5 + [NEVER] * 7


@pytest.mark.parametrize("since", [ONE, SINCE])
@pytest.mark.parametrize("gaps", [0.0, 0.2])
@pytest.mark.parametrize("cluster", ["unit", "group"])
@pytest.mark.parametrize("weights", ["equal", "n"])
def test_the_row_is_what_pyfixest_finds(since: list[float], gaps: float, cluster: str, weights: str) -> None:
    values = made(since, 9, seed=11, gaps=gaps)
    n = [20.0 + 7 * k for k in range(12)]
    frame = rows(values, since, group=[f"g{each}" for each in GROUPS], n=n)
    table = long(values, since=since, group=[float(each) for each in GROUPS], n=n)
    table["treated"] = (table["time"] >= table["since"]).astype(float)
    theirs = pf.feols(
        "value ~ treated | unit + time",
        table,
        vcov={"CRV1": "own" if cluster == "unit" else "group"},
        weights="n" if weights == "n" else None,
        fixef_tol=1e-13,
    )
    row = found(frame, "did", cluster=cluster, weights=weights).effects.row(0, named=True)
    told = [row["estimate"], row["se"], row["low"], row["high"]]
    assert told == pytest.approx(
        [theirs.coef().iloc[0], theirs.se().iloc[0], *theirs.confint().iloc[0]], rel=1e-7
    )
    assert (row["estimand"], row["level"], row["unit"], row["evidence"]) == ("att", "city", "*", "C")
    assert row["verdict"] is None
    assert row["df"] == (11 if cluster == "unit" else 5)
    assert ("staggered" in str(row["note"])) == (since is SINCE)


def test_minimum_wages_of_counties(checkout: Path) -> None:
    frame = counties(checkout)
    own = frame.with_columns(year=pl.col("period").cast(pl.Int64), date=pl.col("treated_from").cast(pl.Int64))
    table = own.with_columns(post=(pl.col("year") >= pl.col("date")).fill_null(value=False).cast(pl.Float64), own=pl.col("unit").cast(pl.Int64))  # fmt: skip
    theirs = pf.feols("value ~ post | unit + year", table.to_pandas(), vcov={"CRV1": "own"}, fixef_tol=1e-13)
    att = figures(frame, "did")["att"]
    assert att == pytest.approx((theirs.coef().iloc[0], theirs.se().iloc[0]), rel=1e-7)


def test_donors_and_units_without_a_date_are_compared_with_alike() -> None:
    values = made(ONE, 9, seed=12)
    frame = rows(values, ONE)
    as_donors = frame.with_columns(donor=pl.col("treated_from").is_null())
    assert figures(as_donors, "did")["att"] == pytest.approx(figures(frame, "did")["att"])
    by_design = as_donors.drop("treated_from")
    assert figures(by_design, "did", treated_from="2004")["att"] == pytest.approx(
        figures(frame, "did")["att"]
    )


def test_a_city_beside_donors_says_how_few_are_treated() -> None:
    since = [4.0] + [NEVER] * 8
    frame = rows(made(since, 9, seed=13), since).with_columns(donor=pl.col("treated_from").is_null())
    row = found(frame, "did").effects.row(0, named=True)
    assert row["note"] == "treated-clusters=1"
    assert (row["n_pre"], row["n_post"]) == (4, 5)


def test_regressors_are_told_and_taken_out() -> None:
    random = np.random.default_rng(2)
    values = made(ONE, 9, seed=14)
    rain = random.normal(size=values.shape)
    frame = rows(values + 2 * rain, ONE).with_columns(rain=pl.Series(rain.ravel()))
    found_ = figures(frame, "did", regressors=("rain",))
    table = long(values + 2 * rain, since=ONE).assign(rain=rain.ravel())
    table["treated"] = (table["time"] >= table["since"]).astype(float)
    theirs = pf.feols("value ~ treated + rain | unit + time", table, vcov={"CRV1": "own"}, fixef_tol=1e-13)
    for name, own in (("treated", "att"), ("rain", "coef:rain")):
        assert found_[own] == pytest.approx((theirs.coef()[name], theirs.se()[name]), rel=1e-6)


def test_what_a_design_leaves_out_might_as_well_have_no_rows() -> None:
    values = made(SINCE, 12, seed=15)
    frame = rows(values, SINCE)
    away = pl.col("period").cast(pl.Int64) - pl.col("treated_from").cast(pl.Int64)
    fewer = frame.filter((away >= 0).fill_null(value=True) | (away < -1))
    assert figures(frame, "did", anticipation=1)["att"] == pytest.approx(figures(fewer, "did")["att"])
    shorter = frame.filter((away < 3).fill_null(value=True))
    assert figures(frame, "did", horizon=3)["att"] == pytest.approx(figures(shorter, "did")["att"])
    without = frame.filter(pl.col("period") != "2007")
    assert figures(frame, "did", transition=("2007",))["att"] == pytest.approx(figures(without, "did")["att"])


def test_counts_are_compared_as_log_rates() -> None:
    random = np.random.default_rng(3)
    mean = (
        np.where((np.arange(12) < 5)[:, None] & (np.arange(9) >= 4), 0.7, 1.0)
        * np.geomspace(200, 5000, 12)[:, None]
    )
    frame = rows(random.poisson(mean).astype(float), ONE)
    row = found(frame, "did", scale="count").effects.row(0, named=True)
    assert row["estimate"] == pytest.approx(np.log(0.7), abs=0.05)
    assert "ratio=0.7" in str(row["note"])


def test_placebos_stand_in_the_checks_by_their_rank() -> None:
    values = made(ONE, 9, seed=17)
    values[7, 4:] = np.nan
    frame = rows(values, ONE).with_columns(donor=pl.col("treated_from").is_null())
    told = found(frame, "did", placebo=("space",))
    assert told.effects["estimand"].to_list() == ["att"]
    alone = told.checks.filter(pl.col("unit") != "*")
    # u007 has no period after the date.
    assert alone["unit"].to_list() == ["u005", "u006", "u008", "u009", "u010", "u011"]
    dated = pl.when(pl.col("unit") == "u011").then(pl.lit("2004"))
    others = frame.filter(pl.col("donor")).drop("donor").with_columns(treated_from=dated)
    assert alone["estimate"][-1] == pytest.approx(figures(others, "did")["att"][0])
    own = told.checks.filter(pl.col("unit") == "*").row(0, named=True)
    beyond = (alone["estimate"].abs() >= abs(own["estimate"])).sum()
    assert own["estimate"] == told.effects["estimate"][0]
    assert own["value"] == pytest.approx((1 + beyond) / 7)


def test_nothing_is_compared_where_nothing_can_be() -> None:
    together = [4.0] * 6
    assert refused(rows(made(together, 9), together), "did") == "no-comparison"
    alone = [4.0]
    assert refused(rows(made(alone, 9), alone), "did") == "no-comparison"
    frame = rows(made(ONE, 9), ONE, group=["g"] * 12)
    assert refused(frame, "did", cluster="group") == "one-cluster"


def test_no_variation_is_no_estimate_and_no_noise_no_interval() -> None:
    level = np.arange(12.0)[:, None] + np.zeros(9)
    with pytest.raises(RetretError, match="estimate-constant"):
        found(rows(level, ONE), "did")
    exact = level + 2.5 * ((np.arange(12) < 5)[:, None] & (np.arange(9) >= 4)) + np.arange(9.0) ** 2
    row = found(rows(exact, ONE), "did").effects.row(0, named=True)
    assert row["estimate"] == pytest.approx(2.5)
    assert (row["low"], row["high"]) == (None, None)
    assert "no-interval" in row["note"]


@pytest.mark.parametrize("estimator", ["did", "event-study"])
def test_regressors_that_levels_determine_are_named(estimator: str) -> None:
    values = made(ONE, 9, seed=16)
    frame = rows(values, ONE, size=list(range(12)))
    with pytest.raises(RetretError) as stopped:
        found(frame, estimator, regressors=("size",))
    assert (stopped.value.code, stopped.value.values["names"]) == ("estimate-singular", "size")
