"""Rows that stand below data or look as if they did: sums, means, indices, remarks, signatures."""

from collections.abc import Sequence
from datetime import date

from analysis.ingest.cell import Row, is_missing
from analysis.ingest.dates import day
from analysis.ingest.values import number
from analysis.ingest.words import key, meanings

LOWEST_INDEX, HIGHEST_INDEX = 25.0, 100.0


def leading_text(row: Row, before: int) -> str | None:
    """The first filled cell left of a column, when it is text that is no number; else None."""
    for cell in row[:before]:
        if not is_missing(cell):
            return cell if isinstance(cell, str) and not isinstance(number(cell), float) else None
    return None


def begins_like_a_sum(text: str) -> bool:
    """True of "Jumlah Nilai Per Unsur", "NRR Tertimbang", "Nilai SKM / IKM : 91,48"."""
    return _begins(text, "sum")


def begins_like_a_closing(text: str) -> bool:
    """True of remarks and signature lines ("Mengetahui", "Teluk Biru, 30 Juni 2025")."""
    return _begins(text, "closing") or _begins(text, "sum") or _place_and_day(text)


def _place_and_day(text: str) -> bool:
    """True of a place, a comma and a day: where and when a list was signed, in whatever city."""
    place, _, when = text.rpartition(",")
    return (
        any(map(str.isalpha, place))
        and not any(map(str.isdigit, place))
        and isinstance(day(when.strip()), date)
    )


def printed_index(rows: Sequence[Row], footers: Sequence[int]) -> tuple[int, int, float] | None:
    """0-based row and column and the value of the index that a footer prints; None when none does."""
    for at in footers:
        for column, cell in enumerate(rows[at]):
            if not isinstance(cell, str):
                continue
            label, _, rest = cell.partition(":")
            if key(label) not in meanings("footers", "index"):
                continue
            for place, candidate in [(column, rest), *list(enumerate(rows[at]))[column + 1 :]]:
                value = number(candidate.strip(" :") if isinstance(candidate, str) else candidate)
                if isinstance(value, float) and LOWEST_INDEX <= value <= HIGHEST_INDEX:
                    return at, place, value
    return None


def _begins(text: str, table: str) -> bool:
    spaced = f"{key(text)} "
    return any(spaced.startswith(f"{word} ") for word in meanings("footers", table))
