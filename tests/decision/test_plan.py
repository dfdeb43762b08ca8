"""A plan that contradicts the indicators or lacks a key stops with the key's name."""

import json
import statistics
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.city.retreat import Retreat
from analysis.decision.canonical import as_json, canonical, differences
from analysis.decision.consistency import unmeasured
from analysis.decision.plan import parse_plan, read_plan
from analysis.messages import LANGS, text
from analysis.problems import RetretError

WRONG = [
    ('direction = "up-is-good"', 'direction = "down-is-good"', "plan-direction", "outcome.0"),
    (
        "smallest_change_that_matters = 1.0",
        "smallest_change_that_matters = 2.0",
        "plan-smallest",
        "outcome.0",
    ),
    (
        "smallest_change_that_matters = 1.0",
        "smallest_change_that_matters = -1.0",
        "plan-range",
        "outcome.0.smallest_change_that_matters",
    ),
    ('indicator = "skm-index"', 'indicator = "ikm"', "plan-no-indicator", "outcome.0"),
    ('scale = "points"', 'scale = "relative"', "plan-scale", "outcome.0"),
    ('scale = "points"', "value = 1e8", "plan-value-unsigned", "outcome.0"),
    ('scale = "points"', 'signed_by = "Sekda"', "plan-half-signed", "outcome.0"),
    ('bias_source = { id = "Simp', '# "Simp', "plan-bias-source", "outcome.0"),
    ('{ id = "Hitungan: 10 % unit tidak ikut", ', "{ ", "plan-missing-key", "option.3.source.id"),
    ('en = "Arithmetic', 'de = "Rechnung', "plan-unknown-key", "option.3.source.de"),
    ('{ id = "Definisi", en = "Definition" }', '""', "bad-plan", "option.0.source"),
    (
        "improved_above_zero = 0.975",
        "improved_above_zero = 97.5",
        "plan-range",
        "thresholds.improved_above_zero",
    ),
    ("p_late_effect = 0.70", "", "plan-missing-key", "rule.p_late_effect"),
    ("waves = 2", "gelombang = 2", "plan-unknown-key", "next_edition.gelombang"),
    ("placebo_outcomes = []", 'placebo_outcomes = ["weather"]', "plan-no-indicator", "placebo_outcomes"),
    ("placebo_outcomes = []", 'placebo_outcomes = ["skm-index"]', "plan-placebo-decides", "placebo_outcomes"),
    ('"complaint-response"]', '"a", "b", "c", "d"]', "plan-many-vetoes", "veto_outcomes"),
    ('"complaint-response"]', '"weather"]', "plan-no-indicator", "veto_outcomes"),
    ('"complaint-response"]', '"score-ipp"]', "plan-veto-smallest", "veto_outcomes"),
    ('"complaint-response"]', '"skm-index"]', "plan-twice", "veto_outcomes"),
    ('indicator = "cohesion-index"', 'indicator = "late-share"', "plan-prior-family", "prior.2"),
    ("low = 3", "low = 7", "plan-order", "half_life"),
    ("months = 18", "months = 9", "plan-horizon", "horizon.months"),
    ("horizon_months = 12", "horizon_months = 13", "plan-quarters", "thresholds.horizon_months"),
    (
        "post_months_for_verdict = 10",
        "post_months_for_verdict = 15",
        "plan-months",
        "thresholds.post_months_for_verdict",
    ),
    ('scale = "points"', "weight = 0.6", "plan-weights", "outcome.weight"),
    ('decides = "high"', 'decides = "own"\nown = 0\nown_source = "s"', "plan-range", "cost.own"),
    ("people = 100", "people = 0", "plan-range", "cost.people"),
    ("low_per_person_day = 1_200_000", "low_per_person_day = -1", "plan-range", "cost.low_per_person_day"),
    ("low_per_person_day = 1_200_000", "low_per_person_day = 9e9", "plan-cost-order", "cost"),
    ('decides = "high"', 'decides = "own"', "plan-own-missing", "cost"),
    ('decides = "high"', 'decides = "own"\nown = 5e8', "plan-own-source", "cost"),
    ("cost_factor = 1.1", "cost_factor = 0", "plan-option-free", "option.2"),
    ("cost_factor = 1\n", "cost_factor = 2\n", "plan-option-fixed", "option.1"),
    ('code = "hold-out"\ncost', 'code = "waves"\ncost', "plan-twice", "option"),
    ("bias_left = 0.05", "", "plan-study-empty", "study.0"),
    ("{ skm-index = 0.58", "{ skm-index = 0.0", "plan-study-error", "study.2"),
    ("{ skm-index = 0.58", "{ skm-indeks = 0.58", "plan-no-outcome", "study"),
    ('option = "waves"', 'option = "smaller"\n[[study]]', "plan-missing-key", "study.2.source"),
    ('robustness = ["no-trend"', 'robustness = ["trend"', "plan-range", "robustness.0"),
    ("proposal = true", 'proposal = "perhaps"', "bad-plan", "proposal"),
]


def changed(folder: Path, target: Path, old: str, new: str) -> Path:
    """The shipped plan with one thing written otherwise, in a folder of its own."""
    text = (folder / "plan.toml").read_text("utf-8")
    assert old in text, old
    (target / "plan.toml").write_text(text.replace(old, new, 1), "utf-8")
    return target


