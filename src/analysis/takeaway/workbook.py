"""A workbook that explains itself: read-first sheet, measures with their units, data row by row, withheld cells hatched."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

from analysis.display.findings import axis
from analysis.messages import Lang, text
from analysis.takeaway.issue import Facts, Issue
from analysis.takeaway.points import FIGURES, WITHHELD, PointRow
from analysis.wording.amounts import words
from analysis.wording.numbers import period
from analysis.wording.quality import source_name

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
MADE = datetime(2000, 1, 1)
"""The day of making of every workbook: the same content, the same bytes."""

HATCHED = {"pattern": 14, "fg_color": "#8c8c8c", "bg_color": "#ffffff", "align": "right"}
NOTHING = "–"
WIDTHS = (16, 30, 20, 40, 20, 12, 12, *(14 for _ in FIGURES), 22)
HEADS = ("code", "unit", "measure-code", "measure", "period", "first-day", "last-day", *FIGURES, "status")
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

Cell = str | float | int | date | None


class Workbook(AbstractContextManager["Workbook"]):
    """A workbook that is being written: rows are added as they come, and are not kept. Text is always written as text."""

    def __init__(
        self, path: Path, title: str, measures: Sequence[Facts], issue: Issue, *, origins: bool = False
    ) -> None:
        """The two sheets that explain are written at once; `measures` are facts of indicators.

        With `origins` the sheet of data tells in its last column whence each row came.
        """
        self._book: Any = xlsxwriter.Workbook(path, OPTIONS)
        self._book.set_properties({"title": title, "comments": issue.banner, "created": MADE})
        self._issue = issue
        self._formats: dict[str, Any] = {}
        # The row of headers: below the line that says of simulated data that they are.
        self._top = 1 if issue.banner else 0
        self._row = self._top
        self._front(title, measures)
        self._measures(measures)
        self._heads = (*HEADS, "origin") if origins else HEADS
        heads = [text(f"takeaway-column-{head}", issue.lang) for head in self._heads]
        self._data = self._sheet("data", heads, (*WIDTHS, 60)[: len(heads)])

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closed whole, whatever happened: the folder that it stands in is only put in place when all went well."""
        self._data.autofilter(self._top, 0, max(self._row, self._top + 1), len(self._heads) - 1)
        self._book.close()

    def add(self, row: PointRow) -> None:
        """One period of one measure, below those before it."""
        self._row += 1
        at, lang = self._row, self._issue.lang
        told = _period(row.first_day, row.last_day, lang)
        for column, cell in enumerate((row.code, row.name, row.indicator, row.title, told)):
            self._data.write_string(at, column, cell)
        for column, cell in enumerate((row.first_day, row.last_day), start=5):
            self._data.write_datetime(at, column, date.fromisoformat(cell), self._format("day"))
        for column, name in enumerate(FIGURES, start=7):
            self._figure(at, column, getattr(row, name), _decimals(row, name), hidden=row.status == WITHHELD)
        self._data.write_string(at, len(HEADS) - 1, text(f"takeaway-status-{row.status}", lang))
        if len(self._heads) > len(HEADS):
            self._data.write_string(at, len(HEADS), row.origin or NOTHING)

    def _figure(self, row: int, column: int, figure: float | None, decimals: int, *, hidden: bool) -> None:
        if figure is not None:
            self._data.write_number(row, column, figure, self._format(decimals))
        elif hidden:
            self._data.write_string(
                row, column, text("cell-withheld", self._issue.lang), self._format("hatched")
            )
        else:
            self._data.write_string(row, column, NOTHING, self._format("right"))

    def table(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """A further sheet; an empty cell of it says by its sign that there is nothing."""
        sheet = self._sheet(name, heads, [24 for _ in heads])
        for at, row in enumerate(rows, start=self._top + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is None:
                    sheet.write_string(at, column, NOTHING, self._format("right"))
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, self._format("day"))
                else:
                    sheet.write_number(at, column, cell, self._format(2 if isinstance(cell, float) else 0))

    def _sheet(self, name: str, heads: Sequence[str], widths: Sequence[float]) -> Any:
        sheet = self._book.add_worksheet(text(f"takeaway-sheet-{name}", self._issue.lang))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if self._issue.banner:
            sheet.write_string(0, 0, self._issue.banner, self._format("line"))
        for column, head in enumerate(heads):
            sheet.write_string(self._top, column, head, self._format("head"))
        sheet.freeze_panes(self._top + 1, 0)
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
    if isinstance(kind, int):
        return {"num_format": "#,##0" + ("." + "0" * kind if kind else "")}
    return {
        "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
        "bold": {"bold": True, "text_wrap": True},
        "line": {"bold": True},
        "wrapped": {"text_wrap": True, "valign": "top"},
        "right": {"align": "right"},
        "day": {"num_format": "yyyy-mm-dd"},
        "hatched": HATCHED,
    }[kind]


def _decimals(row: PointRow, name: str) -> int:
    if name in ("denominator", "base"):
        return 0
    return (0 if row.whole else 2) if name == "numerator" else row.decimals


@cache
def _period(first: str, last: str, lang: Lang) -> str:
    return period(date.fromisoformat(first), date.fromisoformat(last), lang)


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
            for part in ("sheets", "withheld", "flagged", "nothing", "range")
        ),
        "",
        text("takeaway-front-sources", lang, sources="; ".join(sources)),
        text("takeaway-front-licence", lang, name=name, address=address),
        text("takeaway-front-citation", lang, citation=issue.citation),
        *([issue.settings.site_url] if issue.settings.site_url else []),
    ]
