"""What stands beside an effect: choices in words, the worst units, measures out of reach."""

from typing import Any

from analysis.display.effect_checks import placebo_outcomes, specifications, worst_before
from analysis.messages import Lang


def one(**effect: Any) -> dict[str, Any]:
    words = {"id": "Indeks", "en": "Index"}
    ends = {"estimate": 1.5, "low": -0.5, "high": 3.5}
    told = {
        "status": "estimated",
        "level_of_interval": 0.95,
        "specifications": [
            {"name": name, "agrees": name != "no-trend", **ends}
            for name in ("primary", "no-trend", "without-flood", "leave-out-most:OPD.A")
        ],
        "worst_before": {"units": 8, "simple": 4.0, **ends},
    }
    return {
        "code": "skm-index",
        "unit": "index",
        "decimals": 1,
        "change_scale": "points",
        "direction": "up-is-good",
        "title": words,
        "short": words,
        "smallest": 1.0,
        "placebo": [],
        "effect": {**told, **effect},
    }


def test_every_choice_has_words_and_the_title_counts_those_that_agree() -> None:
    expected: dict[Lang, list[str]] = {
        "id": [
            "model utama",
            "tanpa tren",
            "tanpa unit di kecamatan yang kebanjiran",
            "tanpa OPD.A (tertinggi)",
        ],
        "en": [
            "primary model",
            "without a trend",
            "without units in the flooded kecamatan",
            "without OPD.A (highest)",
        ],
    }
    for lang, wanted in expected.items():
        figure = specifications(one(), lang)
        assert [row[0] for row in figure.table_rows] == wanted
        assert figure.chart is not None
        assert "2" in figure.title and "3" in figure.title


def test_nothing_is_drawn_where_nothing_was_estimated() -> None:
    refused = one(status="refused", reason="few-before")
    assert specifications(refused, "id").chart is None
    assert worst_before(refused, "id").markup == ""
    assert worst_before(one(worst_before=None), "id").markup == ""


def test_the_worst_units_are_told_with_both_figures() -> None:
    told = worst_before(one(), "id").markup
    for part in ("8 unit", "+4,0 poin", "tidak dapat dibedakan dari nol", "−0,5 poin", "+3,5 poin"):
        assert part in told
    clear = one(worst_before={"units": 8, "simple": 4.0, "estimate": 1.5, "low": 0.5, "high": 2.5})
    told = worst_before(clear, "id").markup
    assert "+1,5 poin" in told
    assert "nol" not in told


def test_a_plan_without_placebo_outcomes_says_so_and_one_with_them_shows_them() -> None:
    facts = {"level_of_interval": 0.95, "indicators": [one()]}
    assert "tidak menyebut satu ukuran pun" in placebo_outcomes(facts, "id").markup
    held = {"estimator": "its", "holds": False, "p": 0.01, "estimate": 2.0, "low": 0.5, "high": 3.5}
    told = placebo_outcomes({**facts, "indicators": [{**one(), "placebo": [held]}]}, "id").markup
    assert "ada sebab lain" in told
    assert "+2,0 poin" in told
