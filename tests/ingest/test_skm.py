"""The survey index: weight exactly 1/9, and what explains a printed index that differs."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.city.place import City
from analysis.indicators.grade import grade
from analysis.ingest.skm import explains_printed, survey_index
from analysis.rounding import half_up
from tests.ingest.builders import (
    CODE,
    GOLDEN_RESPONDENTS,
    GOLDEN_TOTALS,
    checked,
    errors,
    golden_answers,
    notes,
    raw_book,
    tabulation_book,
    values_of,
)

ANSWERED = [GOLDEN_RESPONDENTS] * 9


def test_the_golden_case_is_91_475_and_class_a() -> None:
    index = survey_index(GOLDEN_TOTALS, ANSWERED)
    assert index == pytest.approx(955 / (29 * 9) * 25)
    assert str(half_up(index or 0, 2)) == "91.48"
    assert grade(index or 0) == "A"


def test_the_printed_90_56_is_explained_by_the_weight_0_11() -> None:
    assert explains_printed(90.56, GOLDEN_TOTALS, ANSWERED) == Fraction(11, 100)
    assert explains_printed(91.48, GOLDEN_TOTALS, ANSWERED) is True
    assert explains_printed(91.475, GOLDEN_TOTALS, ANSWERED) is True
    assert explains_printed(88.0, GOLDEN_TOTALS, ANSWERED) is False


def test_an_element_without_answers_has_no_index() -> None:
    assert survey_index(GOLDEN_TOTALS, [29] * 8 + [0]) is None


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=40))
def test_the_index_is_25_times_the_mean_of_all_answers_when_everybody_answers(rows: list[list[int]]) -> None:
    totals = [sum(column) for column in zip(*rows, strict=True)]
    slow = 25 * sum(sum(row) / 9 for row in rows) / len(rows)
    assert survey_index(totals, [len(rows)] * 9) == pytest.approx(slow)


@pytest.mark.parametrize("printed", [90.56, "90,56"])
def test_both_layouts_give_the_golden_totals_and_the_note_names_the_weight(
    raw: Path, city: City, printed: object
) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    tabulation_book(unit="Kel. Dinoyo", answers=golden_answers(1), printed=printed).write(raw / "skm/b.xlsx")
    found = checked(raw, city)
    assert errors(found) == []
    for row in found.tables["survey"].iter_rows(named=True):
        assert tuple(row[f"total_u{k}"] for k in range(1, 10)) == GOLDEN_TOTALS
        assert row["respondents"] == row["answered_u9"] == 29
        assert row["sum_index"] / 29 == pytest.approx(91.475, abs=1e-3)
    assert notes(found) == [("printed-index-weight", "B42")]
    told = values_of(found, "printed-index-weight")
    assert (told["weight"], told["weight_id"], told["recomputed_id"]) == ("0.11", "0,11", "91,48")
    by_unit = dict(found.tables["survey"].select("unit", "printed_index").iter_rows())
    assert by_unit == {CODE: None, "35.73.05.1004": 90.56}
