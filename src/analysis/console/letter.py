"""Letters to suppliers, printed or one file each: what came, what is missing, what to mend, and by when."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from analysis.city.place import City
from analysis.console import screen
from analysis.delivery.account import Account
from analysis.delivery.received import Received
from analysis.messages import Lang
from analysis.problems import RetretError
from analysis.publish.written import write_text
from analysis.validate import data_until
from analysis.wording.letter import Letter, letter


def run_letters(
    found: Sequence[Account],
    folder: Path | None,
    due: date | None,
    received: Received,
    city: City,
    lang: Lang,
) -> int:
    """A letter for each supplier that is known, in the folder or on the output; returns how many."""
    until = due or _usual_due(data_until(received.checked.tables))
    known = [one for one in found if one.supplier.name]
    for account in known:
        written = letter(Letter(account, until, received.checked.simulated), city, lang)
        if folder is None:
            screen.out.print(written)
            continue
        try:
            write_text(folder / f"{_name(account)}.txt", written)
        except OSError as fault:
            raise RetretError("cannot-write", file=str(folder), why=str(fault.strerror)) from fault
    return len(known)


def parse_due(written: str | None) -> date | None:
    """A day as 2026-12-08, or a number of days from today: the only use of the clock, and only when asked."""
    if written is None:
        return None
    if written.isdecimal() and len(written) <= 3:
        return date.today() + timedelta(days=int(written))
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise RetretError("bad-due", written=written) from error


def _usual_due(until: date | None) -> date | None:
    """The last day of the month after the one in which the data end."""
    if until is None:
        return None
    month = 12 * until.year + until.month + 1
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _name(account: Account) -> str:
    """A file name that is the supplier's own even where two bear one name."""
    code = account.supplier.code
    return f"{account.supplier.slug}-{code}" if code else account.supplier.slug
