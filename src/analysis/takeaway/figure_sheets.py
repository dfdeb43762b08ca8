"""The figures of a workbook: what comes month by month on sheets of one shape, everything else row by row.

On the sheets of months a row is a measure (or a unit) and a column a month; the same cell of each sheet is of the same
figure: its value, its numerator, its denominator. A further sheet tells of each month from which file they came.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.messages import Lang, text
from analysis.takeaway.points import FIGURES, WITHHELD, Figure, PointRow, spread
from analysis.takeaway.workbook import HELD, Cell, Number, Workbook

MONTHLY = ("value", "numerator", "denominator")
LIMITS = ("low", "high")
COUNTED = ("denominator", "base")
FLAGGED = "flagged"
ABSENT = ""
"""A month of which nothing came has an empty cell: spreadsheets draw a gap there, and a zero wherever text stands."""

Name = tuple[str, str]
"""Code and name of what a row is of."""


@dataclass(frozen=True)
class Rows:
    """What the rows of a workbook are of: heads of the two columns before the figures, and how a row is named."""

    heads: tuple[str, str]
    name: Callable[[PointRow], Name]


MEASURES = Rows(("measure-code", "measure"), lambda row: (row.indicator, row.title))
UNITS = Rows(("code", "unit"), lambda row: (row.code, row.name))


def add_figures(book: Workbook, points: Iterable[PointRow], of: Rows, lang: Lang) -> None:
    """The sheets of figures that these points need; every point stands on one of them, once a figure."""
    by_measure: dict[str, list[PointRow]] = {}
    for row in points:
        by_measure.setdefault(row.indicator, []).append(row)
    whole = {code for code, ones in by_measure.items() if all(map(_is_of_month, ones))}
    monthly, others = (
        [row for code, ones in by_measure.items() if (code in whole) is asked for row in ones]
        for asked in (True, False)
    )
    if monthly:
        _add_months(book, monthly, of, lang)
    if others or not monthly:
        _add_rows(book, others, of, lang)


def _is_of_month(row: PointRow) -> bool:
    """Whether a figure is of one whole month, and its base stands on the sheet of denominators already."""
    first, last = date.fromisoformat(row.first_day), date.fromisoformat(row.last_day)
    whole = first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1])
    return whole and row.base == row.denominator


def _add_months(book: Workbook, points: Sequence[PointRow], of: Rows, lang: Lang) -> None:
    months = sorted({date.fromisoformat(row.first_day) for row in points})
    rows: dict[Name, dict[date, PointRow]] = {}
    for row in points:
        rows.setdefault(of.name(row), {})[date.fromisoformat(row.first_day)] = row
    heads: list[str | date] = [*_heads(of.heads, lang), *months]
    ends = _heads(LIMITS, lang)
    for sheet in MONTHLY:
        cells = [
            [*name, *(_figure(told.get(month), sheet) for month in months), *_limits(told, sheet)]
            for name, told in rows.items()
        ]
        book.table(sheet, [*heads, *(ends if sheet == "value" else ())], cells, wide=True)
    if any(row.origin for row in points):
        book.table("origin", heads, _origins(rows, months), wide=True)


def _origins(rows: Mapping[Name, Mapping[date, PointRow]], months: Sequence[date]) -> list[list[Cell]]:
    """Whence figures came, month by month; rows whose figures all came from the same places stand together."""
    alike: dict[tuple[str, ...], list[Name]] = {}
    for name, told in rows.items():
        places = tuple(told[month].origin if month in told else "" for month in months)
        alike.setdefault(places, []).append(name)
    return [
        [*("; ".join(parts) for parts in zip(*names, strict=True)), *places]
        for places, names in alike.items()
    ]


def _limits(told: Mapping[date, PointRow], sheet: str) -> list[Cell]:
    """The ordinary range of a row, at the end of its values: it is the same in every month in which it is told."""
    if sheet != "value":
        return []
    shown = next((row for row in told.values() if row.low is not None), next(iter(told.values())))
    return [_number(shown, key) for key in LIMITS]


def _add_rows(book: Workbook, points: Sequence[PointRow], of: Rows, lang: Lang) -> None:
    origins = any(row.origin for row in points)
    heads = (*of.heads, "first-day", "last-day", *FIGURES, "status", *(("origin",) if origins else ()))
    cells: list[list[Cell]] = [
        [
            *of.name(row),
            date.fromisoformat(row.first_day),
            date.fromisoformat(row.last_day),
            *(_figure(row, key) for key in FIGURES),
            text(f"takeaway-status-{row.status}", lang),
            *([row.origin or None] if origins else []),
        ]
        for row in points
    ]
    book.table("data", _heads(heads, lang), cells, wide=True)


def _figure(row: PointRow | None, key: str) -> Cell:
    if row is None:
        return ABSENT
    return HELD if row.status == WITHHELD else _number(row, key)


def _number(row: PointRow, key: str) -> Number | None:
    figure: Figure = getattr(row, key)
    if figure is None:
        return None
    decimals = 0 if key in COUNTED else (0 if row.whole else 2) if key == "numerator" else row.decimals
    return Number(spread(figure, decimals), decimals, flagged=key == "value" and row.status == FLAGGED)


def _heads(keys: Iterable[str], lang: Lang) -> list[str]:
    return [text(f"takeaway-column-{key}", lang) for key in keys]
