"""Faults planted in the tables of declared sources: where they stand, and what should be said of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.problems import column_letter
from analysis.simulate.chance import stream
from analysis.simulate.document import Document
from analysis.simulate.faults import Fault, misspelt
from analysis.simulate.sheets import Cell, Formula, Sheet, with_cell
from analysis.simulate.table_plan import SLIPS, columns_for, outside
from analysis.simulate.table_rules import RULES
from analysis.simulate.town import Town
from analysis.sources.declaration import Column, by_name


def spoil_table(
    town: Town, document: Document, sheet: Sheet, kinds: Sequence[tuple[str, bool]]
) -> tuple[Sheet, list[Fault]]:
    """The sheet with its planned faults, each in a row of its own, and the faults."""
    chance = stream(town.seed, "table-fault-rows", document.path)
    # The last row stays as it is where it comes twice, so that the copy holds no second fault.
    twice = any(kind == "row-twice" for kind, _ in kinds)
    rows = [int(k) for k in chance.permutation(max(len(document.rows) - twice, 1))]
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


def _placed(
    document: Document, sheet: Sheet, kind: str, code: str | None, row: int, column: int, wrong: Cell
) -> tuple[Sheet, Fault]:
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


def _slip(
    document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator
) -> Changed:
    columns = columns_for(kind, document)
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
        "text-in-date": "minggu lalu",
        "out-of-range": outside(column),
        "empty-cell": None,
        "error-cell": Formula("=#REF!", "#REF!"),
        "uncalculated-formula": Formula("=SUM(A1:A2)"),
    }[kind]


def _rule(
    document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator
) -> Changed:
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


def _twice(
    document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator
) -> Changed:
    """The last row once more, below itself."""
    last = document.first_row + len(document.rows) - 1
    doubled = replace(sheet, rows=(*sheet.rows[: last + 1], sheet.rows[last], *sheet.rows[last + 1 :]))
    name, row = None if document.is_csv else sheet.name, last + 2 + document.is_csv
    return doubled, Fault(kind, document.path, name, code="row-twice", row=row, twin=row - 1)


def _no_column(
    document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator
) -> Changed:
    """A required column whose header somebody overwrote; in a header of two rows a check may take it for data."""
    declared, header = by_name()[document.source], document.first_row - 1
    needed = [at for at, name in enumerate(document.fields) if name in declared.required]
    at = needed[int(chance.integers(len(needed)))]
    row = header if sheet.rows[header][at] is not None else header - 1
    code = None if document.upper else "column-missing"
    changed, fault = _placed(document, sheet, kind, code, row, at, "Kolom baru")
    return changed, replace(fault, cell=None, row=header + 1 + document.is_csv)


def _foreign(
    document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator
) -> Changed:
    """The sheet that somebody sent by mistake: nothing of the table is in it."""
    other = (("Catatan rapat",), (None,), ("Hal", "Oleh"), ("Data menyusul", "Sekretariat"))
    sent = replace(sheet, rows=other, merged=(), bold_rows=frozenset())
    return sent, Fault(kind, document.path)


def _hidden(
    document: Document, sheet: Sheet, rows: list[int], kind: str, chance: np.random.Generator
) -> Changed:
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
