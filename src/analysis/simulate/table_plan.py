"""Which faults go into which files of declared sources: every kind that fits, spread over the files of a source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.simulate.chance import stream
from analysis.simulate.document import Document
from analysis.simulate.table_rules import RULES
from analysis.simulate.town import Town
from analysis.sources.declaration import Column, Kind, by_name

Kinds = Mapping[str, tuple[tuple[str, bool], ...]]
"""By path, the kinds of fault that a file gets, each with whether corrections.toml mends it."""

MENDED = (
    ("services", "text-in-number"),
    ("dispositions", "impossible-date"),
    ("visits", "out-of-range"),
    ("staff", "misspelt-unit"),
)
"""Faults of the default city, one a source, beside those in surveys and attendance."""
WHOLE_FILE = ("missing-column", "foreign-table")
"""Faults for which a whole file is refused; only sources with three files or more get them."""
FILES_FOR_WHOLE = 3
NOTES = ("hidden-row",)
"""What a check tells and does not refuse."""


@dataclass(frozen=True)
class Slip:
    """A kind of fault: the kinds of columns it fits, the code that should be said, and whether only workbooks have it."""

    columns: tuple[Kind, ...]
    code: str | None
    workbook: bool = False


SLIPS: Mapping[str, Slip] = {
    "text-in-number": Slip(("whole",), "not-a-whole-number"),
    "text-in-decimal": Slip(("number", "percent"), "not-a-number"),
    "misspelt-unit": Slip(("unit",), "unit-not-known"),
    "unknown-choice": Slip(("choice",), "choice-not-known"),
    "impossible-date": Slip(("day", "moment"), "no-such-day"),
    "text-in-date": Slip(("day", "moment"), "not-a-date"),
    "out-of-range": Slip(("whole", "percent"), "value-outside-range"),
    "empty-cell": Slip(("whole", "day", "moment", "choice"), "cell-empty"),
    "error-cell": Slip(("whole", "number", "percent"), "error-cell", workbook=True),
    "uncalculated-formula": Slip(("whole", "number", "percent"), "uncalculated-formula", workbook=True),
}
TWICE_SOURCES = (
    *("services", "scores", "penalties", "meetings", "commitments", "visits", "programmes", "heads"),
    *("participants", "staff", "population", "mutations", "budgets"),
)
"""Sources in which no two rows may tell the same thing."""


def plan_tables(town: Town, documents: Sequence[Document], *, dirt: bool) -> Kinds:
    """Every kind that fits goes into one file of each source; a file with a fault of the whole file has no other."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for source in dict.fromkeys(one.source for one in documents):
        files = [one for one in documents if one.source == source]
        order = stream(town.seed, "table-faults", source).permutation(len(files))
        files = [files[int(k)] for k in order]
        wanted = [(kind, True) for name, kind in MENDED if name == source]
        wanted += [(kind, False) for kind in kinds_for(files)] if dirt else []
        whole = {one.path for one in files[-2:]} if len(files) >= FILES_FOR_WHOLE else set[str]()
        for turn, (kind, mended) in enumerate(wanted):
            fitting = [
                one for one in files if (one.path in whole) == (kind in WHOLE_FILE) and _fits(kind, one)
            ]
            if kind in WHOLE_FILE:
                fitting = fitting[WHOLE_FILE.index(kind) :][:1]
            if fitting:
                found.setdefault(fitting[turn % len(fitting)].path, []).append((kind, mended))
    return {path: tuple(kinds) for path, kinds in found.items()}


def kinds_for(files: Sequence[Document]) -> Iterator[str]:
    """Every kind of dirt that files of a source may get."""
    yield from (rule for rule, one in RULES.items() if one.source == files[0].source)
    yield from SLIPS
    if files[0].source in TWICE_SOURCES:
        yield "row-twice"
    yield from (*NOTES, *WHOLE_FILE)


def _fits(kind: str, document: Document) -> bool:
    if kind in SLIPS:
        return bool(columns_for(kind, document))
    if kind in RULES:
        return {*RULES[kind].fields} <= {*document.fields}
    if kind == "row-twice":
        return document.source != "services" or "month" in document.fields
    return kind not in NOTES or not document.is_csv


def columns_for(kind: str, document: Document) -> list[int]:
    """The columns of a document into which a slip fits."""
    declared, slip = by_name()[document.source].columns, SLIPS[kind]
    if slip.workbook and document.is_csv:
        return []
    found = [(at, declared[name]) for at, name in enumerate(document.fields) if name]
    found = [(at, column) for at, column in found if column.kind in slip.columns]
    if kind == "empty-cell":
        found = [(at, column) for at, column in found if column.required]
    if kind == "out-of-range":
        found = [(at, column) for at, column in found if outside(column) is not None]
    return [at for at, _ in found]


def outside(column: Column) -> int | None:
    """A value that the column does not allow."""
    if column.kind == "percent":
        return 140
    if column.highest is not None and column.highest < 1000:
        return int(column.highest) + 1
    return -1 if column.lowest is not None else None
