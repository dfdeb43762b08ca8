"""A source as it is declared: one TOML file beside this one, checked when it is read."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal[
    "unit", "day", "moment", "month", "year", "whole", "number", "percent", "choice", "yes-no", "text", "code",
    "organisation", "person", "dropped",
]  # fmt: skip
"""How a cell is read. `person` is hashed at the first step, `dropped` is never read; `text` is short and is not kept
as it stands; a `code` has a digit in it and an `organisation` begins as organisations do, so that no person is kept."""

Family = Literal[
    "service", "discipline", "cohesion", "coordination", "follow-through", "programme", "context"
]
Rhythm = Literal["month", "own", "year", "none"]
"""Which periods a unit owes: every month, by its own interval, every year, or none in particular."""


class Words(BaseModel):
    """The same words in Indonesian and English."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, lang: str) -> str:
        """The words in a language of the catalogue."""
        return self.id if lang == "id" else self.en


class Column(BaseModel):
    """One column: how its cells are read and which headers agencies give it; the first is the template's.

    `lowest` and `highest` are what no value may pass. `gaps` says that single cells of a required column may be empty. A
    column that stands above the table ("Bulan : Mei 2025") is found by the same names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Kind
    names: tuple[str, ...] = Field(min_length=1)
    required: bool = False
    gaps: bool = False
    about: Words | None = None
    choices: Mapping[str, tuple[str, ...]] = {}
    lowest: float | None = None
    highest: float | None = None
    example: str = ""

    @model_validator(mode="after")
    def check(self) -> "Column":
        """A choice has choices and nothing else has."""
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("choices belong to a column of kind choice, and to no other")
        return self


class Layout(BaseModel):
    """One form in which a source comes: the kinds of file, and the columns by which it is known.

    `wide` says that years stand in the header ("2024", "Nilai 2025"): each such column is read as rows of `year`
    and of the column named here. `lacks` are required columns that this layout does not have.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Words
    suffixes: tuple[Literal[".xlsx", ".csv", ".json"], ...]
    known_by: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    wide: str | None = None
    generic: bool = True


class Source(BaseModel):
    """One source: who owns it, where it lies below the raw folder, when it is due, and what stands in it.

    `key` are the contract's columns that tell rows of one unit and period apart; `usual_delay_days` after a period's
    end it is due, and until then it is provisional.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    order: int
    title: Words
    about: Words
    family: Family
    owner: str
    folder: str
    sheet: str
    rhythm: Rhythm
    usual_delay_days: int = Field(ge=0)
    key: tuple[str, ...] = ()
    snapshot: bool = False
    facts_from: tuple[str, ...] = ()
    layouts: Mapping[str, Layout]
    columns: Mapping[str, Column]

    @model_validator(mode="after")
    def check(self) -> "Source":
        """Layouts name columns that exist, and no header is claimed by two columns."""
        for name, layout in self.layouts.items():
            unknown = {*layout.known_by, *layout.lacks, *([layout.wide] if layout.wide else [])} - set(
                self.columns
            )
            if unknown:
                raise ValueError(f"{self.name}.{name}: no column {', '.join(sorted(unknown))}")
        return self

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a row says nothing."""
        return tuple(field for field, column in self.columns.items() if column.required)


class Kinds(BaseModel):
    """What is said of a column that says nothing of itself, by its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    about: Mapping[Kind, Words]


@cache
def kind_words() -> Mapping[Kind, Words]:
    """How cells of each kind are to be written."""
    raw = tomllib.loads(files("analysis.sources").joinpath("kinds.toml").read_text("utf-8"))
    return Kinds.model_validate({"about": raw}).about


@cache
def sources() -> tuple[Source, ...]:
    """Every declared source in page order; the file's name is the source's."""
    found: list[Source] = []
    for file in files("analysis.sources").joinpath("declared").iterdir():
        if file.name.endswith(".toml"):
            raw = tomllib.loads(file.read_text("utf-8"))
            found.append(Source.model_validate({"name": file.name.removesuffix(".toml"), **raw}))
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


@cache
def by_name() -> Mapping[str, Source]:
    """Sources by name."""
    return {one.name: one for one in sources()}


@cache
def by_folder() -> Mapping[str, Source]:
    """Sources by their folder below the raw folder."""
    return {one.folder: one for one in sources()}
