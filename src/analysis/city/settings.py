"""city.toml: names, ranges and groups that a person decides."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analysis.problems import RetretError


def _first_of_month(value: object) -> object:
    return f"{value}-01" if isinstance(value, str) and len(value) == len("2025-05") else value


Month = Annotated[date, BeforeValidator(_first_of_month)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Strict):
    """One name in both languages."""

    id: str
    en: str


class GroupSetting(_Strict):
    """A comparison group: every unit of the named types; the noun is what follows a count of them."""

    slug: str
    name_id: str
    name_en: str
    noun_id: str
    noun_en: str
    types: tuple[str, ...]


class Supplier(_Strict):
    """Who sends attendance files: a unit for itself and its children, or (`rest`) for everybody left."""

    slug: str
    unit: str
    system: str
    rest: bool = False


class VisitPoints(_Strict):
    """What each reason to visit a unit sooner counts, in points."""

    overdue: int = Field(default=2, ge=0)
    below_city: int = Field(default=1, ge=0)
    missing: int = Field(default=1, ge=0)
    unvisited: int = Field(default=2, ge=0)


class VisitSetting(_Strict):
    """Verification visits: how many a month, which share of them goes by risk, and how far back risk looks."""

    a_month: int = Field(default=20, ge=1)
    risk_share: float = Field(default=0.5, ge=0, lt=1)
    months_back: int = Field(default=12, ge=1)
    points: VisitPoints = VisitPoints()


class Settings(_Strict):
    """Everything in city.toml; a month is written "2025-05" and read as its first day."""

    slug: str
    name: str
    government: str
    head_title: str
    site_url: str = ""
    contact: str = ""
    licence: str = "CC-BY-4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    first_month: Month
    last_month: Month
    six_day_types: tuple[str, ...]
    counter_types: tuple[str, ...]
    place_types: tuple[str, ...] = ("kecamatan",)
    tile_types: tuple[str, ...] = ("kelurahan",)
    group: tuple[GroupSetting, ...]
    supplier: tuple[Supplier, ...]
    type_name: dict[str, Label]
    visits: VisitSetting = VisitSetting()

    def address(self, page: str, *, edition: str, lang: str) -> str:
        """The address of a page of one site; empty while the city names none. Public sites stand side by side, by language."""
        base = self.site_url.rstrip("/")
        within = f"{lang}/" if edition == "public" else ""
        return f"{base}/{within}{quote(page)}" if base else ""


def read_settings(path: Path) -> Settings:
    """The settings of one city; a wrong or missing key is a RetretError that names file and key."""
    if not path.is_file():
        raise RetretError("city-no-file", file=str(path))
    try:
        return Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise RetretError("city-not-toml", file=path.name, why=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RetretError("city-key", file=path.name, key=key, why=first["msg"]) from error
