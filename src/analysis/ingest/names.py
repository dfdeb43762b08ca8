"""Which unit a cell means: by code, then by official name, then by the alias list; never by likeness."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from analysis.city.place import City
from analysis.city.units import suggest
from analysis.ingest.cell import Cell, Wrong, is_missing, plain_text
from analysis.ingest.words import key, meanings, word_list

_LONGEST_NAME = 80
_ALL_BUT_THE_NAME = 85.0
"""Likeness (0-100) from which a text can only be a misspelt unit; below it, it may be a person or a remark."""


@dataclass(frozen=True)
class Names:
    """Spellings of one city's units, compared without capitals and punctuation.

    `exact` holds codes, official names and aliases; `bare` holds names without their type word ("lowokwaru"),
    each with every unit that bears it; `beginnings` are first words of longer names ("dinas").
    """

    city: City
    exact: Mapping[str, str]
    bare: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    beginnings: frozenset[str]


def read_names(city: City) -> Names:
    """The spellings of a city; an official name stands before an alias that reads the same."""
    rows = list(city.units.select("code", "name", "type").iter_rows())
    aliases = list(city.aliases.select("alias", "code").iter_rows())
    exact = {key(alias): code for alias, code in aliases}
    exact |= {key(name): code for code, name, _ in rows}
    exact |= {key(code): code for code, _, _ in rows}
    bare: dict[str, set[str]] = {}
    for name, code in [*((name, code) for code, name, _ in rows), *aliases]:
        kind, rest = _split_type(key(name))
        if kind:
            bare.setdefault(rest, set()).add(code)
    types = {code: kind for code, _, kind in rows}
    beginnings = frozenset(name.split()[0] for name in exact if " " in name) | {
        word for word in meanings("names", "type") if " " not in word
    }
    return Names(city, exact, {name: tuple(sorted(codes)) for name, codes in bare.items()}, types, beginnings)


def resolve(names: Names, cell: Cell, context: Iterable[str] = ()) -> str | Wrong | None:
    """The code of the unit that a cell names; None when it is empty, a reason when no single unit is meant.

    `context` are texts of the same file, nearest first (label, agency above); the first of them that leaves one
    unit of several homonyms decides, and without such a text the name is refused.
    """
    if isinstance(cell, Wrong) or is_missing(cell):
        return cell if isinstance(cell, Wrong) else None
    text = key(plain_text(cell))
    for name in (text, text.removesuffix(f" {key(names.city.name)}"), text.removesuffix(" kota")):
        if name in names.exact:
            return names.exact[name]
    kind, rest = _split_type(text)
    found = names.bare.get(rest, ())
    if kind:
        found = tuple(code for code in found if names.types[code] == kind)
    if len(found) > 1:
        found = _by_context(names, found, context)
    if len(found) == 1:
        return found[0]
    return _ambiguous(names, cell, found) if found else _unknown(names, cell)


def _split_type(text: str) -> tuple[str | None, str]:
    """The type that a name begins with and the rest of it: "kel lowokwaru" is a kelurahan and "lowokwaru"."""
    found = meanings("names", "type")
    for word in sorted(found, key=len, reverse=True):
        if text.startswith(f"{word} "):
            return found[word], text[len(word) + 1 :]
    return None, text


def _by_context(names: Names, codes: tuple[str, ...], context: Iterable[str]) -> tuple[str, ...]:
    for text in context:
        spaced = f" {key(text)} "
        allowed = {
            kind
            for kind, words in word_list("names")["context"].items()
            if any(f" {word} " in spaced for word in words)
        }
        left = tuple(code for code in codes if names.types[code] in allowed)
        if len(left) == 1:
            return left
    return codes


def _ambiguous(names: Names, cell: Cell, codes: tuple[str, ...]) -> Wrong:
    title = dict(names.city.units.select("code", "name").iter_rows())
    choices = "; ".join(f"{code} {title[code]}" for code in codes)
    return Wrong("unit-of-many", {"written": plain_text(cell).strip(), "choices": choices})


def _unknown(names: Names, cell: Cell) -> Wrong:
    """The reason with the nearest unit as a question. What was written is quoted only when it looks like a unit."""
    text = plain_text(cell).strip()
    near = suggest(names.city, text) if len(text) <= _LONGEST_NAME else None
    if near is None:
        return Wrong("unit-not-known-far")
    if _looks_like_a_unit(names, key(text)):
        return Wrong("unit-not-known", {"written": text, "near": near.code, "name": near.name})
    return Wrong("unit-not-known-near", {"near": near.code, "name": near.name})


def _looks_like_a_unit(names: Names, text: str) -> bool:
    """True of a text that begins as unit names do ("kec", "dinas"), or is all but a name of a unit."""
    if any(c.isdigit() for c in text):
        return False
    if text.split(" ")[0] in names.beginnings:
        return True
    spellings = [*names.exact, *names.bare]
    return process.extractOne(text, spellings, scorer=fuzz.ratio, score_cutoff=_ALL_BUT_THE_NAME) is not None
