"""Each indicator of the city as a panel and a design: what `retret estimate` reads, so that anyone can run it again."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from analysis.effects.design import Design, Direction, Estimator
from analysis.effects.panel import AGGREGATE
from analysis.effects.period import Kind, ordinal
from analysis.effects.refusal import FEWEST_RESPONDENTS_SHOWN
from analysis.facts.joint import Joint, city_code
from analysis.facts.periods import LONGEST_MONTH, period_after, period_of
from analysis.facts.scales import Working
from analysis.facts.short_events import with_events
from analysis.facts.staffing import moved_since
from analysis.indicators.definition import Indicator, whole
from analysis.sources.declaration import by_name
from analysis.trial.rows import with_dates

MONTHS_A_QUARTER = 3
LEAST_MONTHS_BEFORE = 12
FEWEST_DONORS = 5
CEILING = 95.0
"""Above it a mean of shares or of the index has no room left to improve."""

BY_EMPLOYEES = "attendance"
"""The source whose denominators are a unit's employees."""

DIRECTIONS: Mapping[str, Direction] = {"up-is-good": "up", "down-is-good": "down", "neutral": "neutral"}

DONOR_PREFIX = "kota:"
"""Comparison cities are named so that they can be no unit's code."""


def judged(joint: Joint) -> tuple[Indicator, ...]:
    """The indicators whose effect is estimated: whole, measured before the retreat in months or waves, and with a
    declared change that matters or named by the plan as out of leaders' reach."""
    return tuple(
        one
        for one in whole()
        if (one.smallest_change_that_matters is not None or one.code in joint.plan.placebo_outcomes)
        and not one.hides_by_value
        and (
            by_name()[one.source].rhythm in ("month", "own")
            or _months_before(joint, one) >= LEAST_MONTHS_BEFORE
        )
    )


def _months_before(joint: Joint, indicator: Indicator) -> int:
    """Months before the announcement in which the city as a whole has a value; a register need not come each month."""
    rows = joint.rows(city_code(joint.city), indicator)
    before = rows.filter(pl.col("value").is_not_null() & (pl.col("last_day") < joint.retreat.announced))
    days = (pl.col("last_day") - pl.col("first_day")).dt.total_days()
    return before.filter(days < LONGEST_MONTH)["first_day"].n_unique()


def panel(joint: Joint, indicator: Indicator, *, fixed: bool = True) -> pl.DataFrame:
    """Rows of every unit, and of comparison cities where their measure came, in the columns of the contract.

    Where units went in turns each has the period that it was treated from, and no comparison city stands beside them:
    units compare with each other. Left out: what is withheld; months younger than the source's usual delay (they may still change); after
    a change of instrument what the new one measured (`broken` tells of it); and with `fixed`, of what is counted by
    employees, the months from which on a unit's staff is another (`moved` tells of it).
    """
    own = joint.city.units.filter(pl.col("parent").is_not_null())
    rows = joint.series.filter(
        (pl.col("indicator") == indicator.code)
        & pl.col("value").is_not_null()
        & pl.col("unit").is_in(own["code"].to_list())
        & (
            pl.col("last_day")
            <= joint.data_until - timedelta(days=by_name()[indicator.source].usual_delay_days)
        )
    )
    same = _same_instrument(rows, joint.retreat.announced)
    if fixed:
        same = _same_staff(same, moved(joint, indicator))
    if not indicator.in_waves and _small(same):
        same = _of_the_city(joint, indicator)
    types = dict(own.select("code", "type").iter_rows())
    made = _periods(same, indicator, joint).with_columns(
        indicator=pl.lit(indicator.code),
        group=pl.col("unit").replace_strict(types, default=None, return_dtype=pl.String),
        donor=pl.lit(0),
        dose=pl.col("unit").replace_strict(doses(joint), default=None, return_dtype=pl.Float64),
    )
    if joint.went.waves is not None:
        return with_events(with_dates(made, joint.went.waves), joint, indicator).sort("unit", "period")
    donors = _donors(joint, indicator)
    whole = pl.concat([made, donors], how="diagonal") if donors.height else made
    return with_events(whole, joint, indicator).sort("unit", "period")


