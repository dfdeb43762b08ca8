"""A sheet as one page of A4: tagged PDF (PDF/UA-1), the same bytes every time, set in the fonts that Typst carries."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Literal

import typst

from analysis.takeaway.brief_source import SOURCE
from analysis.takeaway.packing import packed
from analysis.takeaway.sheet import Sheet, as_data

NO_WORDS = ("course", "code", "url")
"""Values that are drawings or addresses: nobody's words stand in them."""

BOUND = re.compile(r"(?<=\d) (?=%)|(?<=\bn) (?==)|(?<==) (?=\d)")
"""Blanks at which no line may end."""

LONGEST_WORD = 28
STANDS_FOR = "□"
"""In place of a sign that no font of the compiler holds: PDF/UA allows none that is not drawn."""

ONE_SIGN = '#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#sys.inputs.sign'


def as_pdf(sheet: Sheet, day: date) -> bytes:
    """One page; `day` is written as the day of its making."""
    return packed(_compiled(sheet, day, "pdf"))


def as_png(sheet: Sheet, day: date) -> bytes:
    """The same page as a picture, to be looked at."""
    return _compiled(sheet, day, "png")


def sheet_json(sheet: Sheet) -> str:
    """The sheet as its setting reads it: every text fit to print."""
    return json.dumps(_printable(as_data(sheet)), ensure_ascii=False)


def _compiled(sheet: Sheet, day: date, form: Literal["pdf", "png"]) -> bytes:
    seconds = (day - date(1970, 1, 1)).days * 86_400
    standards: Any = ["ua-1"] if form == "pdf" else None
    return typst.compile(
        SOURCE.encode(),
        format=form,
        ignore_system_fonts=True,
        sys_inputs={"sheet": sheet_json(sheet)},
        pdf_standards=standards,
        timestamp=seconds,
    )


def _printable(value: Any, key: str = "") -> Any:
    """The same values with every text made fit to print; drawings and addresses stay as they are."""
    if isinstance(value, dict):
        return {name: _printable(one, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one, key) for one in value]
    return printable(value) if isinstance(value, str) and key not in NO_WORDS else value


def printable(words: str) -> str:
    """Words as they can be set: no signs that steer (direction, control), a box for what no font holds, long words breakable."""
    kept = BOUND.sub("\u00a0", "".join(_signs(words)))
    if words and not kept.strip():
        return STANDS_FOR
    return "".join(
        "".join(run) if blank else _breakable("".join(run)) for blank, run in groupby(kept, str.isspace)
    )


def _signs(words: str) -> Iterator[str]:
    """Sign by sign what can be set. What is joined to the sign before it has to stand in one font with that one."""
    joined = ""
    for sign in map(_sign, unicodedata.normalize("NFC", words)):
        joins = sign != "" and unicodedata.category(sign).startswith("M")
        told = STANDS_FOR if joins and not drawn(joined + sign) else sign
        joined = joined + told if joins else told or joined
        yield told


def _breakable(word: str) -> str:
    """A zero-width space after every so many letters of a word that no line could hold."""
    parts = [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]
    return "\u200b".join(parts)


def _sign(sign: str) -> str:
    if sign.isspace() and sign != "\u00a0":
        return " "
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Cf"):
        return ""
    if kind in ("Cn", "Co", "Cs"):
        return STANDS_FOR
    return sign if sign < "\u0180" or drawn(sign) else STANDS_FOR


@cache
def drawn(sign: str) -> bool:
    """Whether a font that the compiler carries holds this sign, or all signs that are joined to one."""
    try:
        typst.compile(
            ONE_SIGN.encode(),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            sys_inputs={"sign": sign},
        )
    except typst.TypstError:
        return False
    return True
