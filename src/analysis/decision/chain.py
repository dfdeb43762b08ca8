"""Whether locks are what they say: the chain is whole, no line was changed, and none is dated back."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from analysis.decision.canonical import canonical, differences, fingerprint
from analysis.decision.lock import FIRST, LOCKS, Lock, key_marks
from analysis.decision.plan import PLAN, Plan
from analysis.problems import Problem


def faults(locks: tuple[Lock, ...], plan: Plan, now: datetime) -> tuple[Problem, ...]:
    """Everything that is wrong with the locks, then what the plan says otherwise than the last of its edition."""
    found = broken(locks, now)
    own = of_edition(locks, plan)
    if not own:
        return (*found, Problem("lock-none", LOCKS, values={"edition": str(plan.retreat_edition)}))
    return (*found, *_changed(own[-1], plan))


def of_edition(locks: tuple[Lock, ...], plan: Plan) -> tuple[Lock, ...]:
    """The locks of plans for the same edition of the retreat."""
    return tuple(lock for lock in locks if lock.edition == plan.retreat_edition)


def broken(locks: tuple[Lock, ...], now: datetime | None) -> tuple[Problem, ...]:
    """What is wrong with the locks themselves; without a `now` none is too young."""
    return (*_lines(locks), *_order(locks), *_dates(locks, now))


def _problem(code: str, lock: Lock, key: str, **values: str) -> Problem:
    return Problem(code, LOCKS, cell=f"{lock.number} › {key}", values=values)


def _lines(locks: tuple[Lock, ...]) -> Iterator[Problem]:
    """Lines whose content is not what was sealed, by the key that was changed."""
    for lock in locks:
        marks = key_marks(lock.content)
        odd = sorted(key for key in {*marks, *lock.marks} if marks.get(key) != lock.marks.get(key))
        for key in odd:
            yield _problem("lock-key-changed", lock, key)
        if not odd and fingerprint(lock.plan) != lock.plan_hash:
            yield _problem("lock-key-changed", lock, "plan_hash")
        elif not odd and fingerprint(lock.content) != lock.hash:
            yield _problem("lock-key-changed", lock, "hash")


def _order(locks: tuple[Lock, ...]) -> Iterator[Problem]:
    """Lines that do not follow one another: one was changed with its seal, taken out, put in or moved."""
    for place, lock in enumerate(locks, start=1):
        if lock.number != place:
            yield _problem("lock-number", lock, "number", place=str(place))
    if locks and locks[0].previous != FIRST:
        yield _problem("lock-chain", locks[0], "previous")
    for before, lock in pairwise(locks):
        if lock.previous != before.hash:
            yield _problem("lock-chain", lock, "previous")


def _dates(locks: tuple[Lock, ...], now: datetime | None) -> Iterator[Problem]:
    """Locks with a day that cannot be: before the lock that they follow, before the data that they knew, or after today."""
    for lock in locks:
        if now is not None and lock.at > now:
            yield _problem("lock-future", lock, "at", at=lock.at.isoformat())
        if lock.data and lock.data.until and lock.data.until > lock.at.date():
            until, at = lock.data.until.isoformat(), lock.at.date().isoformat()
            yield _problem("lock-knew-later", lock, "data.until", until=until, at=at)
    for before, lock in pairwise(locks):
        if lock.at < before.at:
            yield _problem(
                "lock-back-dated", lock, "at", at=lock.at.isoformat(), before=before.at.isoformat()
            )
        if before.data and not before.data.simulated and (lock.data is None or lock.data.simulated):
            yield _problem("lock-data-gone", lock, "data")


def _changed(lock: Lock, plan: Plan) -> Iterator[Problem]:
    if plan.locked_on is not None and plan.locked_on != lock.at.date():
        values = {"here": plan.locked_on.isoformat(), "there": lock.at.date().isoformat()}
        yield Problem("lock-other-day", PLAN, cell="locked_on", values=values)
    for one in differences(lock.plan, canonical(plan)):
        values = {"key": one.key, "number": str(lock.number)}
        yield Problem("lock-plan-changed", PLAN, cell=one.key, values=values)
