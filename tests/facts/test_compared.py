"""What other methods would have said: what `retret estimate` says when it is asked for them, and how often it holds."""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest

from analysis.calibration.measured import OURS, Cells, cells
from analysis.calibration.results import stored_results
from analysis.calibration.row import Row
from analysis.effects.design import Design
from analysis.effects.estimate import Estimates, estimate
from analysis.effects.panel import panel_from
from analysis.facts.compared import ALONE, BESIDE, compared
from analysis.paths import Root
from analysis.problems import RetretError
from tests.effects.panels import frame, months, quarters

NAMES = ("estimate", "low", "high")
SAME = {"least-squares": {"errors": "iid"}, "newey-west": {"errors": "newey-west"}} | {
    "prais-winsten": {"errors": "prais-winsten"},
    "arima": {"errors": "arima"},
    "local-level": {"estimators": ("local-level",)},
}


def plain(change: float) -> float:
    return change


def level(unit: int, place: int, noise: float) -> float:
    return float(np.exp(2 + unit / 4 + 0.02 * place + 0.2 * noise))


def city(**columns: Any) -> pl.DataFrame:
    """Units of several sizes with a gap and an event, over the months of a usual city."""
    return frame(
        4,
        months(36),
        value=level,
        without=lambda unit, place: unit == 2 and place == 7,
        n=lambda unit, _: 40 + 10 * unit,
        event=lambda _, place: 0.5 if place in (10, 30) else 0.0,
        **columns,
    )


DESIGN = Design(
    treated_from="2024-01",
    transition=("2023-12",),
    scale="log",
    effect=("mean", "quarters", "step"),
    seasonal="harmonics",
    calendar="id",
    regressors=("event",),
    weights="n",
    placebo=("time",),
)


def by_method(told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["method"]: one for one in told["methods"]}


@pytest.mark.parametrize("name", SAME)
def test_each_method_says_what_the_same_design_says_of_the_whole_panel(name: str) -> None:
    panel = panel_from(city(), ("event",))
    told = by_method(compared(panel, DESIGN, plain, {}))[name]
    rows = estimate(panel, DESIGN.model_copy(update={"placebo": (), **SAME[name]})).effects
    whole = rows.filter((pl.col("level") == "city") & (pl.col("estimand") == "mean")).row(0, named=True)
    assert told["status"] == whole["status"] == "estimated"
    assert [told[key] for key in NAMES] == pytest.approx([whole[key] for key in NAMES], rel=1e-6)


def test_changes_are_told_back_in_the_unit_of_the_indicator() -> None:
    panel = panel_from(city(), ("event",))
    plainly = by_method(compared(panel, DESIGN, plain, {}))["newey-west"]
    doubled = by_method(compared(panel, DESIGN, lambda change: 2 * change, {}))["newey-west"]
    assert [doubled[key] for key in NAMES] == [2 * plainly[key] for key in NAMES]


def test_beside_donors_the_city_is_one_that_was_treated() -> None:
    donors = frame(6, months(36), seed=2, value=level).with_columns(
        unit="kota:" + pl.col("unit"), donor=pl.lit(1, pl.Int64), event=0.0
    )
    rows = pl.concat([city(donor=lambda *_: 0), donors], how="diagonal")
    design = replace_keys(scale="identity", regressors=("event",))
    told = by_method(compared(panel_from(rows, ("event",)), design, plain, {}))
    assert set(told) == {*ALONE, *BESIDE}
    # By hand, from means on each side: the city's own change less that of the donors.
    before = pl.col("period") != "2023-12"
    own = rows.filter(pl.col("donor") == 0, before)
    away = donors.filter(before).with_columns(after=pl.col("period") >= pl.lit("2024-01"))
    change = [
        part.filter("after")["value"].mean() - part.filter(~pl.col("after"))["value"].mean()
        for part in (city_mean(own), away)
    ]
    assert told["did"]["estimate"] == pytest.approx(change[0] - change[1], rel=1e-6)
    assert "treated-clusters=1" in told["did"]["note"]
    assert told["synthetic-did"]["status"] == "estimated"
    assert all(told[name]["coverage"] is None for name in BESIDE)


