"""Effects of the whole city, once: every judged indicator through the contract's door, and what pages tell of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl

from analysis.effects.design import Design
from analysis.effects.output import EFFECTS, Estimates
from analysis.effects.period import kind_of, ordinal
from analysis.facts.contrasts import members
from analysis.facts.effect_checks import check_numbers, specifications, worst_before
from analysis.facts.joint import Joint
from analysis.facts.panel import at_ceiling, broken, design, first_period, judged, moved, panel
from analysis.facts.question import Answering, Foreseeing, Question, answer, refused, unforeseen
from analysis.facts.scales import Working, on_scale, working
from analysis.indicators.definition import Indicator
from analysis.rounding import half_up
from analysis.trial.rows import NAME as DRAWN

Row = dict[str, Any]
PRIMARY = (DRAWN, "donor-mean", "its")
"""By which estimator an outcome is judged: the first that was estimated."""

STRONG = ("A", "B")


@dataclass(frozen=True)
class Judged:
    """One indicator as it was estimated: what `retret estimate` would read, and what it would write.

    `sure`: the level of the interval by which no change is told. `contrasts`: rows of what happened to some units only,
    and `apart`: checks of the city without such units, which no design asks for. `broken`: units whose instrument changed
    after the retreat, `moved`: units whose staff did; what was measured then is not in `rows`. `drawn`: what the draw of a
    published list tells (trial/rows.py); `first`: the first whole period after the first retreat.
    """

    indicator: Indicator
    rows: pl.DataFrame
    design: Design
    working: Working
    found: Estimates
    broken: frozenset[str]
    sure: float
    contrasts: tuple[Row, ...] = ()
    apart: tuple[Row, ...] = ()
    moved: frozenset[str] = frozenset()
    drawn: tuple[Row, ...] = ()
    first: str = ""

    @property
    def of_city(self) -> pl.DataFrame:
        """The rows of the city, those that the draw of a published list tells before all others."""
        rows = self.found.effects.filter(pl.col("level") == "city")
        return pl.concat([pl.DataFrame(list(self.drawn), schema=dict(EFFECTS)), rows])

    @cached_property
    def by_unit(self) -> Mapping[str, list[Row]]:
        """The rows of effects by unit (or `*`), in their order."""
        parts = self.found.effects.partition_by("unit", as_dict=True)
        return {str(unit): rows.to_dicts() for (unit,), rows in parts.items()}


Asked = Mapping[str, tuple[Judged, Question | None]]
"""By indicator its panel and design, with the question for its estimates; none where it is refused without one."""


@dataclass(frozen=True)
class Effects:
    """All indicators' estimates; those of which nothing came are absent."""

    judged: Mapping[str, Judged]

    def city(self, code: str) -> Row | None:
        """The row by which an outcome is judged: the mean, by the strongest estimator that was not refused."""
        one = self.judged.get(code)
        if one is None:
            return None
        rows = one.of_city.filter(pl.col("estimand") == "mean")
        by_name = {row["estimator"]: row for row in rows.iter_rows(named=True)}
        done = [by_name[name] for name in PRIMARY if by_name.get(name, {}).get("status") == "estimated"]
        # A donor contrast that does not pass its placebos (level C) says no more than the city's own series.
        better = [row for row in done if row["evidence"] in STRONG]
        return next(
            iter(better or [row for row in done if row["estimator"] == "its"] or rows.to_dicts()), None
        )

    def all_of(self, code: str, unit: str) -> list[Row]:
        """Every row of one unit (or `*`) on one indicator."""
        one = self.judged.get(code)
        return [] if one is None else [dict(row) for row in one.by_unit.get(unit, ())]


def questions(joint: Joint, foreseeing: Foreseeing = unforeseen) -> Asked:
    """What is asked of every judged indicator on the joint series; an indicator of which nothing came has no entry."""
    found: dict[str, tuple[Judged, Question | None]] = {}
    for indicator in judged(joint):
        asked = _asked(joint, indicator)
        if asked is not None:
            found[indicator.code] = asked
            if asked[1] is not None:
                foreseeing(indicator.code, asked[1])
    return found


def unanswered(asked: Asked) -> Effects:
    """Every judged indicator with its panel and design, nothing estimated yet."""
    return Effects({code: start for code, (start, _) in asked.items()})


def effects(asked: Asked, answering: Answering = answer) -> Effects:
    """Every judged indicator estimated; `answering` may know answers already."""
    return Effects({code: _judged(*one, answering) for code, one in asked.items()})


def _judged(start: Judged, question: Question | None, answering: Answering) -> Judged:
    """One indicator with what was answered, where anything was asked."""
    if question is None:
        return start
    told = answering(start.indicator.code, question)
    return replace(start, found=told.found, contrasts=told.contrasts, apart=told.apart, drawn=told.drawn)


