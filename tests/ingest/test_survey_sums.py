"""Respondents become one row a wave: exact sums in any order, strata spelled alike, no service that few of them name."""

from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.contract import ELEMENTS
from analysis.ingest.survey_sums import FEWEST_OF_SERVICE, OTHER, columns_of, wave_sums

FIRST, LAST = date(2025, 4, 1), date(2025, 6, 30)


def people(answers: list[tuple[int | None, ...]], **more: list[Any]) -> dict[str, list[Any]]:
    n = len(answers)
    columns = dict(zip(ELEMENTS, map(list, zip(*answers, strict=True)), strict=True))
    alike = {
        "row": 7,
        "unit": "a",
        "first_day": FIRST,
        "last_day": LAST,
        "printed_index": None,
        "population": 40,
        "mode": None,
        "vendor": "v",
        "form_version": "1",
    }
    return {**columns, **{name: [value] * n for name, value in alike.items()}, **more}


def of_wave(told: dict[str, list[Any]]) -> dict[str, Any]:
    rows = wave_sums(told)
    assert rows.height == 1
    return rows.row(0, named=True)


def strata(row: dict[str, Any], trait: str) -> dict[str, int]:
    return {one["stratum"]: one["respondents"] for one in row["mix"] if one["trait"] == trait}


def test_sums_are_those_of_the_answers_given() -> None:
    one = (4, 3, 2, 1, 4, 4, None, 4, None)
    other = (1, None, 2, 2, 1, 1, None, 1, None)
    row = of_wave(people([one, other]))
    assert (row["row"], row["respondents"], row["population"], row["vendor"]) == (7, 2, 40, "v")
    assert [row[f"total_{u}"] for u in ELEMENTS] == [5, 3, 4, 3, 5, 5, 0, 5, 0]
    assert [row[f"answered_{u}"] for u in ELEMENTS] == [2, 1, 2, 2, 2, 2, 0, 2, 0]
    own = [25 * 22 / 7, 25 * 8 / 6]
    assert row["sum_index"] == pytest.approx(sum(own), abs=1e-12)
    assert row["sum_index_squares"] == pytest.approx(sum(each**2 for each in own), abs=1e-9)
    assert row["top_answers"] == 4
    assert row["mix"] == []


def test_who_answers_nothing_is_counted_and_has_no_index() -> None:
    row = of_wave(people([(None,) * 9, (4,) * 9]))
    assert (row["respondents"], row["sum_index"], row["top_answers"]) == (2, 100.0, 9)


def test_strata_are_spelled_alike_and_what_no_list_knows_is_other() -> None:
    n = 4
    told = people([(3,) * 9] * n, gender=["Laki-laki", "LAKI LAKI", "?", None], age=[19, 20, 29, None])
    row = of_wave(told)
    assert sum(strata(row, "gender").values()) == n
    assert strata(row, "gender")[OTHER] == 2
    assert strata(row, "age") == {"10": 1, "20": 2}
    assert [one["trait"] for one in row["mix"]] == sorted(one["trait"] for one in row["mix"])


def test_a_service_that_few_name_is_not_told() -> None:
    enough = FEWEST_OF_SERVICE
    named = ["KTP"] * enough + ["Surat untuk Bu Sri"] * (enough - 1) + ["Other"] + [None]
    row = of_wave(people([(2,) * 9] * len(named), service=named))
    assert strata(row, "service") == {"ktp": enough, OTHER: enough}


def test_waves_of_a_table_stand_in_the_order_in_which_they_come() -> None:
    two = people([(4,) * 9, (2,) * 9, (4,) * 9]) | {"unit": ["b", "a", "b"], "row": [3, 2, 1]}
    rows = wave_sums(columns_of(pl.DataFrame(two, schema_overrides={"mode": pl.String}).with_columns(x=1)))
    assert rows.select("unit", "row", "respondents").rows() == [("b", 1, 2), ("a", 2, 1)]


@given(
    st.lists(st.tuples(*[st.none() | st.integers(1, 4)] * 9), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_respondents_moves_no_digit(
    answers: list[tuple[int | None, ...]], chance: Random
) -> None:
    gender = ["Laki-laki" if place % 3 else "Perempuan" for place in range(len(answers))]
    order = list(range(len(answers)))
    chance.shuffle(order)
    shuffled = people([answers[k] for k in order], gender=[gender[k] for k in order])
    assert of_wave(shuffled) == of_wave(people(answers, gender=gender))
