"""Numbers and dates as a reader writes them, in Indonesian and English (CLDR through babel)."""

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from analysis.messages import LANGS, Lang
from analysis.rounding import half_up

MINUS = "−"


def number(value: float, decimals: int = 0, lang: Lang = "id", *, signed: bool = False) -> str:
    """`1.234,5` in Indonesian, `1,234.5` in English; with `signed` a plus or a minus stands before it."""
    rounded = half_up(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = format_decimal(abs(rounded), format=pattern, locale=lang)
    if rounded < 0:
        return MINUS + shown
    return f"+{shown}" if signed and rounded > 0 else shown


def day(when: date, lang: Lang = "id") -> str:
    """`17 Mei 2025`; months are spelled out."""
    return format_date(when, "d MMMM yyyy", locale=lang)


def weekday(when: date, lang: Lang = "id") -> str:
    """`Senin`."""
    return format_date(when, "EEEE", locale=lang)


def month(when: date, lang: Lang = "id") -> str:
    """`Mei 2025`."""
    return format_date(when, "MMMM yyyy", locale=lang)


def days(first: date, last: date, lang: Lang = "id") -> str:
    """`15-17 Mei 2025`, or both days in full where the month differs."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{day(last, lang)}" if first != last else day(first, lang)
    return f"{day(first, lang)} - {day(last, lang)}"


def period(first: date, last: date, lang: Lang = "id") -> str:
    """A month or quarter by its name, anything else by its days."""
    whole = first.day == 1 and _next(last).day == 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if whole and months == 1:
        return month(first, lang)
    if whole and months == 3 and first.month % 3 == 1:
        roman = ("I", "II", "III", "IV")[first.month // 3]
        return f"{'triwulan' if lang == 'id' else 'quarter'} {roman} {first.year}"
    return days(first, last, lang)


def _next(when: date) -> date:
    return date.fromordinal(when.toordinal() + 1)


def read_locales() -> None:
    """Both languages read from babel's files, which it keeps; a process that is forked many times does so once for all."""
    for lang in LANGS:
        day(date.min, lang)
        number(0, 1, lang)


def listed(words: list[str], lang: Lang = "id") -> str:
    """`a, b, dan c` / `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    last = {"id": ", dan " if len(words) > 2 else " dan ", "en": " and "}[lang]
    return ", ".join(words[:-1]) + last + words[-1]
