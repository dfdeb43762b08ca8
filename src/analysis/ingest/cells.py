"""One cell by the kind of its column: a unit, a day, a moment, a number, a choice."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from analysis.ingest.cell import Cell, Wrong, is_missing, plain_text, shown
from analysis.ingest.dates import Period, day, period
from analysis.ingest.names import resolve
from analysis.ingest.person import hashed
from analysis.ingest.reference import Reference
from analysis.ingest.values import clock, number, whole_number
from analysis.ingest.words import key, meanings
from analysis.sources.declaration import Column, Kind

Read = str | float | int | bool | date | datetime | None
DTYPES: dict[Kind, type[pl.DataType] | pl.DataType] = {
    "unit": pl.String,
    "day": pl.Date,
    "moment": pl.Datetime("us"),
    "month": pl.Date,
    "year": pl.Int64,
    "whole": pl.Int64,
    "number": pl.Float64,
    "percent": pl.Float64,
    "choice": pl.String,
    "yes-no": pl.Boolean,
    "text": pl.String,
    "code": pl.String,
    "organisation": pl.String,
    "person": pl.String,
}
"""What a column of each kind holds once it is read; `dropped` columns are not read."""

_LONGEST_TEXT = 60
_LONG_DIGITS = re.compile(r"\d{9,}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ -]+(?=\d)")
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(20\d\d)")
_YEAR_FIRST = re.compile(r"(20\d\d)\s*[/.-]\s*(\d{1,2})")
_ZONE = re.compile(r"\s*\b(?:wib|wita|wit)\.?$", re.I)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_()-]*")
_SERIAL_ZERO = datetime(1899, 12, 30)


@dataclass(frozen=True)
class Around:
    """What a cell is read with: the city's lookups, the header above it, and the year that stands apart."""

    reference: Reference
    header: str
    year: int | None = None


def reader(column: Column, around: Around) -> Callable[[Cell], Read | Wrong]:
    """How to read a cell of this column: its value, nothing, or why it has none; declared bounds are kept."""
    plain: dict[Kind, Callable[[Cell], Read | Wrong]] = {
        "unit": lambda cell: resolve(around.reference.names, cell, (around.header,)),
        "day": day,
        "moment": moment,
        "month": lambda cell: month(cell, around.year),
        "year": _year,
        "whole": whole_number,
        "number": number,
        "percent": percent,
        "choice": lambda cell: choice(cell, column),
        "yes-no": yes_no,
        "text": text,
        "code": code,
        "organisation": organisation,
        "person": hashed,
    }
    read = plain[column.kind]
    low, high = column.lowest, column.highest

    def bounded(cell: Cell) -> Read | Wrong:
        value = read(cell)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return value
        outside = (low is not None and value < low) or (high is not None and value > high)
        return (
            Wrong("value-outside-range", {"written": shown(cell), **_bounds(low, high)}) if outside else value
        )

    return bounded


