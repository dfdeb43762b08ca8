"""Groups: months are summed before they are divided, waves keep who was surveyed out, nobody is found by subtraction."""

from datetime import date

import polars as pl
import pytest

from analysis.indicators.compute import SERIES
from analysis.indicators.definition import by_code
from analysis.indicators.pool import group_series, pool
from tests import oracle

LATE, INDEX, UNEXCUSED = by_code()["late-share"], by_code()["skm-index"], by_code()["unexcused-share"]


def month(
    unit: str, code: str, top: float, bottom: float, *, status: str = "shown", people: int = 8
) -> dict[str, object]:
    return {"unit": unit, "indicator": code, "first_day": date(2025, 6, 1), "last_day": date(2025, 6, 30), "date": date(2025, 6, 15), "numerator": top,
            "denominator": bottom, "base": int(bottom), "people": people, "value": 100 * top / bottom if status == "shown" else None, "se": None, "values": None, "segment": None,
            "status": status, "file": "f", "sheet": None, "row": 1, "simulated": True}  # fmt: skip


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SERIES)


def test_months_are_summed_first() -> None:
    rows = frame([month("a", "late-share", 10, 100), month("b", "late-share", 1, 300)])
    pooled = pool(rows, ["a", "b"], "g", LATE).row(0, named=True)
    assert pooled["value"] == pytest.approx(oracle.ratio([(10, 100), (1, 300)], 100))
    assert pooled["unit"] == "g"


def test_a_unit_of_four_people_stays_outside() -> None:
    rows = frame(
        [month("a", "late-share", 10, 100), month("b", "late-share", 60, 80, status="withheld", people=4)]
    )
    assert pool(rows, ["a", "b"], "g", LATE).row(0, named=True)["numerator"] == 10


def test_one_withheld_count_withholds_the_group_and_two_do_not() -> None:
    rows = [month("a", "unexcused-share", 9, 100), month("b", "unexcused-share", 2, 100, status="withheld")]
    assert pool(frame(rows), ["a", "b"], "g", UNEXCUSED).row(0, named=True)["status"] == "withheld"
    rows.append(month("c", "unexcused-share", 1, 100, status="withheld"))
    pooled = pool(frame(rows), ["a", "b", "c"], "g", UNEXCUSED).row(0, named=True)
    assert pooled["status"] == "shown"
    assert pooled["numerator"] == 12


def wave(unit: str, year: int, m: int, value: float) -> dict[str, object]:
    day = date(year, m, 10)
    return {"unit": unit, "indicator": "skm-index", "first_day": day, "last_day": day, "date": day, "numerator": value * 9 / 25, "denominator": 9.0, "base": 50,
            "people": 50, "value": value, "se": 1.0, "values": None, "segment": None, "status": "shown", "file": "f", "sheet": None, "row": 1, "simulated": True}  # fmt: skip


def later() -> dict[str, object]:
    """A row of another indicator that closes the last quarter."""
    return month("z", "late-share", 10, 100) | {
        "first_day": date(2025, 12, 1),
        "last_day": date(2025, 12, 31),
        "date": date(2025, 12, 16),
    }


def test_a_quarter_that_is_not_over_is_left_out() -> None:
    rows = [wave("a", 2025, m, 88.0) for m in (2, 5, 8, 11)]
    assert pool(frame(rows), ["a"], "g", INDEX).get_column("first_day").to_list() == [
        date(2025, m, 1) for m in (1, 4, 7)
    ]
    assert pool(frame([*rows, later()]), ["a"], "g", INDEX).height == 4


def test_who_is_surveyed_does_not_move_the_group() -> None:
    """A low unit that surveys in even quarters only would make a saw-tooth in a plain mean."""
    rows = [wave("high", y, m, 90.0) for y in (2024, 2025) for m in (2, 5, 8, 11)]
    rows += [wave("low", y, m, 80.0) for y in (2024, 2025) for m in (5, 11)]
    pooled = pool(frame([*rows, later()]), ["high", "low"], "g", INDEX)
    assert pooled.get_column("value").to_list() == pytest.approx([85.0] * 8)
    assert pooled.get_column("denominator").to_list() == [1, 2] * 4


def test_a_common_change_is_seen_whole() -> None:
    rows = [
        wave(u, 2025, m, v + (2 if m > 5 else 0))
        for u, v in (("a", 84.0), ("b", 92.0))
        for m in (2, 5, 8, 11)
    ]
    values = pool(frame([*rows, later()]), ["a", "b"], "g", INDEX).get_column("value").to_list()
    assert values == pytest.approx([88, 88, 90, 90])


def test_groups_together_say_what_each_says_alone_to_the_last_digit() -> None:
    rows = [
        wave(u, y, m, 80 + v + y / 1e5 + m / 3)
        for u, v in (("a", 0.1), ("b", 7.7), ("c", 3.3))
        for y in (2024, 2025)
        for m in (2, 5, 11)
    ]
    rows += [month(u, "late-share", top, 300.0) for u, top in (("a", 10.1), ("b", 7.7), ("c", 3.3))]
    series = frame([*rows, later()])
    groups = [("all", ["c", "a", "b"]), ("two", ["b", "a"]), ("none", ["nobody"])]
    together = group_series(series, groups, (LATE, INDEX))
    alone = [pool(series, members, code, one) for one in (LATE, INDEX) for code, members in groups]
    assert together.equals(pl.concat(alone))
    assert set(together["unit"]) == {"all", "two"}
