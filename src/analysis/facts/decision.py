"""The decision's facts: verdict, level, and its grounds as codes with numbers; sentences are made elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.city.units import own_units
from analysis.decision.grounds import Ground, OutcomeSeen, doubts, next_design, reasons, remedies
from analysis.decision.rule import Level, Verdict
from analysis.decision.rule import joint as joint_verdict
from analysis.effects.before_after import moved
from analysis.facts.dose import dose_facts
from analysis.facts.effects import Effects, effect_facts
from analysis.facts.joint import Joint, came
from analysis.facts.unit import SCHEMA, retreat_facts
from analysis.indicators.definition import by_code

LEVELS: tuple[Level, ...] = ("A", "B", "C", "D")

BY_DRAW = ("improved", "no-meaningful-change", "worse")
"""Verdicts that say more where a draw decided who went first."""

Row = dict[str, Any]


def decision_facts(joint: Joint, effects: Effects, shown: Joint | None = None) -> Row:
    """Verdict and grounds of the whole city, at the level of the outcomes that decide it.

    Who moved is counted in `shown`, what the readers of another edition may see, so that a sentence counts the units that
    the chart beside it draws and no reader can subtract one from the other; the verdict is that of all data.
    """
    whole = [_seen(joint, outcome.indicator) for outcome in joint.plan.outcome]
    seen = whole if shown is None else [_seen(shown, outcome.indicator) for outcome in joint.plan.outcome]
    found = {one.indicator.code: effect_facts(effects, one.indicator) for one in seen}
    verdicts: tuple[Verdict, ...] = tuple(_verdict(found[one.indicator.code]) for one in seen)
    judged = joint_verdict(verdicts)
    level = level_of(judged, verdicts, tuple(_level(found[one.indicator.code]) for one in seen))
    families = tuple(dict.fromkeys(one.indicator.family for one in whole if one.real.units))
    unjudged = [family for family in joint.plan.families_promised if family not in families]
    told = families_with_data(joint)
    unseen = [family for family in unjudged if family not in told]
    unplanned = [family for family in unjudged if family in told]
    in_turns = joint.went.waves is not None
    again = any(one.edition < joint.retreat.edition for one in joint.city.retreats)
    grounds = {
        # Beside a draw a plain look at before and after has nothing to add.
        "reasons": (*_effect_reasons(seen, found), *(() if in_turns else reasons(seen))),
        "doubts": doubts(
            seen, elsewhere(joint), lasting(joint), unseen, unplanned, in_turns=in_turns, again=again
        ),
        "settles": remedies(joint.plan, post_months(joint), donors=donor_cities(joint), in_turns=in_turns),
        "next_edition": next_design(joint.plan),
    }
    units = _units(joint)
    return {
        "schema": SCHEMA,
        "kind": "decision",
        "edition": joint.edition,
        "simulated": joint.simulated,
        "data_until": joint.data_until.isoformat(),
        "retreat": retreat_facts(joint),
        "level": level,
        "verdict": judged,
        "proposal": joint.plan.proposal,
        "plan_note": joint.plan.note.model_dump(),
        "waves": joint.plan.next_edition.waves,
        "dose": dose_facts(joint.tables, units, joint.retreat.first_day.year),
        "outcomes": [{**outcome_facts(one), "effect": found[one.indicator.code]} for one in seen],
        "completeness": {**came(joint, units), "units": len(units)},
        **{key: [ground_facts(ground) for ground in found] for key, found in grounds.items()},
    }


def _verdict(effect: Row | None) -> Verdict:
    """An outcome that was refused, or not judged yet, is in doubt; never without its reason in the facts."""
    return "insufficient" if effect is None or effect["verdict"] is None else effect["verdict"]


def _level(effect: Row | None) -> Level:
    return "D" if effect is None or effect["status"] != "estimated" else effect["evidence"]


def level_of(judged: Verdict, verdicts: Sequence[Verdict], levels: Sequence[Level]) -> Level:
    """The weakest level among the outcomes whose own verdict is the joint one: what others lack does not weaken it."""
    decisive = [level for one, level in zip(verdicts, levels, strict=True) if one == judged]
    return LEVELS[max(LEVELS.index(level) for level in decisive)]


def _effect_reasons(seen: Sequence[OutcomeSeen], found: Mapping[str, Row | None]) -> Iterator[Ground]:
    """What the model of each outcome says, before what a plain comparison shows."""
    for one in seen:
        effect = found[one.indicator.code]
        if effect is not None:
            told = effect["status"] == "estimated"
            code = f"reason-effect-{effect['verdict'] or 'unjudged'}" if told else "reason-effect-refused"
            code += "-drawn" if told and effect["evidence"] == "A" and effect["verdict"] in BY_DRAW else ""
            yield Ground(code, {"outcome": one, "effect": effect}, 20)


def donor_cities(joint: Joint) -> int:
    """Comparison cities with at least one month before the announcement and one after the retreat."""
    months = (
        joint.tables["comparison"]
        .group_by("unit")
        .agg(first=pl.col("month").min(), last=pl.col("month").max())
    )
    around = (pl.col("first") < joint.retreat.announced) & (pl.col("last") > joint.retreat.last_day)
    return months.filter(around).height


def families_with_data(joint: Joint) -> set[str]:
    """The families of which at least one unit has a value that may be shown."""
    shown = joint.series.filter(pl.col("value").is_not_null()).get_column("indicator").unique()
    return {by_code()[code].family for code in shown}


def _seen(joint: Joint, code: str) -> OutcomeSeen:
    indicator = by_code()[code]
    own = pl.col("unit").is_in(_units(joint))
    return OutcomeSeen(
        indicator, moved(joint.changed.filter(own), indicator), moved(joint.placebo.filter(own), indicator)
    )


def _units(joint: Joint) -> list[str]:
    return own_units(joint.city)


def outcome_facts(seen: OutcomeSeen) -> Row:
    """One outcome's numbers: mean change, who moved each way, and the same in the placebo year."""
    indicator, real, placebo = seen.indicator, seen.real, seen.placebo
    keep = ("code", "unit", "decimals", "change_scale", "direction")
    return {
        **{key: getattr(indicator, key) for key in keep},
        "title": indicator.title.model_dump(),
        "short": indicator.short.model_dump(),
        "smallest": indicator.smallest_change_that_matters,
        "pattern": seen.pattern,
        "excess": seen.excess,
        "units": real.units,
        "change": real.mean_change,
        "better": real.better,
        "worse": real.worse,
        "placebo_units": placebo.units,
        "placebo": placebo.mean_change,
        "placebo_better": placebo.better,
        "placebo_worse": placebo.worse,
    }


