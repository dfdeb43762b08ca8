"""What the retreat does in a simulated city: declared in scenarios.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from analysis.problems import RetretError


class Outcome(BaseModel):
    """What a size is of: its family, its scale, the source that shows it; `only_after` has no time before the retreat."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    family: str
    scale: Literal["points", "relative"]
    source: str
    only_after: bool = False


class Scenario(BaseModel):
    """Sizes by outcome in treated units, and `step`: what else happens to every unit on the same day.

    Sizes halve every `half_life_months`; `treated_share` of the units gain and the others do not. With `regional` the step
    happens to comparison cities as well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    sizes: Mapping[str, float] = {}
    step: Mapping[str, float] = {}
    half_life_months: float | None = Field(default=None, gt=0)
    treated_share: float = Field(default=1.0, ge=0, le=1)
    donors: bool = False
    regional: bool = False
    untreated_types: tuple[str, ...] = ()
    like: str | None = None


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    untreated_types: tuple[str, ...]
    outcome: Mapping[str, Outcome]
    scenario: Mapping[str, Mapping[str, object]]


@cache
def _declared() -> _Declared:
    text = files("analysis.simulate").joinpath("scenarios.toml").read_text("utf-8")
    return _Declared.model_validate(tomllib.loads(text))


def outcomes() -> Mapping[str, Outcome]:
    """Every outcome that a scenario may change."""
    return _declared().outcome


@cache
def scenarios() -> dict[str, Scenario]:
    """Every scenario by name; one that is `like` another has its sizes."""
    declared = _declared()
    made: dict[str, Scenario] = {}
    for name, own in declared.scenario.items():
        model = made[str(own["like"])].sizes if "like" in own else {}
        whole = {"sizes": model, "untreated_types": declared.untreated_types, **own, "name": name}
        made[name] = Scenario.model_validate(whole)
        unknown = {*made[name].sizes, *made[name].step} - set(declared.outcome)
        if unknown:
            raise ValueError(f"scenarios.toml: {name}: no outcome {', '.join(sorted(unknown))}")
    return made


def get_scenario(name: str | Scenario) -> Scenario:
    """The scenario of this name, or the one that is given; an unknown name is a RetretError that lists the names."""
    if isinstance(name, Scenario):
        return name
    if name not in scenarios():
        raise RetretError("unknown-scenario", scenario=name, known=", ".join(scenarios()))
    return scenarios()[name]
