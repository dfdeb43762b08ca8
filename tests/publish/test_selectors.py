"""Selectors: codes, groups, types, kecamatan with what lies in them, patterns; a wrong one is told with the nearest."""

from pathlib import Path

import pytest

from analysis.city.place import City, load_city
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.selectors import selected
from tests.conftest import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    base: Path = tmp_path_factory.mktemp("selectors")
    root: Root = small_city(base)
    return load_city(root)


INSIDE = {"35.73.05", "PKM.DINOYO", "35.73.05.1001", "35.73.05.1002", "35.73.05.1011"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["35.73.05.1002"], {"35.73.05.1002"}),
        (["kelurahan"], {"kelurahan"}),
        (["type:kelurahan"], {code for code in INSIDE if code.startswith("35.73.05.")} | {"35.73.02.1001"}),
        (["kecamatan:Lowokwaru"], INSIDE | {"kecamatan-lowokwaru"}),
        (["kecamatan: lowokwaru "], INSIDE | {"kecamatan-lowokwaru"}),
        (["OPD.*"], {"OPD.DISPENDUKCAPIL", "OPD.DISHUB"}),
        (["OPD.DISHUB, 35.73"], {"OPD.DISHUB", "35.73"}),
        (["OPD.DISHUB", "35.73"], {"OPD.DISHUB", "35.73"}),
    ],
)
def test_selectors_mean_codes(city: City, asked: list[str], found: set[str]) -> None:
    assert selected(city, asked) == found


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("35.73.05.1022", "35.73.05.1002"),
        ("kelurahn", "kelurahan"),
        ("type:kelurahn", "type:kelurahan"),
        ("kecamatan:Lowokwru", "kecamatan:Lowokwaru"),
        ("opd.dishub", "OPD.DISHUB"),
    ],
)
def test_a_wrong_selector_is_told_with_the_nearest(city: City, asked: str, near: str) -> None:
    with pytest.raises(RetretError) as stopped:
        selected(city, ["35.73", asked])
    assert stopped.value.values == {"only": asked, "near": near}


@pytest.mark.parametrize("asked", ["", "OPD.X*", "%%%"])
def test_what_is_near_nothing_is_refused_as_well(city: City, asked: str) -> None:
    with pytest.raises(RetretError):
        selected(city, [asked])
