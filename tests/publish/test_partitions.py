"""Fingerprints of what pages read of the series: a unit's new figure moves its own and those of pages that show it, no others."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City, load_city
from analysis.city.units import alike
from analysis.disclosure import edition
from analysis.indicators.compute import SERIES
from analysis.known.shelf import Shelf
from analysis.paths import Root
from analysis.publish.partitions import Marks, partitions

MONTHS = 14
"""Two more than are compared."""

KIND = "kelurahan"
MIDDLE = 20


@pytest.fixture(scope="module")
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


@pytest.fixture(scope="module")
def kin(city: City) -> list[str]:
    """Units of one kind; the series below orders their levels as they stand here."""
    return [code for code, group in alike(city).items() if group.slug == KIND]


def late(kin: list[str], moved: dict[tuple[int, int], float]) -> pl.DataFrame:
    """Monthly shares, each unit a point above the one before, so that no two intervals meet; `moved`: by unit and month, how far."""
    values = [
        (
            code,
            date(2025 + month // 12, 1 + month % 12, 1),
            5.0 + place + month % 2 / 10 + moved.get((place, month), 0),
        )
        for place, code in enumerate(kin)
        for month in range(MONTHS)
    ]
    frame = pl.DataFrame(values, schema=["unit", "first_day", "value"], orient="row").with_columns(
        last_day=pl.col("first_day").dt.month_end(), date=pl.col("first_day").dt.offset_by("15d"), indicator=pl.lit("late-share"),
        numerator=pl.col("value"), denominator=pl.lit(100.0), base=pl.lit(100), people=pl.lit(100), se=None, status=pl.lit("shown"),
        values=None, segment=None, file=pl.lit("f"), sheet=None, row=pl.lit(1), simulated=pl.lit(True),
    )  # fmt: skip
    return frame.select(pl.col(name).cast(kind) for name, kind in SERIES.items())


def marks(kin: list[str], city: City, folder: Path, moved: dict[tuple[int, int], float]) -> Marks:
    file = folder / "series.parquet"
    late(kin, moved).write_parquet(file)
    return partitions(file, city, edition("leadership"), str(moved), Shelf(folder / "shelf"))


def changed(
    kin: list[str], city: City, folder: Path, moved: dict[tuple[int, int], float]
) -> dict[str, set[str]]:
    """By part whose fingerprint is another after a move."""
    one, other = marks(kin, city, folder, {}), marks(kin, city, folder, moved)
    return {part: {code for code in told if told[code] != other[part][code]} for part, told in one.items()}


def test_a_new_figure_moves_the_pages_that_show_its_unit(kin: list[str], city: City, tmp_path: Path) -> None:
    found = changed(kin, city, tmp_path, {(MIDDLE, MONTHS - 1): 0.01})
    near = set(kin[MIDDLE - 3 : MIDDLE + 4])
    assert found["series"] == {kin[MIDDLE], ""}
    # Groups show all their members.
    holding = set(found["recent"])
    assert KIND in holding
    assert found["beside"] == near | holding


def test_at_the_end_of_the_order_the_last_four_show_it(kin: list[str], city: City, tmp_path: Path) -> None:
    found = changed(kin, city, tmp_path, {(len(kin) - 1, MONTHS - 1): 0.01})
    assert found["beside"] - found["recent"] == set(kin[-4:])


def test_who_passes_another_moves_all_that_showed_either(kin: list[str], city: City, tmp_path: Path) -> None:
    """A year of much higher shares: the unit leaves its place, and those between the two places have other neighbours and ranks."""
    moved = {(MIDDLE, month): 10.0 for month in range(MONTHS)}
    found = changed(kin, city, tmp_path, moved)
    assert found["beside"] >= set(kin[MIDDLE - 3 : MIDDLE + 14])


def test_what_is_older_than_a_year_is_shown_beside_nobody(kin: list[str], city: City, tmp_path: Path) -> None:
    found = changed(kin, city, tmp_path, {(MIDDLE, 0): 0.01})
    assert found["series"] == {kin[MIDDLE], ""}
    assert found["recent"] == found["beside"] == set()


def test_whether_there_is_anybody_beside_a_unit_is_told(kin: list[str], city: City, tmp_path: Path) -> None:
    alone = marks(kin[:1], city, tmp_path, {})
    both = marks(kin[:2], city, tmp_path, {(1, 0): 0.5})
    assert alone["beside"][kin[0]] != both["beside"][kin[0]]
