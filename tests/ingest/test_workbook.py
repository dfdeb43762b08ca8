"""Typed cells, and what a spreadsheet hides; a file that cannot be opened has one reason and no traceback."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ingest.cell import Wrong
from analysis.ingest.container import LARGEST_PART, repack, unpack
from analysis.ingest.sheet_xml import read_marks
from analysis.ingest.workbook import Area, Book, hidden_notes, open_workbook
from tests.ingest import builders
from tests.ingest.builders import Formula, Look


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return builders.raw_book().write(tmp_path_factory.mktemp("book") / "a.xlsx").read_bytes()


def opened(tmp_path: Path, book: builders.Book) -> Book:
    found = open_workbook(book.write(tmp_path / "b.xlsx").read_bytes())
    assert isinstance(found, Book)
    return found


def test_text_stays_text_and_numbers_stay_numbers(tmp_path: Path) -> None:
    grid = [["1.200", 1.2, 3, date(2025, 5, 17), True, ""]]
    assert opened(tmp_path, builders.Book({"S": grid})).sheets[0].rows == [
        ["1.200", 1.2, 3.0, date(2025, 5, 17), "TRUE", None]
    ]


def test_cells_keep_their_address_below_empty_rows(tmp_path: Path) -> None:
    book = builders.Book({"S": []}).put("S", "D14", "x")
    assert opened(tmp_path, book).sheets[0].rows[13][3] == "x"


def test_error_cells_and_formulas_never_calculated_are_no_values(tmp_path: Path) -> None:
    grid = [[Formula("=1/0", "#DIV/0!"), Formula("=1+1"), Formula("=1+1", 2), 7]]
    row = opened(tmp_path, builders.Book({"S": grid})).sheets[0].rows[0]
    assert row == [Wrong("error-cell", {"written": "#DIV/0!"}), Wrong("uncalculated-formula"), 2.0, 7.0]


def test_what_is_hidden_is_read_and_told(tmp_path: Path) -> None:
    look = Look(hidden_rows=(1,), hidden_columns=(2, 3))
    book = builders.Book({"S": [[1, 2, 3], [4, 5, 6]], "T": [[7]]}, {"S": look, "T": Look(hidden=True)})
    found = opened(tmp_path, book)
    assert found.sheets[0].rows[1] == [4.0, 5.0, 6.0]
    told = [(one.code, one.sheet, one.values["count"], one.severity) for one in hidden_notes("b.xlsx", found)]
    assert told == [
        ("hidden-rows", "S", "1", "note"),
        ("hidden-columns", "S", "2", "note"),
        ("hidden-sheet", "T", "1", "note"),
    ]


def test_merged_ranges_are_known(tmp_path: Path) -> None:
    look = Look(merged=("B1:D1", "A2:A3"))
    book = builders.Book({"S": [["", "a"], ["b", 1], [None, 2]]}, {"S": look})
    assert set(opened(tmp_path, book).sheets[0].merged) == {Area(0, 1, 0, 3), Area(1, 0, 2, 0)}


def test_the_marker_sheet_makes_a_book_simulated_and_is_no_data(tmp_path: Path) -> None:
    found = opened(tmp_path, builders.Book({"S": [[1]], "SIMULASI": [["DATA SIMULASI"]]}))
    assert found.simulated
    assert [sheet.name for sheet in found.sheets] == ["S"]


def test_a_small_file_cannot_grow_large(content: bytes) -> None:
    bomb = io.BytesIO(content)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (LARGEST_PART + 1))
    assert len(bomb.getvalue()) < 2**20
    assert open_workbook(bomb.getvalue()) == Wrong("workbook-too-large")


def test_a_declared_size_that_lies_is_damage(content: bytes) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>" + b" " * 1_000_000)
    real = (1_000_011).to_bytes(4, "little")
    lying = bomb.getvalue().replace(real, (11).to_bytes(4, "little"))
    assert lying != bomb.getvalue()
    assert open_workbook(lying) == Wrong("truncated-workbook")


def test_a_document_type_is_refused(content: bytes) -> None:
    parts = unpack(content)
    assert isinstance(parts, dict)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace(b"?>", b"?>" + entity, 1)
    assert open_workbook(repack(parts).getvalue()) == Wrong("truncated-workbook")


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(content: bytes) -> None:
    parts = unpack(content)
    assert isinstance(parts, dict)
    name = "xl/worksheets/sheet3.xml"
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", stray)
    assert open_workbook(repack(parts).getvalue()) == Wrong("sheet-too-large")


def test_sheet_xml_with_a_prefix_is_marked_too() -> None:
    xml = (
        b'<x:worksheet xmlns:x="urn:s"><x:sheetData><x:row r="2" hidden="1">'
        b'<x:c r="C2" t="e"><x:v>#REF!</x:v></x:c><x:c><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    marks = read_marks(xml)
    assert marks.hidden_rows == {1}
    assert marks.broken == {
        (1, 2): Wrong("error-cell", {"written": "#REF!"}),
        (1, 3): Wrong("uncalculated-formula"),
    }


@given(cut=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_has_a_reason(content: bytes, cut: float) -> None:
    found = open_workbook(content[: int(cut * len(content))])
    assert isinstance(found, Wrong)
    assert found.code in ("truncated-workbook", "empty-file", "not-a-workbook")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_one_changed_byte_gives_a_book_or_a_reason(content: bytes, at: float, byte: int) -> None:
    spoiled = bytearray(content)
    spoiled[int(at * len(content))] = byte
    assert isinstance(open_workbook(bytes(spoiled)), (Book, Wrong))


@settings(deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(32, 126), part=st.integers(0, 20))
def test_one_changed_letter_of_the_xml_gives_a_book_or_a_reason(
    content: bytes, at: float, byte: int, part: int
) -> None:
    parts = unpack(content)
    assert isinstance(parts, dict)
    name = sorted(parts)[part % len(parts)]
    spoiled = bytearray(parts[name])
    spoiled[int(at * len(spoiled))] = byte
    parts[name] = bytes(spoiled)
    assert isinstance(open_workbook(repack(parts).getvalue()), (Book, Wrong))
