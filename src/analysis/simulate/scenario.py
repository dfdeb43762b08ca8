"""What the retreat does, and what else happens: declared in scenarios.toml and shocks.toml."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from analysis.city.units import Unit
from analysis.problems import RetretError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scenario(_Strict):
    """Index points added, and relative change of the chance of being late, after the retreat in treated units."""

    name: str
    ikm: float
    late: float
    untreated_types: tuple[str, ...]


class Shock(_Strict):
    """Something that happens in a span of days to some units, whatever the retreat did."""

    name: str
    first_day: date
    last_day: date
    types: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    late: float = 0.0
    leave: float = 1.0
    duty: float = 1.0
    ikm: float = 0.0

    def touches(self, unit: Unit) -> bool:
        """Whether the unit is of the types and places named."""
        here = not self.within or unit.code in self.within or unit.parent in self.within
        return here and (not self.types or unit.type in self.types)


def _read(name: str) -> dict[str, object]:
    return tomllib.loads(files("analysis.simulate").joinpath(name).read_text("utf-8"))


@cache
def scenarios() -> dict[str, Scenario]:
    """Every scenario by name."""
    table = _read("scenarios.toml")
    named = table["scenario"]
    assert isinstance(named, dict)
    common = {"untreated_types": table["untreated_types"]}
    return {name: Scenario.model_validate({"name": name, **common, **one}) for name, one in named.items()}


def get_scenario(name: str) -> Scenario:
    """The scenario of this name; an unknown one is a RetretError that lists the names."""
    if name not in scenarios():
        raise RetretError("unknown-scenario", scenario=name, known=", ".join(scenarios()))
    return scenarios()[name]


@cache
def shocks() -> tuple[Shock, ...]:
    """Every declared shock, in the order of the file."""
    listed = _read("shocks.toml")["shock"]
    assert isinstance(listed, list)
    return tuple(Shock.model_validate(one) for one in listed)
