"""A workbook that explains itself: read-first sheet, measures with their units, tables, withheld cells hatched."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

from analysis.display.findings import axis
from analysis.messages import Lang, text
from analysis.takeaway.issue import Facts, Issue
from analysis.takeaway.points import spread
from analysis.wording.amounts import words
from analysis.wording.quality import source_name

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
MADE = datetime(2000, 1, 1)
"""The day of making of every workbook: the same content, the same bytes."""

HATCHED = {"pattern": 14, "fg_color": "#8c8c8c", "bg_color": "#ffffff", "align": "right"}
HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
NOTHING, FLAG = "–", "*"
MEASURE_HEADS = (
    "measure-code",
    "measure",
    "unit-of-measure",
    "good",
    "state",
    "why",
    "caveat",
    "owner",
    "source",
)

WIDTH, WIDTH_OF_MONTH, WIDTH_OF_NAME = 24, 10, 40
NAMING = 2
"""Columns that say what a row of a sheet of figures is of; they stay in sight beside the figures."""


@dataclass(frozen=True)
class Number:
    """A figure with the decimals that are shown; one that is `flagged` has a sign after it and stays a number."""

    value: float | int
    decimals: int
    flagged: bool = False


class Held(Enum):
    """The cell of a value that is kept back."""

    HELD = "withheld"


HELD = Held.HELD
Cell = str | float | int | date | Number | Held | None
"""None is what does not exist, and its cell has a sign that says so; a text without a letter leaves it empty."""


class Workbook(AbstractContextManager["Workbook"]):
    """A workbook that is being written, sheet by sheet. Text is always written as text."""

    def __init__(self, path: Path, title: str, measures: Sequence[Facts], issue: Issue) -> None:
        """The two sheets that explain are written at once; `measures` are facts of indicators."""
        self._book: Any = xlsxwriter.Workbook(path, OPTIONS)
        self._book.set_properties({"title": title, "comments": issue.banner, "created": MADE})
        self._issue = issue
        self._formats: dict[str, Any] = {}
        # The row of headers: below the line that says of simulated data that they are.
        self._top = 1 if issue.banner else 0
        self._front(title, measures)
        self._measures(measures)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closed whole, whatever happened: the folder that it stands in is only put in place when all went well."""
        self._book.close()

    def table(
        self, name: str, heads: Sequence[str | date], rows: Sequence[Sequence[Cell]], *, wide: bool = False
    ) -> None:
        """A further sheet; an empty cell of it says by its sign that there is nothing.

        With `wide` it is a sheet of figures: rows are found by their first columns, which stay in sight. A head that is
        a day stands for its month.
        """
        sheet = self._sheet(name, heads, wide=wide)
        for at, row in enumerate(rows, start=self._top + 1):
            for column, cell in enumerate(row):
                self._write(sheet, at, column, cell)
        if wide:
            sheet.autofilter(self._top, 0, self._top + max(len(rows), 1), NAMING - 1)

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        match cell:
            case "":
                return
            case str():
                sheet.write_string(row, column, cell)
            case None:
                sheet.write_string(row, column, NOTHING, self._format("right"))
            case Held.HELD:
                sheet.write_string(
                    row, column, text("cell-withheld", self._issue.lang), self._format("hatched")
                )
            case date():
                sheet.write_datetime(row, column, cell, self._format("day"))
            case Number(value, decimals, flagged):
                kind = f"{decimals}{FLAG}" if flagged else decimals
                sheet.write_number(row, column, value, self._format(kind))
            case int() | float():
                decimals = 2 if isinstance(cell, float) else 0
                sheet.write_number(row, column, spread(cell, decimals), self._format(decimals))

    def _sheet(self, name: str, heads: Sequence[str | date], *, wide: bool) -> Any:
        sheet = self._book.add_worksheet(text(f"takeaway-sheet-{name}", self._issue.lang))
        if self._issue.banner:
            sheet.write_string(0, 0, self._issue.banner, self._format("line"))
        for column, head in enumerate(heads):
            sheet.set_column(column, column, _width(column, head, wide=wide))
            if isinstance(head, date):
                sheet.write_datetime(self._top, column, head, self._format("month"))
            else:
                sheet.write_string(self._top, column, head, self._format("head"))
        sheet.freeze_panes(self._top + 1, NAMING if wide else 0)
        return sheet

    def _front(self, title: str, measures: Sequence[Facts]) -> None:
        sheet = self._book.add_worksheet(text("takeaway-sheet-front", self._issue.lang))
        sheet.set_column(0, 0, 110, self._format("wrapped"))
        lines = front_lines(title, measures, self._issue)
        for at, line in enumerate(lines):
            bold = line in (title, self._issue.banner)
            sheet.write_string(at, 0, line, self._format("bold" if bold else "wrapped"))

    def _measures(self, measures: Sequence[Facts]) -> None:
        lang = self._issue.lang
        rows = [_measure_cells(one, lang) for one in measures]
        self.table("measures", [text(f"takeaway-column-{head}", lang) for head in MEASURE_HEADS], rows)

    def _format(self, kind: str | int) -> Any:
        """The format of this kind, made at its first use; a number is that of so many decimals."""
        key = str(kind)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_looks(kind))
        return self._formats[key]


def _looks(kind: str | int) -> Mapping[str, object]:
    if isinstance(kind, int) or kind.endswith(FLAG):
        decimals = int(str(kind).removesuffix(FLAG))
        shown = "#,##0" + ("." + "0" * decimals if decimals else "")
        return {"num_format": shown if isinstance(kind, int) else f'{shown}"{FLAG}"'}
    return {
        "head": HEAD,
        "month": {**HEAD, "num_format": "yyyy-mm", "align": "right"},
        "bold": {"bold": True, "text_wrap": True},
        "line": {"bold": True},
        "wrapped": {"text_wrap": True, "valign": "top"},
        "right": {"align": "right"},
        "day": {"num_format": "yyyy-mm-dd"},
        "hatched": HATCHED,
    }[kind]


def _width(column: int, head: str | date, *, wide: bool) -> int:
    if isinstance(head, date):
        return WIDTH_OF_MONTH
    return WIDTH_OF_NAME if wide and column == NAMING - 1 else WIDTH


def _measure_cells(one: Facts, lang: Lang) -> list[Cell]:
    return [
        one["code"],
        words(one["title"], lang),
        axis(one, lang),
        text(f"takeaway-{one['direction']}", lang),
        text("takeaway-no-value" if one["state"] == "missing" else f"state-{one['state']}", lang),
        words(one["why"], lang),
        words(one["caveat"], lang),
        one["owner"],
        source_name(one["source"], lang),
    ]


def front_lines(title: str, measures: Sequence[Facts], issue: Issue) -> list[str]:
    """What the first sheet says: that the data are simulated, what this is, how cells are read, whose, under which licence."""
    lang = issue.lang
    name, address = issue.licence
    sources = dict.fromkeys(source_name(one["source"], lang) for one in measures)
    return [
        *([issue.banner] if issue.banner else []),
        title,
        f"{issue.mark} · {issue.edition}",
        "",
        *(
            text(f"takeaway-front-{part}", lang)
            for part in ("sheets", "months", "rows", "withheld", "flagged", "nothing", "range")
        ),
        "",
        text("takeaway-front-sources", lang, sources="; ".join(sources)),
        text("takeaway-front-licence", lang, name=name, address=address),
        text("takeaway-front-citation", lang, citation=issue.citation),
        *([issue.settings.site_url] if issue.settings.site_url else []),
    ]
