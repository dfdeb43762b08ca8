"""retret template: a workbook to fill in, made from a source's declaration; without a name, the list of sources."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from rich.table import Table
from xlsxwriter.exceptions import XlsxWriterException

from analysis.city.place import City, load_city
from analysis.console import screen
from analysis.delivery.form import Example, Field, Form, find_source, layouts, make_form
from analysis.ingest.workbook import LISTS
from analysis.messages import Lang, text
from analysis.paths import find_root
from analysis.problems import RetretError
from analysis.sources.declaration import Source, kind_words, sources
from analysis.whole import whole
from analysis.wording.numbers import number

HEADER_ROW = 2
_ROWS = 5_000
"""So many rows below the header have dropdowns."""

_NUMBER_FORMATS = {
    "day": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "whole": "#,##0",
    "year": "0",
    "number": "#,##0.00",
    "percent": "0.0",
}
"""Kinds that are not listed are typed as text, so that neither a number's zeros nor "Mei 2025" is changed."""


def run_template(
    written: str | None, to: Path | None, layout: str | None, root: Path | None, lang: Lang, *, sample: bool
) -> int:
    """Write the template and say where; without a source, list them."""
    if written is None:
        screen.out.print(_list(lang))
        screen.out.print(text("template-how", lang))
        return 0
    source = find_source(written)
    city = load_city(find_root(root))
    form = make_form(source, layout, city)
    word = text("template-word-sample" if sample else "template-word", lang)
    target = to or Path(f"{word}-{source.folder}.xlsx")
    write_template(target, form, city, lang, rows=[examples(form)] if sample else ())
    screen.out.print(text("template-written", lang, file=target, folder=f"data/raw/{form.folder}/"))
    return 0


def examples(form: Form) -> Mapping[str, Example]:
    """One row of examples, by column."""
    return {field.name: field.example for field in form.fields}


def write_template(
    target: Path,
    form: Form,
    city: City,
    lang: Lang,
    *,
    rows: Sequence[Mapping[str, Example]] = (),
    notes: Sequence[str] = (),
) -> None:
    """The workbook, written beside its place and renamed; a file that exists is never overwritten.

    The data sheet holds a title, the locked header, and `rows` that are filled in already; `notes` stand on top of the
    guide. The example stands on a sheet of its own, downwards, so that it is never taken for a table of data.
    """
    if target.exists():
        raise RetretError("file-exists", file=str(target))
    try:
        with whole(target) as aside, xlsxwriter.Workbook(aside) as book:
            book.set_properties({"created": datetime(2000, 1, 1)})  # the same content, the same bytes
            data = book.add_worksheet(form.source.sheet)
            example = book.add_worksheet(text("template-sheet-example", lang))
            guide = book.add_worksheet(text("template-sheet-guide", lang))
            lists = book.add_worksheet(LISTS)
            places = _write_lists(lists, form, city)
            _write_data(book, data, form, places, lang, rows)
            _write_example(book, example, form, lang)
            _write_guide(book, guide, [*notes, *guide_lines(form, lang)])
            lists.hide()
    except (OSError, XlsxWriterException) as fault:
        raise RetretError("cannot-write", file=str(target), why=str(fault)) from fault


def _list(lang: Lang) -> Table:
    table = Table()
    for head in ("source", "folder", "title", "layouts"):
        table.add_column(text(f"head-{head}", lang), overflow="fold")
    for one in sources():
        table.add_row(one.name, one.folder, one.title.in_language(lang), ", ".join(layouts(one)) or "-")
    return table


def _write_lists(sheet: Any, form: Form, city: City) -> dict[str, str]:
    """What may be chosen, a column a field; the units once. Returns the range of each field."""
    units = city.units.filter(city.units["valid_to"].is_null())["name"].to_list()
    places: dict[str, str] = {}
    known: dict[tuple[str, ...], str] = {}
    for field in form.fields:
        options = tuple(units) if field.column.kind == "unit" else field.choices
        if not options:
            continue
        if options not in known:
            letter = chr(65 + len(known))
            for row, option in enumerate(options):
                sheet.write_string(row, len(known), option)
            known[options] = f"='{LISTS}'!${letter}$1:${letter}${len(options)}"
        places[field.name] = known[options]
    return places


