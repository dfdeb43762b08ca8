"""Measures of the other families: medians, weighted visits, complaints per thousand, instrument breaks, zeros filled in."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contract import TABLES
from analysis.indicators.compute import unit_series
from analysis.indicators.definition import by_code, indicators
from analysis.indicators.pool import pool
from analysis.indicators.prepare import krejcie_morgan, penalty_rows
from tests import oracle
from tests.effort import examples

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
ORIGIN = {"file": "f.xlsx", "sheet": "s", "row": 2, "layout": "x", "simulated": False}


def table(source: str, *rows: dict[str, object]) -> pl.DataFrame:
    schema = TABLES[source].create_empty().schema
    return TABLES[source].validate(pl.DataFrame([{**ORIGIN, **row} for row in rows], schema=schema))


def series(**tables: pl.DataFrame) -> pl.DataFrame:
    return unit_series(
        {name: tables.get(name, schema.create_empty()) for name, schema in TABLES.items()}, indicators()
    )


def one(found: pl.DataFrame, code: str, unit: str = "u") -> dict[str, object]:
    return found.filter((pl.col("indicator") == code) & (pl.col("unit") == unit)).row(0, named=True)


def services(
    unit: str, days: list[int] | None, month: date = JUNE, channel: str = "counter", **more: object
) -> dict[str, object]:
    number = 20 if days is None else len(days)
    return {
        "unit": unit, "month": month, "channel": channel, "received": number, "completed": number, "promised": number,
        "on_time": number // 2, "backlog": None, "working_days": days, **more,
    }  # fmt: skip


def complaints(unit: str, received: int, days: list[int]) -> dict[str, object]:
    whole = {"received": received, "answerable": received, "judged": received, "forwarded_known": received}
    return {
        "unit": unit, "month": JUNE, "channel": "lapor", **whole, "answered_in_time": received, "resolved_in_time": 0,
        "closed": len(days), "reopened": 0, "forwarded_often": 0, "days": days,
    }  # fmt: skip


@settings(max_examples=examples(30, 100))
@given(st.lists(st.integers(0, 60), min_size=10, max_size=40))
def test_a_median_is_that_of_all_its_values_over_both_channels(days: list[int]) -> None:
    half = len(days) // 2
    found = series(
        services=table("services", services("u", days[:half]), services("u", days[half:], channel="online"))
    )
    row = one(found, "service-days")
    assert row["value"] == oracle.median(days)
    assert row["base"] == len(days)
    assert row["se"] == pytest.approx(oracle.median_error(days))


def test_a_group_has_the_median_of_all_values_and_not_the_mean_of_medians() -> None:
    found = series(services=table("services", services("a", [1] * 10 + [2]), services("b", [9] * 30)))
    pooled = pool(found, ["a", "b"], "both", by_code()["service-days"])
    assert pooled["value"].to_list() == [9.0]


def test_units_with_too_few_complaints_are_what_a_group_is_for() -> None:
    found = series(complaints=table("complaints", *(complaints(unit, 3, [2, 4, 9]) for unit in "abcd")))
    assert one(found, "complaint-response", "a")["status"] == "withheld"
    pooled = pool(found, list("abcd"), "all", by_code()["complaint-response"])
    assert pooled.select("value", "status").row(0) == (100.0, "flagged")


def test_complaints_are_set_against_services_of_the_same_unit_and_month() -> None:
    found = series(
        complaints=table("complaints", complaints("u", 12, [1] * 12), complaints("v", 12, [])),
        services=table("services", services("u", None, completed=400, promised=400, on_time=1)),
    )
    assert one(found, "complaints-per-1000")["value"] == 30.0
    assert found.filter((pl.col("indicator") == "complaints-per-1000") & (pl.col("unit") == "v")).is_empty()


def visit(number: int, probability: float | None, empty: bool) -> dict[str, object]:
    return {
        "unit": "u", "visit": f"V{number}", "first_day": date(2025, 6, number), "last_day": date(2025, 6, number), "manner": "unannounced",
        "probability": probability, "head_on_site": not empty, "office_empty": empty, "findings": 0, "findings_due": 0, "findings_in_time": 0,
        "policy": 4.0,
    }  # fmt: skip


def test_visits_weigh_by_their_chance_so_that_more_visits_are_not_more_violations() -> None:
    rare, often = visit(1, 0.1, True), [visit(k, 0.8, False) for k in range(2, 6)]
    found = series(visits=table("visits", rare, *often))
    weights = [10.0] + [1.25] * 4
    assert one(found, "visit-empty")["value"] == pytest.approx(
        100 * oracle.weighted_mean([1, 0, 0, 0, 0], weights)
    )
    assert one(found, "visit-empty")["base"] == 5
    assert one(found, "visit-score")["value"] == pytest.approx(4.0)


def test_a_unit_without_a_penalty_has_a_zero_while_the_register_ran() -> None:
    given_month = {"light": 1, "medium": 0, "heavy": 0, "penalties": 1}
    register = table(
        "penalties", {"unit": "u", "month": MAY, **given_month}, {"unit": "u", "month": JUNE, **given_month}
    )
    there = pl.DataFrame({"unit": ["u", "v", "v", "v"], "month": [MAY, MAY, JUNE, date(2025, 7, 1)]})
    filled = penalty_rows(register, there)
    assert filled.sort("unit", "month").select("unit", "month", "penalties").rows() == [
        ("u", MAY, 1),
        ("u", JUNE, 1),
        ("v", MAY, 0),
        ("v", JUNE, 0),
    ]
    found = series(penalties=register)
    assert one(found, "penalties")["status"] == "withheld"


def score(version: str, year: int, value: float) -> dict[str, object]:
    return {
        "unit": "u", "instrument": "ombudsman", "version": version, "first_day": date(year, 1, 1), "last_day": date(year, 12, 31),
        "published": None, "score": value,
    }  # fmt: skip


def test_scores_of_two_versions_are_never_pooled_into_one_figure() -> None:
    found = series(
        scores=table("scores", score("2022", 2024, 87.0), {**score("2025", 2024, 74.0), "unit": "v"})
    )
    pooled = pool(found, ["u", "v"], "both", by_code()["score-ombudsman"])
    assert pooled.sort("value").select("segment", "value").rows() == [("2025", 74.0), ("2022", 87.0)]
    assert found.filter(pl.col("indicator") == "score-ipp").is_empty()


@pytest.mark.parametrize(
    ("population", "sample"),
    [(10, 10), (50, 44), (100, 80), (200, 132), (500, 217), (1_000, 278), (2_400, 331), (10_000, 370), (1_000_000, 384)],
)  # fmt: skip
def test_krejcie_and_morgan_as_printed(population: int, sample: int) -> None:
    found = pl.DataFrame({"n": [population]}).select(krejcie_morgan(pl.col("n"))).item()
    assert abs(found - sample) <= (1 if population == 10_000 else 0)


def test_no_population_asks_for_no_sample() -> None:
    assert pl.DataFrame({"n": [None, 0]}, schema={"n": pl.Int64}).select(
        krejcie_morgan(pl.col("n"))
    ).to_series().to_list() == [None, None]
