"""What else happened: confounders with their dates, from events.csv."""

from datetime import date

import polars as pl


def events_between(events: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Events that touch the interval, the earliest first; a lasting event touches all days after it began."""
    begun = pl.col("first_day") <= last
    not_over = pl.col("lasting") | (pl.col("last_day") >= first)
    return events.filter(begun & not_over).sort("first_day", "code")
