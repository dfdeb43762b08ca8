"""A valid workbook broken in every way of a catalogue ends in a problem, or in rows equal to the clean ones."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.ingest.builders import (
    Book,
    Formula,
    checked,
    errors,
    malang,
    raw_book,
    recap_book,
    tabulation_book,
)

MAKERS: dict[str, tuple[Callable[[], Book], str]] = {
    "skm/raw.xlsx": (raw_book, "survey"),
    "skm/tabulation.xlsx": (tabulation_book, "survey"),
    "presensi/rekap-bulanan/recap.xlsx": (recap_book, "attendance"),
}
CELLS = st.one_of(
    st.sampled_from(
        [
            *(
                None,
                "",
                "-",
                "x",
                "1.200",
                "1.2OO",
                "91,47",
                "5",
                "tiga",
                "#REF!",
                "29 Februari 2025",
                "TW V",
            ),
            *("Lowokwaru", "Kec. Lowok Waru", "Jumlah", "U8", "U9", "Unit Pelayanan : ", "No", "Mei 2025", 0),
            *(-1, 5, 3.5, 1e300, 45794, True, date(2025, 2, 28), Formula("=1/0", "#REF!"), Formula("=1+1")),
        ]
    ),
    st.text(max_size=15),
    st.integers(-10, 10**6),
)


def insert_row(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    book.sheets[sheet].insert(min(at, len(book.sheets[sheet])), values)


def delete_row(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    if book.sheets[sheet]:
        del book.sheets[sheet][at % len(book.sheets[sheet])]


def delete_column(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    for row in book.sheets[sheet]:
        del row[at % 14 : at % 14 + 1]


def insert_column(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    for row in book.sheets[sheet]:
        row.insert(at % 14, None)


def swap_columns(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    for row in book.sheets[sheet]:
        left = at % 13
        if left + 1 < len(row):
            row[left], row[left + 1] = row[left + 1], row[left]


def change_cell(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    rows = [row for row in book.sheets[sheet] if row]
    if rows:
        row = rows[at % len(rows)]
        row[at % len(row)] = values[0]


def delete_sheet(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    del book.sheets[sheet]
    book.sheets.setdefault("Kosong", [])


def rename_sheet(book: Book, sheet: str, at: int, values: list[Any]) -> None:
    book.sheets["Sheet1"] = book.sheets.pop(sheet)


WAYS = (
    insert_row,
    delete_row,
    delete_column,
    insert_column,
    swap_columns,
    change_cell,
    delete_sheet,
    rename_sheet,
)
BREAKS = st.lists(
    st.tuples(st.sampled_from(WAYS), st.integers(0, 40), st.lists(CELLS, min_size=1, max_size=14)),
    min_size=1,
    max_size=3,
)


@pytest.mark.parametrize("file", MAKERS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(6, 12)
)
@given(breaks=BREAKS, data=st.data())
def test_a_broken_workbook_gives_problems_or_rows_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, file: str, breaks: list[Any], data: st.DataObject
) -> None:
    raw = tmp_path_factory.mktemp("raw")
    make, source = MAKERS[file]
    book = make()
    book.looks.clear()
    for way, at, values in breaks:
        way(book, data.draw(st.sampled_from(sorted(book.sheets))), at, list(values))
    book.write(raw / file)
    for skip in (False, True):
        found = checked(raw, malang(), skip_bad_rows=skip)
        (result,) = found.files
        rows = found.tables[source]
        # Something always comes of a file: rows, or an error that says what to do.
        assert errors(found) or rows.height
        if not skip and errors(found):
            assert rows.is_empty()
        assert result.rows_read >= result.rows_good


@pytest.mark.parametrize(
    ("file", "way"),
    [
        ("skm/raw.xlsx", insert_column),
        ("skm/raw.xlsx", swap_columns),
        ("presensi/rekap-bulanan/recap.xlsx", insert_column),
        ("presensi/rekap-bulanan/recap.xlsx", swap_columns),
    ],
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(5, 8)
)
@given(at=st.integers(0, 12))
def test_columns_are_found_by_their_header_wherever_they_stand(
    tmp_path_factory: pytest.TempPathFactory, file: str, way: Callable[..., None], at: int
) -> None:
    raw = tmp_path_factory.mktemp("raw")
    make, source = MAKERS[file]
    make().write(raw / file)
    clean = checked(raw, malang()).tables[source]
    book = make()
    way(book, list(book.sheets)[-1], at, [])
    book.write(raw / file)
    found = checked(raw, malang())
    assert errors(found) == []
    assert found.tables[source].equals(clean)
