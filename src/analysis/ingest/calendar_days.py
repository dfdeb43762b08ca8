"""Working days between two moments, by the city's calendar."""

import polars as pl

from analysis.city.place import City


def working_days_between(rows: pl.DataFrame, begin: str, end: str, city: City) -> pl.Series:
    """Working days after the day of `begin` up to and with the day of `end`; empty where one of them is.

    The same day is 0, the next working day 1. Days are those of a five-day week.
    """
    calendar = city.calendar
    every = pl.date_range(calendar.first_day, calendar.last_day, eager=True).alias("day").to_frame()
    working = calendar.days.filter(~pl.col("six_day")).select("day", works=pl.lit(1))
    days = every.join(working, on="day", how="left", maintain_order="left").select(
        "day", count=pl.col("works").fill_null(0).cum_sum()
    )
    spans = rows.select(begin=pl.col(begin).cast(pl.Date), end=pl.col(end).cast(pl.Date))
    spans = spans.join(
        days.rename({"day": "begin", "count": "before"}), on="begin", how="left", maintain_order="left"
    )
    spans = spans.join(
        days.rename({"day": "end", "count": "until"}), on="end", how="left", maintain_order="left"
    )
    return spans.select((pl.col("until") - pl.col("before")).clip(0)).to_series()
