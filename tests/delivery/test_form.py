"""Templates of all sources: untouched they give nothing, filled in with their example they are read without a problem."""

import re
import zipfile
from pathlib import Path

import pytest

from analysis.city.place import City
from analysis.console.template import HEADER_ROW, LISTS, examples, write_template
from analysis.delivery.form import find_source, layouts, make_form
from analysis.problems import RetretError
from analysis.sources.declaration import sources
from analysis.validate import validate
from tests.ingest.builders import read

ALL = [(source.name, layout) for source in sources() for layout in layouts(source)]


def told(raw: Path, city: City) -> list[str]:
    """Codes of the errors of the folder."""
    return [one.code for one in validate(read(raw, city), city).problems if one.severity == "error"]


@pytest.mark.parametrize(("name", "layout"), ALL)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_with_its_example_a_template_is_read_without_a_problem(
    name: str, layout: str, lang: str, city: City, tmp_path: Path
) -> None:
    form = make_form(find_source(name), layout, city)
    target = tmp_path / "raw" / form.folder / "file.xlsx"
    write_template(target, form, city, "en" if lang == "en" else "id", rows=[examples(form)])
    file = read(tmp_path / "raw", city).files[0]
    if name == "attendance" and file.source is None:
        pytest.skip("employee-days in a workbook are not read yet")
    assert told(tmp_path / "raw", city) == []
    assert (file.source, file.layout, file.rows_read, file.rows_good) == (name, layout, 1, 1)
    assert file.table is not None
    assert file.table.height == (2 if name == "mutations" else 1)


@pytest.mark.parametrize(("name", "layout"), ALL)
def test_untouched_a_template_gives_no_row(name: str, layout: str, city: City, tmp_path: Path) -> None:
    form = make_form(find_source(name), layout, city)
    write_template(tmp_path / "raw" / form.folder / "file.xlsx", form, city, "id")
    file = read(tmp_path / "raw", city).files[0]
    if name == "attendance" and file.source is None:
        pytest.skip("employee-days in a workbook are not read yet")
    assert file.source == name
    assert file.rows_read == 0
    assert file.table is None or file.table.is_empty()
    assert {one.code for one in file.problems if one.severity == "error"} <= {"no-rows"}


def test_the_sheet_is_locked_but_its_cells(city: City, tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    write_template(target, make_form(find_source("services"), None, city), city, "id")
    with zipfile.ZipFile(target) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        workbook = book.read("xl/workbook.xml").decode()
        assert any(name.startswith("xl/comments") for name in book.namelist())
    assert "<sheetProtection" in sheet and 'state="frozen"' in sheet
    assert f"'{LISTS}'!$A$1" in sheet.replace("&apos;", "'")
    assert re.search(rf'name="{LISTS}"[^>]*state="hidden"', workbook)
    assert f'r="{HEADER_ROW + 1}"' in sheet and f'<row r="{HEADER_ROW + 2}"' not in sheet


def test_the_same_template_has_the_same_bytes(city: City, tmp_path: Path) -> None:
    form = make_form(find_source("visits"), None, city)
    for name in ("a.xlsx", "b.xlsx"):
        write_template(tmp_path / name, form, city, "id")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_nothing_is_overwritten(city: City, tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    target.write_text("mine", "utf-8")
    with pytest.raises(RetretError) as stopped:
        write_template(target, make_form(find_source("services"), None, city), city, "id")
    assert stopped.value.exit_code == 2
    assert target.read_text("utf-8") == "mine"


def test_a_register_has_its_own_columns_and_not_those_of_a_recap(city: City) -> None:
    names = {
        layout: {field.name for field in make_form(find_source("services"), layout, city).fields}
        for layout in ("recap", "register")
    }
    assert {"received", "on_time"} <= names["recap"]
    assert not names["recap"] & {"entered", "finished", "promised_days", "applicant"}
    assert {"entered", "finished", "promised_days"} <= names["register"]
    assert not names["register"] & {"received", "month"}
    with pytest.raises(RetretError) as stopped:
        make_form(find_source("services"), "wide", city)
    assert "register" in stopped.value.values["known"]


def test_an_unknown_source_is_told_with_all_that_there_are() -> None:
    assert find_source("layanan") is find_source("services")
    with pytest.raises(RetretError) as stopped:
        find_source("layann")
    assert "layanan" in stopped.value.values["known"]