def replace_keys(**keys: Any) -> Design:
    return DESIGN.model_copy(update=keys)


def city_mean(rows: pl.DataFrame) -> pl.DataFrame:
    """The weighted mean of the units by least squares on levels of units and of months."""
    units, periods = sorted(rows["unit"].unique()), sorted(rows["period"].unique())
    n, p = rows.height, len(units) + len(periods)
    columns = np.zeros((n, p))
    columns[np.arange(n), [units.index(one) for one in rows["unit"]]] = 1
    columns[np.arange(n), [len(units) + periods.index(one) for one in rows["period"]]] = 1
    weight = rows.group_by("unit").agg(pl.col("n").mean()).sort("unit")["n"].to_numpy()
    root = np.sqrt(weight[[units.index(one) for one in rows["unit"]]])
    found = np.linalg.lstsq(columns * root[:, None], rows["value"].to_numpy() * root, rcond=None)[0]
    values = found[len(units) :] + (weight * found[: len(units)]).sum() / weight.sum()
    after = [period >= "2024-01" for period in periods]
    return pl.DataFrame({"value": values, "after": after})


def test_a_method_that_cannot_be_had_stops_nothing_and_is_told() -> None:
    def without_arima(panel: pl.DataFrame, asked: Design) -> Estimates:
        if asked.errors == "arima":
            raise RetretError("compare-not-installed")
        return estimate(panel, asked)

    told = by_method(compared(panel_from(city(), ("event",)), DESIGN, plain, {}, without_arima))
    assert (told["arima"]["status"], told["arima"]["reason"]) == ("refused", "compare-not-installed")
    assert {one["status"] for name, one in told.items() if name != "arima"} == {"estimated"}


def test_too_short_a_series_is_refused_by_every_method() -> None:
    told = compared(panel_from(city(), ("event",)), replace_keys(treated_from="2022-06"), plain, {})
    assert {(one["status"], one["reason"]) for one in told["methods"]} == {("refused", "few-before")}


def measured() -> Cells:
    stored = stored_results()
    assert stored is not None
    return cells(stored)


def test_coverage_is_that_of_the_cells_with_the_same_season() -> None:
    found = measured()
    told = compared(panel_from(city(), ("event",)), DESIGN, plain, found)
    # 23 months before: no season yet; the nearest cell has 24.
    assert told[OURS]["pairs"] == 0
    assert told[OURS]["before"] == 24
    least = by_method(told)["least-squares"]["coverage"]
    shares = [row.reached for at, row in found["least-squares"].items() if at[:2] == (24, 0)]
    assert len(shares) == 3
    assert (least["least"], least["most"]) == (min(shares), max(shares))
    lags = by_method(told)["newey-west"]["coverage"]
    assert lags["most"] == max(
        row.reached for at, row in found["newey-west-3"].items() if at[:2] == (24, 0) and row.reached
    )


def test_of_quarters_nothing_was_measured() -> None:
    rows = frame(3, quarters(12), n=lambda *_: 50)
    design = Design(treated_from="2020-Q1", weights="n", effect=("mean",))
    one = Row("comparisons", "cell", "constant", "coverage", 0.8, 0.01, 300)
    told = compared(panel_from(rows), design, plain, {"least-squares": {(24, 0, 0.4): one}})
    assert told[OURS] is None
    assert {one["coverage"] for one in told["methods"]} == {None}


def test_facts_need_no_statsmodels_until_it_is_used() -> None:
    code = "import sys, analysis.facts.effects_page; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_outcome_of_a_built_city_tells_of_other_methods_and_nothing_else_does(built: Root) -> None:
    facts = json.loads((built.facts / "leadership" / "effects.json").read_text("utf-8"))
    for one in facts["indicators"]:
        assert (one["compared"] is not None) == one["outcome"]
        if one["outcome"]:
            assert [each["method"] for each in one["compared"]["methods"]][: len(ALONE)] == list(ALONE)
