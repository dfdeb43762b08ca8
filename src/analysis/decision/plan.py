"""The plan: which outcomes count, what change matters, and the thresholds of the verdict. One file a city."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from analysis.decision.options import Cost, Horizon, Option, Study
from analysis.decision.outcome import Contrast, Outcome
from analysis.decision.part import IN_BOTH, IN_ONE, Part, Said, fault
from analysis.decision.prior import Correlation, FamilyPrior, HalfLife
from analysis.decision.thresholds import RuleThresholds, Thresholds
from analysis.indicators.definition import Bilingual, Family, by_code
from analysis.problems import RetretError

__all__ = ["Plan", "Thresholds", "read_plan"]

PLAN = "plan.toml"
MONTHS_A_QUARTER = 3
NEARLY = 1e-9
"""What rounding leaves of a sum of weights."""

Robustness = Literal[
    "no-trend",
    "linear",
    "ar1",
    "window-dropped",
    "transition-earlier",
    "transition-later",
    "hijri-difference",
    "fixed-composition",
    "weights-equal",
    "weights-n",
]
"""Other choices that the plan names before looking, by the names that the estimators give them."""

ROBUSTNESS: tuple[str, ...] = get_args(Robustness)


class NextEdition(Part):
    """What the next edition must do so that it can be judged."""

    waves: int = Field(ge=2)
    months_apart: int = Field(ge=1)
    hold_out_percent: int = Field(ge=0, lt=50)
    source: Said


class Plan(Part):
    """The whole plan; `locked_on` is empty while nobody signed it, and then the pages say so.

    `short_events` are codes of events.csv that ended: models give each its share of the months it touched. What lasts
    is never modelled, since it would take the effect's place: `confounders` names it before looking. `placebo_outcomes` are
    indicators that leaders do not plausibly move: an effect on them would be a warning. Harm to a veto outcome ends all.
    """

    city: str
    decider: str
    proposal: bool
    locked_on: date | None = None
    retreat_edition: int
    families_promised: tuple[Family, ...]
    short_events: tuple[str, ...] = ()
    confounders: tuple[str, ...] = ()
    placebo_outcomes: tuple[str, ...] = ()
    veto_outcomes: tuple[str, ...] = Field(min_length=1)
    robustness: tuple[Robustness, ...] = Field(min_length=1)
    contrast: tuple[Contrast, ...] = ()
    outcome: tuple[Outcome, ...] = Field(min_length=1)
    thresholds: Thresholds
    rule: RuleThresholds
    prior: tuple[FamilyPrior, ...] = ()
    half_life: HalfLife
    correlation: tuple[Correlation, ...] = ()
    horizon: Horizon
    cost: Cost
    option: tuple[Option, ...] = Field(min_length=2)
    study: tuple[Study, ...] = ()
    next_edition: NextEdition
    note: Bilingual

    @model_validator(mode="after")
    def check(self) -> "Plan":
        """What is named exists, is named once, and has all that the rule asks of it."""
        self._named_once()
        self._placebos()
        self._vetoes()
        self._valued_outcomes()
        self._weights()
        self._months()
        if self.horizon.months < self.thresholds.horizon_months:
            measured = str(self.thresholds.horizon_months)
            raise fault("plan-horizon", at="horizon.months", here=str(self.horizon.months), there=measured)
        codes = {one.code for one in self.option}
        for needed in ("stop", "annual", *(one.option for one in self.study if one.option)):
            if needed not in codes:
                raise fault("plan-no-option", at="option", name=needed)
        return self

    def _named_once(self) -> None:
        lists: dict[str, Iterable[str]] = {
            "outcome": (one.indicator for one in self.outcome),
            "prior": (one.family for one in self.prior),
            "option": (one.code for one in self.option),
            "study": (one.code for one in self.study),
            "veto_outcomes": self.veto_outcomes,
            "correlation": ("/".join(sorted(one.between)) for one in self.correlation),
        }
        for key, names in lists.items():
            for name, count in Counter(names).items():
                if count > 1:
                    raise fault("plan-twice", at=key, table=key, name=name)

    def _placebos(self) -> None:
        deciding = {one.indicator for one in self.outcome}
        for name in self.placebo_outcomes:
            if name not in by_code():
                raise fault("plan-no-indicator", at="placebo_outcomes", name=name)
            if name in deciding:
                raise fault("plan-placebo-decides", at="placebo_outcomes", name=name)

    def _vetoes(self) -> None:
        most = self.rule.largest_veto_number
        if len(self.veto_outcomes) > most:
            raise fault(
                "plan-many-vetoes", at="veto_outcomes", n=str(len(self.veto_outcomes)), most=str(most)
            )
        for name in self.veto_outcomes:
            known = by_code().get(name)
            if known is None:
                raise fault("plan-no-indicator", at="veto_outcomes", name=name)
            if known.smallest_change_that_matters is None:
                raise fault("plan-veto-smallest", at="veto_outcomes", name=name)

    def _valued_outcomes(self) -> None:
        """One valued outcome a family, each with a prior in its unit and a bias; correlations are between them."""
        valued = self.valued
        for family, count in Counter(one.family for one in valued).items():
            if count > 1:
                raise fault("plan-two-values", at="outcome", family=family)
        priors = {one.indicator for one in self.prior}
        for one in valued:
            if one.indicator not in priors:
                raise fault("plan-no-prior", at="prior", name=one.indicator)
            if one.bias_sd is None:
                raise fault("plan-no-bias", at="outcome", name=one.indicator)
        deciding = {one.indicator for one in self.outcome}
        named = [("correlation", name) for one in self.correlation for name in one.between]
        named += [("study", name) for one in self.study for name in one.standard_error]
        for table, name in named:
            if name not in deciding:
                raise fault("plan-no-outcome", at=table, name=name)

    def _weights(self) -> None:
        """All outcomes bear a weight or none does; weights order what is told and never enter a net benefit."""
        told = [one.weight for one in self.outcome if one.weight is not None]
        if told and (len(told) < len(self.outcome) or abs(sum(told) - 1) > NEARLY):
            raise fault("plan-weights", at="outcome.weight", n=str(len(told)), sum=f"{sum(told):g}")

    def _months(self) -> None:
        """Effects are told by whole quarters, and a verdict does not ask for more months than are measured."""
        measured, asked = self.thresholds.horizon_months, self.thresholds.post_months_for_verdict
        if measured % MONTHS_A_QUARTER:
            raise fault("plan-quarters", at="thresholds.horizon_months", here=str(measured))
        if asked > measured:
            at = "thresholds.post_months_for_verdict"
            raise fault("plan-months", at=at, here=str(asked), there=str(measured))

    @property
    def told(self) -> tuple[Outcome, ...]:
        """The outcomes as they are told, those of larger weight first; without weights as they are written."""
        return tuple(sorted(self.outcome, key=lambda one: -(one.weight or 0.0)))

    @property
    def valued(self) -> tuple[Outcome, ...]:
        """The outcomes that have a value in rupiah."""
        return tuple(one for one in self.outcome if one.value is not None)

    def prior_of(self, indicator: str) -> FamilyPrior | None:
        """The prior in the unit of this outcome; None where its family has none or tells it in another's unit."""
        return next((one for one in self.prior if one.indicator == indicator), None)


