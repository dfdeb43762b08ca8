"""retret check: what was delivered, supplier by supplier and cell by cell; nothing is written but what is asked for."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.city.place import City, load_city
from analysis.console import screen
from analysis.console.letter import run_letters
from analysis.console.problems_book import write_problems_book
from analysis.delivery.account import Account, accounts
from analysis.delivery.received import Received, receive
from analysis.delivery.supplier import find_supplier
from analysis.ingest.memory import open_memory
from analysis.known.source import Source, agency_files, find_source
from analysis.messages import Lang, problem_line, text
from analysis.paths import Root, find_root
from analysis.problems import Problem, RetretError
from analysis.wording.numbers import number


@dataclass(frozen=True)
class Request:
    """What to check and how to tell it; `letters` is a folder for letters, or the empty path to print them."""

    folder: Path | None = None
    supplier: str | None = None
    every_note: bool = False
    as_json: bool = False
    book: Path | None = None
    letters: Path | None = None
    due: date | None = None


def run_check(request: Request, root: Path | None, lang: Lang) -> int:
    """Tell every problem of every file; 1 when something must be mended."""
    place = find_root(root)
    city = load_city(place)
    source = find_folder(place, city, request.folder)
    for target in (request.book, request.letters):
        _stop_inside(target, source.raw)
    received = receive_source(place, source, city, lang)
    found = _asked(accounts(received, city), request.supplier, received, city)
    if request.as_json:
        print(json.dumps(_told(found, source, lang), ensure_ascii=False, indent=1))
    elif request.letters == Path():
        run_letters(found, None, request.due, received, city, lang)
    else:
        _lines(found, lang, every_note=request.every_note)
        _closing(found, lang)
    if request.letters not in (None, Path()):
        said = run_letters(found, request.letters, request.due, received, city, lang)
        screen.errors.print(text("letters-written", lang, n=number(said, 0, lang), folder=request.letters))
    if request.book is not None:
        sheets = write_problems_book(request.book, source.raw, found, lang, simulated=source.simulated)
        code = "book-written" if sheets else "book-not-needed"
        screen.errors.print(text(code, lang, file=request.book, n=number(sheets, 0, lang)))
    return 1 if any(one.errors for one in found) else 0


def find_folder(place: Root, city: City, folder: Path | None) -> Source:
    """The folder that was named, with the corrections that belong to it, else the one a build would read."""
    if folder is None:
        return find_source(place, city.folder)
    if not folder.is_dir():
        raise RetretError("no-folder", folder=str(folder))
    if not agency_files(folder):
        raise RetretError("empty-folder", folder=str(folder))
    simulated = _same(folder, place.simulated / "raw")
    corrections = place.simulated / "corrections.toml" if simulated else city.folder / "corrections.toml"
    store = place.interim / ("accepted-simulated" if simulated else "accepted")
    return Source(folder, corrections, store, simulated)


def receive_source(place: Root, source: Source, city: City, lang: Lang) -> Received:
    """The folder read; of the root's own raw folders only what changed since they were last read."""
    own = _same(source.raw, place.raw) or _same(source.raw, place.simulated / "raw")
    memory = open_memory(source.memory, city.folder) if own else None
    with screen.progress(lang) as step:
        return receive(source.raw, city, source.corrections, own=own, memory=memory, progress=step("data"))


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _stop_inside(target: Path | None, raw: Path) -> None:
    """What is written here must not be read as a delivery the next time."""
    if target and target != Path() and target.resolve().is_relative_to(raw.resolve()):
        raise RetretError("target-inside-raw", target=str(target), folder=str(raw))


def _asked(
    found: Sequence[Account], supplier: str | None, received: Received, city: City
) -> tuple[Account, ...]:
    """Every account, or the one of a supplier; one that sent nothing is told as such."""
    if supplier is None:
        return tuple(found)
    wanted = find_supplier(supplier, received.suppliers, city)
    kept = tuple(one for one in found if one.supplier == wanted)
    if not kept:
        raise RetretError("supplier-sent-nothing", name=wanted.name)
    return kept


def _lines(found: Sequence[Account], lang: Lang, *, every_note: bool) -> None:
    """A heading for each supplier of whom there is something to tell; alike notes beyond a few are counted."""
    told: Counter[str] = Counter()
    silent = 0
    for one in found:
        lines = [line for problem in one.problems if (line := _line(problem, told, lang, every_note))]
        silent += not lines
        if lines:
            screen.out.print(heading(one, lang))
            for line in lines:
                screen.out.print(line)
            screen.out.print()
    rest = sum(max(0, count - screen.NOTES_TOLD) for count in told.values())
    if rest and not every_note:
        screen.out.print(text("notes-more", lang, n=rest))
    if silent:
        screen.out.print(text("check-silent", lang, n=number(silent, 0, lang)))


def heading(account: Account, lang: Lang) -> str:
    """`Kelurahan Lowokwaru (35.73.05.1011): 13 berkas`."""
    supplier = account.supplier
    name = supplier.name or text("supplier-unknown", lang)
    shown = f"{name} ({supplier.code})" if supplier.code else name
    return text("check-heading", lang, supplier=shown, n=number(len(account.files), 0, lang))


def _line(problem: Problem, told: Counter[str], lang: Lang, every_note: bool) -> str | None:
    if problem.severity == "error":
        return problem_line(problem, lang)
    told[problem.code] += 1
    if every_note or told[problem.code] <= screen.NOTES_TOLD:
        return text("note-prefix", lang) + problem_line(problem, lang)
    return None


def _closing(found: Sequence[Account], lang: Lang) -> None:
    errors = [problem for one in found for problem in one.errors]
    files = [file for one in found for file in one.files]
    read, good = sum(file.rows_read for file in files), sum(file.rows_good for file in files)
    gaps = sum(one.missing.height for one in found)
    counts = {
        "n": len(errors),
        "files": len({problem.file for problem in errors}),
        "rows": good,
        "read": read,
        "refused": read - good,
    }
    values = {name: number(count, 0, lang) for name, count in counts.items()}
    if gaps:
        screen.out.print(text("check-gaps", lang, n=number(gaps, 0, lang)))
    screen.out.print(text("check-rows", lang, **values))
    screen.out.print(text("check-problems" if errors else "check-good", lang, **values))


def _told(found: Sequence[Account], source: Source, lang: Lang) -> dict[str, Any]:
    """Everything as plain data; `refused` are rows, and `used` says whether the file gives any."""
    files = [_file(account, at, lang) for account in found for at in range(len(account.files))]
    totals = {name: sum(file[name] for file in files) for name in ("rows_read", "rows_good", "refused")}
    return {
        "folder": str(source.raw),
        "simulated": any(file.simulated for account in found for file in account.files),
        "files": sorted(files, key=lambda file: file["file"]),
        "totals": {"files": len(files), **totals, "errors": sum(len(one.errors) for one in found)},
    }


def _file(account: Account, at: int, lang: Lang) -> dict[str, Any]:
    file = account.files[at]
    return {
        "file": file.path,
        "supplier": {"code": account.supplier.code, "name": account.supplier.name or None},
        "source": file.source,
        "layout": file.layout,
        "rows_read": file.rows_read,
        "rows_good": file.rows_good,
        "refused": file.rows_read - file.rows_good,
        "used": not file.has_errors,
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity,
                "sheet": problem.sheet,
                "cell": problem.cell,
                "row": problem.row,
                "text": text(problem.code, lang, **problem.values),
            }
            for problem in file.problems
        ],
    }
