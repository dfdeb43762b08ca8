"""The data package by the rules of its standard, and every cell of its tables by the types that it tells."""

import csv
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest

from analysis.paths import Root
from tests.publish.conftest import everyone

NAME = re.compile(r"[-a-z0-9._/]+")
FIELD_TYPES = {
    "string", "number", "integer", "boolean", "object", "array", "list", "any", "date", "time", "datetime",
    "year", "yearmonth", "duration", "geopoint", "geojson",
}  # fmt: skip
PACKAGE_KEYS = {
    "$schema", "name", "id", "title", "description", "homepage", "image", "version", "created", "keywords",
    "contributors", "licenses", "sources", "resources",
}  # fmt: skip
RESOURCE_KEYS = {
    "name", "path", "data", "type", "profile", "dialect", "schema", "title", "description", "format",
    "mediatype", "encoding", "bytes", "hash", "sources", "licenses", "homepage", "$schema",
}  # fmt: skip
FIELD_KEYS = {
    "name", "type", "format", "title", "description", "example", "constraints", "rdfType", "missingValues",
    "categories", "categoriesOrdered",
}  # fmt: skip
SCHEMA_KEYS = {"fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "$schema"}
CONSTRAINTS = {"required", "unique", "minLength", "maxLength", "minimum", "maximum", "pattern", "enum"}
PARSED: Mapping[str, Callable[[str], object]] = {
    "string": str,
    "number": float,
    "integer": int,
    "date": date.fromisoformat,
}


@pytest.fixture(scope="module")
def folder(takeaways: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (packed,) = (takeaways / "csv").iterdir()
    assert packed.name == "retret-malang-simulasi.zip"
    folder = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def table(folder: Path, package: dict[str, Any], name: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """A resource and its rows, read by its own dialect."""
    resource = next(one for one in package["resources"] if one["name"] == name)
    comment = resource["dialect"]["commentChar"]
    lines = (folder / resource["path"]).read_text(resource["encoding"]).split("\n")
    kept = [line for line in lines if not line.startswith(comment)]
    return resource, list(csv.DictReader(kept, delimiter=resource["dialect"]["delimiter"]))


def test_the_package_has_what_the_standard_requires(package: dict[str, Any]) -> None:
    assert set(package) <= PACKAGE_KEYS
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert NAME.fullmatch(package["name"])
    assert package["resources"]
    for licence in package["licenses"]:
        assert licence.get("name") or licence.get("path")
        assert re.fullmatch(r"[-a-zA-Z0-9._]+", licence["name"])
        assert urlsplit(licence["path"]).scheme == "https"
    assert all(source["title"] for source in package["sources"])
    assert "homepage" not in package  # the shipped city names no site


def test_resources_name_files_that_are_there_with_their_bytes_and_hash(
    folder: Path, package: dict[str, Any]
) -> None:
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    for one in package["resources"]:
        assert set(one) <= RESOURCE_KEYS
        assert NAME.fullmatch(one["name"])
        path = PurePosixPath(one["path"])
        assert not path.is_absolute()
        assert ".." not in path.parts
        content = (folder / path).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert one["type"] == "table"
    listed = {one["path"] for one in package["resources"]} | {"datapackage.json"}
    assert listed == {file.name for file in folder.iterdir()}


def test_schemas_are_valid_and_name_the_columns_of_their_files(folder: Path, package: dict[str, Any]) -> None:
    for one in package["resources"]:
        schema = one["schema"]
        assert set(schema) <= SCHEMA_KEYS
        names = [field["name"] for field in schema["fields"]]
        _, rows = table(folder, package, one["name"])
        assert list(rows[0]) == names
        assert set(schema["primaryKey"]) <= set(names)
        for field in schema["fields"]:
            assert set(field) <= FIELD_KEYS
            assert field["type"] in FIELD_TYPES
            assert field["title"]
            assert field["description"]
            assert set(field.get("constraints", {})) <= CONSTRAINTS


@pytest.mark.parametrize("name", ["series", "units", "indicators"])
def test_every_cell_keeps_its_type_and_its_constraints(
    folder: Path, package: dict[str, Any], name: str
) -> None:
    resource, rows = table(folder, package, name)
    schema = resource["schema"]
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        for row in rows:
            cell = row[field["name"]]
            if cell in schema["missingValues"]:
                assert not limits.get("required"), (field["name"], row)
                continue
            PARSED[field["type"]](cell)
            assert cell in limits.get("enum", [cell])
    keys = [tuple(row[part] for part in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_foreign_keys_lead_to_rows(folder: Path, package: dict[str, Any]) -> None:
    resource, rows = table(folder, package, "series")
    for key in resource["schema"]["foreignKeys"]:
        target = key["reference"]
        (there,) = target["fields"]
        (here,) = key["fields"]
        known = {row[there] for row in table(folder, package, target["resource"])[1]}
        assert {row[here] for row in rows} <= known


def test_withheld_rows_hold_no_figure_and_all_others_hold_their_value(
    folder: Path, package: dict[str, Any]
) -> None:
    _, rows = table(folder, package, "series")
    figures = ("value", "numerator", "denominator", "base")
    assert {row["status"] for row in rows} == {"shown", "flagged", "withheld"}
    for row in rows:
        if row["status"] == "withheld":
            assert not any(row[name] for name in figures)
        else:
            assert row["value"]
            assert row["base"]


def test_the_series_are_the_facts(built: Root, folder: Path, package: dict[str, Any]) -> None:
    _, rows = table(folder, package, "series")
    found = [(row["unit"], row["indicator"], row["first_day"], row["value"]) for row in rows]
    wanted = [
        (
            facts["unit"]["code"],
            one["code"],
            point["first_day"],
            "" if point["value"] is None else str(point["value"]),
        )
        for facts in everyone(built, "leadership")
        for one in facts["indicators"]
        for point in one["series"]
    ]
    assert found == wanted


def test_a_simulated_table_says_so_before_its_header(folder: Path) -> None:
    for file in folder.glob("*.csv"):
        assert "simulasi" in file.name
        assert file.read_text("utf-8").startswith("# DATA SIMULASI, bukan data Pemerintah Kota Malang\n")
