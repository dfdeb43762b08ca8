"""The design of an estimation: every choice that an analyst makes, read from TOML."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from analysis.effects.period import LENGTHS, Kind, kind_of
from analysis.messages import Lang, text
from analysis.problems import RetretError

Scale = Literal["identity", "log", "logit", "count"]
Effect = Literal["mean", "step", "quarters", "slope", "pulse"]
Seasonal = Literal["none", "harmonics", "dummies"]
Errors = Literal["ar1+rw", "ar1", "iid", "newey-west", "prais-winsten", "arima"]
Likelihood = Literal["gaussian", "poisson", "quasi-poisson"]
Cluster = Literal["unit", "group"]
ControlGroup = Literal["never-treated", "not-yet-treated"]
Estimator = Literal[
    "its",
    "donor-mean",
    "synthetic-control",
    "dose",
    "local-level",
    "did",
    "event-study",
    "callaway-santanna",
    "synthetic-did",
    "stepped-wedge",
]
Placebo = Literal["time", "space"]
Pooling = Literal["none", "slopes", "effects", "both"]
Direction = Literal["up", "down", "neutral"]


def _as_text(value: object) -> object:
    """Years and integers may stand without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _a_period(value: str) -> str:
    if kind_of(value) is None:
        raise ValueError("no period")
    return value


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise ValueError("twice")
    return values


def _a_target(value: str) -> str:
    if not re.fullmatch(r"event:\d+", value):
        raise ValueError("no event time after the date")
    return value


Once = AfterValidator(_each_once)
Order = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=3, max_length=3)]
Bounds = Annotated[tuple[Annotated[float, Field(ge=0)], ...], Once]
Period = Annotated[str, BeforeValidator(_as_text), AfterValidator(_a_period)]


def _a_reference(value: int | str) -> int | str:
    """Periods after the date may not be the reference; a year may stand without quotes."""
    if isinstance(value, int) and value < 0:
        return value
    return _a_period(str(value))


Reference = Annotated[int | str, AfterValidator(_a_reference)]


class Sensitivity(BaseModel):
    """Which departures from parallel trends an event study is held against; see `relative.py` and `smoothness.py`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    relative_magnitudes: Bounds = ()
    smoothness: Bounds = ()
    target: Annotated[str, AfterValidator(_a_target)] = "event:0"


class Design(BaseModel):
    """All choices of one estimation, periods as written. `retret estimate --explain` tells what every key means;
    a field's description is what it may hold, as in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    treated_from: Period | None = Field(default=None, description='"2025-06" | "2025-Q3" | "2025" | 25')
    transition: Annotated[tuple[Period, ...], Once] = Field(default=(), description='["2025-05", ...]')
    anticipation: int = Field(default=0, ge=0, description="0, 1, 2, ...")
    horizon: int | None = Field(default=None, ge=1, description="1, 2, 3, ...")
    scale: Scale = Field(default="identity", description='"identity" | "log" | "logit" | "count"')
    effect: Annotated[tuple[Effect, ...], Once, Field(min_length=1)] = Field(
        default=("mean",), description='["mean", "step", "quarters", "slope", "pulse"]'
    )
    slope_origin: Literal[0, 1] = Field(default=1, description="0 | 1")
    trend: bool = Field(default=True, description="true | false")
    seasonal: Seasonal = Field(default="none", description='"none" | "harmonics" | "dummies"')
    harmonics: int | None = Field(default=None, ge=1, description="1, 2, 3, ...")
    period_length: int | None = Field(default=None, ge=1, description="1, 2, 3, ...")
    calendar: Literal["none", "id"] = Field(default="none", description='"none" | "id"')
    regressors: Annotated[tuple[str, ...], Once] = Field(default=(), description='["NAME", ...]')
    errors: Errors = Field(
        default="ar1+rw",
        description='"ar1+rw" | "ar1" | "iid" | "newey-west" | "prais-winsten" | "arima"',
    )
    lags: int | None = Field(default=None, ge=0, description="0, 1, 2, ...")
    small_sample: bool = Field(default=False, description="true | false")
    order: Order = Field(default=(1, 0, 0), description="[p, d, q]")
    seasonal_order: Order = Field(default=(0, 0, 0), description="[P, D, Q]")
    likelihood: Likelihood = Field(default="gaussian", description='"gaussian" | "poisson" | "quasi-poisson"')
    estimators: Annotated[tuple[Estimator, ...], Once, Field(min_length=1)] = Field(
        default=("its",), description="[" + ", ".join(f'"{name}"' for name in get_args(Estimator)) + "]"
    )
    donor_weights: dict[str, float] = Field(default_factory=dict, description="{NAME = 0.85, ...}")
    cluster: Cluster = Field(default="unit", description='"unit" | "group"')
    control_group: ControlGroup = Field(
        default="never-treated", description='"never-treated" | "not-yet-treated"'
    )
    reference_period: Reference = Field(
        default=-1, description='-1, -2, ... | "2025-04" | "2025-Q1" | "2025"'
    )
    sensitivity: Sensitivity = Field(
        default_factory=Sensitivity,
        description='{relative_magnitudes = [0.5, 1], smoothness = [0, 0.1], target = "event:0"}',
    )
    weights: Literal["equal", "n"] = Field(default="equal", description='"equal" | "n"')
    design_effect: float = Field(default=1.5, ge=1, description=">= 1")
    placebo: Annotated[tuple[Placebo, ...], Once] = Field(default=(), description='["time", "space"]')
    pooling: Pooling = Field(default="both", description='"none" | "slopes" | "effects" | "both"')
    direction: Direction = Field(default="up", description='"up" | "down" | "neutral"')
    mid: float | None = Field(default=None, gt=0, description="> 0")
    level: float = Field(default=0.95, ge=0.5, le=0.999, description="0.5 ... 0.999")
    fdr: float = Field(default=0.10, ge=0, le=0.5, description="0 ... 0.5")
    refuse: Literal["default", "none"] = Field(default="default", description='"default" | "none"')
    seed: int = Field(default=2025, ge=0, description="0, 1, 2, ...")

    def season(self, kind: Kind) -> int:
        """How many periods make one season: `period_length`, else what the kind of period says."""
        return self.period_length or LENGTHS[kind]

    def pairs(self, periods_before: int, kind: Kind) -> int:
        """How many harmonic pairs: as written, else by the rule of 2 and 3 seasons before the date."""
        if self.seasonal != "harmonics":
            return 0
        seasons = periods_before / self.season(kind)
        return self.harmonics or (0 if seasons < 2 else 1 if seasons < 3 else 2)