def broken(joint: Joint, indicator: Indicator) -> frozenset[str]:
    """Units whose instrument changed after the announcement: there is no effect across such a change."""
    rows = joint.series.filter((pl.col("indicator") == indicator.code) & pl.col("value").is_not_null())
    left = rows.join(
        _same_instrument(rows, joint.retreat.announced).select("unit", "first_day"),
        on=["unit", "first_day"],
        how="anti",
    )
    return frozenset(left.filter(pl.col("first_day") > joint.retreat.last_day)["unit"].unique().to_list())


def moved(joint: Joint, indicator: Indicator) -> Mapping[str, date]:
    """Units whose staff jumped after the retreat, with the month from which on it is another; empty for indicators that
    are not counted by employees: their figures are of other people then."""
    return moved_since(joint) if indicator.source == BY_EMPLOYEES else {}


def first_period(joint: Joint, indicator: Indicator) -> str:
    """The first period after the retreat, as the contract writes it: the month after it, for waves the next quarter."""
    return period_after(joint.retreat.last_day, waves=indicator.in_waves)


def design(joint: Joint, indicator: Indicator, rows: pl.DataFrame, on: Working) -> Design:
    """The one design of every indicator; what differs is the kind of period, the scale, and what the rows hold."""
    waves = indicator.in_waves
    if joint.went.waves is not None:
        return _in_turns(joint, indicator, rows, on)
    donors = rows.filter(pl.col("donor") == 1)["unit"].n_unique()
    compared: tuple[Estimator, ...] = ("donor-mean", "synthetic-control") if donors >= FEWEST_DONORS else ()
    dosed: tuple[Estimator, ...] = ("dose",) if rows["dose"].n_unique() > 1 else ()
    return Design(
        treated_from=first_period(joint, indicator),
        transition=(period_of(joint.retreat.last_day, waves=waves),),
        horizon=joint.plan.thresholds.horizon_months // (MONTHS_A_QUARTER if waves else 1),
        scale=on.scale,
        effect=("mean", "quarters", "step"),
        seasonal="none" if waves else "harmonics",
        calendar="none" if waves else "id",
        regressors=tuple(name for name in rows.columns if name.startswith("event-")),
        estimators=("its", *compared, *dosed),
        weights="n",
        design_effect=joint.plan.thresholds.design_effect,
        placebo=("time", "space") if compared else ("time",),
        direction=DIRECTIONS[indicator.direction],
        mid=on.smallest(indicator),
    )


def _in_turns(joint: Joint, indicator: Indicator, rows: pl.DataFrame, on: Working) -> Design:
    """The design where units went on several dates: each by its own, the city by comparison of those who went with those
    whose turn had not come. The periods from each unit's own announcement to its retreat are left out."""
    waves = indicator.in_waves
    kind: Kind = "quarter" if waves else "month"
    early = [
        ordinal(period_after(one.last_day, waves=waves), kind)
        - ordinal(period_of(one.announced, waves=waves), kind)
        for one in joint.went.retreats
    ]
    return Design(
        anticipation=max(early),
        horizon=joint.plan.thresholds.horizon_months // (MONTHS_A_QUARTER if waves else 1),
        scale=on.scale,
        effect=("mean", "quarters", "step"),
        seasonal="none" if waves else "harmonics",
        calendar="none" if waves else "id",
        regressors=tuple(name for name in rows.columns if name.startswith("event-")),
        estimators=("its", "callaway-santanna", "stepped-wedge"),
        control_group="not-yet-treated",
        weights="n",
        design_effect=joint.plan.thresholds.design_effect,
        direction=DIRECTIONS[indicator.direction],
        mid=on.smallest(indicator),
    )


def at_ceiling(indicator: Indicator, on: Working) -> bool:
    """Whether a share or index was so good before the retreat that it could hardly get better."""
    if indicator.unit not in ("percent", "index") or indicator.direction != "up-is-good":
        return False
    return on.base is not None and on.base > CEILING


def _same_instrument(rows: pl.DataFrame, announced: date) -> pl.DataFrame:
    """Only what the instrument of the last period before the announcement measured, by unit."""
    named = rows.with_columns(segment=pl.col("segment").fill_null(""))
    last = (
        named.filter(pl.col("last_day") < announced)
        .sort("first_day")
        .group_by("unit")
        .agg(instrument=pl.col("segment").last())
    )
    kept = named.join(last, on="unit", how="left")
    return kept.filter(pl.col("instrument").is_null() | (pl.col("segment") == pl.col("instrument"))).drop(
        "instrument"
    )