def ground_facts(ground: Ground) -> Row:
    """A ground as JSON: its code and values, outcomes spelled out."""
    return {
        "code": ground.code,
        **{key: _plain(value) for key, value in ground.values.items()},
    } | _index_change(ground)


def _index_change(ground: Ground) -> Row:
    """The change here, to set beside other cities' changes."""
    outcome = ground.values.get("outcome")
    if ground.code != "doubt-elsewhere":
        return {}
    return {"change": outcome.real.mean_change if isinstance(outcome, OutcomeSeen) else None}


def _plain(value: object) -> object:
    if isinstance(value, OutcomeSeen):
        return outcome_facts(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def elsewhere(joint: Joint) -> list[float]:
    """One-year changes of the survey index in other cities without such a retreat (public_facts.csv)."""
    rows = joint.city.facts.filter(pl.col("kind") == "one-year-change")
    return [float(change) for change in rows.get_column("change").drop_nulls().to_list()]


def lasting(joint: Joint) -> list[Mapping[str, str]]:
    """Events near the retreat that did not end: they cannot be told from it."""
    first = joint.retreat.first_day
    near = (
        pl.col("first_day") - pl.lit(first)
    ).dt.total_days().abs() <= joint.plan.thresholds.events_near_days
    rows = joint.city.events.filter(pl.col("lasting") & near).sort("first_day")
    return [{"id": row["title_id"], "en": row["title_en"]} for row in rows.iter_rows(named=True)]


def post_months(joint: Joint) -> int:
    """Full months between the retreat's month and the last day of data."""
    last, end = joint.retreat.last_day, joint.data_until
    whole = (end.year - last.year) * 12 + end.month - last.month
    return max(whole if _is_month_end(end) else whole - 1, 0)


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
