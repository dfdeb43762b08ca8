"""A drawn list in the rows of any estimation: the city's effect by the draw alone (level A), with its verdict."""

from math import isnan

import numpy as np
import polars as pl
from scipy.special import stdtr, stdtrit

from analysis.effects.design import Design as Choices
from analysis.effects.panel import AGGREGATE
from analysis.effects.period import kind_of, ordinal, period_text
from analysis.effects.refusal import Sides
from analysis.effects.rows import Row, Told
from analysis.effects.verdict import Bars, Posterior, verdict
from analysis.problems import RetretError
from analysis.trial.design import MONTHS_A_QUARTER
from analysis.trial.effect import Fitted, effects
from analysis.trial.effect import Told as Estimate
from analysis.trial.randomisation import placed, prepared, since
from analysis.trial.wave_list import WaveList

NAME = "drawn-waves"
REDRAWS = 199
"""Lists drawn again for the test of no effect: p in steps of 1/200, at a price that every measure of a city can pay."""


def wave_rows(
    panel: pl.DataFrame, waves: WaveList, choices: Choices, bars: Bars, redraws: int = REDRAWS
) -> list[Row]:
    """`mean` of twelve months with its verdict, `quarter:1` to `quarter:4` and the constant effect (`step`), all level A.

    Estimated as planned (effect.py), t quantiles with clusters less two. The note tells p of the randomisation test.
    Months that are not there yet leave out what they would tell; a panel without any of them is one refused row.
    """
    indicator = str(panel["indicator"][0]) if panel.height else ""
    try:
        found = prepared(panel, waves, choices)
    except RetretError as error:
        reason = "no-after" if error.code == "next-year-no-months" else error.code
        return [
            _told(indicator, choices, Sides(0, 0), "").row(
                "mean", status="refused", reason=reason, evidence="D"
            )
        ]
    starts, sides = since(waves, waves.arms), _sides(found, waves)
    p = placed(found, waves, waves.seed, redraws)
    told = _told(indicator, choices, sides, f"randomisation-p={p:.3f}; redraws={redraws}")
    made = {**effects(found, starts), "step": effects(found, starts, "constant")["mean"]}
    rows = [
        _row(
            told,
            name,
            one,
            found.precision.free,
            _verdict(one, found.precision.free, choices, bars, sides.after * found.seen.length)
            if name == "mean"
            else None,
        )
        for name, one in made.items()
        if name != "last" and not isnan(one.estimate)
    ]
    return rows if "mean" in {row["estimand"] for row in rows} else [told.refused("mean", "no-after"), *rows]


def with_dates(rows: pl.DataFrame, waves: WaveList) -> pl.DataFrame:
    """Rows of units on the list, each with the first period that it was treated in whole; who waits has none.

    Quarters are treated from the first whole one on. Units that the list does not hold have no turn and are left out.
    """
    listed = waves.rows().select("unit", "treated_from")
    if rows.height and kind_of(str(rows["period"][0])) == "quarter":
        listed = listed.with_columns(
            pl.col("treated_from").map_elements(first_quarter, return_dtype=pl.String)
        )
    bare = rows.drop("treated_from", strict=False)
    return bare.join(listed, on="unit", how="inner", maintain_order="left")


def first_quarter(month: str) -> str:
    """The first quarter that begins in this month or after it."""
    return period_text(-(-ordinal(month, "month") // MONTHS_A_QUARTER), "quarter")


def _told(indicator: str, choices: Choices, sides: Sides, note: str) -> Told:
    return Told(NAME, "city", AGGREGATE, indicator, sides, "A", choices.level, note=note)


def _sides(found: Fitted, waves: WaveList) -> Sides:
    """Periods with values before the first wave and from it on, within the window of the trial."""
    there = np.asarray(found.there.any(0))
    start = waves.first // found.seen.length
    periods = found.seen.first + np.arange(len(there))
    before, after = int((there & (periods < start)).sum()), int((there & (periods >= start)).sum())
    return Sides(before, after)


def _row(told: Told, name: str, one: Estimate, df: float, verdict: str | None) -> Row:
    half = float(stdtrit(df, (1 + told.confidence) / 2)) * one.se
    return told.row(
        name,
        estimate=one.estimate,
        se=one.se,
        low=one.estimate - half,
        high=one.estimate + half,
        p_positive=float(stdtr(df, one.estimate / one.se)),
        df=df,
        verdict=verdict,
    )


def _verdict(one: Estimate, df: float, choices: Choices, bars: Bars, months: int) -> str | None:
    """The rule's code at level A; none without a change that matters, a good direction, or a year to judge."""
    good = {"up": 1, "down": -1, "neutral": 0}[choices.direction]
    if choices.mid is None or not good or months < bars.post_months_for_verdict:
        return None
    at = good * one.estimate
    half = float(stdtrit(df, (1 + bars.no_change_interval) / 2)) * one.se
    above = float(stdtr(df, at / one.se))
    beyond = float(stdtr(df, (at - choices.mid) / one.se))
    told = Posterior(above, beyond, 1 - above, at - half, at + half)
    return verdict("A", told, choices.mid, bars)