def _small(rows: pl.DataFrame) -> bool:
    """Whether units mostly have too few cases a month to show: then only the city as a whole has a series."""
    middle = rows["base"].median()
    return isinstance(middle, float) and middle < FEWEST_RESPONDENTS_SHOWN


def _of_the_city(joint: Joint, indicator: Indicator) -> pl.DataFrame:
    rows = joint.rows(city_code(joint.city), indicator)
    youngest = joint.data_until - timedelta(days=by_name()[indicator.source].usual_delay_days)
    return rows.filter(pl.col("value").is_not_null() & (pl.col("last_day") <= youngest)).with_columns(
        unit=pl.lit(AGGREGATE)
    )


def _same_staff(rows: pl.DataFrame, jumped: Mapping[str, date]) -> pl.DataFrame:
    """Without the months of a unit from its jump on; they would compare other people with those before."""
    since = pl.col("unit").replace_strict(jumped, default=None, return_dtype=pl.Date)
    return rows.filter(since.is_null() | (pl.col("last_day") < since))


def _periods(rows: pl.DataFrame, indicator: Indicator, joint: Joint) -> pl.DataFrame:
    """One row a unit and month; waves by the quarter in which their middle lies, several of one quarter as one."""
    waves = indicator.in_waves
    named = rows.with_columns(
        period=pl.format("{}-Q{}", pl.col("date").dt.year(), pl.col("date").dt.quarter())
        if waves
        else pl.col("first_day").dt.strftime("%Y-%m"),
        w=pl.col("base").cast(pl.Float64),
    )
    inside = (pl.col("first_day") <= joint.retreat.last_day) & (pl.col("last_day") >= joint.retreat.announced)
    if joint.went.waves is not None:
        inside = pl.lit(False)  # each unit's own such periods are the design's anticipation
    return (
        named.filter(~inside)
        .group_by("unit", "period")
        .agg(
            value=(pl.col("w") * pl.col("value")).sum() / pl.col("w").sum(),
            se=((pl.col("w") * pl.col("se")) ** 2).sum().sqrt() / pl.col("w").sum(),
            unknown=pl.col("se").null_count(),
            n=pl.col("w").sum(),
        )
        .with_columns(se=pl.when((pl.col("unknown") == 0) & (pl.col("se") > 0)).then("se"))
        .drop("unknown")
    )


def _donors(joint: Joint, indicator: Indicator) -> pl.DataFrame:
    """Comparison cities as donors, by the same periods; none where their measure is not this indicator's."""
    rows = joint.tables["comparison"].filter(pl.col("measure") == indicator.code)
    waves = indicator.in_waves
    month = pl.col("month")
    period = pl.format("{}-Q{}", month.dt.year(), month.dt.quarter()) if waves else month.dt.strftime("%Y-%m")
    weight = pl.col("respondents").fill_null(1).cast(pl.Float64)
    return (
        rows.filter(month.dt.month_end() <= joint.data_until)
        .group_by(unit=pl.lit(DONOR_PREFIX) + pl.col("unit"), period=period)
        .agg(
            value=(weight * pl.col("value")).sum() / weight.sum(),
            # A share has no respondents; one that is not told is not a small one.
            n=pl.when(pl.col("respondents").is_not_null().any()).then(
                pl.col("respondents").sum().cast(pl.Float64)
            ),
        )
        .with_columns(donor=pl.lit(1), indicator=pl.lit(indicator.code))
        if rows.height
        else pl.DataFrame()
    )


def doses(joint: Joint) -> Mapping[str, float]:
    """By unit: the share of the retreat's days that its head attended; units whose head was not listed have none."""
    listed = joint.tables["participants"].filter(
        (pl.col("edition") == joint.retreat.first_day.year) & (pl.col("role") == "head")
    )
    days = (joint.retreat.last_day - joint.retreat.first_day).days + 1
    found = listed.group_by("unit").agg(share=pl.col("days_present").max() / days)
    return dict(found.select("unit", "share").iter_rows())
