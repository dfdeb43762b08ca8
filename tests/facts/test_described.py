"""What series say by themselves: remembered by their rows, the same in every form as when it is told anew."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.facts import described as told
from analysis.facts.described import READ, Series, described
from analysis.indicators.definition import by_code, indicators
from analysis.known.shelf import Shelf
from analysis.publish import answers
from analysis.publish.answers import telling
from tests.facts.test_indicator import series

ANNOUNCED, LAST_DAY = date(2025, 5, 5), date(2025, 5, 17)
LATE = by_code()["late-share"]


def asked(values: Sequence[float | None], last_day: date = LAST_DAY) -> Series:
    return Series(series(LATE, list(values)).select("indicator", *READ), ANNOUNCED, last_day)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Series]:
    """Every series that was told anew."""
    seen: list[Series] = []

    def count(one: Series) -> object:
        seen.append(one)
        return described(one)

    monkeypatch.setattr(answers, "described", count)
    return seen


def test_every_indicator_says_something_also_where_nothing_came() -> None:
    found = described(asked([5.0] * 30))
    assert list(found) == [one.code for one in indicators()]
    assert found["late-share"]["state"] == "no-signal"
    assert found["late-share"]["latest"]["value"] == 5.0
    assert found["skm-index"]["state"] == "missing"


def test_the_columns_that_are_read_are_all_that_it_depends_on() -> None:
    whole = Series(series(LATE, [5.0, None] * 15), ANNOUNCED, LAST_DAY)
    assert told.described(whole) == described(asked([5.0, None] * 15))


def test_the_same_rows_are_told_once_and_others_anew(tmp_path: Path, counted: list[Series]) -> None:
    ask = telling(Shelf(tmp_path), "code")
    first = ask(asked([5.0] * 30))
    assert first == json.loads(json.dumps(described(asked([5.0] * 30)), default=str))
    assert ask(asked([5.0] * 30)) == first
    assert len(counted) == 1
    assert ask(asked([5.0] * 29 + [5.5])) != first
    ask(asked([5.0] * 30, date(2025, 5, 18)))
    telling(Shelf(tmp_path), "other code")(asked([5.0] * 30))
    telling(Shelf(tmp_path), "code", fresh=True)(asked([5.0] * 30))
    assert len(counted) == 5


def test_a_damaged_memory_is_told_and_made_anew(tmp_path: Path, counted: list[Series]) -> None:
    damaged: list[str] = []
    first = telling(Shelf(tmp_path), "code")(asked([5.0] * 30))
    (kept,) = tmp_path.glob("??/*")
    kept.write_bytes(kept.read_bytes()[:-9])
    assert telling(Shelf(tmp_path, damaged.append), "code")(asked([5.0] * 30)) == first
    assert damaged == [kept.name]
    assert len(counted) == 2


def test_rows_of_every_column_that_is_read_are_part_of_the_key(tmp_path: Path, counted: list[Series]) -> None:
    ask, rows = telling(Shelf(tmp_path), "code"), asked([5.0] * 30).rows
    ask(Series(rows, ANNOUNCED, LAST_DAY))
    for name in ("value", "numerator", "denominator", "base"):
        changed = rows.with_columns(pl.lit(7).cast(rows.schema[name]).alias(name))
        ask(Series(changed, ANNOUNCED, LAST_DAY))
    ask(Series(rows.with_columns(segment=pl.lit("other")), ANNOUNCED, LAST_DAY))
    ask(Series(rows.with_columns(status=pl.lit("flagged")), ANNOUNCED, LAST_DAY))
    assert len(counted) == 7
