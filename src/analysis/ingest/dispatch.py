"""Which reader a file gets: by what it holds first, by its folder where that leaves a doubt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from analysis.ingest import (
    attendance_days,
    attendance_fast,
    attendance_recap,
    survey_json,
    survey_raw,
    survey_tabulation,
)
from analysis.ingest.cell import Row, Wrong, plain_text
from analysis.ingest.corrections import Correction, mend
from analysis.ingest.csv_text import read_records
from analysis.ingest.reader import Found, best_table, read_source
from analysis.ingest.readers import READERS
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.workbook import Book, hidden_notes, open_workbook
from analysis.problems import Problem
from analysis.sources.declaration import Source, by_folder, sources

SURVEYS, ATTENDANCE = "skm", "presensi"


def read_file(raw: Path, path: str, reference: Reference, corrections: Sequence[Correction]) -> FileResult:
    """One file read by what it holds; its name only says whether it is a workbook, a csv or a JSON export."""
    readers = {".xlsx": _read_workbook, ".xlsm": _read_workbook, ".csv": _read_csv, ".json": _read_json}
    read = readers.get(PurePosixPath(path).suffix.casefold())
    if read is None:
        return FileResult(path, problems=(Problem("file-not-recognised", path),))
    try:
        fast = _read_days(raw, path, reference) if not corrections else None
        if fast is not None:
            return fast
        content = (raw / path).read_bytes()
    except OSError:
        return FileResult(path, problems=(Problem("file-not-readable", path),))
    return read(path, content, reference, corrections)


def _read_days(raw: Path, path: str, reference: Reference) -> FileResult | None:
    """A csv of employee-days in batches; None where the file is another, or needs the reader of whole files."""
    system = _system(path)
    if isinstance(system, Problem) or PurePosixPath(path).suffix.casefold() != ".csv":
        return None
    return attendance_fast.read_path(raw / path, path, system, reference)


def _read_json(
    path: str, content: bytes, reference: Reference, corrections: Sequence[Correction]
) -> FileResult:
    result = survey_json.read(path, content, reference)
    unfit = [Problem("correction-of-json", path, cell=one.cell) for one in corrections]
    return _with_corrections(result, tuple(unfit))


def _read_csv(
    path: str, content: bytes, reference: Reference, corrections: Sequence[Correction]
) -> FileResult:
    records = read_records(content)
    if isinstance(records, Wrong):
        return FileResult(path, problems=(Problem(records.code, path, values=records.values),))
    fixed = mend(path, {"": records.rows}, [one.model_copy(update={"sheet": None}) for one in corrections])
    rows = [[plain_text(cell) or None for cell in row] if corrections else row for row in fixed.sheets[""]]
    if not _in_folder(path, ATTENDANCE):
        found = _table({"": rows}, path)
        if found:
            result = _read_table(path, found, reference, simulated=records.simulated)
            return _with_corrections(result, fixed.problems)
        if path.split("/")[0] in by_folder():
            unknown = Problem("layout-not-recognised", path)
            return FileResult(path, simulated=records.simulated, problems=(unknown,))
    system = _system(path)
    if isinstance(system, Problem):
        return FileResult(path, simulated=records.simulated, problems=(system,))
    result = attendance_days.read(path, rows, records.simulated, system, reference)
    return _with_corrections(result, fixed.problems)


def _read_workbook(
    path: str, content: bytes, reference: Reference, corrections: Sequence[Correction]
) -> FileResult:
    book = open_workbook(content)
    if isinstance(book, Wrong):
        return FileResult(path, problems=(Problem(book.code, path, values=book.values),))
    fixed = mend(path, {sheet.name: sheet.rows for sheet in book.sheets}, corrections)
    if corrections:
        sheets = tuple(replace(sheet, rows=fixed.sheets[sheet.name]) for sheet in book.sheets)
        book = replace(book, sheets=sheets)
    result = _of_workbook(path, book, reference)
    result = replace(result, problems=(*hidden_notes(path, book), *result.problems))
    return _with_corrections(result, fixed.problems)


def _of_workbook(path: str, book: Book, reference: Reference) -> FileResult:
    """Survey workbooks and attendance recaps by their own forms, everything else by the declared tables."""
    sheets: dict[str, Sequence[Row]] = {sheet.name: sheet.rows for sheet in book.sheets}
    if not _in_folder(path, ATTENDANCE) and not survey_raw.recognise(book):
        found = _own_table(sheets, path)
        if found and found.place.complete:
            return _read_table(path, found, reference, simulated=book.simulated)
    if attendance_recap.recap_sheet(book):
        return _of_system(
            path, book.simulated, lambda system: attendance_recap.read(path, book, system, reference)
        )
    if survey_raw.recognise(book):
        return survey_raw.read(path, book, reference)
    if attendance_days.days_sheet(book) or (
        _in_folder(path, ATTENDANCE) and not survey_tabulation.recognise(book)
    ):
        return _of_system(
            path, book.simulated, lambda system: attendance_days.read_sheet(path, book, system, reference)
        )
    if _in_folder(path, SURVEYS):
        return survey_tabulation.read(path, book, reference)
    found = _table(sheets, path)
    if found:
        return _read_table(path, found, reference, simulated=book.simulated)
    if survey_tabulation.recognise(book):
        return survey_tabulation.read(path, book, reference)
    return FileResult(path, simulated=book.simulated, problems=(Problem("layout-not-recognised", path),))


def _table(sheets: Mapping[str, Sequence[Row]], path: str) -> Found | None:
    """The declared table that a file holds: of its folder's source when that one fits, else of any that fits wholly.

    A file in the folder of a source that has its columns only in part is read as that source, so that what is missing
    is named; elsewhere such a file is not taken for anything.
    """
    found = _own_table(sheets, path)
    if found and found.place.complete:
        return found
    own = by_folder().get(path.split("/")[0])
    others: list[Source] = [one for one in sources() if one.name in READERS and one is not own]
    other = best_table(sheets, others, path)
    return other if other and other.place.complete else found


def _own_table(sheets: Mapping[str, Sequence[Row]], path: str) -> Found | None:
    """The table of the source whose folder a file lies in; None where it looks nothing like it."""
    own = by_folder().get(path.split("/")[0])
    return best_table(sheets, [own], path) if own and own.name in READERS else None


def _read_table(path: str, found: Found, reference: Reference, *, simulated: bool) -> FileResult:
    return read_source(path, found, READERS[found.source.name], reference, simulated=simulated)


def _of_system(path: str, simulated: bool, read: Callable[[str], FileResult]) -> FileResult:
    system = _system(path)
    if isinstance(system, Problem):
        return FileResult(path, "attendance", simulated=simulated, problems=(system,))
    return read(system)


def _system(path: str) -> str | Problem:
    """The attendance system: the folder below "presensi"."""
    parts = path.split("/")
    if len(parts) > 2 and parts[0] == ATTENDANCE:
        return parts[1]
    return Problem("no-system-folder", path)


def _in_folder(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _with_corrections(result: FileResult, unfit: tuple[Problem, ...]) -> FileResult:
    """The result with its corrections' problems; a file whose corrections do not fit gives no rows."""
    if not unfit:
        return result
    return replace(result, problems=(*unfit, *result.problems), table=None)
