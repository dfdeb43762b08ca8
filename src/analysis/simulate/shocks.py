"""What else happens in a city, whatever the retreat does: shocks.toml of the city's folder."""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from analysis.city.units import Unit

FILE = "shocks.toml"


class Shock(BaseModel):
    """Something that happens in a span of days to some units. `within` names units with all that lies in them.

    `late` is added to the log-odds of being late; `leave`, `duty` and `visits` multiply chances of absence, of duty elsewhere
    and of a field visit; `ikm` is added to the survey index, `hours` multiplies hours to an answer, `travel` travel budgets.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    first_day: date
    last_day: date
    types: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    late: float = 0.0
    leave: float = 1.0
    duty: float = 1.0
    visits: float = 1.0
    ikm: float = 0.0
    hours: float = 1.0
    travel: float = 1.0

    def touches(self, unit: Unit) -> bool:
        """Whether the unit is of the types and places named."""
        here = not self.within or unit.code in self.within or unit.parent in self.within
        return here and (not self.types or unit.type in self.types)

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first_day <= day <= self.last_day


class Shocks(BaseModel):
    """The shocks of one city, and the units that hold most of its complaints."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    complaints_held_by: tuple[str, ...] = ()
    shock: tuple[Shock, ...] = ()


def read_shocks(folder: Path) -> Shocks:
    """What the city's folder declares; a city without the file has no shocks."""
    path = folder / FILE
    return Shocks.model_validate(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else Shocks()
