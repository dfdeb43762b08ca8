"""A .csv as records of text: its encoding, its delimiter, and whether it is marked as simulated."""

import csv
import io
from dataclasses import dataclass

from analysis.ingest.cell import Row, Wrong

SIMULATED_LINE = "# DATA SIMULASI"
"""How the first line of a simulated csv begins."""

LARGEST_TEXT = 256 * 2**20
"""A larger text is not held whole in memory; employee-days of any size are read in parts (attendance_fast)."""

_DELIMITERS = ";,\t"
_HEADER_LINES = 10
NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Records:
    """Records as a spreadsheet would show them: `rows[4]` is row 5. Empty cells are None, the rest is text."""

    rows: list[Row]
    simulated: bool


def read_records(content: bytes) -> Records | Wrong:
    """The records of a csv in UTF-8 or Windows-1252 with semicolons, commas or tabs; a reason when it is none."""
    if not content.strip():
        return Wrong("empty-file")
    if content.startswith(NOT_TEXT) or b"\0" in content:
        return Wrong("not-a-csv")
    if len(content) > LARGEST_TEXT:
        return Wrong("csv-too-large")
    text = decode(content)
    if text is None:
        return Wrong("unknown-encoding")
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))
    except csv.Error:
        return Wrong("broken-quotes")
    simulated = bool(records and records[0] and records[0][0].startswith(SIMULATED_LINE))
    if simulated:
        records[0] = []
    return Records([[cell or None for cell in record] for record in records], simulated)


def decode(content: bytes) -> str | None:
    """The text in UTF-8, with or without its mark, else in Windows-1252; None in neither."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def delimiter_of(text: str) -> str:
    """The delimiter that stands most often in the first lines without the marker line."""
    lines = [line for line in text[:10_000].splitlines()[:_HEADER_LINES] if SIMULATED_LINE not in line]
    head = "\n".join(lines)
    return max(_DELIMITERS, key=head.count)
