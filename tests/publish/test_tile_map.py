"""The tile map of the home page: drawn where a unit has anything to show, and else only the place that links lead to."""

from typing import Any

import pytest

from analysis.city.place import load_city
from analysis.city.tiles import read_tiles
from analysis.paths import Root, find_checkout
from analysis.publish.tile_map import tile_map


def unit(code: str, tile: str) -> dict[str, Any]:
    about = {"code": code, "name": f"Kelurahan {code}", "type": "kelurahan", "parent": "35.73.01"}
    return {**about, "ended": False, "tile": tile, "href": f"reports/unit/{code}.html"}


@pytest.mark.parametrize(("tiles", "drawn"), [(("none", "none"), False), (("none", "up"), True), ((), False)])
def test_a_map_without_anything_on_it_is_not_drawn(tiles: tuple[str, ...], *, drawn: bool) -> None:
    city = load_city(Root(find_checkout()))
    above = {**unit("35.73.01", "none"), "type": "kecamatan", "name": "Kecamatan Blimbing"}
    units = [above, *(unit(f"35.73.01.100{k}", tile) for k, tile in enumerate(tiles, 1))]
    made = tile_map(units, read_tiles(city.folder, city.units), city.settings, "id")
    assert ("<section" in made) == drawn
    assert 'id="tiles"' in made
