"""Commitments made at the retreat: the register of one day becomes counts by unit and month due."""

import polars as pl

from analysis.ingest.reader import Check, Given, Reader


def summarise(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """contract.Commitments; verified means checked by another unit than the one that promised."""
    came_due = pl.col("due") <= pl.col("as_of")
    done = came_due & (pl.col("status") == "done")
    by_another = pl.col("verifier").is_not_null() & (pl.col("verifier") != pl.col("unit"))
    checked = (done & pl.col("verified_on").is_not_null() & by_another).fill_null(False)
    unproven = pl.col("evidence").is_null() | ~pl.col("evidence")
    delay = (pl.col("done_on") - pl.col("due")).dt.total_days()
    return rows.group_by("unit", "as_of", month=pl.col("due").dt.month_start()).agg(
        row=pl.col("row").min(),
        commitments=pl.len(),
        due=came_due.sum(),
        done=done.sum(),
        verified=checked.sum(),
        delay_days=delay.filter(done).drop_nulls().sort(),
        overdue=_codes(came_due & ~done),
        checked=_codes(checked),
        unchecked=_codes(done & ~checked),
        unproven=_codes(done & unproven),
        ahead=_codes(~came_due),
    )


def _codes(of: pl.Expr) -> pl.Expr:
    return pl.col("commitment").filter(of).sort()


READER = Reader(
    summarise,
    checks=(
        Check(
            "verified-before-made",
            pl.col("verified_on") < pl.col("made"),
            "verified_on",
            ("made", "verified_on"),
        ),
        Check("done-before-made", pl.col("done_on") < pl.col("made"), "done_on", ("made", "done_on")),
        Check(
            "verified-before-done",
            pl.col("verified_on") < pl.col("done_on"),
            "verified_on",
            ("done_on", "verified_on"),
        ),
        Check(
            "verified-but-not-done",
            pl.col("verified_on").is_not_null() & (pl.col("status") != "done"),
            "status",
        ),
        Check(
            "verified-in-the-future",
            pl.col("verified_on") > pl.col("as_of"),
            "verified_on",
            ("as_of", "verified_on"),
        ),
        Check("verified-by-itself", pl.col("verifier") == pl.col("unit"), "verifier", severity="note"),
    ),
    unique={"": ("commitment",)},
)
