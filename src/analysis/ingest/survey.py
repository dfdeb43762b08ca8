"""One survey wave in contract form, from its head and its respondents, whatever layout they stood in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from analysis.contract import ELEMENTS
from analysis.ingest.cell import address, cell_at
from analysis.ingest.cells import text
from analysis.ingest.dates import Period
from analysis.ingest.elements import find_elements, number_column
from analysis.ingest.footer import printed_index
from analysis.ingest.origin import with_origin
from analysis.ingest.respondents import Answers, Respondents, read_respondents
from analysis.ingest.result import FileResult
from analysis.ingest.skm import explains_printed, survey_index
from analysis.ingest.survey_head import Head
from analysis.ingest.survey_sums import TRAITS, wave_sums
from analysis.ingest.words import key, meanings
from analysis.ingest.workbook import Sheet
from analysis.problems import Problem
from analysis.rounding import half_up

Printed = tuple[int, int, float] | None
"""0-based row and column of the printed index, and its value."""


def read_wave(result: FileResult, head: Head, sheet: Sheet, headers: str) -> FileResult:
    """The file's result: one row when unit, fieldwork, columns and at least one respondent are known.

    `headers` names the table of columns.toml that knows the respondent number's header.
    """
    elements = find_elements(result.path, sheet)
    if elements is None:
        missing = Problem("survey-columns-missing", result.path, sheet.name)
        return replace(result, problems=(*head.problems, missing))
    problems = (*head.problems, *elements.problems)
    if not elements.columns:
        return replace(result, problems=problems)
    number = number_column(sheet, elements.row, headers)
    respondents = read_respondents(result.path, sheet, elements.row + 1, elements.columns, number)
    traits = _traits(sheet, elements.row)
    return _finish(replace(result, problems=problems), head, sheet, respondents, traits)


def _finish(
    result: FileResult, head: Head, sheet: Sheet, respondents: Respondents, traits: Mapping[str, int]
) -> FileResult:
    problems = [*result.problems, *respondents.problems]
    if not respondents.rows_read:
        problems.append(Problem("no-respondents", result.path, sheet.name))
    printed = printed_index(sheet.rows, respondents.footers)
    table, good = None, len(respondents.answers)
    if head.unit and head.fieldwork and good:
        problems += _notes(result.path, sheet.name, printed, respondents)
        table = _table(result, head, head.fieldwork, sheet, printed, respondents, traits)
    read = respondents.rows_read
    return replace(result, rows_read=read, rows_good=good, problems=tuple(problems), table=table)


def _table(
    result: FileResult,
    head: Head,
    when: Period,
    sheet: Sheet,
    printed: Printed,
    respondents: Respondents,
    traits: Mapping[str, int],
) -> pl.DataFrame:
    """The wave's one row, from its respondents' answers and traits."""
    number = len(respondents.answers)
    of_all = {
        "row": respondents.first_row,
        "unit": head.unit,
        "first_day": when.first,
        "last_day": when.last,
        "printed_index": printed[2] if printed else None,
        **head.about,
    }
    told = {name: _trait(sheet, respondents.rows, at) for name, at in traits.items()}
    people = {
        **dict(zip(ELEMENTS, zip(*respondents.answers, strict=True), strict=True)),
        **{name: [value] * number for name, value in of_all.items()},
        **{name: values for name, values in told.items() if len(values) == number},
    }
    return with_origin(wave_sums(people), result, sheet.name)


def _trait(sheet: Sheet, rows: Sequence[int], column: int) -> list[str | None]:
    """What each respondent is, as one short word or two; anything longer may name somebody and is left out."""
    texts = (text(cell_at(sheet.rows[at], column)) for at in rows)
    return [value if isinstance(value, str) else None for value in texts]


def _traits(sheet: Sheet, element_row: int) -> dict[str, int]:
    """Columns of the respondents' traits in the header row of the elements."""
    known = meanings("columns", "survey-raw")
    named = {
        known[key(cell)]: at
        for at, cell in enumerate(sheet.rows[element_row])
        if isinstance(cell, str) and key(cell) in known
    }
    return {name: at for name, at in named.items() if name in TRAITS}


def sums(answers: tuple[Answers, ...]) -> tuple[list[int], list[int]]:
    """Per element, the sum of its answers and how many answered it."""
    columns = list(zip(*answers, strict=True))
    given = [[answer for answer in column if answer is not None] for column in columns]
    return [sum(column) for column in given], [len(column) for column in given]


def _notes(file: str, sheet: str, printed: Printed, respondents: Respondents) -> list[Problem]:
    """Notes on elements that nobody answered, and on a printed index that is not the recomputed one."""
    totals, answered = sums(respondents.answers)
    notes = [
        Problem("element-without-answers", file, sheet, values={"element": element.upper()}, severity="note")
        for element, count in zip(ELEMENTS, answered, strict=True)
        if not count
    ]
    index = survey_index(totals, answered)
    if printed is None or index is None or respondents.problems:
        return notes
    row, column, value = printed
    weight = explains_printed(value, totals, answered)
    if weight is not True:
        code = "printed-index-differs" if weight is False else "printed-index-weight"
        values = _both("printed", _text(value)) | _both("recomputed", _text(index))
        values |= {} if weight is False else _both("weight", f"{float(weight):g}")
        notes.append(
            Problem(code, file, sheet, cell=address(row, column), row=row + 1, values=values, severity="note")
        )
    return notes


def _text(value: float) -> str:
    return str(half_up(value, 2))


def _both(name: str, number: str) -> dict[str, str]:
    """A number under its name, and with a decimal comma for Indonesian under `<name>_id`."""
    return {name: number, f"{name}_id": number.replace(".", ",")}