def _asked(joint: Joint, indicator: Indicator) -> tuple[Judged, Question | None] | None:
    """One indicator's panel and design with the question for its estimates; no question where it is refused without one,
    and nothing where nothing came."""
    raw = panel(joint, indicator)
    if raw.is_empty():
        return None
    on = working(indicator, raw, first_period(joint, indicator))
    rows = on_scale(raw, on.scale)
    asked = design(joint, indicator, rows, on)
    start = Judged(
        indicator=indicator,
        rows=rows,
        design=asked,
        working=on,
        found=refused(indicator.code, "ceiling"),
        broken=broken(joint, indicator),
        sure=joint.plan.thresholds.no_change_interval,
        moved=frozenset(moved(joint, indicator)),
        first=first_period(joint, indicator),
    )
    if at_ceiling(indicator, on):
        return start, None
    everyone = on_scale(panel(joint, indicator, fixed=False), on.scale) if start.moved else rows
    question = Question(rows, everyone, asked, members(joint), joint.plan.thresholds, joint.went.waves)
    return start, question


def effect_facts(found: Effects, indicator: Indicator) -> Row | None:
    """What pages tell of one indicator's effect on the city; None where nothing of it came.

    Changes are in the unit that changes of the indicator are told in: of ratios the share by which the value changed.
    `others`: what each other estimator says of the same; `quarters`: the path after the retreat, oldest first.
    """
    row = found.city(indicator.code)
    if row is None:
        return None
    one = found.judged[indicator.code]
    back = one.working.told
    rows = one.of_city.filter(pl.col("status") == "estimated")
    path = rows.filter(
        (pl.col("estimator") == row["estimator"]) & pl.col("estimand").str.starts_with("quarter:")
    )
    others = rows.filter(
        (pl.col("estimand").is_in(["mean", "att", "simple"])) & (pl.col("estimator") != row["estimator"])
    )
    keep = ("estimator", "evidence", "status", "reason", "verdict", "p_positive", "n_pre", "n_post", "note")
    return {
        **{key: row[key] for key in keep},
        **_interval(row, back),
        "scale": one.design.scale,
        "level_of_interval": one.design.level,
        "seasonal": one.design.seasonal != "none",
        "inside": _inside(one, back),
        "quarters": [
            {
                **_span(one.design.treated_from or one.first, int(each["estimand"].split(":")[1])),
                **_interval(each, back),
            }
            for each in path.to_dicts()
        ],
        "others": [{"estimator": each["estimator"], **_interval(each, back)} for each in others.to_dicts()],
        "checks": check_numbers(one.found.checks, row["estimator"], back),
        "specifications": specifications([*one.found.checks.iter_rows(named=True), *one.apart], back),
        "worst_before": worst_before(one.found.checks, back),
        "units": _units(one),
        "contrasts": [
            {
                "name": each["unit"],
                "status": each["status"],
                "reason": each["reason"],
                **_interval(each, back),
            }
            for each in one.contrasts
        ],
    }


def _inside(one: Judged, back: Callable[[float], float]) -> Row | None:
    """Between which changes nothing that matters has changed, worse and better; None where nothing is said to matter.

    Of ratios the two ends differ: what halves and what doubles are equally far on the scale of logs.
    """
    mid = one.design.mid
    return None if mid is None else {"low": back(-mid), "high": back(mid), "level": one.sure}


def _span(from_: str, k: int) -> Row:
    """The first and the last day of the k-th quarter after the retreat, the first one where there were several."""
    months = ordinal(from_, "quarter") * 3 if kind_of(from_) == "quarter" else ordinal(from_, "month")
    first, after = months + 3 * (k - 1), months + 3 * k
    days = date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return {"quarter": k, "first_day": days[0].isoformat(), "last_day": days[1].isoformat()}


def deviation_facts(found: Effects, code: str) -> list[Row]:
    """How one unit changed beside its like, on every judged indicator that has a row for it."""
    rows: list[Row] = []
    for indicator in found.judged:
        one = found.judged[indicator]
        back = one.working.told
        for row in found.all_of(indicator, code):
            if row["estimand"] == "deviation":
                keep = ("status", "reason", "verdict", "n_pre", "n_post")
                row["reason"] = _why(one, code, row)
                told = {key: row[key] for key in keep} | {"level_of_interval": one.design.level}
                rows.append({"code": indicator, **_as_told(told | _interval(row, back), one.indicator)})
    return rows


def _as_told(row: Row, indicator: Indicator) -> Row:
    """Numbers as finely as pages show changes: what one unit's new figure moves below that in all others' is not news there."""
    digits = 2 if indicator.change_scale == "relative" else min(indicator.decimals, 1)
    fine = {"estimate": digits, "low": digits, "high": digits}
    return {
        key: float(half_up(value, fine[key])) + 0.0 if key in fine and value is not None else value
        for key, value in row.items()
    }


def _why(one: Judged, code: str, row: Row) -> str | None:
    """Why a unit was refused: what ended its series comes before that it is short."""
    if row["status"] != "refused":
        return None
    return "broken" if code in one.broken else "staff-moved" if code in one.moved else row["reason"]


def _interval(row: Row, back: Callable[[float], float]) -> Row:
    return {key: None if row[key] is None else back(row[key]) for key in ("estimate", "low", "high")}


def _units(one: Judged) -> Row:
    """How many units stand apart from their like, and how many were refused."""
    rows = one.found.effects.filter(pl.col("estimand") == "deviation")
    counted = {
        name: rows.filter(pl.col("verdict") == name).height
        for name in ("above-city", "below-city", "not-separable")
    }
    return {**counted, "refused": rows.filter(pl.col("status") == "refused").height}
