"""Other methods beside ours, told: each with how often it holds the truth, refusals in words, nothing measured said so."""

from typing import Any

import polars as pl
import pytest

from analysis.calibration.measured import OURS
from analysis.calibration.results import Results
from analysis.calibration.row import Row
from analysis.display.charts import PeerChart
from analysis.display.compared import coverage_by_world, heading, other_methods
from analysis.display.effect_checks import specifications
from analysis.display.effects import city_table
from analysis.display.figure import Figure
from analysis.messages import LANGS, Lang

ENDS = {"estimate": 1.5, "low": -0.5, "high": 3.5}
SHORT = {"estimate": 1.5, "low": 0.5, "high": 2.5}
HELD = {"mean": 0.781, "least": 0.66, "most": 0.9, "before": 24, "pairs": 1, "n": 3000}
EVEN = {**HELD, "least": 0.781, "most": 0.781}


def method(name: str, **more: Any) -> dict[str, Any]:
    told = {"status": "estimated", "reason": None, "note": None, **SHORT, "coverage": None}
    return {"method": name, **told, **more}


def one(*methods: dict[str, Any], ours: Any = None, **effect: Any) -> dict[str, Any]:
    words = {"id": "Indeks", "en": "Index"}
    told = {"status": "estimated", "estimator": "its", "level_of_interval": 0.95, "note": None, "others": []}
    return {
        "code": "skm-index",
        "unit": "index",
        "decimals": 1,
        "change_scale": "points",
        "title": words,
        "short": words,
        "effect": {**told, **ENDS, **effect},
        "compared": {OURS: ours, "methods": list(methods)},
    }


def chart(figure: Figure | Any) -> PeerChart:
    assert isinstance(figure.chart, PeerChart)
    return figure.chart


def test_ours_is_marked_and_stands_first_and_names_tell_how_often_each_holds_the_truth() -> None:
    methods = (method("least-squares", coverage=HELD), method("arima", **ENDS, coverage=EVEN))
    figure = other_methods(one(*methods, ours={**HELD, "mean": 0.964, "least": 0.96, "most": 0.968}), "en")
    rows = chart(figure).rows
    assert [row.mine for row in rows] == [True, False, False]
    assert [row.label for row in rows] == [
        "ours: 96 of 100",
        "ordinary least squares: 78 of 100",
        "ARIMA(1,0,0): 78 of 100",
    ]
    assert figure.title == "Index: 1 of 2 other methods call a change"
    for part in ("ours 96 (96 to 97)", "least squares 78 (66 to 90)", "ARIMA(1,0,0) 78.", "24 months"):
        assert part in figure.caption
    assert [row[3] for row in figure.table_rows] == ["96 (96 to 97)", "78 (66 to 90)", "78"]


@pytest.mark.parametrize("lang", LANGS)
def test_what_nobody_measured_is_said_to_be_unmeasured(lang: Lang) -> None:
    figure = other_methods(one(method("least-squares"), method("did", note="treated-clusters=1")), lang)
    assert figure.table_rows[1][3] == {"id": "belum diukur", "en": "not measured"}[lang]
    assert {"id": "terlalu kecil", "en": "too small"}[lang] in str(figure.table_rows[2][3])
    assert "100" not in figure.caption
    assert "<h2>" in heading(lang).markup


def test_a_refused_method_says_why_and_is_not_drawn() -> None:
    gone = {
        "status": "refused",
        "reason": "compare-not-installed",
        "estimate": None,
        "low": None,
        "high": None,
    }
    figure = other_methods(one(method("least-squares"), method("arima", **gone)), "id")
    assert len(chart(figure).rows) == 2
    assert "retret[compare]" in str(figure.table_rows[2][3])
    assert "1 dari 1" in figure.title


def test_a_gap_to_other_cities_has_no_coverage_of_a_city_by_itself_and_stands_beside_its_own_series() -> None:
    others = [{"estimator": name, **ENDS} for name in ("its", "dose")]
    figure = other_methods(one(method("did"), ours=HELD, estimator="donor-mean", others=others), "en")
    assert [row.label for row in chart(figure).rows] == [
        "ours",
        "interrupted time series (primary model)",
        "difference in differences",
    ]
    assert figure.table_rows[0][3] == "not measured"


