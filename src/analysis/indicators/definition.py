"""An indicator as its owner declares it: one TOML file in `definitions/`, checked when it is read."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.sources.declaration import Words as Bilingual
from analysis.sources.declaration import by_name

Direction = Literal["up-is-good", "down-is-good", "neutral"]
Family = Literal["service", "discipline", "cohesion", "coordination", "follow-through", "programme"]
FAMILIES: tuple[Family, ...] = get_args(Family)
Unit = Literal[
    "index", "score", "percent", "minutes", "days", "hours", "count", "points", "per-thousand"
]  # fmt: skip


class Indicator(BaseModel):
    """One indicator: what is divided by what, what counts as good, and below what it is not shown.

    `where` keeps rows of the source whose columns hold these values. `formula` is a ratio of sums; the survey index; or the
    median of the lists in `numerator` (`median`). With `denominator_source` the denominator is a column of another source in the
    same unit and month. `segment` columns name the instrument: where they change, the series breaks.
    `about_head`: of one unit it tells what its head did or promised, so that the public edition has it of groups only.
    `page` says whether it has a chart of its own or a row in the table of its family.

    `base` is the column compared with the two thresholds: below `suppress_below` the value is withheld, below
    `rank_below` it is shown with a flag and never ranked. `people` counts persons behind the value; fewer than
    five withhold it in every edition. A numerator from 1 up to `suppress_numerator_below` - 1 withholds it too: it would
    point at somebody (zero does not).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    order: int
    title: Bilingual
    short: Bilingual
    unit: Unit
    decimals: int = Field(ge=0, le=3)
    direction: Direction
    family: Family
    source: str
    where: Mapping[str, str] = {}
    formula: Literal["ratio", "survey-index", "median"]
    numerator: str
    denominator: str
    denominator_source: str | None = None
    se: str | None = None
    base: str
    people: str | None = None
    segment: tuple[str, ...] = ()
    page: Literal["chart", "row"] = "row"
    times: float = Field(gt=0)
    lowest: float
    highest: float | None = None
    part_of: str | None = None
    about_head: bool = False
    suppress_below: int = Field(ge=1)
    suppress_numerator_below: int = Field(default=0, ge=0)
    rank_below: int = Field(ge=1)
    smallest_change_that_matters: float | None = Field(default=None, gt=0)
    change_scale: Literal["points", "relative"] = "points"
    why: Bilingual
    caveat: Bilingual
    owner: str
    reviewed: date
    review_again: date

    @property
    def hides_by_value(self) -> bool:
        """Whether small counts are withheld: what is left then says nothing of the level, so it is not compared."""
        return self.suppress_numerator_below > 1

    @property
    def in_waves(self) -> bool:
        """Whether a point is a wave at the unit's own interval, not a month."""
        return by_name()[self.source].rhythm == "own"

    @model_validator(mode="after")
    def check(self) -> "Indicator":
        """Thresholds stand in order and a neutral indicator has no change that matters."""
        if self.source not in by_name():
            raise ValueError(f"{self.code}: no source {self.source}")
        if self.rank_below < self.suppress_below:
            raise ValueError(f"{self.code}: rank_below lies below suppress_below")
        if self.direction == "neutral" and self.smallest_change_that_matters is not None:
            raise ValueError(f"{self.code}: a neutral indicator declares no change that matters")
        if self.review_again <= self.reviewed:
            raise ValueError(f"{self.code}: review_again is not after reviewed")
        return self


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every declared indicator in page order; the file's name is the code."""
    found: list[Indicator] = []
    for file in files("analysis.indicators").joinpath("definitions").iterdir():
        if not file.name.endswith(".toml"):
            continue
        indicator = Indicator.model_validate(tomllib.loads(file.read_text("utf-8")))
        if f"{indicator.code}.toml" != file.name:
            raise ValueError(f"{file.name}: code {indicator.code} differs from the file's name")
        found.append(indicator)
    return tuple(sorted(found, key=lambda i: (i.order, i.code)))


@cache
def by_code() -> dict[str, Indicator]:
    """Indicators by code."""
    return {indicator.code: indicator for indicator in indicators()}


def headline() -> tuple[Indicator, ...]:
    """The indicators with a chart of their own."""
    return tuple(i for i in whole() if i.page == "chart")


def whole() -> tuple[Indicator, ...]:
    """The indicators that are not a part of another."""
    return tuple(i for i in indicators() if i.part_of is None)


def compared() -> tuple[Indicator, ...]:
    """The charted indicators by which units are set side by side."""
    return tuple(i for i in headline() if not i.hides_by_value)


def parts(code: str) -> tuple[Indicator, ...]:
    """The indicators that make up another, such as the nine elements of the survey index."""
    return tuple(i for i in indicators() if i.part_of == code)
