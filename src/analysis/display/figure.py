"""A figure of a page: the finding as title, the drawing, a caption, the table with its CSV, the interactive chart."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from analysis.display.charts import Chart
from analysis.display.markup import joined, tag, text_tag, words
from analysis.display.packed import Row, packed
from analysis.display.plotly_figure import plotly_spec
from analysis.display.shown import bundle
from analysis.display.svg import draw
from analysis.display.tables import Cell, Rows, html_table, told
from analysis.messages import Lang, text
from analysis.spreadsheet import write_csv
from analysis.wording.numbers import MINUS


@dataclass(frozen=True)
class Html:
    """Markup whose texts are escaped already; it shows itself in a notebook and on a page."""

    markup: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return bundle(self.markup)


@dataclass(frozen=True)
class Table:
    """A table that shows itself in a notebook and on a page."""

    rows: Rows
    headers: Sequence[str]
    caption: str
    lang: Lang = "id"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return bundle(html_table(self.rows, self.headers, self.caption, self.lang))


@dataclass(frozen=True)
class Figure:
    """A chart with everything that must stand beside it; without a chart it says by its title what is missing.

    The title leads to `title_href` where one is given.
    The CSV link leads to the file `csv_href`; without one it holds the table itself. `key` names the download.
    """

    title: str
    chart: Chart | None
    caption: str
    table_headers: Sequence[str]
    table_rows: Rows
    csv_href: str | None = None
    key: str = "data"
    lang: Lang = "id"
    level: int = 2
    title_href: str | None = None

    def html(self) -> str:
        """The whole figure as markup; the button is shown only where scripts run."""
        title = text_tag("a", self.title, href=self.title_href) if self.title_href else words(self.title)
        parts = [tag(f"h{self.level}", title)]
        drawing = "" if self.chart is None else self._drawing(self.chart)
        if drawing:
            parts.append(tag("div", drawing, class_="canvas"))
        parts.append(text_tag("figcaption", self.caption))
        if self.chart is not None:
            rows = [first_cells(row, self.lang) for row in self.table_rows]
            parts += [_button(self.lang), spec_script(self.chart, drawing, self.lang, rows)]
        if self.table_rows:
            parts.append(self._data())
        return tag("figure", joined(parts), class_="fig" if self.chart is not None else "fig empty")

    def _drawing(self, chart: Chart) -> str:
        return draw(chart, text("chart-of", self.lang, title=self.title), self.lang)

    def _data(self) -> str:
        summary = text_tag("summary", text("table-and-csv", self.lang))
        table = html_table(self.table_rows, self.table_headers, self.title, self.lang)
        href = self.csv_href or csv_address(self.table_headers, self.table_rows, self.lang)
        link = text_tag("a", text("csv-link", self.lang), href=href, download=f"{self.key}.csv")
        return tag("details", joined([summary, table, tag("p", link)]), class_="data")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return bundle(self.html())


def _button(lang: Lang) -> str:
    back = text("explore-back", lang)
    return text_tag("button", text("explore", lang), type="button", class_="explore", data_back=back)


def csv_address(headers: Sequence[str], rows: Rows, lang: Lang) -> str:
    """The table as a data address, in the form that an Indonesian Excel opens: semicolons, UTF-8 with its mark."""
    written = io.StringIO()
    write_csv(written, [headers, *([_plain(cell, lang) for cell in row] for row in rows)], delimiter=";")
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + written.getvalue(), safe=";,:/()")


def _plain(cell: Cell, lang: Lang) -> str:
    """A cell as the page shows it, but a number with the minus that a spreadsheet reads."""
    if cell is None:
        return text("cell-withheld", lang)
    shown = told(cell, lang)
    return shown.replace(MINUS, "-") if isinstance(cell, int | float) else shown


def first_cells(row: Sequence[Cell], lang: Lang) -> Row:
    """The first two cells of a table's row, as the page shows them."""
    first, second = (None if cell is None else told(cell, lang) for cell in (*row, None)[:2])
    return first or "", second


def spec_script(chart: Chart, drawing: str, lang: Lang, rows: Sequence[Row] = ()) -> str:
    """The plotly figure of a drawing, packed, as JSON in a script element that its content cannot close."""
    figure = packed(plotly_spec(chart, lang), drawing, rows)
    spec = json.dumps(figure, ensure_ascii=False, separators=(",", ":"))
    safe = spec.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/json" class="spec">{safe}</script>'
