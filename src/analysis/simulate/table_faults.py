"""Faults planted in the tables of declared sources: which kinds fit a file, where they stand, and what should be said."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.problems import column_letter
from analysis.simulate.chance import stream
from analysis.simulate.document import Document
from analysis.simulate.faults import Fault, misspelt
from analysis.simulate.sheets import Cell, Formula, Sheet, with_cell
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
    "impossible-date": Slip(("day", "moment"), "not-a-day"),
    "out-of-range": Slip(("whole", "percent"), "value-outside-range"),
    "empty-cell": Slip(("whole", "day", "moment", "choice", "unit"), "cell-empty"),
    "error-cell": Slip(("whole", "number", "percent"), "error-cell", workbook=True),
    "uncalculated-formula": Slip(("whole", "number", "percent"), "uncalculated-formula", workbook=True),
}
ROW_FAULTS: Mapping[str, str | None] = {"row-twice": "row-twice", "missing-column": "column-missing"}
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
        wanted += [(kind, False) for kind in _kinds(files)] if dirt else []
        whole = {one.path for one in files[-2:]} if len(files) >= FILES_FOR_WHOLE else set[str]()
        for turn, (kind, mended) in enumerate(wanted):
            fitting = [one for one in files if (one.path in whole) == (kind in WHOLE_FILE) and _fits(kind, one)]
            if kind in WHOLE_FILE:
                fitting = fitting[WHOLE_FILE.index(kind) :][:1]
            if fitting:
                found.setdefault(fitting[turn % len(fitting)].path, []).append((kind, mended))
    return {path: tuple(kinds) for path, kinds in found.items()}


def _kinds(files: Sequence[Document]) -> Iterator[str]:
    yield from SLIPS
    yield from (rule for rule, one in RULES.items() if one.source == files[0].source)
    if files[0].source in TWICE_SOURCES:
        yield "row-twice"
    yield from (*NOTES, *WHOLE_FILE)


def _fits(kind: str, document: Document) -> bool:
    if kind in SLIPS:
        return bool(_columns(kind, document))
    if kind in RULES:
        return {*RULES[kind].fields} <= {*document.fields}
    return kind not in NOTES or not document.is_csv


def _columns(kind: str, document: Document) -> list[int]:
    """The columns of a document into which a slip fits."""
    declared, slip = by_name()[document.source].columns, SLIPS[kind]
    if slip.workbook and document.is_csv:
        return []
    found = [(at, declared[name]) for at, name in enumerate(document.fields) if name]
    found = [(at, column) for at, column in found if column.kind in slip.columns]
    if kind == "empty-cell":
        found = [(at, column) for at, column in found if column.required]
    if kind == "out-of-range":
        found = [(at, column) for at, column in found if _outside(column) is not None]
    return [at for at, _ in found]


def _outside(column: Column) -> int | None:
    """A value that the column does not allow."""
    if column.kind == "percent":
        return 140
    if column.highest is not None and column.highest < 1000:
        return int(column.highest) + 1
    return -1 if column.lowest is not None else None


def spoil_table(town: Town, document: Document, sheet: Sheet, kinds: Sequence[tuple[str, bool]]) -> tuple[Sheet, list[Fault]]:
    """The sheet with its planned faults, each in a row of its own, and the faults."""
    chance = stream(town.seed, "table-fault-rows", document.path)
    rows = [int(k) for k in chance.permutation(len(document.rows))]
    faults: list[Fault] = []
    for kind, mended in kinds:
        spoil = _SPOIL.get(kind, _slip if kind in SLIPS else _rule)
        changed = spoil(document, sheet, rows, kind, chance)
        if changed is not None:
            sheet, fault = changed
            faults.append(replace(fault, mended=mended))
    return sheet, faults


Changed = tuple[Sheet, Fault] | None
Spoil = Callable[[Document, Sheet, list[int], str, np.random.Generator], Changed]


def _address(document: Document, row: int, column: int) -> str:
    """Where a 0-based place stands in the file as a spreadsheet shows it: a csv has its marker line above."""
    return f"{column_letter(column)}{row + 1 + document.is_csv}"


def _placed(document: Document, sheet: Sheet, kind: str, code: str | None, row: int, column: int, wrong: Cell) -> tuple[Sheet, Fault]:
    right = sheet.rows[row][column]
    fault = Fault(
        kind,
        document.path,
        None if document.is_csv else sheet.name,
        _address(document, row, column),
        "" if wrong is None else str(wrong),
        "" if right is None else str(right),
        code=code,
        row=row + 1 + document.is_csv,
    )
    return with_cell(sheet, row, column, wrong), fault


def _slip(document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator) -> Changed:
    columns = _columns(kind, document)
    for k in rows:
        for at in (columns[int(j)] for j in chance.permutation(len(columns))):
            row = document.first_row + k
            if sheet.rows[row][at] not in (None, ""):
                rows.remove(k)
                column = by_name()[document.source].columns[document.fields[at]]
                wrong = _wrong(kind, column, sheet.rows[row][at])
                return _placed(document, sheet, kind, SLIPS[kind].code, row, at, wrong)
    return None


def _wrong(kind: str, column: Column, right: Cell) -> Cell:
    """What stands in the cell instead."""
    return {
        "text-in-number": "belum dihitung",
        "text-in-decimal": "kurang lebih",
        "misspelt-unit": misspelt(str(right)),
        "unknown-choice": "Entahlah",
        "impossible-date": "32 Maret 2025",
        "out-of-range": _outside(column),
        "empty-cell": None,
        "error-cell": Formula("=#REF!", "#REF!"),
        "uncalculated-formula": Formula("=SUM(A1:A2)"),
    }[kind]


def _rule(document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator) -> Changed:
    """A row that breaks a rule between two of its cells; the values of the rule's row say where one can."""
    rule = RULES[kind]
    places = [document.fields.index(name) for name in rule.fields]
    for k in rows:
        wrong = rule.wrong(tuple(document.rows[k][at] for at in places))
        if wrong is not None:
            rows.remove(k)
            cell = f"{wrong:%d/%m/%Y}" if not isinstance(wrong, (int, float, str)) else wrong
            return _placed(document, sheet, kind, rule.code, document.first_row + k, places[0], cell)
    return None


