"""CSV that may be opened in a spreadsheet: a text that one would take for a formula is written so that it stays text."""

import csv
import re
from collections.abc import Iterable
from typing import TextIO

OPENING = tuple("=+-@＝＋－＠")
"""Signs by which a spreadsheet knows a formula, also in their wide form, which some settings of Excel take for the same."""

MARK = "'"

_WORD = r" [^\W\d_]+"
_FIGURE = rf"[+-]?\d[\d.,]*(?: ?%|{_WORD})*"
_FIGURES = re.compile(rf"-|{_FIGURE}(?:{_WORD} {_FIGURE})*")


def inert(cell: object) -> object:
    """The cell as it may be written: numbers, days and None as they are, text with an apostrophe before it where it would be live.

    Signed figures stay what they are, also with words after and between them ("+1,5 poin sampai +2 poin"): there is nothing
    in them that a spreadsheet could reckon with, and a negative number has to stay a number.
    """
    if not isinstance(cell, str) or not cell.lstrip().startswith(OPENING):
        return cell
    return cell if _FIGURES.fullmatch(cell) else MARK + cell


def write_csv(file: TextIO, rows: Iterable[Iterable[object]], delimiter: str = ",") -> None:
    """The rows as CSV that nothing in it can make live; None is an empty cell."""
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    # Nearly every text begins with a letter or digit, and there are a million cells: most are seen to be harmless here.
    writer.writerows(
        [cell if not isinstance(cell, str) or cell[:1].isalnum() else inert(cell) for cell in row]
        for row in rows
    )