@dataclass(frozen=True)
class Key:
    """One key of a design, for readers; what it may hold is written as in the file, the same in every language."""

    name: str
    meaning: str
    allowed: str
    default: str


def explain(lang: Lang) -> tuple[Key, ...]:
    """Every key with its meaning, what it may hold, and what stands where it is absent."""
    return tuple(
        Key(name, text(f"design-key-{name.replace('_', '-')}", lang), allowed(name), as_toml(default))
        for name, default in Design().model_dump().items()
    )


def allowed(name: str) -> str:
    """What a key may hold."""
    return Design.model_fields[name].description or ""


def as_toml(value: object) -> str:
    """A value as it would stand in the file; `-` for an absent one."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple | list):
        return f"[{', '.join(as_toml(one) for one in value)}]"
    if isinstance(value, BaseModel):
        return as_toml(value.model_dump())
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {as_toml(one)}" for name, one in value.items()) + "}"
    return str(value)


def read_design(path: Path) -> Design:
    """The design in a TOML file; an unknown key or a wrong value is a RetretError that names file and key."""
    if not path.is_file():
        raise RetretError("design-no-file", 1, file=str(path))
    try:
        return Design.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RetretError("design-not-toml", 1, file=path.name, why=str(error)) from error
    except ValidationError as error:
        raise _told(error.errors(), path.name) from error


def _told(errors: list[ErrorDetails], file: str) -> RetretError:
    """The first thing to mend: an unknown key before a wrong value, since it may be the cause of it."""
    first = min(errors, key=lambda error: error["type"] != "extra_forbidden")
    name, key = str(first["loc"][0]), ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        inner = len(first["loc"]) > 1
        near = nearest(str(first["loc"][-1]), (Sensitivity if inner else Design).model_fields)
        return RetretError("design-unknown-key", 1, file=file, key=key, near=near)
    value = as_toml(first["input"])
    return RetretError("design-value", 1, file=file, key=key, value=value, allowed=allowed(name))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that a written one is most like."""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, processor=str.lower)
    return found[0] if found else "-"