def _twice(document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator) -> Changed:
    """The last row once more, below itself."""
    last = document.first_row + len(document.rows) - 1
    if len(document.rows) - 1 in rows:
        rows.remove(len(document.rows) - 1)
    doubled = replace(sheet, rows=(*sheet.rows[: last + 1], sheet.rows[last], *sheet.rows[last + 1 :]))
    return doubled, Fault(kind, document.path, None if document.is_csv else sheet.name, code="row-twice", row=last + 2 + document.is_csv)


def _no_column(document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator) -> Changed:
    """A required column whose header somebody overwrote."""
    declared, header = by_name()[document.source], document.first_row - 1
    needed = [at for at, name in enumerate(document.fields) if name in declared.required]
    at = needed[int(chance.integers(len(needed)))]
    row = header if sheet.rows[header][at] is not None else header - 1
    changed, fault = _placed(document, sheet, kind, "column-missing", row, at, "Kolom baru")
    return changed, replace(fault, cell=None, row=header + 1 + document.is_csv)


def _foreign(document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator) -> Changed:
    """The sheet that somebody sent by mistake: nothing of the table is in it."""
    other = (("Catatan rapat",), (None,), ("Hal", "Oleh"), ("Data menyusul", "Sekretariat"))
    return replace(sheet, name=sheet.name, rows=other, merged=(), bold_rows=frozenset()), Fault(kind, document.path)


def _hidden(document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator) -> Changed:
    if not rows:
        return None
    row = document.first_row + rows.pop()
    hidden = replace(sheet, hidden_rows=sheet.hidden_rows | {row})
    return hidden, Fault(kind, document.path, sheet.name, row=row + 1, severity="note")


_SPOIL: Mapping[str, Spoil] = {
    "row-twice": _twice,
    "missing-column": _no_column,
    "foreign-table": _foreign,
    "hidden-row": _hidden,
}
