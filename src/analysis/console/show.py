"""retret show: one unit's series with numerator, denominator and origin, in the terminal or as CSV."""

import sys
from datetime import date
from pathlib import Path

import polars as pl
from rich.table import Table

from analysis.city.place import City, load_city
from analysis.city.units import get_unit, groups
from analysis.console import screen
from analysis.console.show_effects import effects_table
from analysis.disclosure import disclose
from analysis.facts.joint import all_series
from analysis.indicators.definition import by_code, indicators
from analysis.known.source import find_source
from analysis.messages import Lang, text
from analysis.paths import Root, find_root
from analysis.problems import RetretError
from analysis.publish.data import check_source
from analysis.spreadsheet import write_csv
from analysis.wording.numbers import number, period

COLUMNS = (
    "indicator",
    "first_day",
    "last_day",
    "value",
    "numerator",
    "denominator",
    "base",
    "status",
    "file",
    "sheet",
    "row",
)


def run_show(unit: str, indicator: str | None, root: Path | None, lang: Lang, *, csv: bool) -> int:
    """Print the series of a unit or group; an unknown code or indicator stops with a suggestion."""
    place = find_root(root)
    city = load_city(place)
    if unit not in {group.slug for group in groups(city)}:
        get_unit(city, unit)
    if indicator is not None and indicator not in by_code():
        raise RetretError(
            "unknown-indicator", indicator=indicator, known=", ".join(i.code for i in indicators())
        )
    rows = disclose(_series(place, city, lang), "leadership").filter(pl.col("unit") == unit)
    if indicator is not None:
        rows = rows.filter(pl.col("indicator") == indicator)
    rows = rows.sort("indicator", "date").select(COLUMNS)
    if csv:
        _csv(rows)
        return 0
    _table(rows, lang)
    found = effects_table(place, unit, indicator, lang)
    if found is not None:
        screen.out.print(found)
    return 0


def _series(place: Root, city: City, lang: Lang) -> pl.DataFrame:
    """The series of the last build, else computed from the raw folder without writing."""
    built = place.processed / "series.parquet"
    if built.is_file():
        return pl.read_parquet(built)
    with screen.progress(lang) as step:
        checked = check_source(find_source(place, city.folder), city, progress=step("data"))
    return all_series(checked, city)


def _csv(rows: pl.DataFrame) -> None:
    write_csv(sys.stdout, [rows.columns, *rows.iter_rows()])


def _table(rows: pl.DataFrame, lang: Lang) -> None:
    for code in rows.get_column("indicator").unique(maintain_order=True):
        definition = by_code()[code]
        table = Table(title=definition.title.in_language(lang), title_justify="left")
        for head in ("period", "value", "numerator", "denominator", "base", "origin"):
            table.add_column(
                text(f"column-{head}", lang), justify="left" if head in ("period", "origin") else "right"
            )
        for row in rows.filter(pl.col("indicator") == code).iter_rows(named=True):
            table.add_row(*_cells(row, definition.decimals, lang))
        screen.out.print(table)
    if rows.is_empty():
        screen.out.print(text("show-empty", lang))


def _cells(row: dict[str, object], decimals: int, lang: Lang) -> list[str]:
    first, last = row["first_day"], row["last_day"]
    assert isinstance(first, date) and isinstance(last, date)
    cells = [period(first, last, lang)]
    for key, places in (("value", decimals), ("numerator", 2), ("denominator", 0), ("base", 0)):
        figure = row[key]
        shown = number(float(figure), places, lang) if isinstance(figure, int | float) else ""
        cells.append(shown or (text("withheld", lang) if row["status"] == "withheld" else ""))
    origin = [str(row[key]) for key in ("file", "sheet") if row[key] is not None]
    if row["row"] is not None:
        origin.append(text("row-place", lang, row=row["row"]))
    return [*cells, " › ".join(origin)]