def _write_data(
    book: Any,
    sheet: Any,
    form: Form,
    places: dict[str, str],
    lang: Lang,
    rows: Sequence[Mapping[str, Example]],
) -> None:
    locked = book.add_format({"locked": True})
    sheet.protect("", {"insert_rows": True, "delete_rows": True, "sort": True, "format_columns": True})
    for column, field in enumerate(form.fields):
        sheet.set_column(column, column, _width(field), _cell_format(book, field))
    for row in range(HEADER_ROW + 1):
        sheet.set_row(row, 30 if row == HEADER_ROW else None, locked)
    sheet.write_string(
        0, 0, form.source.title.in_language(lang), book.add_format({"bold": True, "font_size": 13})
    )
    _write_header(book, sheet, form, lang)
    for column, field in enumerate(form.fields):
        if field.name in places:
            rule = {
                "validate": "list",
                "source": places[field.name],
                "error_type": "warning" if field.column.kind == "unit" else "stop",
                "error_title": field.header[:32],
                "error_message": text("template-choose", lang),
            }
            sheet.data_validation(HEADER_ROW + 1, column, HEADER_ROW + _ROWS, column, rule)
        look = _cell_format(book, field)
        for row, one in enumerate(rows, start=HEADER_ROW + 1):
            _write(sheet, row, column, one.get(field.name), look)
    sheet.freeze_panes(HEADER_ROW + 1, 0)


def _write_header(book: Any, sheet: Any, form: Form, lang: Lang) -> None:
    for column, field in enumerate(form.fields):
        colour = "#D9E2F3" if field.required else "#F2F2F2"
        look = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "top",
                "bottom": 1,
                "bg_color": colour,
                "locked": True,
            }
        )
        sheet.write_string(HEADER_ROW, column, field.header, look)
        sheet.write_comment(HEADER_ROW, column, field_note(field, lang), {"x_scale": 1.6, "y_scale": 1.3})


def field_note(field: Field, lang: Lang) -> str:
    """What a column holds, whether it is needed, its choices and its bounds."""
    column = field.column
    about = column.about or kind_words()[column.kind]
    parts = [about.in_language(lang), text("field-needed" if field.required else "field-optional", lang)]
    if field.choices and column.kind != "yes-no":
        parts.append(text("field-choices", lang, choices=", ".join(field.choices)))
    bounds = bounds_of(column.lowest, column.highest, lang)
    if bounds:
        parts.append(text("field-bounds", lang, bounds=bounds))
    return "\n".join(parts)


def bounds_of(low: float | None, high: float | None, lang: Lang) -> str:
    """`0-365`, `0-…`, or nothing where no bound is declared."""
    if low is None and high is None:
        return ""
    ends = [
        "…" if one is None else number(one, 0 if float(one).is_integer() else 2, lang) for one in (low, high)
    ]
    return "-".join(ends)


def _write_example(book: Any, sheet: Any, form: Form, lang: Lang) -> None:
    """The example row, written downwards in grey: a row of headers here could be read as a second table."""
    bold, wrap = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.set_column(0, 0, 34, wrap)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 80, wrap)
    sheet.write_string(0, 0, text("template-example-title", lang), book.add_format({"bold": True}))
    for column, head in enumerate(("field", "example", "how")):
        sheet.write_string(2, column, text(f"head-{head}", lang), bold)
    for row, field in enumerate(form.fields, start=3):
        grey = {"italic": True, "font_color": "#7F7F7F", "align": "left", "num_format": _number_format(field)}
        sheet.write_string(row, 0, field.header)
        _write(sheet, row, 1, field.example, book.add_format(grey))
        sheet.write_string(row, 2, field_note(field, lang).replace("\n", " "))
    sheet.protect()


def _write_guide(book: Any, sheet: Any, lines: Sequence[str]) -> None:
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    sheet.protect()


def guide_lines(form: Form, lang: Lang) -> list[str]:
    """How to fill in, save and send the file."""
    source = form.source
    lines = [source.title.in_language(lang), source.about.in_language(lang), ""]
    lines.append(text("guide-owner", lang, owner=source.owner))
    lines.append(text("guide-folder", lang, folder=form.folder))
    lines.append(due_line(source, lang))
    lines += [
        text(f"guide-{step}", lang) for step in ("fill", "needed", "persons", "header", "save", "again")
    ]
    return lines


def due_line(source: Source, lang: Lang) -> str:
    """Which periods are owed and when they are due."""
    return text(f"due-{source.rhythm}", lang, days=number(source.usual_delay_days, 0, lang))


def _number_format(field: Field) -> str:
    return _NUMBER_FORMATS.get(field.column.kind, "@")


def _cell_format(book: Any, field: Field) -> Any:
    return book.add_format({"num_format": _number_format(field), "locked": False})


def _width(field: Field) -> float:
    return max(12.0, min(32.0, len(field.header) * 1.1), 32.0 if field.column.kind == "unit" else 0.0)


def _write(sheet: Any, row: int, column: int, value: Example, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, (datetime, date)):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, float):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, value, look)
