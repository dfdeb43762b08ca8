"""Dose of the retreat: shares of at least five leaders, and nothing about fewer."""

from datetime import date

import polars as pl

from analysis.contract import TABLES
from analysis.facts.dose import dose_facts
from analysis.wording.dose import dose

AS_OF = date(2026, 10, 31)
UNITS = [f"u{k}" for k in range(6)]


def person(number: int) -> str:
    return f"{number:016x}"


def tables(days: list[int], gone: set[int]) -> dict[str, pl.DataFrame]:
    listed = [
        {"unit": unit, "edition": 2025, "person": person(k), "role": "head", "days_present": days[k]}
        for k, unit in enumerate(UNITS)
    ]
    heads = [
        {"unit": unit, "person": person(k), "standing": "definitive", "first_day": date(2024, 1, 1),
         "last_day": date(2025, 12, 1) if k in gone else None, "as_of": AS_OF}
        for k, unit in enumerate(UNITS)
    ]  # fmt: skip
    made = {"participants": listed, "heads": heads}
    return {
        name: pl.DataFrame(
            rows, schema={k: v for k, v in TABLES[name].create_empty().schema.items() if k in rows[0]}
        )
        for name, rows in made.items()
    }


def test_shares_of_six_leaders() -> None:
    found = dose_facts(tables([3, 3, 3, 3, 2, 0], gone={1}), UNITS, 2025)
    assert found is not None
    assert (found["leaders"], found["present"], found["all_days"]) == (6, 5 / 6, 4 / 6)
    assert (found["in_post"], found["as_of"]) == (4 / 5, "2026-10-31")
    told = dose({"dose": found}, "id")
    assert told == (
        "Dari 6 pemimpin unit dalam daftar retret, 83 persen hadir dan 67 persen hadir penuh. "
        "Dari yang hadir, 80 persen masih memimpin unit yang sama pada 31 Oktober 2026."
    )


def test_nothing_about_fewer_than_five_leaders_or_another_edition() -> None:
    found = tables([3] * 6, set())
    assert dose_facts(found, UNITS[:4], 2025) is None
    assert dose_facts(found, UNITS, 2026) is None
    assert dose({"dose": None}) is None


def test_fewer_than_five_who_came_say_nothing_of_staying_in_post() -> None:
    found = dose_facts(tables([3, 3, 3, 3, 0, 0], set()), UNITS, 2025)
    assert found is not None
    assert found["in_post"] is None
