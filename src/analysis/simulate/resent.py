"""Files sent again as revisions: the earlier file differs from the later one in a few cells, and both stay."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.problems import column_letter
from analysis.simulate.chance import stream
from analysis.simulate.document import Document
from analysis.simulate.recap import HEADER as RECAP_HEADER
from analysis.simulate.recap import SYSTEM, Recap
from analysis.simulate.sheets import Sheet, with_cell
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave

MARKS = {"survey": "-revisi-1", "services": "_rev2", "recap": " (revisi 2)", "staff": "-revisi-1"}
CHANGED_CELLS = 3


@dataclass(frozen=True)
class Resent:
    """One file sent again: both paths, and the cells in which they differ."""

    file: str
    replaces: str
    cells: tuple[str, ...] = ()


def plan_resent(
    town: Town,
    waves: Sequence[Wave],
    recaps: Sequence[Recap],
    documents: Sequence[Document],
    taken: Mapping[str, object],
) -> Mapping[str, str]:
    """By path of the earlier file, the kind of its revision; never a file in which a fault is planted."""
    candidates = {
        "survey": [one.path for one in waves if one.gap is None and one.surveyor.layout == "raw"],
        "recap": [one.path for one in recaps if one.gap is None and one.system == SYSTEM],
        "services": [
            one.path
            for one in documents
            if one.source == "services" and not one.is_csv and len(one.rows) > 20
        ],
        "staff": [one.path for one in documents if one.source == "staff"],
    }
    found: dict[str, str] = {}
    for kind, paths in candidates.items():
        free = [path for path in paths if path not in taken]
        if len(free) > 1:
            found[free[int(stream(town.seed, "resent", kind).integers(len(free)))]] = kind
    return found


def later_path(path: str, kind: str) -> str:
    """The name of the revision."""
    place = PurePosixPath(path)
    return str(place.with_name(f"{place.stem}{MARKS[kind]}{place.suffix}"))


def earlier(
    path: str, kind: str, sheets: tuple[Sheet, ...], document: Document | None
) -> tuple[tuple[Sheet, ...], Resent]:
    """The sheets as first sent, and what differs: whole numbers that were off by one in a few rows."""
    first, column, change = _place(kind, document)
    last, cells = sheets[-1], list[str]()
    for row in range(first, len(last.rows)):
        value = last.rows[row][column] if column < len(last.rows[row]) else None
        if isinstance(value, int) and change(value) is not None and len(cells) < CHANGED_CELLS:
            last = with_cell(last, row, column, change(value))
            cells.append(f"{column_letter(column)}{row + 1}")
    return (*sheets[:-1], last), Resent(later_path(path, kind), path, tuple(cells))


def _place(kind: str, document: Document | None) -> tuple[int, int, Callable[[int], int | None]]:
    """First row, column, and how a number was wrong before; None where it cannot have been."""
    if kind == "survey":
        return 1, 5, lambda value: value - 1 if value > 1 else None
    if kind == "recap" or document is None:
        return 1, RECAP_HEADER.index("tidak_hadir_apel_pagi"), lambda value: value + 1 if value < 4 else None
    if kind == "services":
        return (
            document.first_row,
            document.fields.index("on_time"),
            lambda value: value - 1 if value > 1 else None,
        )
    return document.first_row, document.fields.index("number"), lambda value: value + 1