def moment(cell: Cell) -> datetime | Wrong | None:
    """A day with its time of day; a day without a time is its midnight."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    if isinstance(cell, datetime):
        found = day(cell)
        return found if isinstance(found, Wrong) else cell.replace(tzinfo=None)
    if isinstance(cell, float) and not cell.is_integer():
        whole = day(float(int(cell)))
        return whole if isinstance(whole, Wrong) else _SERIAL_ZERO + timedelta(minutes=round(cell * 1440))
    if isinstance(cell, str):
        words = _ZONE.sub("", cell.strip()).replace("T", " ").split(" ")
        last = clock(words[-1].split("+")[0].split(",")[0].removesuffix("Z")) if len(words) > 1 else None
        if isinstance(last, time):
            on = day(" ".join(words[:-1]).rstrip(" ,"))
            return datetime.combine(on, last) if isinstance(on, date) else on
    on = day(cell)
    return datetime.combine(on, time()) if isinstance(on, date) else on


def month(cell: Cell, year: int | None) -> date | Wrong | None:
    """The first day of the month that a cell names, with the year that stands apart where it has none."""
    if isinstance(cell, float) and cell.is_integer() and 1 <= cell <= 12:
        return date(year, int(cell), 1) if year else Wrong("period-without-year")
    numbers = _month_in_numbers(cell) if isinstance(cell, str) else None
    found = numbers or period(cell, year)
    if not isinstance(found, Period):
        return found
    same = (found.first.year, found.first.month) == (found.last.year, found.last.month)
    return found.first.replace(day=1) if same else Wrong("not-one-month")


def _month_in_numbers(text: str) -> Period | None:
    """The first day of 05/2025 or 2025-05."""
    first, last = _MONTH_FIRST.fullmatch(text.strip()), _YEAR_FIRST.fullmatch(text.strip())
    year, number = (first[2], first[1]) if first else (last[1], last[2]) if last else ("", "")
    if not number or not 1 <= int(number) <= 12:
        return None
    begins = date(int(year), int(number), 1)
    return Period(begins, begins)


def percent(cell: Cell) -> float | Wrong | None:
    """Per cent between 0 and 100; a sign after the number does not matter."""
    bare = cell.strip().removesuffix("%").strip() if isinstance(cell, str) else cell
    value = number(bare)
    if isinstance(value, float) and not 0 <= value <= 100:
        return Wrong("value-outside-range", {"written": shown(cell), **_bounds(0, 100)})
    return value


def choice(cell: Cell, column: Column) -> str | Wrong | None:
    """The choice that a cell names by any of its spellings."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    written = key(plain_text(cell))
    for meaning, spellings in column.choices.items():
        if written in {key(spelling) for spelling in spellings}:
            return meaning
    allowed = ", ".join(spellings[0] for spellings in column.choices.values())
    return Wrong("choice-not-known", {"written": shown(cell), "choices": allowed})


def yes_no(cell: Cell) -> bool | Wrong | None:
    """Ya or Tidak, in the ways that checklists write them."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    mark = plain_text(cell).strip()
    plain = mark.rstrip(".").replace(" ", "").isalnum()
    meaning = meanings("numerals", "yes-no").get(key(mark)) if plain else None
    meaning = "yes" if mark in ("✓", "√", "✔") else meaning
    return Wrong("not-yes-or-no", {"written": shown(cell)}) if meaning is None else meaning == "yes"


def text(cell: Cell) -> str | Wrong | None:
    """A short code or name of a thing; a long text or a long number may be about a person and is refused."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    words = " ".join(plain_text(cell).split())
    if len(words) > _LONGEST_TEXT or _LONG_DIGITS.search(_BETWEEN_DIGITS.sub("", words)):
        return Wrong("text-too-long", {"most": str(_LONGEST_TEXT)})
    return words


def code(cell: Cell) -> str | Wrong | None:
    """A short number or code; one without any digit may be somebody's name, one with other signs a formula."""
    words = text(cell)
    if isinstance(words, str) and not (_CODE.fullmatch(words) and any(sign.isdigit() for sign in words)):
        return Wrong("not-a-code")
    return words


def organisation(cell: Cell) -> str | Wrong | None:
    """The name of an organisation by its first word ("PT", "Universitas", "Mandiri"); anything else may be a person."""
    words = text(cell)
    if isinstance(words, str) and key(words).split(" ")[0] not in meanings("names", "organisation"):
        return Wrong("not-an-organisation")
    return words


def _year(cell: Cell) -> int | Wrong | None:
    value = whole_number(cell)
    if isinstance(value, int) and not 2000 <= value <= 2099:
        return Wrong("not-a-year", {"written": shown(cell)})
    return value


def _bounds(low: float | None, high: float | None) -> dict[str, str]:
    return {
        "low": "…" if low is None else f"{low:g}",
        "high": "…" if high is None else f"{high:,.0f}".replace(",", ".") if high >= 1000 else f"{high:g}",
    }
