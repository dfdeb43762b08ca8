"""The one way in: every file of a raw folder read by the reader that knows it; a bad file never stops the others."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analysis.city.place import City
from analysis.ingest.corrections import read_corrections
from analysis.ingest.dispatch import read_file
from analysis.ingest.memory import Known, Memory, fingerprint, recalled, remember
from analysis.ingest.reference import make_reference
from analysis.ingest.result import Delivery, FileResult
from analysis.problems import Problem

__all__ = ["Delivery", "FileResult", "agency_files", "read_folder"]

_IGNORED = "readme.md"


def read_folder(
    raw: Path,
    city: City,
    corrections: Path,
    *,
    skip_bad_rows: bool = False,
    memory: Memory | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Delivery:
    """A result for each file below `raw`, sorted by path; without `skip_bad_rows` a file with errors gives no rows.

    A correction that names no file, or no longer fits its cell, is an error; its file gives no rows at all. With a
    `memory` only files are read whose content, corrections or city changed since they were last read.
    """
    reference, mended = make_reference(city), read_corrections(corrections)
    paths = agency_files(raw)
    known = recalled(memory) if memory else {}
    results: list[FileResult] = []
    marked: Known = {}
    for done, path in enumerate(paths, start=1):
        mine = mended.get(path, ())
        mark = fingerprint(raw / path, mine) if memory else None
        before = known.get(path)
        same = before is not None and before[0] == mark
        result = before[1] if before and same else read_file(raw, path, reference, mine)
        if mark:
            marked[path] = mark, result
        results.append(result if skip_bad_rows or not result.has_errors else replace(result, table=None))
        if progress:
            progress(done, len(paths))
    if memory and _marks(marked) != _marks(known):
        remember(memory, marked)
    lost = [
        Problem("correction-without-file", corrections.name, values={"file": file})
        for file in sorted(set(mended) - set(paths))
    ]
    if lost:
        results.append(FileResult(corrections.name, problems=tuple(lost)))
    applied = tuple(one for path in paths for one in mended.get(path, ()))
    return Delivery(tuple(sorted(results, key=lambda one: one.path)), skip_bad_rows, applied)


def agency_files(raw: Path) -> list[str]:
    """Every file below a raw folder as a path with "/", sorted; README.md, hidden and lock files left out."""
    found: list[str] = []
    for folder, folders, names in os.walk(raw):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.casefold() != _IGNORED and not name.startswith((".", "~$")):
                found.append((Path(folder) / name).relative_to(raw).as_posix())
    return sorted(found)


def _marks(known: Known) -> dict[str, str]:
    return {path: mark for path, (mark, _) in known.items()}
