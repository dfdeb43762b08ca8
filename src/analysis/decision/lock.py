"""A lock of the plan: what was decided before looking, when, by whom, and which data existed by then."""

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, ValidationError

from analysis import __version__
from analysis.city.retreat import Retreat
from analysis.decision.canonical import as_json, canonical, fingerprint, leaves
from analysis.decision.data_then import DataThen
from analysis.decision.part import Part
from analysis.decision.plan import Plan, parse_plan
from analysis.problems import RetretError
from analysis.whole import whole

LOCKS = "locks.jsonl"
FIRST = "0" * 64
"""What the first lock names as the one before it."""

MARK_LENGTH = 12


class Lock(Part):
    """One line of locks.jsonl. Each holds the hash of the one before it, so that none can be changed or taken out.

    `plan` is the canonical content; `marks` hold a short fingerprint of every key, so that a changed one is found by name;
    `hash` is that of all the rest. `anchor`: where the hash stands outside of this computer; without it the date of the
    lock is what this computer said.
    """

    number: int
    at: AwareDatetime
    decider: str
    edition: int
    retreat_first_day: date
    plan: Mapping[str, Any]
    plan_hash: str
    package: str
    python: str
    data: DataThen | None
    anchor: str | None
    previous: str
    marks: Mapping[str, str]
    hash: str

    @property
    def content(self) -> Mapping[str, Any]:
        """Everything that `hash` stands for, as plain JSON values."""
        return self.model_dump(mode="json", exclude={"hash"})

    def the_plan(self) -> Plan:
        """The plan as it was locked; one that this version cannot read stops with the key."""
        return parse_plan(self.plan, f"{LOCKS} {self.number}")


def make_lock(
    plan: Plan,
    before: tuple[Lock, ...],
    retreat: Retreat,
    data: DataThen | None,
    at: datetime,
    anchor: str | None = None,
) -> Lock:
    """The next lock of a chain; `at` has a time zone."""
    content = canonical(plan)
    told: dict[str, Any] = {
        "number": len(before) + 1,
        "at": at.replace(microsecond=0),
        "decider": plan.decider,
        "edition": plan.retreat_edition,
        "retreat_first_day": retreat.first_day,
        "plan": content,
        "plan_hash": fingerprint(content),
        "package": __version__,
        "python": sys.version.split()[0],
        "data": data,
        "anchor": anchor,
        "previous": before[-1].hash if before else FIRST,
        "marks": {},
    }
    bare = Lock(**told, hash="")
    marked = bare.model_copy(update={"marks": key_marks(bare.content)})
    return marked.model_copy(update={"hash": fingerprint(marked.content)})


def key_marks(content: Mapping[str, Any]) -> Mapping[str, str]:
    """A short fingerprint of every key of a lock but its marks."""
    told = {key: value for key, value in content.items() if key != "marks"}
    return {key: fingerprint(value)[:MARK_LENGTH] for key, value in sorted(leaves(told).items())}


def read_locks(folder: Path) -> tuple[Lock, ...]:
    """The locks of a city folder, the oldest first; a line that is none stops with its number and key."""
    file = folder / LOCKS
    if not file.is_file():
        return ()
    lines = file.read_text("utf-8").splitlines()
    return tuple(_parsed(line, row) for row, line in enumerate(lines, start=1) if line.strip())


def _parsed(line: str, row: int) -> Lock:
    try:
        return Lock.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise RetretError("lock-unreadable", exit_code=1, file=LOCKS, row=str(row), key="JSON") from error
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise RetretError("lock-unreadable", exit_code=1, file=LOCKS, row=str(row), key=key) from error


def append_lock(folder: Path, before: tuple[Lock, ...], lock: Lock) -> Path:
    """The file of the locks with one more line, written whole or not at all."""
    file = folder / LOCKS
    text = "".join(as_json(one.model_dump(mode="json")) + "\n" for one in (*before, lock))
    with whole(file) as aside:
        aside.write_text(text, "utf-8")
    return file
