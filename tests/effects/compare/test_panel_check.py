"""What a comparison asks of a panel, and that no panel, however bad, ends in anything but a row or a clear error."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
import pytest

from analysis.effects.compare.panel_check import COMPARISONS
from analysis.effects.estimate import ESTIMATORS
from analysis.messages import LANGS, catalogue, text
from analysis.problems import RetretError
from tests.effects.compare.staged import found, made, rows
from tests.effects.compare.test_did import ONE
from tests.effects.compare.test_two_way import NEVER, SINCE


def test_every_comparison_has_an_estimator() -> None:
    assert set(COMPARISONS) <= set(ESTIMATORS)


@pytest.mark.parametrize("estimator", COMPARISONS)
def test_a_comparison_needs_a_date(estimator: str) -> None:
    frame = rows(made(ONE, 9), ONE).drop("treated_from")
    with pytest.raises(RetretError, match="design-no-date") as stopped:
        found(frame, estimator)
    assert stopped.value.values == {"asked": f"estimators: {estimator}"}


@pytest.mark.parametrize("estimator", ["did", "event-study", "callaway-santanna"])
def test_clusters_by_group_need_the_group_of_everybody(estimator: str) -> None:
    frame = rows(made(ONE, 9), ONE, group=["a"] * 11 + [None])
    with pytest.raises(RetretError, match="design-no-group") as stopped:
        found(frame, estimator, cluster="group")
    assert stopped.value.values == {"unit": "u011"}
    for lang in LANGS:
        assert "cluster" in text("design-no-group", lang, unit="u011")


def test_weights_by_n_need_the_n_of_donors_as_well() -> None:
    frame = rows(made(ONE, 9), ONE, n=[20.0] * 11 + [None]).with_columns(
        donor=pl.col("treated_from").is_null()
    )
    with pytest.raises(RetretError, match="design-no-n") as stopped:
        found(frame, "did", weights="n")
    assert stopped.value.values["unit"] == "u011"


def base() -> pl.DataFrame:
    return rows(made(SINCE, 9, seed=61), SINCE)


def one_unit() -> pl.DataFrame:
    return rows(made([4.0], 9), [4.0])


def all_treated() -> pl.DataFrame:
    return rows(made([4.0] * 6, 9), [4.0] * 6)


def one_each() -> pl.DataFrame:
    return rows(made([4.0, NEVER], 9), [4.0, NEVER])


def two_periods() -> pl.DataFrame:
    return rows(made([1.0, 1.0, NEVER, NEVER], 2), [1.0, 1.0, NEVER, NEVER])


def constant() -> pl.DataFrame:
    return rows(np.full((12, 9), 5.0), ONE)


def without_noise() -> pl.DataFrame:
    values = np.arange(12.0)[:, None] + 3.0 * (np.arange(9) >= np.array(ONE)[:, None])
    return rows(values, ONE)


def full_of_gaps() -> pl.DataFrame:
    return rows(made(SINCE, 9, seed=62, gaps=0.7), SINCE)


def never_together() -> pl.DataFrame:
    treated = pl.col("treated_from").is_not_null()
    return rows(made(ONE, 9), ONE).filter(treated == (pl.col("period") < "2005"))


def one_before_and_others_after() -> pl.DataFrame:
    own = pl.col("treated_from").is_null()
    return rows(made(ONE, 9), ONE).filter(own | ((pl.col("unit") < "u003") == (pl.col("period") < "2004")))


def from_the_start() -> pl.DataFrame:
    since = [0.0] * 3 + [4.0] * 3 + [NEVER] * 3
    return rows(made(since, 9), since)


def huge() -> pl.DataFrame:
    return base().with_columns(value=1e12 + 1e3 * pl.col("value"))


def tiny() -> pl.DataFrame:
    return base().with_columns(value=1e-12 * pl.col("value"))


BAD: tuple[Callable[[], pl.DataFrame], ...] = (
    base,
    one_unit,
    all_treated,
    one_each,
    two_periods,
    constant,
    without_noise,
    full_of_gaps,
    never_together,
    one_before_and_others_after,
    from_the_start,
    huge,
    tiny,
)

KEYS: tuple[Mapping[str, object], ...] = (
    {},
    {"control_group": "not-yet-treated", "refuse": "none"},
    {"anticipation": 2, "horizon": 2},
    {"transition": ("2004", "2005"), "reference_period": -2},
)


@pytest.mark.parametrize("estimator", COMPARISONS)
@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("bad", BAD)
@pytest.mark.filterwarnings("error")
def test_bad_panels_end_in_rows_or_a_clear_error(
    estimator: str, keys: Mapping[str, object], bad: Callable[[], pl.DataFrame]
) -> None:
    try:
        effects = found(bad(), estimator, **keys).effects
    except RetretError as stopped:
        for lang in LANGS:
            assert text(stopped.code, lang, **stopped.values)
        return
    assert effects.height
    done = effects.filter(pl.col("status") == "estimated")
    assert done["estimate"].is_finite().all()
    assert (done["se"].is_null() | done["se"].is_finite()).all()
    for reason in effects.filter(pl.col("status") == "refused")["reason"]:
        assert f"effect-refused-{reason}" in catalogue()


@pytest.mark.parametrize("estimator", COMPARISONS)
def test_values_in_another_unit_give_effects_in_that_unit(estimator: str) -> None:
    since = ONE if estimator == "synthetic-did" else SINCE
    frame = rows(made(since, 9, seed=63), since)
    plain = found(frame, estimator).effects
    for times, shift in ((1e6, 0.0), (1e-6, 0.0), (1.0, 1e4)):
        moved = found(frame.with_columns(value=times * pl.col("value") + shift), estimator).effects
        for name in ("estimate", "se", "low", "high"):
            assert moved[name].to_list() == pytest.approx(
                (times * plain[name]).to_list(), rel=1e-5, abs=1e-9 * times
            )


@pytest.mark.parametrize("estimator", COMPARISONS)
def test_rows_may_come_in_any_order(estimator: str) -> None:
    since = ONE if estimator == "synthetic-did" else SINCE
    frame = rows(made(since, 9, seed=64), since)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=2)
    assert found(frame, estimator).effects.equals(found(shuffled, estimator).effects)


@pytest.mark.parametrize("estimator", COMPARISONS)
def test_two_indicators_are_two_runs(estimator: str) -> None:
    since = ONE if estimator == "synthetic-did" else SINCE
    parts = [
        rows(made(since, 9, seed=seed), since).with_columns(indicator=pl.lit(name))
        for seed, name in ((65, "a"), (66, "b"))
    ]
    both = found(pl.concat(parts), estimator).effects
    for name, part in zip("ab", parts, strict=True):
        assert both.filter(pl.col("indicator") == name).equals(found(part, estimator).effects)
