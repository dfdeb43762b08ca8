"""Two releases side by side: every figure that is new, gone, moved, withheld or said otherwise, with why."""

import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analysis.problems import RetretError
from analysis.release.causes import Changed, changed, of_point, of_pooled
from analysis.release.figures import FIGURES, KEY, figures
from analysis.released.manifest import Manifest
from analysis.released.releases import read_packed

CLOSE = 1e-9
"""Figures that differ by less of themselves are the same: another library may add in another order."""

BESIDE = ("state", "verdict", "level", "rule")
"""Kinds of figures that are words."""

JUDGED = frozenset({"effects", "decision"})
"""Pages whose figures rest on the plan."""

ORIGIN = ("unit", "indicator", "first_day", "last_day", "file")
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
    # A file may have gone: the row of the earlier release then names it.
    origins = pl.concat([origin(side.folder) for side in (after, before)])
    origins = origins.unique(ORIGIN[:4], keep="first", maintain_order=True)
    return with_causes(differences(old, new), origins, changed(before.release, after.release))


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


def with_causes(found: pl.DataFrame, origins: pl.DataFrame, why: Changed) -> pl.DataFrame:
    """CHANGES: units' periods by the file they came from, all else by what moved the periods of its indicator."""
    point = pl.col("kind") == "value"
    joined = found.join(
        origins.rename({"unit": "page"}),
        on=["page", "indicator", "first_day", "last_day"],
        how="left",
        nulls_equal=True,
    )
    own = joined.filter(point & pl.col("file").is_not_null())
    causes = [
        list(of_point(why, file, new=how == "new")) for file, how in own.select("file", "how").iter_rows()
    ]
    own = own.with_columns(causes=pl.Series(causes, dtype=pl.List(pl.String)))
    parts: dict[str, set[str]] = {}
    for indicator, told in own.select("indicator", "causes").iter_rows():
        parts.setdefault(indicator, set()).update(told)
    rest = joined.filter(~(point & pl.col("file").is_not_null()))
    everything = {cause for told in parts.values() for cause in told}
    pooled = [
        list(of_pooled(why, parts.get(code, set()) if code != "*" else everything, judged=page in JUDGED))
        for page, code in rest.select("page", "indicator").iter_rows()
    ]
    rest = rest.with_columns(causes=pl.Series(pooled, dtype=pl.List(pl.String)))
    columns = [*KEY, "how", "before", "after", "word_before", "word_after", "causes"]
    return pl.concat([own.select(columns), rest.select(columns)]).sort(*KEY, nulls_last=False)
