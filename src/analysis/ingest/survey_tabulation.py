"""Survey layout "tabulation": title rows, a two-row merged header U1..U9, respondents, and a footer of means."""

from analysis.ingest.elements import element_row
from analysis.ingest.labels import find_labels
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.survey import read_wave
from analysis.ingest.survey_head import read_head
from analysis.ingest.workbook import Book
from analysis.problems import Problem

LAYOUT = "tabulation"


def recognise(book: Book) -> bool:
    """True of a workbook with a sheet that has an element header."""
    return any(element_row(sheet) is not None for sheet in book.sheets)


def read(file: str, book: Book, reference: Reference) -> FileResult:
    """One wave: every problem of titles, header and respondents, and the row when nothing stands in its way.

    A workbook that has neither element header nor any known title is not taken for a survey.
    """
    headed = next((sheet for sheet in book.sheets if element_row(sheet) is not None), None)
    sheet = headed or next(iter(book.sheets), None)
    depth = (element_row(sheet) or len(sheet.rows)) if sheet else 0
    labels = find_labels([(sheet, depth)]) if sheet else {}
    if sheet is None or (headed is None and not labels):
        return FileResult(file, simulated=book.simulated, problems=(Problem("layout-not-recognised", file),))
    head = read_head(file, sheet.name, labels, reference)
    return read_wave(FileResult(file, "survey", LAYOUT, book.simulated), head, sheet, "survey-tabulation")
