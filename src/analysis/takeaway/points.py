"""Every period of every measure of a unit or group as one row of plain cells, for workbooks and for CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.messages import Lang
from analysis.takeaway.issue import Facts
from analysis.wording.amounts import words

Figure = float | int | None
FIGURES = ("value", "numerator", "denominator", "base", "low", "high")
WITHHELD = "withheld"
MORE = 3
"""So many decimals more than readers are shown stand in spreadsheets: enough to reckon with."""

Origins = Mapping[tuple[str, str], str]
"""Whence figures came, in words, by measure and first day of the period."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One period of one measure; a withheld row has no figure, and `status` says so. `low` and `high` are the ordinary range, `origin` file, sheet and row."""

    code: str
    name: str
    indicator: str
    title: str
    decimals: int
    whole: bool
    first_day: str
    last_day: str
    value: Figure
    numerator: Figure
    denominator: Figure
    base: Figure
    low: Figure
    high: Figure
    status: str
    origin: str = ""


def point_rows(facts: Facts, lang: Lang, origins: Origins | None = None) -> Iterator[PointRow]:
    """The rows of one page's facts, measure by measure, oldest first."""
    code, name, origins = facts["unit"]["code"], name_of(facts, lang), origins or {}
    for one in facts["indicators"]:
        chart = one["chart"] or {"low": None, "high": None}
        title = words(one["title"], lang)
        whole = one["unit"] == "percent" or one["part_of"] is not None
        for point in one["series"]:
            hidden = point["status"] == WITHHELD
            figures = {
                key: None if hidden else point[key] for key in ("value", "numerator", "denominator", "base")
            }
            limits = {key: None if hidden else chart[key] for key in ("low", "high")}
            yield PointRow(
                code=code,
                name=name,
                indicator=one["code"],
                title=title,
                decimals=one["decimals"],
                whole=whole,
                first_day=point["first_day"],
                last_day=point["last_day"],
                **figures,
                **limits,
                status=point["status"],
                origin=origins.get((one["code"], point["first_day"]), ""),
            )


def spread(figure: float | int, decimals: int) -> float | int:
    """A figure for a spreadsheet: without digits that say nothing, and whole where it is."""
    rounded = round(figure, decimals + MORE)
    return int(rounded) if rounded == int(rounded) else rounded


def name_of(facts: Facts, lang: Lang) -> str:
    """A unit's name, or a group's in one language."""
    name = facts["unit"]["name"]
    return name if isinstance(name, str) else words(name, lang)
