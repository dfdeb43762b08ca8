"""Numbers and clock times as offices write them: "1.200" is 1200, "91,47" is 91.47, "-" is nothing."""

import re
from datetime import datetime, time, timedelta

from analysis.ingest.cell import Cell, Wrong, is_missing, plain_text, shown
from analysis.ingest.words import key, meanings

_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+")
_PLAIN = re.compile(r"-?\d+")
_DECIMAL_COMMA = re.compile(r"(-?\d{1,3}(?:\.\d{3})+|-?\d+),(\d+)")
_DECIMAL_POINT = re.compile(r"-?\d+\.(?:\d{1,2}|\d{4,})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*(?:wib))?", re.I)
_LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "i": "1", "S": "5", "B": "8"})
_LONGEST_NUMBER = 15
_LONGEST_WITH_ZERO = 8
_MINUTES_A_DAY = 24 * 60


def whole_number(cell: Cell) -> int | Wrong | None:
    """A whole number; None when nothing was written. Text "1.200" is 1200 and text "1,2" is no whole number."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 10**_LONGEST_NUMBER else _not_whole(cell)
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    if not isinstance(cell, str):
        return _not_whole(cell)
    text = _tidy(cell)
    if len(text) <= _LONGEST_NUMBER and _is_whole(text):
        return int(text.replace(".", ""))
    return _not_whole(cell)


def number(cell: Cell) -> float | Wrong | None:
    """A number; None when nothing was written. A dot before exactly three digits marks thousands."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    if isinstance(cell, float):
        return cell
    text = _tidy(cell) if isinstance(cell, str) else ""
    if not text or len(text) > _LONGEST_NUMBER:
        return Wrong("not-a-number", {"written": shown(cell)})
    if _is_whole(text):
        return float(text.replace(".", ""))
    comma = _DECIMAL_COMMA.fullmatch(text)
    if comma:
        return float(f"{comma[1].replace('.', '')}.{comma[2]}")
    return float(text) if _DECIMAL_POINT.fullmatch(text) else Wrong("not-a-number", {"written": shown(cell)})


def clock(cell: Cell) -> time | Wrong | None:
    """A time of day from a time, a date with time, or text such as 07:30, 07.30 and 7:30:12."""
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, timedelta):
        cell = cell / timedelta(days=1)
    if isinstance(cell, float):
        return _clock_of_share(cell)
    match = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return Wrong("not-a-time", {"written": shown(cell)})
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def _clock_of_share(share: float) -> time | Wrong:
    """The time of day that a spreadsheet stores as a share of the day."""
    if not 0 <= share < 1:
        return Wrong("not-a-time", {"written": shown(share)})
    seconds = min(round(share * 60 * _MINUTES_A_DAY), 60 * _MINUTES_A_DAY - 1)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _tidy(text: str) -> str:
    """Without the spaces around, the no-break spaces that copying leaves, and a leading apostrophe."""
    return text.replace("\u00a0", " ").strip().removeprefix("'")


def _is_whole(text: str) -> bool:
    """Digits with or without dots of thousands; a long number that begins with zero is a telephone's."""
    phone = text.startswith("0") and len(text) > _LONGEST_WITH_ZERO
    return text.isascii() and not phone and bool(_PLAIN.fullmatch(text) or _THOUSANDS.fullmatch(text))


def _not_whole(cell: Cell) -> Wrong:
    """The reason, with the number that was probably meant: a word, or letters that look like digits."""
    word = meanings("numerals", "word").get(key(plain_text(cell)))
    if word is not None:
        return Wrong("not-a-whole-number-small", {"written": plain_text(cell).strip(), "plain": word})
    written = shown(cell)
    meant = _tidy(plain_text(cell)).translate(_LOOK_ALIKES)
    if written == "…" or not _is_whole(meant) or meant == plain_text(cell):
        return Wrong("not-a-whole-number", {"written": written})
    plain = int(meant.replace(".", ""))
    if abs(plain) < 1000:
        return Wrong("not-a-whole-number-small", {"written": written, "plain": str(plain)})
    dotted = f"{plain:,}".replace(",", ".")
    return Wrong("not-a-whole-number-large", {"written": written, "plain": str(plain), "dotted": dotted})
