"""The one way in: every file of a raw folder read by the reader that knows it; a bad file never stops the others."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.city.place import City
from analysis.ingest import attendance_days, attendance_recap, survey_raw, survey_tabulation
from analysis.ingest.cell import Wrong, plain_text
from analysis.ingest.corrections import Correction, mend, read_corrections
from analysis.ingest.csv_text import read_records
from analysis.ingest.reference import Reference, make_reference
from analysis.ingest.result import Delivery, FileResult
from analysis.ingest.workbook import Book, hidden_notes, open_workbook
from analysis.problems import Problem

__all__ = ["Delivery", "FileResult", "agency_files", "read_folder"]

SURVEYS, ATTENDANCE = "skm", "presensi"
_IGNORED = "readme.md"


def read_folder(
    raw: Path,
    city: City,
    corrections: Path,
    *,
    skip_bad_rows: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Delivery:
    """A result for each file below `raw`, sorted by path; without `skip_bad_rows` a file with errors gives no rows.

    A correction that names no file, or no longer fits its cell, is an error; its file gives no rows at all.
    """
    reference, mended = make_reference(city), read_corrections(corrections)
    paths = agency_files(raw)
    results: list[FileResult] = []
    for done, path in enumerate(paths, start=1):
        result = _read_file(raw, path, reference, mended.get(path, ()))
        results.append(result if skip_bad_rows or not result.has_errors else replace(result, table=None))
        if progress:
            progress(done, len(paths))
    lost = [
        Problem("correction-without-file", corrections.name, values={"file": file})
        for file in sorted(set(mended) - set(paths))
    ]
    if lost:
        results.append(FileResult(corrections.name, problems=tuple(lost)))
    return Delivery(tuple(sorted(results, key=lambda one: one.path)), skip_bad_rows)


def agency_files(raw: Path) -> list[str]:
    """Every file below a raw folder as a path with "/", sorted; README.md, hidden and lock files left out."""
    found: list[str] = []
    for folder, folders, names in os.walk(raw):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.casefold() != _IGNORED and not name.startswith((".", "~$")):
                found.append((Path(folder) / name).relative_to(raw).as_posix())
    return sorted(found)


def _read_file(raw: Path, path: str, reference: Reference, corrections: Sequence[Correction]) -> FileResult:
    """One file read by what it holds; its name only says whether it should be a workbook or a csv."""
    suffix = Path(path).suffix.casefold()
    if suffix not in (".xlsx", ".csv"):
        return FileResult(path, problems=(Problem("file-not-recognised", path),))
    try:
        content = (raw / path).read_bytes()
    except OSError:
        return FileResult(path, problems=(Problem("file-not-readable", path),))
    if suffix == ".csv":
        return _read_csv(path, content, reference, corrections)
    return _read_workbook(path, content, reference, corrections)


def _read_csv(
    path: str, content: bytes, reference: Reference, corrections: Sequence[Correction]
) -> FileResult:
    records = read_records(content)
    if isinstance(records, Wrong):
        return FileResult(path, problems=(Problem(records.code, path, values=records.values),))
    system = _system(path)
    if isinstance(system, Problem):
        return FileResult(path, simulated=records.simulated, problems=(system,))
    fixed = mend(path, {"": records.rows}, [one.model_copy(update={"sheet": None}) for one in corrections])
    rows = [[plain_text(cell) or None for cell in row] if corrections else row for row in fixed.sheets[""]]
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
    result = _dispatch(path, book, reference)
    result = replace(result, problems=(*hidden_notes(path, book), *result.problems))
    return _with_corrections(result, fixed.problems)


def _dispatch(path: str, book: Book, reference: Reference) -> FileResult:
    """The reader is chosen by content; the folder only names the system of an attendance recap."""
    if attendance_recap.recap_sheet(book):
        system = _system(path)
        if isinstance(system, Problem):
            return FileResult(path, "attendance", simulated=book.simulated, problems=(system,))
        return attendance_recap.read(path, book, system, reference)
    if survey_raw.recognise(book):
        return survey_raw.read(path, book, reference)
    if survey_tabulation.recognise(book) or path.startswith(f"{SURVEYS}/"):
        return survey_tabulation.read(path, book, reference)
    return FileResult(path, simulated=book.simulated, problems=(Problem("layout-not-recognised", path),))


def _system(path: str) -> str | Problem:
    """The attendance system: the folder below "presensi"."""
    parts = path.split("/")
    if len(parts) > 2 and parts[0] == ATTENDANCE:
        return parts[1]
    return Problem("no-system-folder", path)


def _with_corrections(result: FileResult, unfit: tuple[Problem, ...]) -> FileResult:
    """The result with its corrections' problems; a file whose corrections do not fit gives no rows."""
    if not unfit:
        return result
    return replace(result, problems=(*unfit, *result.problems), table=None)
