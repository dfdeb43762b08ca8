"""CSV in a spreadsheet: what would be a formula stays text, and figures stay figures."""

import csv
import io
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.spreadsheet import OPENING, inert, write_csv

LIVE = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-A1",
    "+1 A1",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n@x",
    "＝1+1",
    "--1",
    "-1 -1",
    "+1.2.3 4",
    "- catatan: A1",
)
"""Texts that a spreadsheet reckons with, runs, or may take for a formula under some setting."""

FIGURES = ("-1.5", "+4,9 poin", "-1,5 poin persen sampai +2 poin persen", "-", "+8 %", "-12%", "-1.234,50")


@pytest.mark.parametrize("text", LIVE)
def test_what_would_be_live_has_an_apostrophe_before_it(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("cell", [*FIGURES, -1.5, -7, 0, None, date(2025, 5, 15), "Dinas A = B", "35.73"])
def test_figures_and_plain_text_stay_as_they_are(cell: object) -> None:
    assert inert(cell) is cell


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
@example("=")
@example("-1 -1")
def test_nothing_that_is_no_figure_begins_with_a_sign_of_a_formula(text: str) -> None:
    told = str(inert(text))
    assert told in (text, "'" + text)
    if told.lstrip().startswith(OPENING):
        assert not set(told) & set("()|!:&*/^<>\"';=@")


def test_rows_come_back_by_an_ordinary_reader_with_numbers_as_numbers() -> None:
    file = io.StringIO()
    write_csv(file, [["nama", "nilai"], ["=1+1", -1.5], ["a;b", None]], delimiter=";")
    assert list(csv.reader(file.getvalue().splitlines(), delimiter=";")) == [
        ["nama", "nilai"],
        ["'=1+1", "-1.5"],
        ["a;b", ""],
    ]