def test_relative_changes_are_drawn_in_per_cent() -> None:
    relative = {
        **one(method("least-squares", estimate=-0.1, low=-0.2, high=0.05)),
        "change_scale": "relative",
    }
    row = chart(other_methods(relative, "id")).rows[1]
    assert (row.value, row.low, row.high) == (-10, -20, 5)


def test_nothing_is_drawn_where_nothing_was_compared() -> None:
    gone = {
        **one(),
        "compared": None,
        "effect": {**one()["effect"], "status": "refused", "reason": "ceiling"},
    }
    figure = other_methods(gone, "id")
    assert figure.chart is None
    assert figure.table_rows == []
    assert "tidak ada cara lain" in figure.title


def test_where_units_went_in_turns_the_estimators_of_such_designs_stand_beside_the_draw() -> None:
    others = [{"estimator": name, **SHORT} for name in ("callaway-santanna", "stepped-wedge")]
    waves = {**one(estimator="drawn-waves", others=others), "compared": None}
    figure = other_methods(waves, "en")
    assert [row.label for row in chart(figure).rows] == [
        "waves as drawn",
        "Callaway and Sant'Anna",
        "stepped wedge",
    ]
    assert [row.mine for row in chart(figure).rows] == [True, False, False]
    assert "whatever drew the list" in figure.caption
    assert figure.title == "Index: 2 of 2 other methods call a change"
    told = specifications(
        {**waves, "effect": {**waves["effect"], "specifications": [], "verdict": "improved"}}, "en"
    )
    assert "the draw says how it is reckoned" in told.title
    assert told.chart is None


def test_what_each_wave_shows_at_each_time_is_left_to_the_file() -> None:
    rows = [
        {"level": "city", "status": "estimated", "estimator": "callaway-santanna", "estimand": name, **ENDS}
        for name in ("simple", "att:2024-03:2022-02", "att:2024-03:2022-03")
    ]
    assert [row[1] for row in city_table(pl.DataFrame(rows), one(), "id").rows] == ["simple"]


def test_worlds_are_pictured_by_method_and_each_stands_in_the_table() -> None:
    def row(chapter: str, reached: float, n: int, rho: float, **values: Any) -> Row:
        at = {"before": 24, "pairs": 0, "rho": rho, **values}
        return Row(chapter, "cell", "constant", "coverage", reached, 0.01, n, values=at)

    rows = (
        row("cells", 0.97, 3000, 0.2, who="city"),
        row("cells", 0.95, 3000, 0.4, who="city"),
        row("cells", 0.5, 3000, 0.4, who="units"),
        row("comparisons", 0.8, 3000, 0.2, method="least-squares"),
        row("comparisons", 0.7, 3000, 0.4, method="least-squares"),
        row("comparisons", 0.9, 250, 0.4, method="arima"),
    )
    figure = coverage_by_world(Results("2026-11-24", "abc", 3000, 1.0, rows, {}), "en")
    drawn = chart(figure)
    assert [(each.value, each.low, each.high, each.mine) for each in drawn.rows] == [
        (pytest.approx(96), pytest.approx(95), pytest.approx(97), True),
        (pytest.approx(75), 70, 80, False),
        (90, 90, 90, False),
    ]
    assert drawn.reference == 95
    assert isinstance(figure, Figure)
    assert [list(cells) for cells in figure.table_rows] == [
        ["24+12", "0", "0.2", "97", "80", "-"],
        ["24+12", "0", "0.4", "95", "70", "90"],
    ]
    assert "3,000 series in 2 worlds" in figure.caption
    assert "ARIMA(1,0,0): 250 series in 1 worlds" in figure.caption
    nothing = coverage_by_world(None, "en")
    assert not isinstance(nothing, Figure)
    assert nothing.markup == ""
