"""Series: sum first and divide once, thresholds withhold, the golden survey of 29 respondents."""

import functools
import operator
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contract import Attendance, Survey
from analysis.indicators.compute import unit_series
from analysis.indicators.definition import by_code, headline, indicators, parts
from analysis.indicators.grade import grade
from analysis.indicators.prepare import survey_rows
from analysis.rounding import half_up
from tests import oracle
from tests.effort import examples

GOLDEN = (105, 101, 100, 116, 102, 105, 106, 105, 115)


def survey(
    totals: tuple[int, ...], answered: tuple[int, ...], n: int, sums: tuple[float, float] = (0.0, 0.0)
) -> pl.DataFrame:
    row: dict[str, object] = {
        "unit": "u",
        "first_day": date(2025, 6, 2),
        "last_day": date(2025, 6, 13),
        "respondents": n,
    }
    row |= {f"total_u{k}": t for k, t in enumerate(totals, 1)} | {
        f"answered_u{k}": a for k, a in enumerate(answered, 1)
    }
    row |= {
        "sum_index": sums[0],
        "sum_index_squares": sums[1],
        "printed_index": None,
        "top_answers": 0,
        "mix": [],
        "file": "f.xlsx",
        "sheet": "s",
        "row": 2,
        "layout": "raw",
        "simulated": False,
    }
    return Survey.validate(pl.DataFrame([row], schema=Survey.create_empty().schema))


def attendance(**changed: object) -> pl.DataFrame:
    row: dict[str, object] = {
        "unit": "u", "month": date(2025, 6, 1), "employees": 8, "scheduled_days": 160, "present_days": 150, "timed_days": 150, "late_days": 15,
        "late_minutes": 180.0, "excused_days": 6, "unexcused_days": 0, "file": "f.csv", "sheet": None, "row": 2, "layout": "days", "system": "a", "simulated": False,
    }  # fmt: skip
    return Attendance.validate(pl.DataFrame([row | changed], schema=Attendance.create_empty().schema))


EMPTY = {"survey": Survey.create_empty(), "attendance": Attendance.create_empty()}


def one(frame: pl.DataFrame, code: str) -> dict[str, object]:
    return frame.filter(pl.col("indicator") == code).row(0, named=True)


def test_the_golden_survey_gives_91_475_and_grade_a() -> None:
    found = one(unit_series(EMPTY | {"survey": survey(GOLDEN, (29,) * 9, 29)}, indicators()), "skm-index")
    value = found["value"]
    assert isinstance(value, float)
    assert value == pytest.approx(91.475, abs=1e-3)
    assert str(half_up(value, 2)) == "91.48"
    assert grade(value) == "A"
    assert found["status"] == "flagged"


@pytest.mark.parametrize(
    ("index", "letter"),
    [(88.305, "A"), (88.304, "B"), (76.605, "B"), (76.604, "C"), (64.995, "C"), (64.994, "D"), (25.0, "D")],
)
def test_grades_are_given_after_rounding_half_up(index: float, letter: str) -> None:
    assert grade(index) == letter


answers = st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=10, max_size=40)


@settings(max_examples=examples(30, 100))
@given(answers)
def test_the_index_and_its_error_equal_the_slow_version(rows: list[list[int]]) -> None:
    own = [25 * sum(row) / 9 for row in rows]
    totals = tuple(sum(row[k] for row in rows) for k in range(9))
    frame = survey(totals, (len(rows),) * 9, len(rows), (sum(own), sum(x * x for x in own)))
    found = one(unit_series(EMPTY | {"survey": frame}, indicators()), "skm-index")
    expected = oracle.survey_index(rows)
    assert expected is not None
    assert found["value"] == pytest.approx(float(expected))
    assert found["se"] == pytest.approx(oracle.survey_error(rows), abs=1e-6)


def test_element_means_are_added_in_the_order_of_the_form_to_the_last_bit() -> None:
    """Other orders give other last bits, and then the same data other files; 200 waves hold some where it shows."""
    waves = [(tuple(87 + (7 * wave + 11 * k) % 29 for k in range(9)), 29 + wave % 13) for wave in range(200)]
    frame = pl.concat(survey(totals, (n,) * 9, n) for totals, n in waves)
    means = [[total / n for total in totals] for totals, n in waves]
    expected = [functools.reduce(operator.add, one) for one in means]
    assert expected != [functools.reduce(operator.add, reversed(one)) for one in means]
    assert survey_rows(frame)["nrr_sum"].to_list() == expected


def test_an_unanswered_element_leaves_the_index_out_and_keeps_the_other_elements() -> None:
    frame = unit_series(EMPTY | {"survey": survey((*GOLDEN[:8], 0), (*(29,) * 8, 0), 29)}, indicators())
    codes = frame.get_column("indicator").to_list()
    assert "skm-index" not in codes
    assert "skm-u9" not in codes
    assert one(frame, "skm-u1")["value"] == pytest.approx(float(Fraction(105, 29)))


def test_nine_respondents_are_withheld_and_never_zero() -> None:
    found = one(unit_series(EMPTY | {"survey": survey((27,) * 9, (9,) * 9, 9)}, indicators()), "skm-index")
    assert found["value"] is None
    assert found["status"] == "withheld"


def test_shares_are_sums_divided_once() -> None:
    frame = unit_series(EMPTY | {"attendance": attendance()}, indicators())
    assert one(frame, "late-share")["value"] == pytest.approx(oracle.ratio([(15, 150)], 100))
    assert one(frame, "late-minutes")["value"] == pytest.approx(1.2)
    assert one(frame, "excused-share")["value"] == pytest.approx(3.75)
    assert one(frame, "unexcused-share")["value"] == 0


def test_four_employees_are_withheld_in_every_share() -> None:
    frame = unit_series(EMPTY | {"attendance": attendance(employees=4)}, indicators())
    assert set(frame.get_column("status")) == {"withheld"}
    assert frame.get_column("value").null_count() == frame.height


def test_a_small_count_of_unexcused_days_is_withheld_and_zero_is_not() -> None:
    for days, status in ((0, "shown"), (1, "withheld"), (4, "withheld"), (5, "shown")):
        frame = unit_series(
            EMPTY | {"attendance": attendance(unexcused_days=days, excused_days=4)}, indicators()
        )
        assert one(frame, "unexcused-share")["status"] == status


def test_a_recap_without_lateness_has_no_lateness_series() -> None:
    frame = unit_series(
        EMPTY | {"attendance": attendance(timed_days=None, late_days=None, late_minutes=None)}, indicators()
    )
    assert set(frame.get_column("indicator")) == {"unexcused-share", "excused-share"}


def test_definitions_cover_the_nine_elements_and_five_charts() -> None:
    assert [i.numerator for i in parts("skm-index")] == [f"total_u{k}" for k in range(1, 10)]
    assert [i.code for i in headline()] == [
        "skm-index",
        "late-share",
        "late-minutes",
        "unexcused-share",
        "excused-share",
    ]
    assert set(by_code()) == {i.code for i in indicators()}
