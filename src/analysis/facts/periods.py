"""Days as periods of the contract: months, and for waves quarters."""

from datetime import date, timedelta

LONGEST_MONTH = 31


def period_of(day: date, *, waves: bool) -> str:
    """The month of a day, or for waves its quarter, as the contract writes it."""
    return f"{day.year}-Q{(day.month + 2) // 3}" if waves else f"{day.year}-{day.month:02}"


def period_after(day: date, *, waves: bool) -> str:
    """The first whole period after a day: the next month, for waves the next quarter."""
    if not waves:
        return period_of(day.replace(day=1) + timedelta(days=LONGEST_MONTH), waves=False)
    month = 3 * ((day.month + 2) // 3) + 1
    return period_of(date(day.year + (month > 12), (month - 1) % 12 + 1, 1), waves=True)
