"""Two releases side by side: every figure that is new, gone, moved, withheld or said otherwise, with why."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from analysis.problems import RetretError
from analysis.release.causes import PERIOD, Changed, changed, in_order, moved_periods
from analysis.release.figures import FIGURES, KEY, figures
from analysis.released.manifest import Manifest
from analysis.released.releases import read_packed

CLOSE = 1e-9
"""Figures that differ by less of themselves are the same: another library may add in another order."""

BESIDE = ("state", "verdict", "level", "rule")
"""Kinds of figures that are words."""

JUDGED = frozenset({"effects", "decision"})
"""Pages whose figures rest on the plan."""

ORIGIN = (*PERIOD, "file")
CHANGES = FIGURES | {
    "how": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "word_before": pl.String,
    "word_after": pl.String,
    "causes": pl.List(pl.String),
}
"""FIGURES' key, and `how`: new, gone, moved, withheld (shown before), shown (withheld before), or said (another word)."""


@dataclass(frozen=True)
class Side:
    """A release and the folder that holds it."""

    folder: Path
    release: Manifest


def compare(before: Side, after: Side, edition: str) -> pl.DataFrame:
    """CHANGES from one release to another, one row a figure; releases of simulated and of real data are never compared."""
    if before.release.simulated != after.release.simulated:
        raise RetretError("release-mixed", exit_code=1, before=before.release.name, after=after.release.name)
    old, new = (figures(side.folder, side.release, edition) for side in (before, after))
    earlier, later = (origin(side.folder) for side in (before, after))
    why = changed(before.release, after.release)
    seen = {*earlier.get_column("file"), *later.get_column("file")}
    return with_causes(differences(old, new), moved_periods(why, earlier, later), seen, why)


def origin(folder: Path) -> pl.DataFrame:
    """Which raw file each period of a unit came from: ORIGIN of a release's folder."""
    content = read_packed(folder / "series.csv.gz")
    table = pl.read_csv(io.BytesIO(content), infer_schema=False)
    return table.select(ORIGIN).filter(pl.col("file").is_not_null())


def differences(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The figures of two releases that differ, without causes; a withheld figure's other value is not told."""
    both = old.join(new, on=list(KEY), how="full", coalesce=True, nulls_equal=True, suffix="_after")
    there = old.with_columns(old_row=pl.lit(True)).select(*KEY, "old_row")
    also = new.with_columns(new_row=pl.lit(True)).select(*KEY, "new_row")
    both = both.join(there, on=list(KEY), how="left", nulls_equal=True)
    both = both.join(also, on=list(KEY), how="left", nulls_equal=True)
    told = both.rename({"value": "before", "value_after": "after", "word": "word_before"})
    told = told.with_columns(how=_how())
    return told.filter(pl.col("how").is_not_null()).with_columns(
        before=pl.when(pl.col("how") != "withheld").then("before"),
        after=pl.when(pl.col("how") != "shown").then("after"),
    )


def _how() -> pl.Expr:
    before, after = pl.col("before"), pl.col("after")
    larger = pl.max_horizontal(before.abs(), after.abs())
    moved = (before - after).abs() > CLOSE * larger
    # Of a value the word is its status, which comes and goes with the value; of other figures it is the figure.
    said = pl.col("kind").is_in(list(BESIDE)) & pl.col("word_before").ne_missing(pl.col("word_after"))
    return (
        pl.when(pl.col("old_row").is_null())
        .then(pl.lit("new"))
        .when(pl.col("new_row").is_null())
        .then(pl.lit("gone"))
        .when(before.is_not_null() & after.is_null())
        .then(pl.lit("withheld"))
        .when(before.is_null() & after.is_not_null())
        .then(pl.lit("shown"))
        .when(moved)
        .then(pl.lit("moved"))
        .when(said)
        .then(pl.lit("said"))
    )


def with_causes(found: pl.DataFrame, moved: pl.DataFrame, seen: Iterable[str], why: Changed) -> pl.DataFrame:
    """CHANGES: each figure by what moved the periods of the units that it is made from, and by what moves everything."""
    rows = found.with_row_index("at")
    own = rows.join(moved, left_on=["page", *PERIOD[1:]], right_on=PERIOD)
    units = moved.get_column("unit").unique().implode()
    pooled = rows.filter(~pl.col("at").is_in(own.get_column("at").implode()))
    of_one = pooled.filter(pl.col("page").is_in(units) & (pl.col("kind") == "state"))
    of_one = of_one.join(moved, left_on=["page", "indicator"], right_on=["unit", "indicator"])
    alike = moved.drop("unit").unique()
    of_many = pooled.filter(~pl.col("page").is_in(units)).join(alike, on="indicator")
    overlap = (pl.col("first_day") <= pl.col("last_day_right")) & (
        pl.col("first_day_right") <= pl.col("last_day")
    )
    of_many = of_many.filter(pl.col("first_day").is_null() | overlap)
    parts = pl.concat([one.select("at", "cause") for one in (own, of_one, of_many)]).unique()
    by_row = dict(parts.group_by("at").agg("cause").iter_rows())
    elsewhere = why.unseen(seen)
    causes = [
        _causes(row, by_row.get(row["at"], ()), elsewhere, moved, why) for row in rows.iter_rows(named=True)
    ]
    columns = [*KEY, "how", "before", "after", "word_before", "word_after", "causes"]
    told = found.with_columns(causes=pl.Series(causes, dtype=pl.List(pl.String)))
    return told.select(columns).sort(*KEY, nulls_last=False)


def _causes(
    row: Mapping[str, Any], parts: Iterable[str], elsewhere: set[str], moved: pl.DataFrame, why: Changed
) -> list[str]:
    named = set(parts)
    if row["indicator"] == "*":
        named |= set(moved.get_column("cause"))
    if row["page"] in JUDGED and why.inputs["plan"]:
        named.add("plan")
    return in_order((named or elsewhere) | why.everywhere())
