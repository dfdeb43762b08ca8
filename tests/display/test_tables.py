"""Tables say what is withheld, name their headers, and write numbers as readers do."""

import re
from datetime import date
from xml.etree import ElementTree

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analysis.display.tables import Link, html_table, told

CELL = re.compile(
    r"<(t[dh])\b([^>]*)>([^<]*(?:<(?:a|span)\b[^>]*>[^<]*</(?:a|span)>)?)(?=\s*(?:<t[dhr]\b|</t))"
)
ROW = re.compile(r"(<tr>.*?)(?=(?:<tr>|</t(?:body|head)>))", re.S)


def whole(markup: str) -> ElementTree.Element:
    """The table with the end tags of rows and cells that HTML leaves out, as a browser reads it."""
    closed = CELL.sub(r"<\1\2>\3</\1>", markup.replace("</th>", "").replace("</tr>", ""))
    return ElementTree.fromstring(ROW.sub(r"\1</tr>", closed))


def cells(markup: str, name: str) -> list[ElementTree.Element]:
    return list(whole(markup).iter(name))


def test_a_withheld_cell_holds_the_word_and_no_number() -> None:
    table = html_table(
        [["Mei 2025", 88.314, 29], ["Juni 2025", None, None]], ["Periode", "IKM", "n"], "IKM", decimals=2
    )
    shown = [(one.text, one.get("class")) for one in cells(table, "td")]
    assert shown == [("88,31", None), ("29", None), ("ditahan", "withheld"), ("ditahan", "withheld")]
    assert "withheld" in html_table([["a", None]], ["x", "y"], "c", "en")


def test_headers_have_scope_and_the_caption_names_the_scrolling_region() -> None:
    table = html_table([["Dinoyo", "1.234,5"]], ["Unit", "Nilai"], "Nilai tiap unit")
    assert [one.get("scope") for one in cells(table, "th")] == ["col", "col", "row"]
    assert [one.text for one in cells(table, "caption")] == ["Nilai tiap unit"]
    region = whole(table)
    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == (
        "region",
        "0",
        "Nilai tiap unit",
    )


def test_columns_of_numbers_are_set_right_whatever_their_type() -> None:
    table = html_table([["a", "−1,5 %", 1200, "12 / 36", "Mei"]], ["", "p", "q", "r", "s"], "c")
    assert [one.get("class") for one in cells(table, "td")] == [None, None, None, "words"]
    assert [one.get("class") for one in cells(table, "th")] == [None, "num", "num", "num", None, None]
    assert 'class="figures"' in table and "class" not in html_table([["a", "Mei"]], ["", "x"], "c")[30:]
    assert [one.text for one in cells(table, "td")][1] == "1.200"


def test_days_are_spelled_out_and_frames_are_rows() -> None:
    table = html_table(pl.DataFrame({"unit": ["a"], "day": [date(2025, 11, 7)]}), ["Unit", "Hari"], "c")
    assert [one.text for one in cells(table, "td")] == ["7 November 2025"]


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), min_size=3, max_size=3))
def test_no_text_breaks_a_table(texts: list[str]) -> None:
    table = html_table([texts], texts, texts[0])
    assert [one.text or "" for one in cells(table, "td")] == texts[1:]
    assert [one.text or "" for one in cells(table, "th")] == [*texts, texts[0]]


def test_a_cell_may_lead_to_another_page_and_cannot_break_the_table() -> None:
    table = html_table(
        [[Link("<b>Dinas", '../x".html'), 3], [Link("Kota", "y.html"), 12]], ["unit", "n"], "x"
    )
    assert '<th scope="row"><a href="../x&quot;.html">&lt;b&gt;Dinas</a>' in table
    assert table.count('class="figures"') == table.count('class="num"') == 1
    assert told(Link("Kota", "y.html"), "id") == "Kota"
