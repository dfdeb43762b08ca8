"""Units of the city: looked up by code, never by a bare name (five names are both kecamatan and kelurahan)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import polars as pl
from rapidfuzz import fuzz, process, utils

from analysis.problems import RetretError

if TYPE_CHECKING:
    from analysis.city.place import City

LONGEST_SLUG = 60
SUGGEST_FROM = 60.0
"""Likeness (0-100) from which a name is offered as a suggestion; below it a suggestion would mislead."""


@dataclass(frozen=True)
class Unit:
    """One unit, as units.csv has it."""

    code: str
    type: str
    name: str
    parent: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Group:
    """Units that are set beside each other: of the same type, or a place (such as a kecamatan) with what lies in it."""

    slug: str
    name_id: str
    name_en: str
    noun_id: str
    noun_en: str
    members: tuple[str, ...]
    kind: Literal["type", "place"]


def units_by_code(frame: pl.DataFrame) -> dict[str, Unit]:
    """Every unit of a table by its code, in the order of the table."""
    columns = ("code", "type", "name", "parent", "valid_from", "valid_to")
    return {row["code"]: Unit(**row) for row in frame.select(columns).iter_rows(named=True)}


def all_units(city: "City") -> tuple[Unit, ...]:
    """Every unit in the order of units.csv."""
    return tuple(city.by_code.values())


def city_unit(city: "City") -> Unit:
    """The city itself: the one unit without a parent."""
    return next(unit for unit in all_units(city) if unit.parent is None)


def own_units(city: "City") -> list[str]:
    """The codes of every unit but the city itself, in the order of units.csv."""
    return [unit.code for unit in all_units(city) if unit.parent is not None]


def suggest(city: "City", text: str) -> Unit | None:
    """The unit whose code, name or alias is most like the text, or None when nothing is near. A hint, no match."""
    names = [*city.units["code"], *city.units["name"], *city.aliases["alias"]]
    codes = [*city.units["code"], *city.units["code"], *city.aliases["code"]]
    best = process.extractOne(
        text, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=SUGGEST_FROM
    )
    return get_unit(city, codes[best[2]]) if best else None


def get_unit(city: "City", code: str) -> Unit:
    """The unit with this code; anything else is a RetretError, with the nearest unit as a suggestion."""
    # A notebook parameter is not type-checked: 35.73 without quotes arrives here as a number.
    if not isinstance(code, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise RetretError("unit-not-a-string", value=str(code))
    found = city.by_code.get(code)
    if found is not None:
        return found
    near = suggest(city, code)
    if near is None:
        raise RetretError("unknown-unit-far", value=code)
    raise RetretError("unknown-unit", value=code, near=near.code, name=near.name)


def children(city: "City", code: str) -> tuple[Unit, ...]:
    """Units whose parent is this one, in the order of units.csv; empty for a leaf."""
    own = get_unit(city, code).code
    return tuple(unit for unit in all_units(city) if unit.parent == own)


def _type_groups(city: "City") -> list[Group]:
    made: list[Group] = []
    for group in city.settings.group:
        members = [unit.code for unit in all_units(city) if unit.type in group.types]
        if members:
            names = (group.name_id, group.name_en, group.noun_id, group.noun_en)
            made.append(Group(group.slug, *names, tuple(members), "type"))
    return made


def _place_group(city: "City", unit: Unit) -> Group:
    members = (unit.code, *(child.code for child in children(city, unit.code)))
    slug = _slug(unit.name) or unit.code
    names = (f"{unit.name} dan unit di dalamnya", f"{unit.name} and its units")
    nouns = (f"unit di {unit.name}", f"units in {unit.name}")
    return Group(slug, *names, *nouns, members, "place")


def _slug(name: str) -> str:
    """A name as part of an address and of file names: letters and digits, whatever else stands in it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")


def groups(city: "City") -> tuple[Group, ...]:
    """Every comparison group that has members: the type groups of city.toml, then one for each place."""
    districts = (unit for unit in all_units(city) if unit.type in city.settings.place_types)
    return (*_type_groups(city), *(_place_group(city, unit) for unit in districts))


def alike(city: "City") -> dict[str, Group]:
    """The type group of every unit that is in one; of several the first."""
    return {code: one for one in reversed(_type_groups(city)) for code in one.members}


def group_of(city: "City", unit: Unit | str) -> Group:
    """The type group that a unit is compared in; a unit of a type without a group (the city) stands alone."""
    one = get_unit(city, unit) if not isinstance(unit, Unit) else unit
    alone = Group(one.type.replace("_", "-"), one.name, one.name, one.name, one.name, (one.code,), "type")
    return alike(city).get(one.code, alone)
