"""Survey layout "raw": Info_Umum, Waktu_Pelaksanaan and one row a respondent in Data_Survei_Mentah."""

from dataclasses import replace

from analysis.ingest.elements import element_row
from analysis.ingest.labels import find_labels
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.survey import read_wave
from analysis.ingest.survey_head import read_head
from analysis.ingest.workbook import Book
from analysis.problems import Problem

LAYOUT = "raw"
INFO, FIELDWORK, DATA = "Info_Umum", "Waktu_Pelaksanaan", "Data_Survei_Mentah"


def recognise(book: Book) -> bool:
    """True of a workbook with a sheet of general information, or of respondents, by their fixed names."""
    return book.sheet(INFO) is not None or book.sheet(DATA) is not None


def read(file: str, book: Book, reference: Reference) -> FileResult:
    """One wave: every problem of head, header and respondents, and the row when nothing stands in its way."""
    result = FileResult(file, "survey", LAYOUT, book.simulated)
    info = book.sheet(INFO)
    heads = [(sheet, len(sheet.rows)) for sheet in (info, book.sheet(FIELDWORK)) if sheet]
    head = read_head(file, info.name if info else INFO, find_labels(heads), reference)
    data = book.sheet(DATA) or next((one for one in book.sheets if element_row(one) is not None), None)
    if data is None:
        return replace(result, problems=(*head.problems, Problem("survey-columns-missing", file, DATA)))
    return read_wave(result, head, data, "survey-raw")
