"""retret plan: check the plan, lock it, say what changed since, and verify the locks."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from analysis.city.place import City, load_city
from analysis.city.retreat import Retreat
from analysis.console import screen
from analysis.decision.canonical import Content, canonical, differences, fingerprint
from analysis.decision.chain import broken, faults, of_edition
from analysis.decision.consistency import disagreements, unmeasured
from analysis.decision.data_then import DataThen, data_then
from analysis.decision.lock import LOCKS, Lock, append_lock, make_lock, read_locks
from analysis.decision.plan import PLAN, Plan, read_plan_file
from analysis.decision.state import plan_state
from analysis.known.source import agency_files
from analysis.messages import Lang, problem_line, text
from analysis.paths import Root, find_root
from analysis.problems import Problem, RetretError
from analysis.wording import plan as words

GOOD, WRONG = 0, 1
NOW = "plan"
"""What names the plan as it is written now."""


@dataclass(frozen=True)
class Desk:
    """What every command of the plan looks at."""

    root: Root
    city: City
    file: Path
    plan: Plan
    locks: tuple[Lock, ...]
    now: datetime

    @property
    def retreat(self) -> Retreat:
        """The edition that the plan judges; the plan was checked before."""
        return next(one for one in self.city.retreats if one.edition == self.plan.retreat_edition)

    @property
    def own(self) -> tuple[Lock, ...]:
        """The locks of this edition; those of others stand in the same chain."""
        return of_edition(self.locks, self.plan)

    def named(self, found: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems of the plan under the name of the file that it was read from."""
        return tuple(replace(one, file=self.file.name) if one.file == PLAN else one for one in found)


@dataclass(frozen=True)
class Where:
    """Where a command looks, in which language it speaks, and what it takes for now."""

    root: Path | None
    lang: Lang
    plan: Path | None = None
    now: datetime | None = None


def _desk(where: Where) -> Desk:
    place = find_root(where.root)
    city = load_city(place)
    file = where.plan or city.folder / PLAN
    now = where.now or datetime.now().astimezone()
    return Desk(place, city, file, read_plan_file(file), read_locks(city.folder), now)


def run_plan_check(where: Where) -> int:
    """Whether the plan is whole and agrees with its city, and how it stands to its locks; 1 where it is wrong."""
    desk, lang = _desk(where), where.lang
    found = desk.named(disagreements(desk.plan, desk.city))
    if not _errors(found):
        told = _accepted(desk)
        found += desk.named(unmeasured(desk.plan, desk.retreat, None if told is None else told.until))
    screen.problems(found, lang)
    if _errors(found):
        return WRONG
    screen.out.print(text("plan-good", lang, mark=fingerprint(canonical(desk.plan))))
    screen.out.print(words.state(plan_state(desk.plan, desk.locks, desk.retreat, desk.now), lang))
    return GOOD


def run_plan_lock(where: Where, anchor: str | None, out: Path | None) -> int:
    """One more line in locks.jsonl and the record to sign; where anything is wrong nothing is written."""
    desk, lang = _desk(where), where.lang
    wrong = _errors(desk.named(disagreements(desk.plan, desk.city))) + broken(desk.locks, desk.now)
    if wrong:
        screen.problems(wrong, lang)
        return WRONG
    if desk.plan.proposal:
        raise RetretError("lock-proposal", exit_code=1, file=desk.file.name, key="proposal")
    if desk.own and desk.own[-1].plan_hash == fingerprint(canonical(desk.plan)):
        raise RetretError("lock-same", exit_code=1, file=LOCKS, number=str(desk.own[-1].number))
    if anchor is not None and not anchor.strip():
        raise RetretError("lock-anchor-empty", exit_code=1, key="--anchor")
    if out is not None and not out.parent.is_dir():
        raise RetretError("lock-no-folder", exit_code=1, file=str(out), folder=str(out.parent))
    lock = make_lock(desk.plan, desk.locks, desk.retreat, _data(desk), desk.now, anchor)
    if out is not None:
        # The record first: a lock that nobody could print would stand in the chain for ever.
        out.write_text(words.minutes(lock, "id"), "utf-8")
    append_lock(desk.city.folder, desk.locks, lock)
    screen.out.print(words.minutes(lock, lang))
    return GOOD


def _data(desk: Desk) -> DataThen | None:
    """The accepted data of the agencies, else of the simulated city; files that nobody read stop the lock."""
    found = _accepted(desk)
    if found is None and agency_files(desk.root.raw):
        raise RetretError("lock-unread-data", exit_code=1, file="data/raw")
    return found


def _accepted(desk: Desk) -> DataThen | None:
    """The accepted data as they are, None where nothing was read."""
    real = agency_files(desk.root.raw)
    store = desk.root.interim / ("accepted" if real else "accepted-simulated")
    return data_then(store, simulated=not real)


def run_plan_diff(where: Where, before: str | None, after: str | None) -> int:
    """What differs between a lock and the plan, or between two locks; without a name the last lock."""
    desk, lang = _desk(where), where.lang
    first, second = _named(desk, before), _named(desk, after or NOW)
    found = differences(first, second)
    for line in words.listed_differences(found, lang):
        screen.out.print(line)
    screen.out.print(text("diff-count" if found else "diff-none", lang, n=len(found)))
    return GOOD


def _named(desk: Desk, name: str | None) -> Content:
    """The content of the plan or of a lock, by its number or the beginning of its hash."""
    if name == NOW:
        return canonical(desk.plan)
    if not desk.locks or (name is None and not desk.own):
        raise RetretError("lock-none-yet", exit_code=1, file=LOCKS)
    if name is None:
        return desk.own[-1].plan
    found = [
        lock
        for lock in desk.locks
        if name == str(lock.number) or (len(name) >= 6 and lock.hash.startswith(name))
    ]
    if len(found) != 1:
        numbers = ", ".join(str(lock.number) for lock in desk.locks)
        raise RetretError("lock-unknown", exit_code=1, file=LOCKS, name=name, known=numbers)
    return found[0].plan


def run_plan_verify(where: Where) -> int:
    """Whether the chain is whole and the plan equals the last lock of its edition; 1 and every fault where not."""
    desk, lang = _desk(where), where.lang
    found = desk.named(faults(desk.locks, desk.plan, desk.now))
    for problem in found:
        screen.out.print(problem_line(problem, lang))
    if found:
        return WRONG
    last = desk.own[-1]
    screen.out.print(text("verify-good", lang, n=len(desk.locks), hash=last.hash))
    screen.out.print(words.state(plan_state(desk.plan, desk.locks, desk.retreat, desk.now), lang))
    return GOOD


def _errors(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(one for one in found if one.severity == "error")
