"""The design of an estimation: every choice that an analyst makes, read from TOML and checked against the panel."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from analysis.effects.panel import AGGREGATE, PANEL, kind_of_panel
from analysis.effects.period import LENGTHS, Kind, example, kind_of, ordinal, period_text
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
    errors: Errors = Field(default="ar1+rw", description='"ar1+rw" | "ar1" | "iid"')
    estimators: Annotated[tuple[Estimator, ...], Once, Field(min_length=1)] = Field(
        default=("its",), description='["its", "donor-mean", "synthetic-control", "dose"]'
    )
    donor_weights: dict[str, float] = Field(default_factory=dict, description="{NAME = 0.85, ...}")
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
    name = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = _nearest(name, Design.model_fields)
        return RetretError("design-unknown-key", 1, file=file, key=name, near=near)
    value = as_toml(first["input"])
    key = ".".join(str(part) for part in first["loc"])
    return RetretError("design-value", 1, file=file, key=key, value=value, allowed=allowed(name))


def _nearest(name: str, known: Iterable[str]) -> str:
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, processor=str.lower)
    return found[0] if found else "-"


RESERVED = frozenset({"unit", "indicator", "period", "t", "value", "donor", "group", "treated_from"})
"""Columns that are no regressors: they say what a row is, not what moves it."""


def check_design(design: Design, panel: pl.DataFrame) -> None:
    """Nothing where the design can be carried out on the panel; else a RetretError (exit code 1) that names the
    key, and the unit, indicator and period where it is about a row."""
    kind = kind_of_panel(panel)
    _check_dates(design, panel, kind)
    _check_comparison(design, panel)
    _check_columns(design, panel)
    _check_season(design, kind)
    _check_scale(design, panel)
    _check_sides(design, panel, kind)


def _check_dates(design: Design, panel: pl.DataFrame, kind: Kind) -> None:
    """Every date of the design lies in the panel, and the column says the same where it says anything."""
    first, last = (pick(panel["t"].to_list()) for pick in (min, max))
    written = [("transition", told) for told in design.transition]
    if design.treated_from is not None:
        written.insert(0, ("treated_from", design.treated_from))
    for key, told in written:
        if kind_of(told) != kind and not (kind == "integer" and kind_of(told) == "year"):
            raise RetretError("design-period-kind", 1, key=key, written=told, example=example(kind))
        if not first <= ordinal(told, kind) <= last:
            ends = {"first": period_text(first, kind), "last": period_text(last, kind)}
            raise RetretError("design-outside-panel", 1, key=key, written=told, **ends)
    if design.treated_from is None:
        return
    date = ordinal(design.treated_from, kind)
    other = panel.filter(pl.col("treated_from") != date)
    if not other.is_empty():
        column = period_text(other["treated_from"][0], kind)
        unit = str(other["unit"][0])
        raise RetretError("design-two-dates", 1, written=design.treated_from, unit=unit, column=column)


def _check_comparison(design: Design, panel: pl.DataFrame) -> None:
    """Someone is treated, and where donors or a dose are asked for, they are there."""
    if bool(panel["donor"].all()):
        raise RetretError("design-all-donors", 1)
    dated = design.treated_from is not None or bool(panel["treated_from"].is_not_null().any())
    donors = set(panel.filter("donor")["unit"].to_list())
    asked = [
        f"estimators: {name}" for name in design.estimators if name in ("donor-mean", "synthetic-control")
    ]
    asked += ["placebo: space"] if "space" in design.placebo else []
    if asked and not donors:
        raise RetretError("design-no-donors", 1, asked=asked[0])
    for name in design.donor_weights:
        if name not in donors:
            raise RetretError("design-strange-donor", 1, name=name, near=_nearest(name, sorted(donors)))
    asked += ["estimators: dose"] if "dose" in design.estimators else []
    asked += ["placebo: time"] if "time" in design.placebo else []
    if asked and not dated:
        raise RetretError("design-no-date", 1, asked=asked[0])
    if "dose" in design.estimators and bool(panel["dose"].is_null().all()):
        raise RetretError("design-no-dose", 1)


def _check_columns(design: Design, panel: pl.DataFrame) -> None:
    """Regressors and weights are numbers wherever there is a value."""
    for name in design.regressors:
        if name in RESERVED:
            raise RetretError("design-reserved", 1, name=name)
        if name not in panel.columns or (name in PANEL and bool(panel[name].is_null().all())):
            raise RetretError("design-no-regressor", 1, name=name)
        if not panel[name].dtype.is_numeric():
            raise RetretError("design-regressor-text", 1, name=name, kind=str(panel[name].dtype))
        _stop(panel, pl.col(name).is_null() | ~pl.col(name).is_finite(), "design-regressor-empty", name=name)
    if design.weights == "n" and AGGREGATE not in panel["unit"]:
        _stop(panel, pl.col("n").is_null() & ~pl.col("donor"), "design-no-n")


def _check_season(design: Design, kind: Kind) -> None:
    """A season has at least two periods, and the calendar knows only months and quarters."""
    if design.seasonal != "none" and design.season(kind) < 2:
        raise RetretError("design-no-season", 1, seasonal=design.seasonal)
    if design.calendar == "id" and kind not in ("month", "quarter"):
        raise RetretError("design-no-calendar", 1)


def _check_scale(design: Design, panel: pl.DataFrame) -> None:
    """Every value lies where the scale is defined."""
    value = pl.col("value")
    outside = {
        "identity": pl.lit(False),
        "log": value <= 0,
        "logit": (value <= 0) | (value >= 1),
        "count": value < 0,
    }[design.scale]
    domain = {"identity": "", "log": "> 0", "logit": "> 0, < 1", "count": ">= 0"}[design.scale]
    _stop(panel, outside, "design-outside-scale", scale=design.scale, domain=domain)


def _check_sides(design: Design, panel: pl.DataFrame, kind: Kind) -> None:
    """Where there is a date, someone treated has a value before it and someone has one after it."""
    date = None if design.treated_from is None else ordinal(design.treated_from, kind)
    if date is None and panel["treated_from"].is_null().all():
        return
    left_out = [ordinal(told, kind) for told in design.transition]
    start = pl.col("treated_from").fill_null(pl.lit(date, dtype=pl.Int64))
    kept = panel.filter(
        ~pl.col("donor") & pl.col("value").is_not_null() & ~pl.col("t").is_in(left_out)
    ).with_columns(start=start)
    last = pl.col("start") + (design.horizon or 10**9)
    sides = {
        "design-no-before": pl.col("t") < pl.col("start") - design.anticipation,
        "design-no-after": (pl.col("t") >= pl.col("start")) & (pl.col("t") < last),
    }
    for code, side in sides.items():
        if kept.filter(side).is_empty():
            told = design.treated_from or period_text(panel["treated_from"].drop_nulls()[0], kind)
            raise RetretError(code, 1, written=told)


def _stop(panel: pl.DataFrame, bad: pl.Expr, code: str, **values: str) -> None:
    """Nothing where no row with a value is bad, else the error of the first one."""
    found = panel.filter(pl.col("value").is_not_null() & bad)
    if not found.is_empty():
        first = found.row(0, named=True)
        told = {name: str(first[name]) for name in ("unit", "indicator", "period", "value")}
        raise RetretError(code, 1, **told, **values)
