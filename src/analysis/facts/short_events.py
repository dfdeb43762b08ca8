"""The plan's short events as columns of a panel: how much of each month's working days each of them took."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from analysis.facts.joint import Joint
from analysis.indicators.definition import Indicator


def with_events(rows: pl.DataFrame, joint: Joint, indicator: Indicator) -> pl.DataFrame:
    """The plan's short events as the share of each month's working days that they took; waves are too few for them."""
    if indicator.in_waves or rows.is_empty():
        return rows
    months = rows["period"].unique().to_list()
    spans = {
        row["code"]: (row["first_day"], row["last_day"])
        for row in joint.city.events.filter(pl.col("code").is_in(list(joint.plan.short_events))).iter_rows(
            named=True
        )
    }
    days = _working_days(joint, min(months), max(months))
    columns = {f"event-{code}": _shares(days, months, span) for code, span in spans.items()}
    told = {name: shares for name, shares in columns.items() if any(shares.values())}
    return rows.with_columns(
        pl.col("period").replace_strict(shares, return_dtype=pl.Float64).alias(name)
        for name, shares in told.items()
    )


def _working_days(joint: Joint, first: str, last: str) -> Mapping[str, list[date]]:
    """The working days of each month from one to another, of those who work five days a week."""
    until = (date.fromisoformat(f"{last}-01") + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    table = joint.city.calendar.schedule_table(date.fromisoformat(f"{first}-01"), until)
    found: dict[str, list[date]] = {}
    for day in table.filter(~pl.col("six_day"))["day"].to_list():
        found.setdefault(f"{day:%Y-%m}", []).append(day)
    return found


def _shares(
    days: Mapping[str, list[date]], months: Sequence[str], span: tuple[date, date]
) -> dict[str, float]:
    """The share of each month's working days that lie in a span; none of a month without any."""
    return {
        month: sum(span[0] <= day <= span[1] for day in days[month]) / len(days[month])
        if month in days
        else 0.0
        for month in months
    }
