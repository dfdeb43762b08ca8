"""Contract rows made ready for division: each source's rows with their days and the columns that indicators name."""

from collections.abc import Callable, Mapping

import polars as pl

from analysis.contract import DIMENSIONS, ELEMENTS
from analysis.contract.spans import with_span
from analysis.sources.declaration import by_name

Tables = Mapping[str, pl.DataFrame]
CHI_SQUARE, ERROR = 3.841, 0.05


def prepared(tables: Tables) -> dict[str, pl.DataFrame]:
    """Every source's rows with first_day, last_day, segment columns and the sums that indicators divide."""
    return {
        name: _days(PREPARE[name](tables) if name in PREPARE else tables[name])
        for name in by_name()
        if name in tables
    }


def _days(rows: pl.DataFrame) -> pl.DataFrame:
    spans = with_span(rows)
    return spans.with_columns(first_day=pl.col("begins"), last_day=pl.col("ends")).drop("begins", "ends")


def survey_rows(survey: pl.DataFrame) -> pl.DataFrame:
    """Survey waves with the sum of the nine NRR (mean answer per element) and the index's sampling error.

    The index is 25/9 x the sum of NRR (PermenPANRB 14/2017, weight exactly 1/9); the error is that of a mean
    of the respondents' own indices, before any design effect. `sample` is what Krejcie and Morgan (1970) ask for.
    """
    n = pl.col("respondents")
    mean = pl.col("sum_index") / n
    spread = ((pl.col("sum_index_squares") - n * mean**2) / (n - 1)).clip(0)
    nrr = [pl.col(f"total_{u}") / pl.col(f"answered_{u}") for u in ELEMENTS]
    answered = pl.all_horizontal(pl.col(f"answered_{u}") > 0 for u in ELEMENTS)
    # Lists are added from left to right; horizontal sums in whatever order threads come, which fractions remember.
    return survey.with_columns(
        nrr_sum=pl.when(answered).then(pl.concat_list(nrr).list.sum()),
        elements=pl.lit(len(ELEMENTS)),
        index_se=pl.when(n > 1).then((spread / n).sqrt()),
        answers=pl.sum_horizontal(f"answered_{u}" for u in ELEMENTS),
        sample=krejcie_morgan(pl.col("population")),
    )


def krejcie_morgan(population: pl.Expr) -> pl.Expr:
    """The sample that a population asks for: X2 N P(1-P) / (d2 (N-1) + X2 P(1-P)), P = .5, d = .05, rounded half up.

    Krejcie and Morgan (1970), Educational and Psychological Measurement 30, 607-610. Empty where the population is.
    """
    quarter = CHI_SQUARE * 0.25
    exact = quarter * population / (ERROR**2 * (population - 1) + quarter)
    return pl.when(population > 0).then((exact + 0.5).floor())


def pulse_rows(pulse: pl.DataFrame) -> pl.DataFrame:
    """Cohesion rounds with the sampling error of their mean score."""
    n = pl.col("respondents")
    mean = pl.col("sum_score") / n
    spread = ((pl.col("sum_score_squares") - n * mean**2) / (n - 1)).clip(0)
    return pulse.with_columns(score_se=pl.when(n > 1).then((spread / n).sqrt()))


def weighted_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """Visits with their weight `w`: 1 over the chance; without a stated chance the mean weight of month and manner, else 1."""
    weight = 1 / pl.col("probability")
    usual = weight.mean().over(pl.col("first_day").dt.month_start(), "manner")
    return visits.with_columns(w=pl.coalesce(weight, usual, pl.lit(1.0)))


