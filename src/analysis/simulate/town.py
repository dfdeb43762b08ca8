"""The frame of one simulation: city, scenario, months, and the shocks that all units share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.city.calendar import month_ends
from analysis.city.place import City
from analysis.city.units import Unit, all_units
from analysis.problems import RetretError
from analysis.simulate.chance import carried_on
from analysis.simulate.scenario import Scenario


@dataclass(frozen=True)
class Town:
    """Everything that files of one simulated city have in common; days run from first_day to last_day, both included."""

    city: City
    scenario: Scenario
    seed: int
    months: tuple[date, ...]
    last_day: date
    retreat: tuple[date, date] | None
    survey_tide: Mapping[date, float]
    late_tide: Mapping[date, float]

    @property
    def first_day(self) -> date:
        """The first simulated day."""
        return self.months[0]

    @property
    def units(self) -> tuple[Unit, ...]:
        """Units that employ and serve: all but the city itself."""
        return tuple(unit for unit in all_units(self.city) if unit.type != "kota")

    def treated(self, unit: Unit) -> bool:
        """Whether the head of the unit was at the retreat, in this simulation."""
        return self.retreat is not None and unit.type not in self.scenario.untreated_types


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first days of all months from one day's month to another's."""
    found: list[date] = []
    month = first.replace(day=1)
    while month <= last:
        found.append(month)
        month = month_ends(month)[1] + timedelta(days=1)
    return tuple(found)


def make_town(city: City, scenario: Scenario, seed: int, until: date | None) -> Town:
    """The frame of a simulation that ends with the month of `until`, else with the city's last month."""
    first = city.settings.first_month
    last = month_ends(until or city.settings.last_month)[1]
    if last < first:
        raise RetretError("until-too-early", until=str(until), first=str(first))
    if last > city.calendar.last_day:
        known = (str(city.calendar.first_day), str(city.calendar.last_day))
        raise RetretError("outside-calendar", day=str(last), first=known[0], last=known[1])
    months = months_between(first, last)
    retreat = (city.retreats[0].first_day, city.retreats[0].last_day) if city.retreats else None
    survey = carried_on(seed, "survey-tide", len(months), carry=0.6, spread=0.4)
    late = carried_on(seed, "late-tide", len(months), carry=0.6, spread=0.12)
    return Town(
        city=city,
        scenario=scenario,
        seed=seed,
        months=months,
        last_day=last,
        retreat=retreat,
        survey_tide=dict(zip(months, survey, strict=True)),
        late_tide=dict(zip(months, late, strict=True)),
    )
