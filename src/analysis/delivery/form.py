"""The form of a source: which columns a template of it has, what may stand in them, and one example."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from analysis.city.place import City
from analysis.ingest.cell import Wrong
from analysis.ingest.cells import moment
from analysis.ingest.dates import day
from analysis.ingest.names import read_names, resolve
from analysis.ingest.values import number, whole_number
from analysis.problems import RetretError
from analysis.sources.declaration import Column, Source, by_folder, by_name, sources

Example = str | float | date | datetime | None
_OWN_READERS = {"attendance": ("days",)}
"""Layouts that are read by a reader of their own and can be typed into a template all the same."""

_SYSTEM = "presensi"


@dataclass(frozen=True)
class Field:
    """One column of a form: its header, how cells are read, what may be chosen, and its example."""

    name: str
    header: str
    column: Column
    required: bool
    choices: tuple[str, ...]
    example: Example


@dataclass(frozen=True)
class Form:
    """A source in one layout, as somebody fills it in; `folder` is where the file goes below the raw folder."""

    source: Source
    layout: str
    folder: str
    fields: tuple[Field, ...]


def find_source(written: str) -> Source:
    """The source of this name or folder; anything else is a RetretError that lists them."""
    found = by_name().get(written) or by_folder().get(written)
    if found is None:
        known = ", ".join(f"{one.name} ({one.folder})" for one in sources())
        raise RetretError("unknown-source", written=written, known=known)
    return found


def layouts(source: Source) -> tuple[str, ...]:
    """The layouts of which there is a template: tables of one header that a workbook may hold, each with other columns."""
    own = _OWN_READERS.get(source.name, ())
    found: dict[tuple[str, ...], str] = {}
    for name, layout in source.layouts.items():
        if ".xlsx" in layout.suffixes and not layout.wide and (layout.generic or name in own):
            found.setdefault(_columns(source, name), name)
    return tuple(found.values())


def make_form(source: Source, layout: str | None, city: City) -> Form:
    """The form of a layout, the source's first one where none is asked for."""
    known = layouts(source)
    if layout is not None and layout not in known:
        raise RetretError("unknown-layout", source=source.name, written=layout, known=", ".join(known))
    chosen = layout or known[0]
    folder = source.folder
    if source.folder == _SYSTEM:
        systems = sorted(city.attendance_codes["system"].unique())
        folder = f"{folder}/{systems[0]}" if systems else folder
    examples = _unit_examples(source, city)
    fields = tuple(
        Field(
            name,
            column.names[0],
            column,
            required=column.required or name in source.layouts[chosen].known_by,
            choices=_choices(column),
            example=examples.get(name) or _example(column),
        )
        for name, column in ((name, source.columns[name]) for name in _columns(source, chosen))
    )
    return Form(source, chosen, folder, fields)


def _columns(source: Source, layout: str) -> tuple[str, ...]:
    return tuple(name for name, column in source.columns.items() if _stands_in(name, column, source, layout))


def _stands_in(name: str, column: Column, source: Source, chosen: str) -> bool:
    """Whether a column belongs into a form: what is never read does not, nor what only an unlike layout is known by."""
    layout = source.layouts[chosen]
    if column.kind == "dropped" or name in layout.lacks:
        return False
    if name in layout.known_by or column.required:
        return True
    unlike = [other for other in source.layouts.values() if set(layout.lacks) & set(other.known_by)]
    return not any(name in other.known_by for other in unlike)


def _choices(column: Column) -> tuple[str, ...]:
    if column.kind == "yes-no":
        return ("Ya", "Tidak")
    return tuple(spellings[0] for spellings in column.choices.values())


def _example(column: Column) -> Example:
    """The declared example as a typed cell: a number as a number, a day as a day."""
    readers = {
        "day": day,
        "moment": moment,
        "whole": whole_number,
        "year": whole_number,
        "number": number,
        "percent": number,
    }
    read = readers.get(column.kind)
    value = read(column.example) if read and column.example else column.example or None
    if isinstance(value, Wrong):
        raise ValueError(f"{column.names[0]}: {column.example!r} is no {column.kind}")
    return float(value) if isinstance(value, int) else value


def _unit_examples(source: Source, city: City) -> Mapping[str, str]:
    """The declared examples of units that this city has; another city's own units, each another one, for the rest."""
    names = read_names(city)
    units = city.units.filter(city.units["parent"].is_not_null())["name"].to_list()
    spare = iter(units or city.units["name"].to_list())
    found: dict[str, str] = {}
    for name, column in source.columns.items():
        if column.kind == "unit" and column.example:
            fits = isinstance(resolve(names, column.example, (column.names[0],)), str)
            found[name] = column.example if fits else next(spare, units[-1] if units else column.example)
    return found
