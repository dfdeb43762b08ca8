"""One city, whole: everything of its folder, checked at load."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from analysis.city import tables
from analysis.city.calendar import Calendar, make_calendar
from analysis.city.retreat import Retreat, retreats_of
from analysis.city.settings import Settings, read_settings
from analysis.city.succession import read_succession
from analysis.city.tables import read_table, stop_at_twins
from analysis.city.units import Unit, units_by_code
from analysis.paths import Root
from analysis.problems import RetretError


@dataclass(frozen=True)
class City:
    """A city: units and who followed whom, spellings, calendar, retreats, events, code tables and public facts, all typed frames."""

    slug: str
    name: str
    folder: Path
    units: pl.DataFrame
    aliases: pl.DataFrame
    succession: pl.DataFrame
    settings: Settings
    calendar: Calendar
    retreats: tuple[Retreat, ...]
    events: pl.DataFrame
    facts: pl.DataFrame
    attendance_codes: pl.DataFrame

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        """Every unit by its code, in the order of units.csv."""
        return units_by_code(self.units)


def _city_folder(root: Root) -> Path:
    folders = sorted(path.parent for path in root.cities.glob("*/city.toml"))
    wanted = os.environ.get("RETRET_CITY")
    if wanted:
        folders = [folder for folder in folders if folder.name == wanted]
    if not folders:
        raise RetretError("no-city", folder=str(root.cities / wanted if wanted else root.cities))
    if len(folders) > 1:
        raise RetretError("many-cities", folder=str(root.cities), names=", ".join(f.name for f in folders))
    return folders[0]


def _stop_at_unknown(path: Path, table: pl.DataFrame, column: str, units: pl.DataFrame) -> None:
    strange = table[column].is_not_null() & ~table[column].is_in(units["code"].implode())
    if strange.any():
        row = strange.arg_max() or 0
        raise RetretError(
            "city-strange-code", file=path.name, row=str(row + 2), value=str(table[column][row])
        )


def _read_units(folder: Path, settings: Settings) -> pl.DataFrame:
    path = folder / "units.csv"
    required = ("code", "type", "name", "valid_from", "source", "confidence")
    units = read_table(path, tables.UNITS, required)
    stop_at_twins(path, units, "code")
    stop_at_twins(path, units, "name")
    _stop_at_unknown(path, units, "parent", units)
    tops = units.filter(pl.col("parent").is_null())["code"].to_list()
    if len(tops) != 1:
        raise RetretError("city-one-top", file=path.name, n=str(len(tops)), codes=", ".join(tops[:3]) or "-")
    for row, kind in enumerate(units["type"], start=2):
        if kind not in settings.type_name:
            raise RetretError("city-strange-type", file=path.name, row=str(row), value=kind)
    return units


def _read_aliases(folder: Path, units: pl.DataFrame) -> pl.DataFrame:
    path = folder / "aliases.csv"
    aliases = read_table(path, tables.ALIASES, ("alias", "code", "source"))
    stop_at_twins(path, aliases, "alias")
    _stop_at_unknown(path, aliases, "code", units)
    return aliases


def _read_succession(folder: Path, units: pl.DataFrame) -> pl.DataFrame:
    path = folder / "succession.csv"
    succession = read_succession(path)
    for column in ("predecessor", "successor"):
        _stop_at_unknown(path, succession, column, units)
    return succession


def _read_codes(folder: Path) -> pl.DataFrame:
    path = folder / "attendance_codes.csv"
    codes = read_table(path, tables.CODES, ("system", "code", "kind", "meaning_id", "meaning_en", "source"))
    stop_at_twins(path, codes, "system", "code")
    return codes


def _read_calendar(folder: Path, settings: Settings) -> Calendar:
    required = ("first_day", "last_day", "kind", "title", "source", "confidence")
    overrides = read_table(folder / "calendar.csv", tables.CALENDAR, required)
    hours = ("period", "six_day", "weekday", "start", "end", "valid_from", "source", "confidence")
    schedules = read_table(folder / "schedules.csv", tables.SCHEDULES, hours)
    return make_calendar(overrides, schedules, settings.six_day_types)


def load_city(root: Root) -> City:
    """The one city of data/cities (or RETRET_CITY); what is wrong in its folder is a RetretError with file and row."""
    folder = _city_folder(root)
    settings = read_settings(folder / "city.toml")
    units = _read_units(folder, settings)
    dated = ("first_day", "last_day", "source", "confidence")
    retreats = read_table(folder / "retreats.csv", tables.RETREATS, ("edition", "announced", "place", *dated))
    events = read_table(
        folder / "events.csv", tables.EVENTS, ("code", "title_id", "title_en", "lasting", *dated)
    )
    stop_at_twins(folder / "events.csv", events, "code")
    facts = read_table(
        folder / "public_facts.csv",
        tables.FACTS,
        ("id", "place", "topic", "indicator", "period", "value", "source", "confidence", "kind"),
        optional=("period_en", "value_en", "unit_en"),
    )
    stop_at_twins(folder / "public_facts.csv", facts, "id")
    return City(
        slug=settings.slug,
        name=settings.name,
        folder=folder,
        units=units,
        aliases=_read_aliases(folder, units),
        succession=_read_succession(folder, units),
        settings=settings,
        calendar=_read_calendar(folder, settings),
        retreats=retreats_of(retreats),
        events=events,
        facts=facts,
        attendance_codes=_read_codes(folder),
    )
