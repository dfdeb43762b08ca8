"""Tables for readers: a caption, headers with scope, numbers as a reader writes them, withheld cells with the word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.display.markup import joined, opening, tag, text_tag, words
from analysis.messages import Lang, text
from analysis.wording.numbers import day, number


@dataclass(frozen=True)
class Link:
    """A cell that leads to another page."""

    words: str
    href: str


@dataclass(frozen=True)
class Quoted:
    """A cell in words of another language than the page's, such as a column heading as offices write it."""

    words: str
    lang: Lang


Shown = str | Link | Quoted
Cell = str | int | float | date | Link | Quoted | None
"""None is a value kept back: it never looks like a zero or like nothing."""
Rows = Sequence[Sequence[Cell]]

FIGURE = re.compile(r"[−+-]?\d[\d.,]*( ?%)?( / \d[\d.,]*)?")


def html_table(
    rows: Rows | pl.DataFrame, headers: Sequence[str], caption: str, lang: Lang = "id", *, decimals: int = 1
) -> str:
    """A whole table; the first cell of a row is its header. It scrolls sideways by itself on a narrow screen.

    Where a column holds figures the table is of class `figures`, and only its cells of words have a class; rows and cells
    have no end tags, which HTML leaves out where the next one begins: figures are by far the most of what pages hold.
    """
    listed: Rows = rows.rows() if isinstance(rows, pl.DataFrame) else rows
    written = [[_written(cell, lang, decimals) for cell in row] for row in listed]
    numeric = [_numeric([row[place] for row in written]) for place in range(len(headers))]
    head = "".join(
        text_tag("th", header, scope="col", class_="num" if right else None)
        for header, right in zip(headers, numeric, strict=True)
    )
    body = "".join(_row(row, numeric, lang) for row in written)
    inner = joined([text_tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", body)])
    table = tag("table", inner, class_="figures" if any(numeric) else None)
    return tag("div", table, class_="scroll", role="region", aria_label=caption, tabindex=0)


def _written(cell: Cell, lang: Lang, decimals: int) -> Shown | None:
    return cell if cell is None or isinstance(cell, Link | Quoted) else told(cell, lang, decimals)


def told(cell: str | int | float | date | Link | Quoted, lang: Lang, decimals: int = 1) -> str:
    """A cell as text: whole numbers without, other numbers with `decimals` decimals, days spelled out."""
    match cell:
        case str():
            return cell
        case Link(words) | Quoted(words):
            return words
        case int():
            return number(cell, 0, lang)
        case float():
            return number(cell, decimals, lang)
        case date():
            return day(cell, lang)


def _numeric(column: Sequence[Shown | None]) -> bool:
    shown = [cell for cell in column if cell]
    return bool(shown) and all(isinstance(cell, str) and FIGURE.fullmatch(cell) for cell in shown)


def _row(row: Sequence[Shown | None], numeric: Sequence[bool], lang: Lang) -> str:
    first, *rest = row
    head = opening("th", {"scope": "row"}) + _inner(first or "")
    said = "words" if any(numeric) else None
    cells = (
        _cell(cell, None if right else said, lang) for cell, right in zip(rest, numeric[1:], strict=True)
    )
    # A line a row: behind the tag, where no cell takes its end as part of what it says.
    return opening("tr", {}) + "\n" + head + "".join(cells)


def _cell(cell: Shown | None, said: str | None, lang: Lang) -> str:
    if cell is None:
        return opening("td", {"class_": "withheld"}) + words(text("cell-withheld", lang))
    return opening("td", {"class_": said}) + _inner(cell)


def _inner(cell: Shown) -> str:
    match cell:
        case Link(told, href):
            return text_tag("a", told, href=href)
        case Quoted(told, lang):
            return text_tag("span", told, lang=lang)
        case str():
            return words(cell)
