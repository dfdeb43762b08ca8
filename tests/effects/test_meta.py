"""Meta-analysis: the eight schools, statsmodels, a slow restricted likelihood, and integration over a plane."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import ndtr
from scipy.stats import t as student
from statsmodels.stats.meta_analysis import combine_effects

from analysis.effects.meta import META, METHODS, combine, reml
from analysis.effects.meta_rows import Studies, TauPrior, read_studies, tau_prior
from analysis.effects.noise import Array
from analysis.problems import RetretError

# Rubin, J. Educational Statistics 6 (1981) 377-401, table 1; results in Gelman et al., Bayesian Data Analysis, section 5.5.
SCHOOLS = Studies(
    tuple("ABCDEFGH"),
    np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0]),
    np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0]),
)


def named(y: list[float], s: list[float]) -> Studies:
    return Studies(tuple(map(str, range(len(y)))), np.array(y), np.array(s))


def pooled(found: pl.DataFrame, method: str) -> dict[str, float]:
    return found.filter(row="pooled", method=method).row(0, named=True)


def test_the_eight_schools() -> None:
    found = combine(SCHOOLS, TauPrior("flat", 60.0))
    common, eb = pooled(found, "common"), pooled(found, "eb")
    assert (common["estimate"], common["se"], common["q"]) == pytest.approx((7.69, 4.07, 4.71), abs=0.01)
    assert (eb["estimate"], eb["se"]) == pytest.approx((7.93, 5.17), abs=0.01)
    studies = found.filter(row="study")
    told = (
        [11.40, 7.89, 6.13, 7.64, 5.13, 6.14, 10.66, 8.46],
        [8.34, 6.27, 7.76, 6.54, 6.36, 6.71, 6.78, 7.88],
    )
    assert studies["study"].to_list() == list("ABCDEFGH")
    assert studies["estimate"].to_list() == pytest.approx(told[0], abs=0.02)
    assert studies["se"].to_list() == pytest.approx(told[1], abs=0.02)


def test_pooled_rows_stand_first_and_only_filled_where_there_is_something() -> None:
    found = combine(SCHOOLS, TauPrior("flat", 60.0))
    assert dict(found.schema) == dict(META)
    assert found["method"].to_list() == [*METHODS, *["eb"] * 8]
    empty = {name for name in META if found.filter(row="pooled")[name].null_count() == 4}
    assert empty == {"study", "shrinkage"}
    empty = {name for name in META if found.filter(row="study")[name].null_count() == 8}
    assert empty == {"tau2", "q", "prediction_low", "prediction_high"}
    assert pooled(found, "common")["tau2"] == 0
    assert pooled(found, "common")["prediction_low"] is None


def likelihood(y: Array, s: Array, tau2: float) -> float:
    """The restricted likelihood as Harville writes it: of contrasts between studies alone."""
    v = np.diag(s**2 + tau2)
    contrasts = np.eye(len(y))[1:] - np.eye(len(y))[:1]
    inner = contrasts @ v @ contrasts.T
    made = contrasts @ y
    return 0.5 * (np.linalg.slogdet(inner)[1] + made @ np.linalg.solve(inner, made))


pairs = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.2, 2)), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_no_other_variance_has_a_higher_restricted_likelihood(made: list[tuple[float, float]]) -> None:
    y, s = np.array([a for a, _ in made]), np.array([b for _, b in made])
    found = likelihood(y, s, reml(y, s))
    slow = [
        minimize_scalar(lambda u: likelihood(y, s, u**2), bounds=(a, b), method="bounded").fun
        for a, b in ((0, 1), (1, 4), (4, 12))
    ]
    assert found <= min(slow) + 1e-9


@pytest.mark.parametrize(
    ("y", "s", "expected"), [([0.0, 10.0, 5.0, -3.0], [1.0] * 4, np.var([0.0, 10.0, 5.0, -3.0], ddof=1) - 1)]
)
def test_equal_errors_leave_a_difference_of_variances(
    y: list[float], s: list[float], expected: float
) -> None:
    assert reml(np.array(y), np.array(s)) == pytest.approx(expected, rel=1e-10)


@settings(max_examples=40, deadline=None)
@given(pairs)
def test_means_and_errors_are_those_of_statsmodels(made: list[tuple[float, float]]) -> None:
    """Its own choices of tau^2 do not include REML: with ours added to the variances its weights are the same."""
    studies = named([a for a, _ in made], [b for _, b in made])
    found = combine(studies, TauPrior("flat", 10.0))
    y, s, k = studies.estimates, studies.ses, len(made)
    plain = combine_effects(y, s**2)
    common = pooled(found, "common")
    assert (common["estimate"], common["se"], common["q"]) == pytest.approx(
        (plain.mean_effect_fe, plain.sd_eff_w_fe, plain.q), abs=1e-9
    )
    random, knapp = pooled(found, "reml"), pooled(found, "reml-hartung-knapp")
    theirs = combine_effects(y, s**2 + random["tau2"])
    assert (random["estimate"], random["se"]) == pytest.approx(
        (theirs.mean_effect_fe, theirs.sd_eff_w_fe), abs=1e-9
    )
    ends = theirs.conf_int(use_t=False)[0]
    assert (random["low"], random["high"]) == pytest.approx(tuple(ends), abs=1e-9)
    assert knapp["se"] == pytest.approx(theirs.sd_eff_w_fe_hksj, abs=1e-9)
    half = student.ppf(0.975, k - 1) * knapp["se"]
    assert (knapp["low"], knapp["high"]) == pytest.approx(
        (knapp["estimate"] - half, knapp["estimate"] + half), abs=1e-8
    )


def test_a_further_study_is_predicted_with_two_degrees_of_freedom_less() -> None:
    found = combine(named([1.0, 5.0, 9.0, 2.0], [1.0, 1.5, 2.0, 1.0]), TauPrior("flat", 50.0))
    for method in ("reml", "reml-hartung-knapp"):
        row = pooled(found, method)
        # The table of Student's t: 4.3027 with two degrees of freedom.
        half = 4.302653 * np.sqrt(row["tau2"] + row["se"] ** 2)
        assert row["prediction_high"] - row["estimate"] == pytest.approx(half, rel=1e-6)
        assert row["estimate"] - row["prediction_low"] == pytest.approx(half, rel=1e-6)


@pytest.mark.parametrize("prior", [TauPrior("flat", 8.0), TauPrior("half-normal", 2.0)])
def test_integration_is_that_over_a_plane_of_mean_and_spread(prior: TauPrior) -> None:
    y, s = np.array([1.0, 4.0, -1.0, 2.5]), np.array([1.0, 0.8, 1.5, 1.2])
    found = combine(named(y.tolist(), s.tolist()), prior)
    mu, top = np.linspace(-30, 33, 2401), 8.0 if prior.kind == "flat" else 14.0
    tau = np.linspace(0, top, 1601)
    spread = np.sqrt(s**2 + tau[:, None] ** 2)
    density = np.ones((len(tau), len(mu)))
    for k in range(4):
        density *= np.exp(-0.5 * ((y[k] - mu) / spread[:, k, None]) ** 2) / spread[:, k, None]
    if prior.kind == "half-normal":
        density *= np.exp(-0.5 * (tau / 2.0) ** 2)[:, None]
    density[[0, -1]] *= 0.5
    density /= density.sum()
    eb = pooled(found, "eb")
    mean = float((density * mu).sum())
    assert eb["estimate"] == pytest.approx(mean, abs=1e-4)
    assert eb["se"] == pytest.approx(np.sqrt((density * (mu - mean) ** 2).sum()), abs=2e-3)
    assert eb["tau2"] == pytest.approx((density.sum(1) * tau**2).sum(), rel=1e-3)
    for end, below in (("prediction_low", 0.025), ("prediction_high", 0.975)):
        apart = (eb[end] - mu) / np.maximum(tau, 1e-9)[:, None]
        assert (density * ndtr(apart)).sum() == pytest.approx(below, abs=3e-4)
    for end, below in (("low", 0.025), ("high", 0.975)):
        assert density.sum(0)[mu < eb[end]].sum() == pytest.approx(below, abs=1e-3)
    first = found.filter(row="study").row(0, named=True)
    share = s[0] ** 2 / (s[0] ** 2 + tau**2)
    assert first["shrinkage"] == pytest.approx((density.sum(1) * share).sum(), abs=1e-3)
    centre = share[:, None] * mu + (1 - share[:, None]) * y[0]
    assert first["estimate"] == pytest.approx((density * centre).sum(), abs=1e-3)
    error = s[0] * np.sqrt(1 - share)[:, None]
    for end, below in (("low", 0.025), ("high", 0.975)):
        chance = ndtr((first[end] - centre) / np.maximum(error, 1e-9))
        assert (density * chance).sum() == pytest.approx(below, abs=3e-4)


def test_two_studies_alike_and_studies_of_very_different_size_have_finite_rows() -> None:
    for studies in (named([3.0, 3.0], [1.0, 1.0]), named([1.0, 2.0, 1e6], [1e-6, 1.0, 1e6])):
        found = combine(studies, tau_prior(None, studies))
        for name in ("estimate", "se", "low", "high"):
            assert found[name].is_finite().all(), name
    found = combine(named([3.0, 3.0], [1.0, 1.0]), TauPrior("flat", 5.0))
    assert pooled(found, "reml")["tau2"] == 0
    assert pooled(found, "reml")["prediction_low"] is None
    assert pooled(found, "eb")["prediction_low"] < 3.0 < pooled(found, "eb")["prediction_high"]


@settings(max_examples=20, deadline=None)
@given(pairs, st.floats(-100, 100), st.floats(0.01, 100))
def test_rows_follow_the_unit_of_the_estimates(
    made: list[tuple[float, float]], shift: float, unit: float
) -> None:
    y, s = [a for a, _ in made], [b for _, b in made]
    one = combine(named(y, s), TauPrior("flat", 6.0))
    other = combine(
        named([shift + unit * each for each in y], [unit * each for each in s]), TauPrior("flat", 6.0 * unit)
    )
    for name in ("estimate", "low", "high"):
        expected = (shift + unit * one[name]).to_list()
        assert other[name].to_list() == pytest.approx(expected, rel=1e-5, abs=1e-5 * unit)


def test_priors_are_read_as_written() -> None:
    assert tau_prior("flat:60", SCHOOLS) == TauPrior("flat", 60.0)
    assert tau_prior("half-normal:2.5", SCHOOLS) == TauPrior("half-normal", 2.5)
    assert tau_prior(None, SCHOOLS) == TauPrior("flat", 15 * 11.0)
    for written in (
        "",
        "flat",
        "flat:",
        "flat:0",
        "flat:-1",
        "flat:nan",
        "half-normal:inf",
        "cauchy:1",
        "flat:1,5",
    ):
        with pytest.raises(RetretError) as stopped:
            tau_prior(written, SCHOOLS)
        assert (stopped.value.code, stopped.value.exit_code) == ("meta-prior", 2)


def test_studies_are_read_from_csv_as_offices_save_it_and_from_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\ufeffse;note;study;estimate\n1;x; A ;-2.50\n\n2.0;;7;3\n", "utf-8")
    pl.DataFrame({"study": ["A", "7"], "estimate": [-2.5, 3.0], "se": [1.0, 2.0]}).write_parquet(
        tmp_path / "a.parquet"
    )
    for name in ("a.csv", "a.parquet"):
        found = read_studies(tmp_path / name)
        assert found.names == ("A", "7")
        assert (found.estimates.tolist(), found.ses.tolist()) == ([-2.5, 3.0], [1.0, 2.0])
