"""The frame of one simulation: city, scenario, months, units, and the shocks that all units share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.city.calendar import month_ends
from analysis.city.place import City
from analysis.city.units import Unit, all_units
from analysis.problems import RetretError
from analysis.simulate.chance import carried_on, stream
from analysis.simulate.effects import Values, days_present, doses, gains
from analysis.simulate.levels import levels
from analysis.simulate.scenario import Scenario
from analysis.simulate.shocks import Shock, Shocks, read_shocks

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Size:
    """How large the city is: how many units send, how many months back from the last, how many employees in all.

    None leaves the city as it is.
    """

    units: int | None = None
    months: int | None = None
    employees: int | None = None


WHOLE = Size()


@dataclass(frozen=True)
class Town:
    """Everything that files of one simulated city have in common; days run from first_day to last_day, both included."""

    city: City
    scenario: Scenario
    seed: int
    size: Size
    months: tuple[date, ...]
    last_day: date
    units: tuple[Unit, ...]
    retreat: tuple[date, date] | None
    doses: Mapping[str, float]
    days_present: Mapping[str, int]
    shocks: Shocks
    survey_tide: Mapping[date, float]
    late_tide: Mapping[date, float]

    @property
    def first_day(self) -> date:
        """The first simulated day."""
        return self.months[0]

    def years(self, day: date) -> float:
        """Years since the city's own first month, from which all drift is counted."""
        return (day - self.city.settings.first_month).days / DAYS_A_YEAR

    def treated(self, unit: Unit) -> bool:
        """Whether the head of the unit was at the retreat, in this simulation."""
        return self.retreat is not None and self.days_present.get(unit.code, 0) > 0

    def gain(self, outcome: str, unit: Unit, day: date) -> float:
        """What is planted in an outcome of the unit on this day, in the outcome's own scale."""
        return float(self.gains(outcome, unit, (day,))[0])

    def gains(self, outcome: str, unit: Unit, days: Sequence[date]) -> Values:
        """What is planted in an outcome of the unit on each day, in the outcome's own scale."""
        return gains(self.scenario, outcome, self.doses.get(unit.code, 0.0), self.retreat, days)

    def shocks_of(self, unit: Unit) -> tuple[Shock, ...]:
        """The shocks that touch a unit."""
        return tuple(shock for shock in self.shocks.shock if shock.touches(unit))

    def of_type(self, *types: str) -> tuple[Unit, ...]:
        """The units of these types that send."""
        return tuple(unit for unit in self.units if unit.type in types)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first days of all months from one day's month to another's."""
    found: list[date] = []
    month = first.replace(day=1)
    while month <= last:
        found.append(month)
        month = month_ends(month)[1] + timedelta(days=1)
    return tuple(found)


def _span(city: City, until: date | None, number: int | None) -> tuple[date, date]:
    """First and last day: the city's own months, or so many back from the last."""
    first = city.settings.first_month
    last = month_ends(until or city.settings.last_month)[1]
    if last < first:
        raise RetretError("until-too-early", until=str(until), first=str(first))
    if number is not None:
        back = 12 * last.year + last.month - number
        first = date(back // 12, back % 12 + 1, 1)
    known = (str(city.calendar.first_day), str(city.calendar.last_day))
    for day in (first, last):
        if not city.calendar.first_day <= day <= city.calendar.last_day:
            raise RetretError("outside-calendar", day=str(day), first=known[0], last=known[1])
    return first, last


def senders(city: City, seed: int, number: int | None) -> tuple[Unit, ...]:
    """Units that employ and serve: all but the city itself, or so many of them, of every type its share."""
    units = tuple(unit for unit in all_units(city) if unit.parent is not None)
    if number is None or number >= len(units):
        return units
    kept: set[str] = set()
    kinds = sorted(
        {unit.type for unit in units}, key=lambda kind: (-sum(u.type == kind for u in units), kind)
    )
    ranked = [
        ((place + 0.5) / len(codes), kinds.index(kind), codes[int(k)])
        for kind in kinds
        for codes in [[unit.code for unit in units if unit.type == kind]]
        for place, k in enumerate(stream(seed, "senders", kind).permutation(len(codes)))
    ]
    kept = {code for _, _, code in sorted(ranked)[:number]}
    return tuple(unit for unit in units if unit.code in kept)


def make_town(city: City, scenario: Scenario, seed: int, until: date | None, size: Size = WHOLE) -> Town:
    """The frame of a simulation that ends with the month of `until`, else with the city's last month."""
    first, last = _span(city, until, size.months)
    months = months_between(first, last)
    known = months_between(min(first, city.settings.first_month), last)
    retreat = (city.retreats[0].first_day, city.retreats[0].last_day) if city.retreats else None
    units = senders(city, seed, size.units)
    survey = carried_on(seed, "survey-tide", len(known), carry=0.6, spread=levels("survey")["tide"])
    late = carried_on(seed, "late-tide", len(known), carry=0.6, spread=levels("attendance")["tide"])
    return Town(
        city=city,
        scenario=scenario,
        seed=seed,
        size=size,
        months=months,
        last_day=last,
        units=units,
        retreat=retreat,
        doses=doses(units, scenario, seed),
        days_present=days_present(units, scenario, seed),
        shocks=read_shocks(city.folder),
        survey_tide=dict(zip(known, survey, strict=True)),
        late_tide=dict(zip(known, late, strict=True)),
    )
