"""Who sent a file: the unit that its folder names, else the one unit that it is about, else the source's owner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from analysis.city.place import City
from analysis.city.units import suggest
from analysis.ingest.names import Names, read_names, resolve
from analysis.ingest.result import FileResult
from analysis.problems import RetretError
from analysis.sources.declaration import Source, by_folder, by_name


@dataclass(frozen=True)
class Supplier:
    """Who sent a file; `code` is None of somebody outside the list of units, and an empty name of nobody known."""

    code: str | None
    name: str

    @property
    def slug(self) -> str:
        """The name as part of a file's name: small letters, digits and hyphens, never a path."""
        plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in self.name.casefold())
        return "-".join(plain.split()) or "x"


UNKNOWN = Supplier(None, "")


def suppliers(
    files: tuple[FileResult, ...], readable: Mapping[str, pl.DataFrame], city: City
) -> Mapping[str, Supplier]:
    """The supplier of every file by its path; `readable` are the rows that could be read of each."""
    names = read_names(city)
    known: dict[str, Supplier] = {}
    found: dict[str, Supplier] = {}
    for file in files:
        folder = file.path.rpartition("/")[0]
        if folder not in known:
            known[folder] = _of_folder(folder, names) or UNKNOWN
        found[file.path] = known[folder]
        if found[file.path] == UNKNOWN:
            found[file.path] = _of_rows(readable.get(file.path), city) or _owner(file, names)
    return found


def find_supplier(written: str, known: Mapping[str, Supplier], city: City) -> Supplier:
    """The supplier that a name or code means; anything else is a RetretError with the nearest one as a suggestion."""
    by_words = {one.name.casefold(): one for one in known.values() if one.name}
    if written.casefold() in by_words:
        return by_words[written.casefold()]
    code = resolve(read_names(city), written)
    if isinstance(code, str):
        return _unit(code, city)
    near = suggest(city, written)
    if near is None:
        raise RetretError("unknown-supplier-far", written=written)
    raise RetretError("unknown-supplier", written=written, near=near.code, name=near.name)


def named(written: str, names: Names) -> Supplier:
    """The unit that a declared owner is, or that owner by name where it is no unit of the city."""
    code = resolve(names, written)
    return _unit(code, names.city) if isinstance(code, str) else Supplier(None, written)


def _of_folder(folder: str, names: Names) -> Supplier | None:
    """The unit named by the folders below the source's: more of them together before fewer, nearer ones first."""
    parts = folder.split("/") if folder else []
    if parts and parts[0] in by_folder():
        parts = parts[1:]
    for first, last in _runs(len(parts)):
        context = [*reversed(parts[:first]), *parts[last:]]
        code = resolve(names, " ".join(parts[first:last]), context)
        if isinstance(code, str):
            return _unit(code, names.city)
    return None


def _runs(length: int) -> Iterator[tuple[int, int]]:
    for size in range(length, 0, -1):
        for first in range(length - size, -1, -1):
            yield first, first + size


def _of_rows(rows: pl.DataFrame | None, city: City) -> Supplier | None:
    codes = rows["unit"].unique().to_list() if rows is not None else []
    return _unit(codes[0], city) if len(codes) == 1 else None


def _owner(file: FileResult, names: Names) -> Supplier:
    source = source_of(file)
    return named(source.owner, names) if source else UNKNOWN


def source_of(file: FileResult) -> Source | None:
    """The source that a file was read as, else the one in whose folder it lies."""
    return by_name().get(file.source or "") or by_folder().get(file.path.split("/")[0])


def _unit(code: str, city: City) -> Supplier:
    name = city.units.filter(pl.col("code") == code)["name"].to_list()
    return Supplier(code, name[0] if name else code)
