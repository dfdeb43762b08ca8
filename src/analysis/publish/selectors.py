"""Which pages are asked for: codes, groups, `type:kelurahan`, `kecamatan:Sukun`, and patterns with `*`."""

from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase

from analysis.city.place import City
from analysis.city.units import Unit, all_units, groups
from analysis.problems import RetretError

WILD = frozenset("*?[")


def selected(city: City, asked: Iterable[str]) -> frozenset[str]:
    """The codes of units and slugs of groups that selectors mean, several of them by commas.

    One that means nothing stops with the nearest name.
    """
    found: set[str] = set()
    for one in (word.strip() for words in asked for word in words.split(",")):
        found |= _meant(city, one)
    return frozenset(found)


def _meant(city: City, asked: str) -> set[str]:
    units = all_units(city)
    names = [*(unit.code for unit in units), *(group.slug for group in groups(city))]
    kind, colon, name = asked.partition(":")
    if colon:
        found = _of_kind(city, units, kind, name)
    elif WILD & set(asked):
        found = {code for code in names if fnmatchcase(code, asked)}
    else:
        found = {asked} & set(names)
    if not found:
        raise _unknown(asked, [*names, *_kinds(units)])
    return found


def _of_kind(city: City, units: tuple[Unit, ...], kind: str, name: str) -> set[str]:
    """All of one type; or one unit by its name within its type, with all that lies in it and its group."""
    if kind == "type":
        return {unit.code for unit in units if unit.type == name}
    found = {
        unit.code for unit in units if unit.type == kind and _plain(unit, kind) == name.strip().casefold()
    }
    inside = {unit.code for unit in units if unit.parent in found}
    around = {group.slug for group in groups(city) if group.kind == "place" and group.members[0] in found}
    return found | inside | around


def _plain(unit: Unit, kind: str) -> str:
    """A unit's name without the word of its type."""
    return unit.name.casefold().removeprefix(f"{kind.replace('_', ' ')} ").strip()


def _kinds(units: tuple[Unit, ...]) -> list[str]:
    types = sorted({unit.type for unit in units})
    by_name = [f"{unit.type}:{_plain(unit, unit.type).title()}" for unit in units]
    return [*(f"type:{one}" for one in types), *by_name]


def _unknown(asked: str, known: list[str]) -> RetretError:
    """The stop for what means nothing, with the nearest selector if one is near."""
    by_fold = {name.casefold(): name for name in known}
    near = get_close_matches(asked.casefold(), by_fold, n=1, cutoff=0.5)
    if near:
        return RetretError("unknown-selector", only=asked, near=by_fold[near[0]])
    return RetretError("nothing-to-build", only=asked)
