"""Event studies through the public door: against pyfixest, their reference, and what cannot be told."""

import numpy as np
import polars as pl
import pyfixest as pf
import pytest

from analysis.effects.compare.cohorts import Cohorts
from analysis.effects.compare.event_study import Path, event_path
from analysis.effects.compare.relative import relative_magnitudes
from analysis.effects.compare.smoothness import smoothness
from analysis.effects.noise import Array
from analysis.effects.output import in_order
from analysis.problems import RetretError
from tests.effects.compare.staged import figures, found, made, refused, rows
from tests.effects.compare.test_did import ONE
from tests.effects.compare.test_two_way import GROUPS, NEVER, SINCE, long


def theirs(
    values: Array, since: list[float], reference: int, cluster: str = "own"
) -> dict[str, tuple[float, float]]:
    """Every distance by pyfixest; units never treated stand at the reference."""
    table = long(values, since=since, group=[float(each) for each in GROUPS])
    event = table["time"] - table["since"]
    table["event"] = event.where(np.isfinite(event), reference).astype(int)
    fitted = pf.feols(
        f"value ~ i(event, ref={reference}) | unit + time", table, vcov={"CRV1": cluster}, fixef_tol=1e-13
    )
    return {name.replace("::", ":"): (fitted.coef()[name], fitted.se()[name]) for name in fitted.coef().index}


@pytest.mark.parametrize("since", [ONE, SINCE])
@pytest.mark.parametrize("gaps", [0.0, 0.1])
@pytest.mark.parametrize("cluster", ["unit", "group"])
@pytest.mark.parametrize("reference", [-1, -3])
def test_every_distance_is_what_pyfixest_finds(
    since: list[float], gaps: float, cluster: str, reference: int
) -> None:
    values = made(since, 9, seed=21, gaps=gaps)
    frame = rows(values, since, group=[f"g{each}" for each in GROUPS])
    ours = figures(frame, "event-study", cluster=cluster, reference_period=reference)
    expected = theirs(values, since, reference, "own" if cluster == "unit" else "group")
    assert set(ours) == {*expected, "att"}
    assert f"event:{reference}" not in ours
    for name, told in expected.items():
        assert ours[name] == pytest.approx(told, rel=1e-6), name


def test_a_reference_may_be_written_as_a_period() -> None:
    frame = rows(made(ONE, 9, seed=22), ONE)
    assert figures(frame, "event-study", reference_period="2002") == figures(
        frame, "event-study", reference_period=-2
    )


def test_the_mean_after_the_date_is_that_of_the_distances() -> None:
    frame = rows(made(ONE, 9, seed=23), ONE)
    ours = figures(frame, "event-study")
    after = [told[0] for name, told in ours.items() if name.startswith("event:") and int(name[6:]) >= 0]
    assert ours["att"][0] == pytest.approx(np.mean(after))
    # With one date and every value there, it compares the mean after with the reference alone.
    values = made(ONE, 9, seed=23)
    change = values[:, 4:].mean(1) - values[:, 3]
    assert ours["att"][0] == pytest.approx(change[:5].mean() - change[5:].mean())


def test_a_reference_that_is_left_out_moves_back_and_says_so() -> None:
    frame = rows(made(ONE, 9, seed=24), ONE)
    moved = found(frame, "event-study", anticipation=2).effects
    assert (moved["note"] == "reference=-3").all()
    assert not {"event:-1", "event:-2", "event:-3"} & set(moved["estimand"])


def test_rows_stand_in_the_order_of_time() -> None:
    frame = rows(made(ONE, 16, seed=25), ONE)
    names = in_order(found(frame, "event-study").effects)["estimand"].to_list()
    assert names == ["att", "event:-4", "event:-3", "event:-2", *(f"event:{k}" for k in range(12))]


def test_what_is_not_identified_is_refused() -> None:
    waves = [3.0, 3.0, 5.0, 5.0, 6.0, 6.0]
    assert refused(rows(made(waves, 9), waves), "event-study") == "no-never-treated"
    together = [4.0] * 6
    assert refused(rows(made(together, 9), together), "event-study") == "no-comparison"
    frame = rows(made(ONE, 9), ONE)
    assert refused(frame, "event-study", reference_period=-7) == "no-reference"
    # Whoever was treated has values at the reference only in units that have nothing else before the date.
    bare = frame.filter(
        pl.col("treated_from").is_null() | (pl.col("period") >= "2004") | (pl.col("unit") == "u000")
    )
    assert set(found(bare, "event-study").effects["status"]) == {"estimated"}


