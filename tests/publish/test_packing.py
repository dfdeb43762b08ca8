"""A packed PDF is the same document: every object as the compiler wrote it, in fewer bytes, the same ones each time."""

import io
from functools import cache
from typing import cast

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from analysis.takeaway.packing import packed

SOURCE = rb"""
#set document(title: "Uji", date: none)
= Judul
#table(columns: 3, table.header([a], [b], [c]), ..range(60).map(n => [#n]))
#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 1L8 8'/></svg>"), alt: "garis")
"""


@cache
def compiled() -> bytes:
    return typst.compile(SOURCE, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"])


def objects(content: bytes) -> dict[int, bytes]:
    """Every object that a document holds, by its number, as it is written."""
    read = PdfReader(io.BytesIO(content), strict=True)
    found: dict[int, bytes] = {}
    for number in range(1, cast("int", read.trailer["/Size"])):
        written = io.BytesIO()
        one = read.get_object(IndirectObject(number, 0, read))
        assert one is not None
        one.write_to_stream(written)
        found[number] = written.getvalue()
    return found


def test_every_object_is_as_it_was() -> None:
    before, after = objects(compiled()), objects(packed(compiled()))
    assert len(before) > 100
    assert {number: after[number] for number in before} == before
    pack, table = (after[number] for number in sorted(set(after) - set(before)))
    assert b"/ObjStm" in pack and b"/XRef" in table


def test_it_is_read_as_before_and_stays_tagged() -> None:
    before, after = (PdfReader(io.BytesIO(one), strict=True) for one in (compiled(), packed(compiled())))
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    assert after.trailer["/Root"]["/MarkInfo"]["/Marked"]  # pyright: ignore[reportIndexIssue]
    assert after.trailer["/ID"] == before.trailer["/ID"]
    assert after.metadata == before.metadata


def test_half_the_bytes_and_the_same_ones_each_time() -> None:
    assert len(packed(compiled())) < len(compiled()) * 0.6
    assert packed(compiled()) == packed(compiled())


@pytest.mark.parametrize(
    "spoilt", [b"", compiled()[:-30], packed(compiled())], ids=["empty", "cut", "packed"]
)
def test_what_is_no_such_document_is_refused(spoilt: bytes) -> None:
    with pytest.raises(ValueError, match="table of objects"):
        packed(spoilt)


def test_a_table_that_leads_elsewhere_is_refused() -> None:
    place = compiled().index(b" 00000 n")
    spoilt = compiled()[: place - 10] + b"0000000005" + compiled()[place:]
    with pytest.raises(ValueError, match="no object at"):
        packed(spoilt)
