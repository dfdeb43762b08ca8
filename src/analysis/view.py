"""What a notebook may see: one unit, one group, or the city, with everything withheld already removed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from pydantic_core import from_json

from analysis.calibration.results import Results, stored_results
from analysis.city.place import City, load_city
from analysis.city.units import get_unit, groups, own_units
from analysis.decision.plan import Plan, read_plan
from analysis.disclosure import Edition, disclose, edition
from analysis.effects.design import Design, read_design
from analysis.effects.panel import read_panel
from analysis.indicators.definition import Indicator, compared, headline, indicators, parts
from analysis.paths import Root, find_root
from analysis.problems import RetretError
from analysis.released.manifest import Manifest
from analysis.released.releases import latest, read_told

Facts = dict[str, Any]


@dataclass(frozen=True)
class View:
    """One page's data: its facts (with the joint results), its disclosed series, and those of its peers."""

    code: str
    edition: Edition
    facts: Facts
    city: City
    plan: Plan
    rows: pl.DataFrame
    peer_rows: pl.DataFrame
    root: Root

    def series(self, indicator: Indicator) -> pl.DataFrame:
        """One indicator's periods, oldest first."""
        return self.rows.filter(pl.col("indicator") == indicator.code).sort("date")

    def peers(self, indicator: Indicator) -> pl.DataFrame:
        """One indicator's periods of every unit of the comparison group."""
        return self.peer_rows.filter(pl.col("indicator") == indicator.code)

    def about(self, indicator: Indicator) -> Facts:
        """The joint facts of one indicator."""
        return next(one for one in self.facts["indicators"] if one["code"] == indicator.code)

    def estimated(self, code: str) -> tuple[pl.DataFrame, Design]:
        """The panel and the design from which one measure's effects were estimated, as `retret estimate` reads them."""
        folder = self.root.processed / "effects"
        asked = read_design(folder / f"{code}.design.toml")
        return read_panel(folder / f"{code}.panel.csv", asked.regressors), asked

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator in page order."""
        return indicators()

    @property
    def charted(self) -> tuple[Indicator, ...]:
        """The indicators with a chart of their own."""
        return headline()

    @property
    def compared(self) -> tuple[Indicator, ...]:
        """The indicators by which a unit is set beside units of its own kind; none for the city."""
        return compared() if self.peer_rows.get_column("unit").n_unique() > 1 else ()

    @property
    def deciding(self) -> tuple[Indicator, ...]:
        """The plan's outcomes that have a chart of their own: by these a group's members are set side by side."""
        named = {one.indicator for one in self.plan.outcome}
        return tuple(one for one in self.compared if one.code in named)

    @property
    def elements(self) -> tuple[Indicator, ...]:
        """The nine elements of the survey index."""
        return parts("skm-index")

    @property
    def kin(self) -> tuple[str, ...]:
        """The units of this one's kind, itself among them, in the order of the city's list; none for the city."""
        return tuple(_members(self.city, self.facts, "unit"))

    @property
    def members(self) -> tuple[str, ...]:
        """The units of this group, in the order of the city's list."""
        return tuple(_members(self.city, self.facts, "group"))

    @property
    def announced(self) -> date:
        """The day from which nothing counts as before."""
        return date.fromisoformat(self.facts["retreat"]["announced"])

    @property
    def retreat_ended(self) -> date:
        """The last day of the retreat: what begins later is after."""
        return date.fromisoformat(self.facts["retreat"]["last_day"])

    @property
    def design_effect(self) -> float:
        """By how much the plan multiplies a survey's sampling variance."""
        return self.plan.thresholds.design_effect

    @property
    def ramadan(self) -> tuple[tuple[date, date], ...]:
        """The Ramadans of the calendar, first and last day."""
        return self.city.calendar.ramadan_ranges

    @property
    def names(self) -> dict[str, str]:
        """Unit names by code."""
        return dict(self.city.units.select("code", "name").iter_rows())


def open_unit(unit: str, edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of one unit by its code; an unknown code or one that is no text stops with a suggestion."""
    return _open(unit, edition, root, "unit")


def open_group(group: str, edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of one group by its slug, its members as peers."""
    return _open(group, edition, root, "group")


def open_city(edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of the whole city: the decision's facts, and every unit's series as peers."""
    return _open("decision", edition, root, "city")


def open_quality(edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of the data's own state: what came, what is wrong, what is missing."""
    return _open("quality", edition, root, "city")


def open_effects(edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of what changed after the retreat: every judged measure of the city, and the files it was estimated from."""
    return _open("effects", edition, root, "city")


def open_indicator(indicator: str, edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of one indicator: what it counts, how the city changed, and every unit within its group."""
    return _open(indicator, edition, root, "city")


def open_indicators(edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of the list of indicators: each with its latest value of the city and what was judged of it."""
    return _open("indicators", edition, root, "city")


def open_follow_through(edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of commitments made at the retreat: due, done and verified."""
    return _open("follow-through", edition, root, "city")


def open_visits(edition: str = "leadership", root: str | Path | None = None) -> View:
    """The view of field visits: who was visited, and what was found."""
    return _open("visits", edition, root, "city")


def open_method() -> Results | None:
    """The stored calibration: the same for every city and edition; None where none was stored."""
    return stored_results()


def open_changes(edition: str = "leadership", root: str | Path | None = None) -> Facts:
    """What the last release says changed since the one before it; without any release it stops and names the command."""
    place, release = _released(edition, root)
    if release is None:
        raise RetretError("no-release")
    return read_told(place, release.name, "changes", edition)


def open_scores(edition: str = "leadership", root: str | Path | None = None) -> Facts | None:
    """What the last release predicts, and how predictions of earlier ones did; None while there is no release."""
    place, release = _released(edition, root)
    if release is None:
        return None
    told = {what: read_told(place, release.name, what, edition) for what in ("scores", "predictions")}
    return {"name": release.name, **told}


def _released(name: str, root: str | Path | None) -> tuple[Root, Manifest | None]:
    place = find_root(root)
    state = read_facts(place, "state", edition(name))
    return place, latest(place, simulated=state["simulated"])


def _open(code: str, name: str, root: str | Path | None, kind: str) -> View:
    place, which = find_root(root), edition(name)
    city = load_city(place)
    if kind == "unit":
        get_unit(city, code)
    elif kind == "group" and code not in {group.slug for group in groups(city)}:
        raise RetretError("unknown-group", group=str(code), known=", ".join(g.slug for g in groups(city)))
    facts = read_facts(place, code, which)
    series = disclose(pl.read_parquet(place.processed / "series.parquet"), which)
    return View(
        code=code,
        edition=which,
        facts=facts,
        city=city,
        plan=read_plan(city.folder),
        rows=series.filter(pl.col("unit") == code),
        peer_rows=series.filter(pl.col("unit").is_in(_members(city, facts, kind))),
        root=place,
    )


def _members(city: City, facts: Facts, kind: str) -> list[str]:
    """The units set beside each other: all but the city itself, or one group's."""
    if kind == "city":
        return own_units(city)
    slug = facts["unit"]["group"] if kind == "unit" else facts["unit"]["code"]
    return list(next((g.members for g in groups(city) if g.slug == slug), ()))


def read_facts(root: Root, code: str, name: Edition = "leadership") -> Facts:
    """The facts of one page; before the joint stage ran it stops and names the command."""
    file = root.facts / name / f"{code}.json"
    if not file.is_file():
        raise RetretError("no-facts", file=str(file.relative_to(root.base)))
    return from_json(file.read_bytes())
