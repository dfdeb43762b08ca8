"""Context: heads in post, participants, staff, population, mutations and budgets."""

import polars as pl

from analysis.ingest.reader import Check, Given, Reader
from analysis.ingest.words import key


def _terms(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Heads."""
    return rows.rename({"valid_from": "first_day", "valid_to": "last_day"})


def _as_they_stand(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows whose columns are the contract's already."""
    return rows


def _moves(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Mutations: each move once where it left and once where it arrived."""
    month = pl.col("moved").dt.month_start()
    leader = pl.col("leader").fill_null(False).cast(pl.Int64)
    left = rows.select("row", unit="origin", month=month, arrived=pl.lit(0), left=pl.lit(1), heads=leader)
    came = rows.select("row", "unit", month=month, arrived=pl.lit(1), left=pl.lit(0), heads=leader)
    return (
        pl.concat([left, came])
        .group_by("unit", "month")
        .agg(pl.col("row").min(), pl.col("arrived", "left", "heads").sum())
    )


def _other_cities(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Comparison."""
    return rows.rename({"town": "unit"})


def _own(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Rows with whether they are about this very city."""
    here = key(given.reference.city.settings.government.removeprefix("Pemerintah "))
    return rows.with_columns(own=pl.col("town").map_elements(key, return_dtype=pl.String) == here)


HEADS = Reader(
    _terms,
    checks=(
        Check(
            "term-ends-before-it-begins",
            pl.col("valid_to") < pl.col("valid_from"),
            "valid_to",
            ("valid_from", "valid_to"),
        ),
        Check(
            "term-begins-in-the-future",
            pl.col("valid_from") > pl.col("as_of"),
            "valid_from",
            ("as_of", "valid_from"),
        ),
    ),
    unique={"": ("person", "unit", "valid_from")},
)
PARTICIPANTS = Reader(_as_they_stand, unique={"": ("person", "edition")})
_TOWN = r"(?i)^(kota|kab\.?|kabupaten)( [a-z-]+){1,4}$"
_COHORT = r"(?i)^(c?pns|asn|non[ -]?asn|p3k|pppk)( paruh waktu)?( \d{4}(-\d{2})?)?$"
STAFF = Reader(
    _as_they_stand,
    checks=(Check("cohort-not-known", ~pl.col("cohort").str.contains(_COHORT), "cohort"),),
    unique={"": ("unit", "month", "cohort")},
)
POPULATION = Reader(_as_they_stand, unique={"": ("unit", "year", "origin")})
MUTATIONS = Reader(
    _moves,
    checks=(Check("moved-to-the-same-unit", pl.col("origin") == pl.col("unit"), "unit"),),
    unique={"": ("person", "moved", "unit")},
)
BUDGETS = Reader(
    _as_they_stand,
    checks=(
        Check(
            "spent-above-ceiling",
            pl.col("realised") > pl.coalesce("revised", "planned"),
            "realised",
            severity="note",
        ),
    ),
    unique={"": ("unit", "year", "item")},
)
COMPARISON = Reader(
    _other_cities,
    checks=(
        Check("compared-with-itself", pl.col("own"), "town"),
        Check("not-another-city", ~pl.col("town").str.contains(_TOWN), "town"),
    ),
    unique={"": ("town", "measure", "month")},
    prepare=_own,
)
