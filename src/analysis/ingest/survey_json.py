"""Survey layout "eskm": the JSON export of an e-SKM application, one object a wave with its respondents."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import polars as pl

from analysis.ingest.cell import Cell, Wrong
from analysis.ingest.cells import choice, code, organisation
from analysis.ingest.dates import day
from analysis.ingest.names import resolve
from analysis.ingest.reader import Check, Found, Given, Reader, finish
from analysis.ingest.reference import Reference
from analysis.ingest.result import FileResult
from analysis.ingest.survey_head import served
from analysis.ingest.survey_sums import columns_of, wave_sums
from analysis.ingest.table import read_table
from analysis.ingest.table_header import Place, spellings
from analysis.ingest.words import key
from analysis.problems import Problem
from analysis.sources.declaration import by_name

LAYOUT = "eskm"
PEOPLE = "responden"
MARKER = "DATA SIMULASI"
LARGEST_TEXT = 64 * 2**20
_BARE = {"u8", "u9"}
_HEADERS = {"waktu": "Stempel waktu"}
"""Keys that mean something else here than the same word as a column's header: "waktu" is when, not element 3."""

Json = Mapping[str, object]


def read(path: str, content: bytes, reference: Reference) -> FileResult:
    """One wave: every problem of its head and of each respondent; the object's keys stand in for cells."""
    result = FileResult(path, "survey", LAYOUT)
    whole = _parse(content)
    if isinstance(whole, Wrong):
        return replace(result, source=None, layout=None, problems=(Problem(whole.code, path),))
    result = replace(result, simulated=MARKER in str(whole.get("keterangan", "")).upper())
    head, problems = _head(path, whole, reference)
    people = whole.get(PEOPLE)
    if not isinstance(people, list):
        problems.append(Problem("json-key-missing", path, values={"key": PEOPLE}))
        return replace(result, problems=tuple(problems))
    rows, wrong = _rows(path, cast(Sequence[object], people))
    problems += wrong
    if problems:
        return replace(result, rows_read=len(people), problems=tuple(problems))
    return _read_rows(result, rows, head, reference)


def _parse(content: bytes) -> Json | Wrong:
    if not content.strip():
        return Wrong("empty-file")
    if len(content) > LARGEST_TEXT:
        return Wrong("csv-too-large")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Wrong("not-json")
    return cast(Json, found) if isinstance(found, dict) else Wrong("not-json")


def _head(path: str, whole: Json, reference: Reference) -> tuple[dict[str, object], list[Problem]]:
    """Unit, fieldwork and what is said of the wave; each key that cannot be read is a problem."""
    columns = by_name()["survey"].columns
    unit = resolve(reference.names, _cell(whole.get("unit")))
    first, last = day(_cell(whole.get("mulai"))), day(_cell(whole.get("selesai")))
    mode = choice(_cell(whole.get("moda")), columns["mode"])
    population = served(_cell(whole.get("populasi")))
    vendor = organisation(_cell(whole.get("pelaksana")))
    version = code(_cell(whole.get("versi_formulir")))
    problems: list[Problem] = []
    for name, value, needed in (
        ("unit", unit, True),
        ("mulai", first, True),
        ("selesai", last, True),
        ("moda", mode, False),
        ("populasi", population, False),
        ("pelaksana", vendor, False),
        ("versi_formulir", version, False),
    ):
        if isinstance(value, Wrong):
            problems.append(Problem(value.code, path, name, values=value.values))
        elif value is None and needed:
            problems.append(Problem("json-key-missing", path, values={"key": name}))
    if isinstance(first, date) and isinstance(last, date) and last < first:
        problems.append(Problem("fieldwork-ends-before-it-begins", path, "selesai"))
    return {
        "unit": unit,
        "first_day": first,
        "last_day": last,
        "mode": mode,
        "population": population,
        "vendor": vendor,
        "form_version": version,
    }, problems


def _rows(path: str, people: Sequence[object]) -> tuple[list[list[Cell]], list[Problem]]:
    """A table with a header, one row a respondent: keys as headers, answers beside the other keys."""
    flat: list[dict[str, Cell]] = []
    problems: list[Problem] = []
    for number, one in enumerate(people, start=1):
        if not isinstance(one, dict):
            problems.append(Problem("not-json", path, PEOPLE, row=number))
            continue
        person = cast(dict[str, object], one)
        given = person.get("answers")
        answers = cast(dict[str, object], given) if isinstance(given, dict) else {}
        flat.append(
            {
                _HEADERS.get(name, name): _cell(value)
                for name, value in {**person, **answers}.items()
                if name != "answers"
            }
        )
    names = sorted({name for one in flat for name in one})
    if _BARE & {key(name) for name in names}:
        problems.append(Problem("element-number-only", path, PEOPLE, values={"element": "U8/U9"}))
    return [list(names), *([one.get(name) for name in names] for one in flat)], problems


def _read_rows(
    result: FileResult, rows: Sequence[Sequence[Cell]], head: Mapping[str, object], reference: Reference
) -> FileResult:
    source = by_name()["survey"]
    known = spellings("survey")
    columns = {known[key(str(name))]: at for at, name in enumerate(rows[0]) if key(str(name)) in known}
    columns = {name: at for name, at in columns.items() if source.columns[name].kind != "unit"}
    missing = [name for name in source.required if name not in {*columns, "unit", "answered"}]
    if missing:
        values = {"key": source.columns[missing[0]].names[0]}
        return replace(result, problems=(Problem("json-key-missing", result.path, PEOPLE, values=values),))
    place = Place(0, len(rows[0]), columns, (), {}, LAYOUT)
    table = read_table(rows, place, source, reference)
    frame = table.frame.drop("unit").with_columns(
        row=pl.col("row") - 1, **{name: pl.lit(value) for name, value in head.items()}
    )
    found = Found(source, PEOPLE, rows, place)
    told = tuple(replace(one, row=one.row - 1) for one in table.findings)
    read = finish(
        result,
        found,
        replace(table, frame=frame, findings=told),
        _READER,
        Given(reference, LAYOUT, result.path),
    )
    return replace(read, problems=tuple(replace(one, cell=None) for one in read.problems))


def _summarise(people: pl.DataFrame, given: Given) -> pl.DataFrame:
    return wave_sums(columns_of(people.with_columns(printed_index=pl.lit(None, pl.Float64))))


_READER = Reader(
    _summarise,
    checks=(
        Check(
            "respondent-without-answers",
            pl.all_horizontal(pl.col(f"u{k}").is_null() for k in range(1, 10)),
            "u1",
        ),
    ),
)


def _cell(value: object) -> Cell:
    """A JSON value as a cell: numbers are numbers, text is text, anything nested is a fault."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return float(value)
    return value if isinstance(value, str) else Wrong("not-json")
