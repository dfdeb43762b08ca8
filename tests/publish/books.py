"""Workbooks read back: every figure of their sheets by what it is of, whatever sheet it stands on."""

from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from analysis.messages import Lang, text
from analysis.takeaway.points import FIGURES

Key = tuple[str, str]
"""The code in the first column, and the first day of the period."""
MONTHLY = ("value", "numerator", "denominator")


def sheets(path: Path, *, banner: str) -> dict[str, list[list[Any]]]:
    """Every sheet's rows without the first line, which says of simulated data that they are; the front keeps its own."""
    book = CalamineWorkbook.from_path(path)
    told = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    front = next(iter(told))
    assert all((rows[0][0] == banner) is bool(banner) for rows in told.values())
    return {name: rows[1:] if banner and name != front else rows for name, rows in told.items()}


def figures(found: dict[str, list[list[Any]]], lang: Lang) -> dict[Key, dict[str, Any]]:
    """Every period of every row that the sheets of figures hold: its cells by name of the column."""
    return _of_months(found, lang) | _of_rows(found, lang)


def _of_months(found: dict[str, list[list[Any]]], lang: Lang) -> dict[Key, dict[str, Any]]:
    told: dict[Key, dict[str, Any]] = {}
    for name in MONTHLY:
        heads, *rows = found.get(text(f"takeaway-sheet-{name}", lang), [[]])
        for code, title, *cells in rows:
            for head, cell in zip(heads[2:], cells, strict=True):
                if isinstance(head, date):
                    told.setdefault((code, head.isoformat()), {"title": title})[name] = cell
    return told


def _of_rows(found: dict[str, list[list[Any]]], lang: Lang) -> dict[Key, dict[str, Any]]:
    heads, *rows = found.get(text("takeaway-sheet-data", lang), [[]])
    names = {
        text(f"takeaway-column-{name}", lang): name for name in (*FIGURES, "last-day", "status", "origin")
    }
    return {
        (row[0], row[2].isoformat()): {
            "title": row[1],
            **{names[head]: cell for head, cell in zip(heads, row, strict=True) if head in names},
        }
        for row in rows
    }