def test_distances_that_determine_one_another_are_named() -> None:
    frame = rows(made(ONE, 9, seed=26), ONE)
    apart = frame.filter(
        pl.col("treated_from").is_null()
        | (pl.col("unit") < "u003") & (pl.col("period") < "2004")
        | (pl.col("unit") >= "u003") & (pl.col("period") >= "2004")
    )
    found_ = found(apart, "event-study").effects
    assert found_["reason"].to_list() == ["collinear"]
    assert found_["note"][0].endswith("collinear=event:0,event:1,event:2,event:3,event:4")


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"reference_period": "2004"}, "design-reference-late"),
        ({"reference_period": "2003", "transition": ("2003",)}, "design-reference-late"),
        ({"reference_period": "2003", "anticipation": 1}, "design-reference-late"),
        ({"reference_period": "1990"}, "design-outside-panel"),
        ({"reference_period": "2003-Q1"}, "design-period-kind"),
    ],
)
def test_a_reference_that_cannot_be_one_is_told_by_its_key(keys: dict[str, object], code: str) -> None:
    frame = rows(made(ONE, 9), ONE)
    with pytest.raises(RetretError) as stopped:
        found(frame, "event-study", **keys)
    assert stopped.value.code == code
    assert stopped.value.exit_code == 1


def test_one_period_is_no_reference_of_several_dates() -> None:
    with pytest.raises(RetretError, match="design-reference-dates"):
        found(rows(made(SINCE, 9), SINCE), "event-study", reference_period="2002")


def test_the_path_knows_how_many_distances_lie_before() -> None:
    values = made(ONE, 9, seed=27)
    panel = Cohorts(
        tuple(map(str, range(12))), np.arange(9.0), values, np.array(ONE), np.ones(12), np.arange(12), {}
    )
    path = event_path(panel, -1, np.empty((0, *values.shape)))
    assert isinstance(path, Path)
    assert (path.before, len(path.at), path.post.sum()) == (3, 8, 1.0)
    assert NEVER not in path.at


def test_bounds_are_those_of_the_coefficients_and_their_covariance() -> None:
    values = made(ONE, 9, seed=28, effect=4.0)
    sensitivity = {"relative_magnitudes": [0.5, 1.0], "smoothness": [0.0, 0.1], "target": "event:1"}
    effects = found(rows(values, ONE), "event-study", sensitivity=sensitivity, level=0.9).effects
    panel = Cohorts(
        tuple(map(str, range(12))), np.arange(9.0), values, np.array(ONE), np.ones(12), np.arange(12), {}
    )
    path = event_path(panel, -1, np.empty((0, *values.shape))).found
    second = np.eye(5)[1]
    expected = {
        **{f"bound:rm:{m:g}": relative_magnitudes(path.coefficients, path.covariance, 3, 5, second, m, 0.9) for m in (0.5, 1.0)},
        **{f"bound:sd:{m:g}": smoothness(path.coefficients, path.covariance, 3, 5, second, m, 0.9) for m in (0.0, 0.1)},
    }  # fmt: skip
    told = {
        row["estimand"]: (row["low"], row["high"])
        for row in effects.iter_rows(named=True)
        if row["estimand"].startswith("bound:")
    }
    assert set(told) == set(expected)
    for name, ends in expected.items():
        assert told[name] == pytest.approx(ends, rel=1e-6), name


@pytest.mark.parametrize("keys", [{"anticipation": 1}, {"transition": ("2003",)}, {"reference_period": -2}])
def test_bounds_need_every_period_in_a_row(keys: dict[str, object]) -> None:
    frame = rows(made(ONE, 9, seed=29), ONE)
    effects = found(frame, "event-study", sensitivity={"relative_magnitudes": [1.0]}, **keys).effects
    bound = effects.filter(pl.col("estimand").str.starts_with("bound:"))
    assert bound["reason"].to_list() == ["bound-gaps"]
    assert (effects.filter(~pl.col("estimand").str.starts_with("bound:"))["status"] == "estimated").all()
