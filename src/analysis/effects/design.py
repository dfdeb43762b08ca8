"""The design of an estimation: every choice that an analyst makes, read from TOML and checked against the panel."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from analysis.effects.period import LENGTHS, Kind, kind_of
from analysis.messages import Lang, text
from analysis.problems import RetretError

Scale = Literal["identity", "log", "logit", "count"]
Effect = Literal["mean", "step", "quarters", "slope", "pulse"]
Seasonal = Literal["none", "harmonics", "dummies"]
Errors = Literal["ar1+rw", "ar1", "iid"]
Estimator = Literal["its", "donor-mean", "synthetic-control", "dose"]
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


Period = Annotated[str, BeforeValidator(_as_text), AfterValidator(_a_period)]
Once = AfterValidator(_each_once)


class Design(BaseModel):
    """All choices of one estimation. Periods stay as written; `retret estimate --explain` tells every key."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    treated_from: Period | None = None
    transition: Annotated[tuple[Period, ...], Once] = ()
    anticipation: int = Field(default=0, ge=0)
    horizon: int | None = Field(default=None, ge=1)
    scale: Scale = "identity"
    effect: Annotated[tuple[Effect, ...], Once, Field(min_length=1)] = ("mean",)
    slope_origin: Literal[0, 1] = 1
    trend: bool = True
    seasonal: Seasonal = "none"
    harmonics: int | None = Field(default=None, ge=1)
    period_length: int | None = Field(default=None, ge=1)
    calendar: Literal["none", "id"] = "none"
    regressors: Annotated[tuple[str, ...], Once] = ()
    errors: Errors = "ar1+rw"
    estimators: Annotated[tuple[Estimator, ...], Once, Field(min_length=1)] = ("its",)
    donor_weights: dict[str, float] = Field(default_factory=dict)
    weights: Literal["equal", "n"] = "equal"
    design_effect: float = Field(default=1.5, ge=1)
    placebo: Annotated[tuple[Placebo, ...], Once] = ()
    pooling: Pooling = "both"
    direction: Direction = "up"
    mid: float | None = Field(default=None, gt=0)
    level: float = Field(default=0.95, ge=0.5, le=0.999)
    fdr: float = Field(default=0.10, ge=0, le=0.5)
    refuse: Literal["default", "none"] = "default"
    seed: int = 2025

    def season(self, kind: Kind) -> int:
        """How many periods make one season: `period_length`, else what the kind of period says."""
        return self.period_length or LENGTHS[kind]

    def pairs(self, periods_before: int, kind: Kind) -> int:
        """How many harmonic pairs: as written, else by the rule of 2 and 3 seasons before the date."""
        if self.seasonal != "harmonics":
            return 0
        seasons = periods_before / self.season(kind)
        return self.harmonics or (0 if seasons < 2 else 1 if seasons < 3 else 2)


ALLOWED: dict[str, str] = {
    "treated_from": '"2025-06" | "2025-Q3" | "2025" | 25',
    "transition": '["2025-05", ...]',
    "anticipation": "0, 1, 2, ...",
    "horizon": "1, 2, 3, ...",
    "scale": '"identity" | "log" | "logit" | "count"',
    "effect": '["mean", "step", "quarters", "slope", "pulse"]',
    "slope_origin": "0 | 1",
    "trend": "true | false",
    "seasonal": '"none" | "harmonics" | "dummies"',
    "harmonics": "1, 2, 3, ...",
    "period_length": "1, 2, 3, ...",
    "calendar": '"none" | "id"',
    "regressors": '["NAME", ...]',
    "errors": '"ar1+rw" | "ar1" | "iid"',
    "estimators": '["its", "donor-mean", "synthetic-control", "dose"]',
    "donor_weights": "{NAME = 0.85, ...}",
    "weights": '"equal" | "n"',
    "design_effect": ">= 1",
    "placebo": '["time", "space"]',
    "pooling": '"none" | "slopes" | "effects" | "both"',
    "direction": '"up" | "down" | "neutral"',
    "mid": "> 0",
    "level": "0.5 ... 0.999",
    "fdr": "0 ... 0.5",
    "refuse": '"default" | "none"',
    "seed": "0, 1, 2, ...",
}
"""What each key may hold, written as in the file; the same in every language."""


@dataclass(frozen=True)
class Key:
    """One key of a design, for readers."""

    name: str
    meaning: str
    allowed: str
    default: str


def explain(lang: Lang) -> tuple[Key, ...]:
    """Every key with its meaning, what it may hold, and what stands where it is absent."""
    return tuple(
        Key(name, text(f"design-key-{name.replace('_', '-')}", lang), ALLOWED[name], _as_toml(default))
        for name, default in Design().model_dump().items()
    )


def _as_toml(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(_as_toml(one) for one in value)}]"
    return "{}" if isinstance(value, dict) else str(value)


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
    name = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = process.extractOne(name, list(Design.model_fields))
        return RetretError("design-unknown-key", 1, file=file, key=name, near=near[0] if near else "")
    value = _as_toml(first["input"]) if not isinstance(first["input"], list) else str(first["input"])
    key = ".".join(str(part) for part in first["loc"])
    return RetretError("design-value", 1, file=file, key=key, value=value, allowed=ALLOWED[name])