@pytest.mark.parametrize(("old", "new", "code", "key"), WRONG)
def test_a_wrong_plan_names_its_key(
    city_folder: Path, tmp_path: Path, old: str, new: str, code: str, key: str
) -> None:
    with pytest.raises(RetretError) as stopped:
        read_plan(changed(city_folder, tmp_path, old, new))
    error = stopped.value
    assert (error.code, error.values["key"]) == (code, key)
    assert error.exit_code == 1
    for lang in LANGS:
        told = text(error.code, lang, **error.values)
        assert told.startswith(f"plan.toml › {key}: ")


def test_a_value_needs_a_prior_and_a_bias_and_one_family_has_one(city_folder: Path, tmp_path: Path) -> None:
    valued = 'scale = "relative"\nvalue = 2e6\nvalue_source = "a study"'
    plan = read_plan(changed(city_folder, tmp_path, 'scale = "relative"', valued))
    assert [one.indicator for one in plan.valued] == ["late-minutes"]
    known = plan.model_dump(mode="json")
    for code, change in {
        "plan-no-prior": {"prior": [one for one in known["prior"] if one["family"] != "discipline"]},
        "plan-no-bias": {
            "outcome": [one | {"bias_sd": None, "bias_source": None} for one in known["outcome"]]
        },
        "plan-two-values": {"outcome": [*known["outcome"], LATE_SHARE]},
        "plan-no-option": {"option": [one for one in known["option"] if one["code"] != "annual"]},
    }.items():
        with pytest.raises(RetretError) as stopped:
            parse_plan(known | change)
        assert stopped.value.code == code


def texts(told: object) -> Iterator[object]:
    """Everything that a plan says of where its figures come from."""
    if isinstance(told, Mapping):
        for key, one in told.items():
            yield from [one] if str(key).endswith("source") and one is not None else texts(one)
    elif isinstance(told, list):
        for one in told:
            yield from texts(one)


def test_the_shipped_plan_says_in_both_languages_where_its_figures_come_from(city_folder: Path) -> None:
    said = list(texts(read_plan(city_folder).model_dump(mode="json")))
    assert len(said) > 20
    for one in said:
        assert isinstance(one, dict) and one["id"] != one["en"], one


def test_a_plan_in_one_language_is_read_as_before_and_has_its_own_fingerprint(
    city_folder: Path, tmp_path: Path
) -> None:
    both = read_plan(city_folder)
    one = read_plan(changed(city_folder, tmp_path, '{ id = "Definisi", en = "Definition" }', '"Definisi"'))
    assert one.option[0].source == "Definisi"
    assert [found.key for found in differences(canonical(both), canonical(one))] == [
        "option[stop].source",
        "option[stop].source.en",
        "option[stop].source.id",
    ]
    assert canonical(parse_plan(json.loads(as_json(canonical(both))))) == canonical(both)


LATE_SHARE = {
    "indicator": "late-share",
    "direction": "down-is-good",
    "smallest_change_that_matters": 2.0,
    "source": "s",
    "value": 1.0,
    "value_source": "s",
}


def test_weights_add_up_and_only_order_what_is_told(city_folder: Path, tmp_path: Path) -> None:
    known = read_plan(city_folder).model_dump(mode="json")
    index, minutes = known["outcome"]
    uneven = known | {"outcome": [index | {"weight": 0.3}, minutes | {"weight": 0.6}]}
    with pytest.raises(RetretError) as stopped:
        parse_plan(uneven)
    assert (stopped.value.code, stopped.value.values["sum"]) == ("plan-weights", "0.9")
    whole = parse_plan(known | {"outcome": [index | {"weight": 0.3}, minutes | {"weight": 0.7}]})
    assert [one.indicator for one in whole.told] == ["late-minutes", "skm-index"]
    assert [one.indicator for one in whole.outcome] == ["skm-index", "late-minutes"]
    assert parse_plan(known).told == parse_plan(known).outcome


def test_months_without_data_are_a_note_once_the_retreat_is_over(city_folder: Path) -> None:
    plan = read_plan(city_folder)
    told = {
        until: [one.values["here"] for one in unmeasured(plan, MAY, until)]
        for until in (None, date(2025, 5, 17), date(2025, 11, 29), date(2025, 11, 30), date(2026, 5, 31))
    }
    assert list(told.values()) == [[], [], ["5"], ["6"], []]
    (note,) = unmeasured(plan, MAY, date(2025, 11, 30))
    assert (note.severity, note.cell) == ("note", "thresholds.horizon_months")


MAY = Retreat(1, "r", date(2025, 5, 5), date(2025, 5, 15), date(2025, 5, 17), "p", None, None, "s", "H")


def test_the_bias_of_the_index_is_computed_from_the_public_facts(city_folder: Path) -> None:
    plan = read_plan(city_folder)
    rows = pl.read_csv(city_folder / "public_facts.csv", infer_schema=False)
    own = rows.filter(pl.col("kind") == "one-year-change")
    spread = statistics.stdev(float(change) for change in own["change"])
    index = plan.outcome[0]
    assert index.bias_sd == pytest.approx(spread, abs=0.005)
    assert sorted(index.bias_facts) == sorted(own["id"])


def test_no_plan_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(RetretError) as stopped:
        read_plan(tmp_path)
    assert stopped.value.code == "no-plan"


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("city = malang", "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_plan(tmp_path)
    assert stopped.value.code == "bad-plan"
