"""Effects of the whole city, once: every judged indicator through the contract's door, and what pages tell of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import expm1
from typing import Any

import polars as pl

from analysis.effects.design import Design
from analysis.effects.estimate import estimate
from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates
from analysis.effects.panel import panel_from
from analysis.effects.period import kind_of, ordinal
from analysis.facts.contrasts import contrasts
from analysis.facts.joint import Joint
from analysis.facts.panel import at_ceiling, broken, design, judged, panel
from analysis.indicators.definition import Indicator
from analysis.problems import RetretError

Row = dict[str, Any]
PRIMARY = ("donor-mean", "its")
"""By which estimator an outcome is judged: the first that was estimated."""


@dataclass(frozen=True)
class Judged:
    """One indicator as it was estimated: what `retret estimate` would read, and what it would write.

    `sure`: the level of the interval by which no change is told. `contrasts`: rows of what happened to some units only, which no design asks for. `broken`: units whose instrument changed after the retreat; what the new one measured is not in `rows`.
    """

    indicator: Indicator
    rows: pl.DataFrame
    design: Design
    found: Estimates
    broken: frozenset[str]
    sure: float
    contrasts: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Effects:
    """All indicators' estimates; those of which nothing came are absent."""

    judged: Mapping[str, Judged]

    def city(self, code: str) -> Row | None:
        """The row by which an outcome is judged: the mean, by the strongest estimator that was not refused."""
        one = self.judged.get(code)
        if one is None:
            return None
        rows = one.found.effects.filter((pl.col("level") == "city") & (pl.col("estimand") == "mean"))
        by_name = {row["estimator"]: row for row in rows.iter_rows(named=True)}
        done = [by_name[name] for name in PRIMARY if by_name.get(name, {}).get("status") == "estimated"]
        # A donor contrast that does not pass its placebos (level C) says no more than the city's own series.
        better = [row for row in done if row["evidence"] == "B"]
        return next(
            iter(better or [row for row in done if row["estimator"] == "its"] or rows.to_dicts()), None
        )

    def all_of(self, code: str, unit: str) -> list[Row]:
        """Every row of one unit (or `*`) on one indicator."""
        one = self.judged.get(code)
        return [] if one is None else one.found.effects.filter(pl.col("unit") == unit).to_dicts()


def effects(joint: Joint) -> Effects:
    """Every judged indicator estimated on the joint series; an indicator of which nothing came has no entry."""
    found: dict[str, Judged] = {}
    sure = joint.plan.thresholds.no_change_interval
    for indicator in judged():
        rows = panel(joint, indicator)
        if rows.is_empty():
            continue
        asked = design(joint, indicator, rows)
        made, apart = _estimated(joint, indicator, rows, asked)
        found[indicator.code] = Judged(
            indicator, rows, asked, made, broken(joint, indicator), sure, tuple(apart)
        )
    return Effects(found)


def _estimated(
    joint: Joint, indicator: Indicator, rows: pl.DataFrame, asked: Design
) -> tuple[Estimates, list[Row]]:
    """Estimates and contrasts of one indicator, or the one row that says why there are none."""
    if at_ceiling(indicator, rows, asked):
        return _none(indicator, "ceiling"), []
    read = panel_from(rows, asked.regressors)
    try:
        return estimate(read, asked, joint.plan.thresholds), contrasts(joint, read, asked)
    except RetretError as error:
        return _none(indicator, error.code), []


def _none(indicator: Indicator, reason: str) -> Estimates:
    """An indicator that no design could carry is a finding as well: one refused row of the city."""
    row = dict.fromkeys(EFFECTS) | {
        "estimator": "its",
        "level": "city",
        "unit": "*",
        "indicator": indicator.code,
        "estimand": "mean",
        "status": "refused",
        "reason": reason,
        "evidence": "D",
    }
    return Estimates(
        pl.DataFrame([row], schema=dict(EFFECTS)),
        pl.DataFrame(schema=dict(WEIGHTS)),
        pl.DataFrame(schema=dict(CHECKS)),
    )


def effect_facts(found: Effects, indicator: Indicator) -> Row | None:
    """What pages tell of one indicator's effect on the city; None where nothing of it came.

    Changes are in the unit that changes of the indicator are told in: of ratios the share by which the value changed.
    `others`: what each other estimator says of the same; `quarters`: the path after the retreat, oldest first.
    """
    row = found.city(indicator.code)
    if row is None:
        return None
    one = found.judged[indicator.code]
    back = _back(one.design)
    rows = one.found.effects.filter((pl.col("level") == "city") & (pl.col("status") == "estimated"))
    path = rows.filter(
        (pl.col("estimator") == row["estimator"]) & pl.col("estimand").str.starts_with("quarter:")
    )
    others = rows.filter(
        (pl.col("estimand").is_in(["mean", "att"])) & (pl.col("estimator") != row["estimator"])
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
            {**_span(one.design, int(each["estimand"].split(":")[1])), **_interval(each, back)}
            for each in path.to_dicts()
        ],
        "others": [{"estimator": each["estimator"], **_interval(each, back)} for each in others.to_dicts()],
        "checks": _checks(one, row["estimator"], back),
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


def _span(asked: Design, k: int) -> Row:
    """The first and the last day of the k-th quarter after the retreat."""
    assert asked.treated_from is not None
    kind = kind_of(asked.treated_from)
    months = (
        ordinal(asked.treated_from, "quarter") * 3
        if kind == "quarter"
        else ordinal(asked.treated_from, "month")
    )
    first, after = months + 3 * (k - 1), months + 3 * k
    days = date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return {"quarter": k, "first_day": days[0].isoformat(), "last_day": days[1].isoformat()}


def deviation_facts(found: Effects, code: str) -> list[Row]:
    """How one unit changed beside its like, on every judged indicator that has a row for it."""
    rows: list[Row] = []
    for indicator in found.judged:
        one = found.judged[indicator]
        back = _back(one.design)
        for row in found.all_of(indicator, code):
            if row["estimand"] == "deviation":
                keep = ("status", "reason", "verdict", "p_positive", "n_pre", "n_post")
                row["reason"] = (
                    "broken" if row["status"] == "refused" and code in one.broken else row["reason"]
                )
                told = {key: row[key] for key in keep} | {"level_of_interval": one.design.level}
                rows.append({"code": indicator, **told, **_interval(row, back)})
    return rows


def _back(asked: Design) -> Callable[[float], float]:
    return expm1 if asked.scale in ("log", "count") else float


def _interval(row: Row, back: Callable[[float], float]) -> Row:
    return {key: None if row[key] is None else back(row[key]) for key in ("estimate", "low", "high")}


def _checks(one: Judged, estimator: str, back: Callable[[float], float]) -> Row:
    """The checks of the city that are one number each, by name: the smallest shock in the change's own unit."""
    rows = one.found.checks.filter((pl.col("level") == "city") & (pl.col("estimator") == estimator))
    found: Row = {}
    for row in rows.iter_rows(named=True):
        if row["value"] is not None and row["check"] not in found:
            found[row["check"]] = row["value"]
    for name in ("smallest-shock", "mde"):
        if name in found:
            found[name] = back(found[name])
    return found


def _units(one: Judged) -> Row:
    """How many units stand apart from their like, and how many were refused."""
    rows = one.found.effects.filter(pl.col("estimand") == "deviation")
    counted = {
        name: rows.filter(pl.col("verdict") == name).height
        for name in ("above-city", "below-city", "not-separable")
    }
    return {**counted, "refused": rows.filter(pl.col("status") == "refused").height}
