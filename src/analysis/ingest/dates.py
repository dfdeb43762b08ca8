"""Days and periods as offices write them: 17 Mei 2025, 19/05/2025, TW II 2025, Semester I, Mei 2025."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple

from analysis.ingest.cell import Cell, Wrong, is_missing, shown
from analysis.ingest.words import key, meanings

FIRST_YEAR, LAST_YEAR = 2000, 2099
_SERIAL_ZERO = date(1899, 12, 30)
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_MIDNIGHT = re.compile(r"[T ]0?0[:.]00(?:[:.]00)?$")
_UNTIL = re.compile(r"\bs\s*[./]?\s*d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|[–—]|(?<=[\w\s])\s-\s", re.I)


class Period(NamedTuple):
    """An interval of days, both ends inside."""

    first: date
    last: date


def day(cell: Cell) -> date | Wrong | None:
    """A day; None when nothing was written. Day stands before month; a day that never was is refused by name."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, float):
        return _serial_day(cell)
    if not isinstance(cell, str):
        return Wrong("not-a-date", {"written": "…"})
    return _day_in_text(cell) or Wrong("not-a-date", {"written": _shown_words(cell)})


def period(cell: Cell, year: int | None = None) -> Period | Wrong | None:
    """An interval from a quarter, half-year, month, year, day or range of days; `year` fills in a missing one."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    if not isinstance(cell, str):
        found = _year_period(cell) or day(cell)
        return _day_or_month(found) if isinstance(found, date) else found
    found = _named_period(_words(cell), year) or _range(cell, year)
    return found or Wrong("not-a-period", {"written": _shown_words(cell)})


def _serial_day(serial: float) -> date | Wrong:
    """The day behind a spreadsheet's serial number, when it is one of this century."""
    if not serial.is_integer() or not 36526 <= serial <= 73050:
        return Wrong("not-a-date", {"written": shown(serial)})
    return _SERIAL_ZERO + timedelta(days=int(serial))


def _day_in_text(text: str) -> date | Wrong | None:
    text = _MIDNIGHT.sub("", text.strip())
    iso = _ISO.fullmatch(text)
    if iso:
        return _make_day(int(iso[1]), int(iso[2]), int(iso[3]), text)
    words = _words(text)
    numeric = _NUMERIC.fullmatch(text) or (len(words) == 3 and _NUMERIC.fullmatch("/".join(words)))
    if numeric:
        return _make_day(int(numeric[3]), int(numeric[2]), int(numeric[1]), text)
    month = meanings("periods", "month").get(words[1]) if len(words) == 3 else None
    if month and _is_number(words[0], 2) and _is_number(words[2], 4):
        return _make_day(int(words[2]), int(month), int(words[0]), text)
    return None


def _make_day(year: int, month: int, number: int, written: str) -> date | Wrong:
    """The day, or the reason why it never was: no such month, or the month is shorter."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Wrong("implausible-year", {"year": str(year)})
    if not 1 <= month <= 12:
        return Wrong("no-such-month", {"written": written, "month": str(month)})
    last = monthrange(year, month)[1]
    if not 1 <= number <= last:
        return Wrong("no-such-day", {"written": written, "month": f"{month:02}/{year}", "last": str(last)})
    return date(year, month, number)


def _plausible(found: date) -> date | Wrong:
    if FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    return Wrong("implausible-year", {"year": str(found.year)})


def _words(text: str) -> list[str]:
    """The words of a date or period without weekdays and fillers such as "tahun"."""
    spaced = f" {key(text)} "
    for table in ("weekday", "filler"):
        for word in sorted(meanings("periods", table), key=len, reverse=True):
            spaced = spaced.replace(f" {word} ", " ")
    return spaced.split()


def _is_number(word: str, longest: int) -> bool:
    return word.isdigit() and len(word) <= longest


def _named_period(words: list[str], year: int | None) -> Period | Wrong | None:
    """A quarter, half-year, month or year; None when the words name none of them."""
    if words and _is_number(words[-1], 4) and len(words[-1]) == 4:
        year, words = int(words[-1]), words[:-1]
        if not words:
            return _months(year, 1, 12)
    if not words:
        return None
    span = meanings("periods", "span").get(" ".join(words[:-1])) if len(words) > 1 else None
    ordinal = meanings("periods", "ordinal").get(words[-1])
    month = meanings("periods", "month").get(words[0]) if len(words) == 1 else None
    if not month and not (span and ordinal):
        return None
    if year is None:
        return Wrong("period-without-year")
    if month:
        return _months(year, int(month), 1)
    length, place = int(span or 0), int(ordinal or 0)
    return _months(year, length * (place - 1) + 1, length) if length * place <= 12 else None


def _year_period(cell: Cell) -> Period | None:
    if isinstance(cell, float) and cell.is_integer() and FIRST_YEAR <= cell <= LAST_YEAR:
        return Period(date(int(cell), 1, 1), date(int(cell), 12, 31))
    return None


def _day_or_month(found: date) -> Period | Wrong:
    """A date cell as a period: spreadsheets turn "Mei 2025", once typed, into the first of May."""
    return _months(found.year, found.month, 1) if found.day == 1 else Period(found, found)


def _months(year: int, first: int, length: int) -> Period | Wrong:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Wrong("implausible-year", {"year": str(year)})
    last = first + length - 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _range(text: str, year: int | None) -> Period | Wrong | None:
    """First and last day around "s.d."; a first end without month or year takes those of the last end."""
    ends = [part for part in _UNTIL.split(text) if part.strip()]
    if len(ends) == 1:
        ends = _split_at_dash(text)
    if len(ends) != 2:
        only = _day_in_text(text)
        return Period(only, only) if isinstance(only, date) else only
    last = _end(ends[1], year)
    if not isinstance(last, Period):
        return last
    begins = ends[0].strip()
    if _is_number(begins, 2):
        begins = f"{begins} {last.last.month}"
    first = _end(begins, last.last.year)
    if not isinstance(first, Period):
        return first
    if last.last < first.first:
        return Wrong("period-ends-before-it-begins")
    return Period(first.first, last.last)


def _split_at_dash(text: str) -> list[str]:
    """ "2-30 Mei 2025" and "April-Juni 2025" hold one dash; dates written with dashes hold more."""
    return text.split("-") if text.count("-") == 1 else [text]


def _end(text: str, year: int | None) -> Period | Wrong | None:
    """One end of a range as the interval that it names: a month, or a single day."""
    words = _words(text)
    named = _named_period(words, year)
    if named:
        return named
    found = _day_in_text(" ".join([*words, str(year)]) if len(words) == 2 and year else text)
    return Period(found, found) if isinstance(found, date) else found


def _shown_words(text: str) -> str:
    """The text when all its words are those of dates (or very short), else "…": a name may stand here."""
    known = {word for table in ("month", "span", "filler") for word in meanings("periods", table)}
    words = key(text).split()
    harmless = (word in known or len(word) <= 2 or _is_number(word, 4) for word in words)
    dated = any(word.isdigit() for word in words)
    return text.strip() if dated and len(text) <= 40 and all(harmless) else shown(text)