def visit_rows(visits: pl.DataFrame) -> pl.DataFrame:
    """Unit-months of visits, each visit weighted by 1 over its chance, so that more visits are not more violations.

    The ratio of weighted sums is Hajek's estimator (Hajek 1971). `visits` counts them unweighted.
    """
    score = pl.mean_horizontal(DIMENSIONS)
    rows = weighted_visits(visits).with_columns(month=pl.col("first_day").dt.month_start(), score=score)
    return rows.group_by("unit", "month", maintain_order=True).agg(
        visits=pl.len(),
        weight=pl.col("w").sum(),
        weighted_score=(pl.col("w") * pl.col("score")).sum(),
        scored_weight=pl.when(pl.col("score").is_not_null()).then(pl.col("w")).otherwise(0).sum(),
        head_weight=(pl.col("w") * pl.col("head_on_site")).sum(),
        empty_weight=(pl.col("w") * pl.col("office_empty")).sum(),
        findings_due=pl.col("findings_due").sum(),
        findings_in_time=pl.col("findings_in_time").sum(),
        **_origin(),
    )


def penalty_rows(penalties: pl.DataFrame, attendance: pl.DataFrame) -> pl.DataFrame:
    """Unit-months of penalties, with a zero where a unit that reports attendance had none while the register ran."""
    if penalties.is_empty():
        return penalties.with_columns(one=pl.lit(1))
    first, last = penalties["month"].min(), penalties["month"].max()
    quiet = (
        attendance.select("unit", "month")
        .unique()
        .filter(pl.col("month").is_between(pl.lit(first), pl.lit(last)))
        .join(penalties, on=["unit", "month"], how="anti")
    )
    levels = {level: pl.lit(0, pl.Int64) for level in ("light", "medium", "heavy", "penalties")}
    origin = {
        "file": pl.lit(penalties["file"][0]),
        "sheet": pl.lit(penalties["sheet"][0], pl.String),
        "row": pl.lit(penalties["row"].min(), pl.Int64),
        "layout": pl.lit(penalties["layout"][0]),
        "simulated": pl.lit(bool(penalties["simulated"].any())),
    }
    filled = quiet.with_columns(**origin, **levels).select(penalties.columns)
    return pl.concat([penalties, filled]).with_columns(one=pl.lit(1))


def summed(rows: pl.DataFrame, *lists: str) -> pl.DataFrame:
    """Unit-months over channels or levels: numbers are added, lists joined; a number that some row lacks stays empty."""
    numbers = [
        name
        for name, kind in rows.schema.items()
        if kind.is_numeric() and name not in ("row",) and name not in lists
    ]
    added = {name: pl.when(pl.col(name).null_count() < pl.len()).then(pl.col(name).sum()) for name in numbers}
    joined = {name: pl.col(name).explode().drop_nulls().sort() for name in lists}
    grouped = rows.group_by("unit", "month", maintain_order=True).agg(**added, **joined, **_origin())
    return grouped.with_columns(
        pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name) for name in lists
    )


def _origin() -> dict[str, pl.Expr]:
    return {
        "file": pl.col("file").first(),
        "sheet": pl.col("sheet").first(),
        "row": pl.col("row").min(),
        "simulated": pl.col("simulated").any(),
    }


def _complaints(tables: Tables) -> pl.DataFrame:
    rows = tables["complaints"].with_columns(
        reopen_base=pl.when(pl.col("reopened").is_not_null()).then(pl.col("received"))
    )
    return summed(rows, "days")


PREPARE: Mapping[str, Callable[[Tables], pl.DataFrame]] = {
    "survey": lambda tables: survey_rows(tables["survey"]),
    "services": lambda tables: summed(tables["services"], "working_days"),
    "complaints": _complaints,
    "penalties": lambda tables: penalty_rows(tables["penalties"], tables["attendance"]),
    "pulse": lambda tables: pulse_rows(tables["pulse"]),
    "scores": lambda tables: tables["scores"].with_columns(one=pl.lit(1)),
    "visits": lambda tables: visit_rows(tables["visits"]),
    "programmes": lambda tables: summed(tables["programmes"]).with_columns(
        lead=pl.col("sum_physical") - pl.col("sum_target")
    ),
}
"""Sources whose rows need more than their days; the others are divided as they stand."""
