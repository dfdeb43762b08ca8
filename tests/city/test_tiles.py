"""The tile map: every kelurahan once, none on another, each kecamatan in one piece, and those beside each other that are."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City, load_city
from analysis.city.tiles import read_tiles
from analysis.paths import Root
from analysis.problems import RetretError

STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))
BLIMBING, KLOJEN, KEDUNGKANDANG, SUKUN, LOWOKWARU = (f"35.73.0{k}" for k in range(1, 6))
TOUCHING = {
    frozenset(pair)
    for pair in (
        (KLOJEN, BLIMBING),
        (KLOJEN, LOWOKWARU),
        (KLOJEN, SUKUN),
        (KLOJEN, KEDUNGKANDANG),
        (BLIMBING, LOWOKWARU),
        (BLIMBING, KEDUNGKANDANG),
        (SUKUN, LOWOKWARU),
        (SUKUN, KEDUNGKANDANG),
    )
}
"""Klojen lies in the middle and the others around it, each beside two: as on any map of the city."""

Places = Mapping[tuple[int, int], str]


@pytest.fixture(scope="module")
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


@pytest.fixture(scope="module")
def parents(city: City) -> Mapping[str, str]:
    return dict(city.units.filter(pl.col("type") == "kelurahan").select("code", "parent").iter_rows())


@pytest.fixture(scope="module")
def places(city: City, parents: Mapping[str, str]) -> Places:
    """The kecamatan at each place of a kelurahan."""
    tiles = read_tiles(city.folder, city.units)
    return {(row, column): parents[code] for code, row, column, _ in tiles.iter_rows() if code in parents}


def test_every_kelurahan_has_a_tile_of_its_own(
    city: City, parents: Mapping[str, str], places: Places
) -> None:
    tiles = read_tiles(city.folder, city.units)
    assert set(tiles["code"]) == set(parents) | set(parents.values())
    assert len(places) == len(parents) == 57


def test_no_name_of_a_kecamatan_lies_on_a_tile(city: City, places: Places) -> None:
    for code, row, column, width in read_tiles(city.folder, city.units).iter_rows():
        if code in TOUCHING or (row, column) in places:
            continue
        assert not {(row, column + k) for k in range(width)} & set(places), code


def test_each_kecamatan_is_one_piece(places: Places) -> None:
    for district in set(places.values()):
        own = {place for place, parent in places.items() if parent == district}
        reached, ahead = set[tuple[int, int]](), [min(own)]
        while ahead:
            row, column = ahead.pop()
            reached.add((row, column))
            beside = {(row + down, column + right) for down, right in STEPS}
            ahead += sorted((beside & own) - reached)
        assert reached == own, district


def test_kecamatan_touch_where_they_touch(places: Places) -> None:
    found = {
        frozenset((parent, places[beside]))
        for (row, column), parent in places.items()
        for down, right in STEPS
        if (beside := (row + down, column + right)) in places and places[beside] != parent
    }
    assert found == TOUCHING


def test_two_units_in_one_place_stop_with_the_row(city: City, tmp_path: Path) -> None:
    (tmp_path / "tiles.csv").write_text(
        "code,row,column,width\n35.73.01.1001,1,6,\n35.73.01.1002,1,6,\n", "utf-8"
    )
    with pytest.raises(RetretError) as stopped:
        read_tiles(tmp_path, city.units)
    assert (stopped.value.code, stopped.value.values["row"]) == ("city-twin", "3")


def test_a_part_of_a_city_is_read_with_the_map_of_the_whole(city: City) -> None:
    part = city.units.filter(pl.col("code") == "35.73.05.1002")
    assert read_tiles(city.folder, part).rows() == [("35.73.05.1002", 3, 1, 1)]


def test_a_city_without_the_file_has_no_map(city: City, tmp_path: Path) -> None:
    assert read_tiles(tmp_path, city.units).is_empty()