def read_plan(folder: Path) -> Plan:
    """The plan of a city folder; a wrong one stops with the file and the key."""
    return read_plan_file(folder / PLAN)


def read_plan_file(file: Path) -> Plan:
    """The plan in any file, such as that of an edition to come."""
    try:
        return parse_plan(tomllib.loads(file.read_text("utf-8")), file.name)
    except FileNotFoundError as error:
        raise RetretError("no-plan", exit_code=1, file=file.name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RetretError("bad-plan", exit_code=1, file=file.name, key="TOML", why=str(error)) from error


def parse_plan(content: object, file: str = PLAN) -> Plan:
    """The plan from its parsed content; what is wrong first stops with the file and the key."""
    try:
        return Plan.model_validate(content)
    except ValidationError as error:
        raise _told(error.errors(), file) from error


def _told(errors: list[ErrorDetails], file: str) -> RetretError:
    """The first thing to mend: an unknown key before a missing one, since it may be that key written wrongly."""
    first = min(errors, key=lambda one: one["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in first["loc"] if part not in (IN_BOTH, IN_ONE))
    kind, given = first["type"], str(first["input"])
    if kind.startswith("plan-"):
        values = {name: str(value) for name, value in first.get("ctx", {}).items()}
        at = values.pop("at", "")
        return RetretError(kind, exit_code=1, file=file, key=key or at, **values)
    if kind in ("missing", "extra_forbidden"):
        code = "plan-missing-key" if kind == "missing" else "plan-unknown-key"
        return RetretError(code, exit_code=1, file=file, key=key)
    limits = {name: str(value) for name, value in first.get("ctx", {}).items() if name in _SIGNS}
    if limits:
        allowed = ", ".join(f"{_SIGNS[name]} {value}" for name, value in limits.items())
        return RetretError("plan-range", exit_code=1, file=file, key=key, value=given, allowed=allowed)
    return RetretError("bad-plan", exit_code=1, file=file, key=key, why=first["msg"])


_SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "expected": "="}
