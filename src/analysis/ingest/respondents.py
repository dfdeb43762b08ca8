"""Respondent rows become nine totals: every answer checked, footers told from data, nobody kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.contract import ELEMENTS
from analysis.ingest.cell import Cell, Row, Wrong, cell_at, cell_problem, is_missing, shown
from analysis.ingest.footer import begins_like_a_closing, begins_like_a_sum, leading_text
from analysis.ingest.values import number, whole_number
from analysis.ingest.workbook import Sheet
from analysis.problems import Problem

LOWEST_ANSWER, HIGHEST_ANSWER = 1, 4
_SUM_LIKE = 5
_HIGHEST_SCALE = 10
"""A row with five values above 10, or with fractions, holds sums or means: no survey scale goes further."""

Kind = Literal["blank", "respondent", "no-answers", "sum", "footer"]
Answers = tuple[int | None, ...]


@dataclass(frozen=True)
class Respondents:
    """The good respondents' answers in official element order, and what became of all other rows.

    `rows` are the 0-based rows of the answers; `first_row` is 1-based; `footers` are 0-based rows below the data.
    Rows read = good + refused.
    """

    answers: tuple[Answers, ...]
    rows: tuple[int, ...]
    first_row: int
    rows_read: int
    footers: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_respondents(
    file: str, sheet: Sheet, start: int, columns: Mapping[str, int], number_column: int | None
) -> Respondents:
    """Every row from `start` (0-based) on: respondents with good answers kept, footers below them set apart."""
    order = [columns[element] for element in ELEMENTS]
    kinds: dict[int, Kind] = {
        at: _kind(sheet.rows[at], order, number_column) for at in range(start, len(sheet.rows))
    }
    numbered = [at for at, kind in kinds.items() if kind == "respondent"]
    last = max(numbered, default=start - 1)
    answers: dict[int, Answers] = {}
    problems: list[Problem] = []
    read = 0
    for at, kind in kinds.items():
        if kind == "blank" or (
            kind in ("footer", "sum") and at > last and not _is_numbered(sheet, at, number_column)
        ):
            continue
        read += 1
        given = [whole_number(cell_at(sheet.rows[at], column)) for column in order]
        wrong = _row_problems(file, sheet, at, kind, order, given)
        problems += wrong
        if not wrong:
            answers[at] = tuple(one if isinstance(one, int) else None for one in given)
    footers = tuple(at for at, kind in kinds.items() if kind == "footer" and at > last)
    first = min((at for at, kind in kinds.items() if kind != "blank"), default=start) + 1
    return Respondents(tuple(answers.values()), tuple(answers), first, read, footers, tuple(problems))


def _kind(row: Row, order: Sequence[int], number_column: int | None) -> Kind:
    """What a row is, judged by its first text and by how many of its nine cells could be answers."""
    if all(is_missing(cell) for cell in row):
        return "blank"
    filled = [cell for cell in (cell_at(row, column) for column in order) if not is_missing(cell)]
    text = leading_text(row, min(order))
    if text and (begins_like_a_sum(text) or (not filled and begins_like_a_closing(text))):
        return "footer"
    counted = number_column is not None and isinstance(whole_number(cell_at(row, number_column)), int)
    if filled and not counted and not any(_like_an_answer(cell) for cell in filled):
        return "footer"
    if filled:
        return "sum" if sum(_beyond_scale(cell) for cell in filled) >= _SUM_LIKE else "respondent"
    others = (cell for column, cell in enumerate(row) if column != number_column)
    if counted and all(is_missing(cell) for cell in others):
        return "blank"  # a template numbered in advance
    return "no-answers" if counted else "footer"


def _is_numbered(sheet: Sheet, at: int, number_column: int | None) -> bool:
    """Whether a row bears a respondent's number, so that it cannot be passed over as a footer."""
    return number_column is not None and isinstance(whole_number(cell_at(sheet.rows[at], number_column)), int)


def _row_problems(
    file: str, sheet: Sheet, at: int, kind: Kind, order: Sequence[int], given: Sequence[int | Wrong | None]
) -> list[Problem]:
    if kind in ("footer", "sum"):
        return [Problem("footer-in-data", file, sheet.name, row=at + 1)]
    if kind == "no-answers":
        return [Problem("respondent-without-answers", file, sheet.name, row=at + 1)]
    found = (
        (column, _wrong_answer(value, sheet.rows[at], column))
        for column, value in zip(order, given, strict=True)
    )
    return [cell_problem(file, sheet.name, at, column, wrong) for column, wrong in found if wrong]


def _wrong_answer(value: int | Wrong | None, row: Row, column: int) -> Wrong | None:
    """Why what stands in a cell is no answer; None for 1-4 and for nothing."""
    if isinstance(value, Wrong):
        return value
    if value is None or LOWEST_ANSWER <= value <= HIGHEST_ANSWER:
        return None
    return Wrong("answer-outside-scale", {"written": shown(cell_at(row, column))})


def _like_an_answer(cell: Cell) -> bool:
    """True of a broken cell and of a number that some scale has; false of a signature or a lone mean."""
    return isinstance(cell, Wrong) or (isinstance(number(cell), float) and not _beyond_scale(cell))


def _beyond_scale(cell: Cell) -> bool:
    value = cell if isinstance(cell, float) else number(cell)
    return isinstance(value, float) and (value > _HIGHEST_SCALE or not value.is_integer())
