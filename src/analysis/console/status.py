"""retret status: which periods of each unit and source came, as a strip of signs a month, or as a long table."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from analysis.city.place import City, load_city
from analysis.city.units import get_unit
from analysis.console import screen
from analysis.console.check import find_folder, receive_source
from analysis.delivery.form import find_source
from analysis.delivery.status import STATES, status
from analysis.ingest.names import read_names, resolve
from analysis.messages import Lang, text
from analysis.paths import find_root
from analysis.sources.declaration import by_name
from analysis.spreadsheet import write_csv
from analysis.validate import data_until
from analysis.wording.numbers import month as month_name
from analysis.wording.numbers import number

SIGNS = {"refused": "!", "missing": "x", "provisional": "+", "came": "#", "not-due": "-"}
"""The sign of each state; where a month has several, the first of them is shown. Plain signs print everywhere."""

NOTHING = "."
_MANY, _FEW = 6, 24
_HEAD = 8


@dataclass(frozen=True)
class Strips:
    """Strips of signs by (unit, source), over these months."""

    months: tuple[int, ...]
    signs: Mapping[tuple[str, str], str]


def run_status(unit: str | None, source: str | None, root: Path | None, lang: Lang, *, csv: bool) -> int:
    """Print the table, its legend and its totals; with `csv` the long table and nothing else."""
    place = find_root(root)
    city = load_city(place)
    only_source = find_source(source).name if source else None
    only_unit = _unit(unit, city) if unit else None
    received = receive_source(place, find_folder(place, city, None), city, lang)
    rows = status(received.checked, city, received.readable)
    until = data_until(received.checked.tables)
    if only_unit:
        rows = rows.filter(pl.col("unit") == only_unit)
    if only_source:
        rows = rows.filter(pl.col("source") == only_source)
    if csv:
        write_csv(sys.stdout, [rows.columns, *rows.iter_rows()])
    elif until is None or rows.is_empty():
        screen.out.print(text("strip-empty", lang))
    else:
        if received.checked.simulated:
            screen.out.print(text("simulated-line", lang))
        few = only_unit is not None or only_source is not None
        found = strips(rows, until, _FEW if few else _MANY)
        _print(found, rows, city, lang)
    return 0


def _unit(written: str, city: City) -> str:
    """The unit of this code or name; anything else stops with the nearest one."""
    code = resolve(read_names(city), written)
    return code if isinstance(code, str) else get_unit(city, written).code


def strips(rows: pl.DataFrame, until: date, months: int) -> Strips:
    """A sign a month for every unit and source, up to the month in which the data end."""
    last = 12 * until.year + until.month - 1
    shown = tuple(range(last - months + 1, last + 1))
    order = {state: at for at, state in enumerate(SIGNS)}
    best: dict[tuple[str, str], list[str | None]] = {}
    for unit, source, first_day, last_day, state in rows.iter_rows():
        line = best.setdefault((unit, source), [None] * months)
        first, end = (12 * one.year + one.month - 1 for one in (first_day, last_day))
        for at in range(max(first, shown[0]), min(end, last) + 1):
            before = line[at - shown[0]]
            if before is None or order[state] < order[before]:
                line[at - shown[0]] = state
    signs = {key: "".join(SIGNS[one] if one else NOTHING for one in line) for key, line in best.items()}
    return Strips(shown, signs)


def _print(found: Strips, rows: pl.DataFrame, city: City, lang: Lang) -> None:
    names = dict(city.units.select("code", "name").iter_rows())
    there = {source for _, source in found.signs}
    sources = [name for name in by_name() if name in there]
    units = [code for code in names if any(unit == code for unit, _ in found.signs)]
    units += sorted({unit for unit, _ in found.signs} - set(units))
    first, last = (date(one // 12, one % 12 + 1, 1) for one in (found.months[0], found.months[-1]))
    screen.out.print(text("strip-months", lang, first=month_name(first, lang), last=month_name(last, lang)))
    screen.out.print(_legend(lang))
    screen.out.print()
    if len(units) == 1:
        _lines([(by_name()[one].title.in_language(lang), [found.signs[units[0], one]]) for one in sources])
    else:
        width = max(len(found.months), _HEAD)
        heads = [_folded(by_name()[one].folder if lang == "id" else one, width) for one in sources]
        head_lines = max(len(one) for one in heads)
        lines = [("", [one[at] if at < len(one) else "" for one in heads]) for at in range(head_lines)]
        lines += [
            (
                f"{code} {names.get(code, '')}"[:48],
                [found.signs.get((code, one), NOTHING * len(found.months)) for one in sources],
            )
            for code in units
        ]
        _lines(lines, width)
    screen.out.print()
    _totals(rows, sources, lang)


def _legend(lang: Lang) -> str:
    told = [f"{SIGNS[state]} {text(f'strip-{state}', lang)}" for state in STATES]
    return "   ".join([*told, f"{NOTHING} {text('strip-nothing', lang)}"])


def _folded(name: str, width: int) -> list[str]:
    return [name[at : at + width] for at in range(0, len(name), width)]


def _lines(lines: Sequence[tuple[str, Sequence[str]]], width: int = 0) -> None:
    left = max(len(name) for name, _ in lines)
    for name, cells in lines:
        screen.out.print("  ".join([name.ljust(left), *(cell.ljust(width) for cell in cells)]).rstrip())


def _totals(rows: pl.DataFrame, sources: Sequence[str], lang: Lang) -> None:
    counts = {
        (source, state): count for source, state, count in rows.group_by("source", "status").len().iter_rows()
    }
    for name in sources:
        told = [
            f"{number(counts[name, state], 0, lang)} {text(f'strip-{state}', lang)}"
            for state in STATES
            if (name, state) in counts
        ]
        screen.out.print(f"{by_name()[name].title.in_language(lang)}: {', '.join(told)}")
