"""The data dictionary as plain records: every source with its columns as they may be sent, and its contract."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.contract import ORIGIN, TABLES
from analysis.sources.declaration import Kind, Source, Words, kind_words, sources


@dataclass(frozen=True)
class SentColumn:
    """A column as agencies send it; `layouts` lack it not, `about` says how its cells are written."""

    name: str
    kind: Kind
    headers: tuple[str, ...]
    required: bool
    layouts: tuple[str, ...]
    lowest: float | None
    highest: float | None
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    about: Words
    example: str


@dataclass(frozen=True)
class KeptColumn:
    """A column of the contract: what is kept of a source once files were read."""

    name: str
    type: str
    may_be_empty: bool
    is_origin: bool


@dataclass(frozen=True)
class SentLayout:
    """A form in which a source comes."""

    name: str
    title: Words
    suffixes: tuple[str, ...]
    known_by: tuple[str, ...]
    wide: bool


@dataclass(frozen=True)
class Entry:
    """One source of the dictionary; `contract_about` is the contract's own docstring, in English."""

    source: Source
    layouts: tuple[SentLayout, ...]
    sent: tuple[SentColumn, ...]
    kept: tuple[KeptColumn, ...]
    contract_about: str


def dictionary(only: Source | None = None) -> tuple[Entry, ...]:
    """An entry for every source in page order, or for one."""
    return tuple(_entry(one) for one in ([only] if only else sources()))


def _entry(source: Source) -> Entry:
    layouts = tuple(
        SentLayout(
            name,
            layout.title,
            layout.suffixes,
            tuple(source.columns[field].names[0] for field in layout.known_by),
            layout.wide is not None,
        )
        for name, layout in source.layouts.items()
    )
    contract = TABLES[source.name]
    return Entry(source, layouts, tuple(_sent(source)), tuple(_kept(source)), _plain(contract.__doc__ or ""))


def _sent(source: Source) -> Sequence[SentColumn]:
    return [
        SentColumn(
            name,
            column.kind,
            column.names,
            column.required,
            tuple(label for label, layout in source.layouts.items() if name not in layout.lacks),
            column.lowest,
            column.highest,
            tuple(column.choices.items()),
            column.about or kind_words()[column.kind],
            column.example,
        )
        for name, column in source.columns.items()
    ]


def _kept(source: Source) -> Sequence[KeptColumn]:
    return [
        KeptColumn(name, str(column.dtype), column.nullable, name in ORIGIN)
        for name, column in TABLES[source.name].columns().items()
    ]


def _plain(doc: str) -> str:
    return " ".join(doc.split())
