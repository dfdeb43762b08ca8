"""Units split or merged: both histories stay, and a series is joined only where that is declared."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City
from analysis.city.succession import joined, read_succession
from analysis.problems import RetretError

HEADER = "predecessor,successor,from_day,joins,note\n"


def succession(tmp_path: Path, *rows: str) -> pl.DataFrame:
    path = tmp_path / "succession.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return read_succession(path)


def series(*rows: tuple[str, int, float]) -> pl.DataFrame:
    days = [(unit, date(2025, month, 1), value) for unit, month, value in rows]
    return pl.DataFrame(days, schema={"unit": pl.String, "date": pl.Date, "value": pl.Float64}, orient="row")


def test_nothing_was_enacted_yet(malang: City) -> None:
    assert malang.succession.is_empty()
    rows = series(("A", 1, 1.0))
    assert joined(rows, malang.succession).rows() == [("A", date(2025, 1, 1), 1.0, False)]


def test_a_successor_that_joins_has_the_days_before_it_and_both_histories_stay(tmp_path: Path) -> None:
    table = succession(tmp_path, "A,B,2025-03-01,yes,", "A,C,2025-03-01,no,")
    rows = series(("A", 1, 1.0), ("A", 2, 2.0), ("A", 4, 9.0), ("B", 3, 3.0), ("C", 3, 4.0))
    found = joined(rows, table)
    assert found.filter(unit="A").drop("joined").rows() == rows.filter(unit="A").rows()
    assert found.filter(unit="B").select("value", "joined").rows() == [(1.0, True), (2.0, True), (3.0, False)]
    assert found.filter(unit="C").select("value", "joined").rows() == [(4.0, False)]


def test_a_chain_is_followed_to_its_beginning(tmp_path: Path) -> None:
    table = succession(tmp_path, "B,C,2025-05-01,yes,", "A,B,2025-03-01,yes,")
    found = joined(series(("A", 1, 1.0), ("B", 3, 2.0), ("B", 6, 9.0), ("C", 5, 3.0)), table)
    assert found.filter(unit="C")["value"].to_list() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("A,B,2025-03-01,maybe,",), "city-cell"),
        (("A,B,,yes,",), "city-empty"),
        (("A,B,2025-03-01,no,", "A,B,2025-04-01,no,"), "city-twin"),
        # Two units merged into one are no single series.
        (("A,C,2025-03-01,yes,", "B,C,2025-03-01,yes,"), "city-twin"),
    ],
)
def test_what_is_wrong_in_the_list_stops_the_load(tmp_path: Path, rows: tuple[str, ...], code: str) -> None:
    with pytest.raises(RetretError) as stopped:
        succession(tmp_path, *rows)
    assert stopped.value.code == code
