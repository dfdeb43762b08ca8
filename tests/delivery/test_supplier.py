"""Who sent a file: by its folder, by the one unit it is about, by its source's owner, in this order."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City
from analysis.delivery.supplier import Supplier, find_supplier, suppliers
from analysis.ingest.result import FileResult
from analysis.problems import RetretError
from tests.delivery.conftest import received


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("skm/kelurahan/lowokwaru/x.xlsx", "35.73.05.1011"),
        ("skm/kecamatan/lowokwaru/x.xlsx", "35.73.05"),
        ("skm/kelurahan/2025/lowokwaru/x.xlsx", "35.73.05.1011"),
        ("layanan/35.73.05.1002/x.xlsx", "35.73.05.1002"),
        ("layanan/dinas/dinas-kesehatan/2025/x.xlsx", "OPD.DINKES"),
        ("pengaduan/opd.dishub/x.csv", "OPD.DISHUB"),
        ("pengaduan/x.csv", "OPD.DISKOMINFO"),
        ("presensi/e-presensi-a/2025/x.csv", "OPD.BKPSDM"),
        ("lain/x.csv", None),
        ("x.csv", None),
    ],
)
def test_folders_then_owner(path: str, code: str | None, city: City) -> None:
    found = suppliers((FileResult(path),), {}, city)[path]
    assert found.code == code
    assert bool(found.name) == (code is not None)


def test_one_unit_in_all_rows_is_the_supplier(city: City) -> None:
    path = "presensi/rekap-bulanan/x.xlsx"
    one = {path: pl.DataFrame({"unit": ["35.73.05.1002", "35.73.05.1002"]})}
    many = {path: pl.DataFrame({"unit": ["35.73.05.1002", "35.73.05.1011"]})}
    files = (FileResult(path, "attendance"),)
    assert suppliers(files, one, city)[path].name == "Kelurahan Merjosari"
    assert suppliers(files, many, city)[path].code == "OPD.BKPSDM"


def test_an_owner_that_is_no_unit_keeps_its_name(city: City) -> None:
    without = replace(
        city,
        units=city.units.filter(pl.col("code") != "OPD.BKPSDM"),
        aliases=city.aliases.filter(pl.col("code") != "OPD.BKPSDM"),
    )
    found = suppliers((FileResult("presensi/a/x.csv"),), {}, without)["presensi/a/x.csv"]
    assert found == Supplier(None, "BKPSDM")


def test_a_supplier_is_found_by_name_code_and_alias(raw: Path, city: City) -> None:
    known = received(raw, city).suppliers
    for written in ("Kelurahan Merjosari", "kelurahan merjosari", "35.73.05.1002", "merjosari"):
        assert find_supplier(written, known, city).code == "35.73.05.1002"
    with pytest.raises(RetretError) as stopped:
        find_supplier("Kelurahan Merjosri", known, city)
    assert stopped.value.values["near"] == "35.73.05.1002"


@pytest.mark.parametrize("name", ["../../etc/passwd", "Dinas A/B", "", "…", "CON"])
def test_a_slug_is_never_a_path(name: str) -> None:
    slug = Supplier(None, name).slug
    assert slug and not set(slug) & set("/\\.:")
