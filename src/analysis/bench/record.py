"""What was measured, part by part, and its file bench.json: a part that is measured again replaces its former self."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from analysis.bench.cost import Cost
from analysis.bench.machine import Machine
from analysis.problems import RetretError
from analysis.publish.written import write_text

SCHEMA = 1
KINDS = ("wall", "cpu", "peak")


@dataclass(frozen=True)
class Row:
    """One way to do something: how many items (notebooks, rows, units) each run did, and each run's cost."""

    way: str
    count: int
    wall: tuple[float, ...]
    cpu: tuple[float, ...]
    peak: tuple[float, ...]

    def middle(self, kind: str) -> float:
        """The median of a kind of cost: wall, cpu, peak."""
        return median(getattr(self, kind))

    def least(self, kind: str) -> float:
        """The smallest."""
        return min(getattr(self, kind))


@dataclass(frozen=True)
class Part:
    """One part of a run: its rows in order, what it was asked for, the machine as it was when it began, and its seconds."""

    rows: tuple[Row, ...]
    asked: Mapping[str, int]
    machine: Machine
    took: float

    def row(self, way: str) -> Row | None:
        """The row of a way; None where that way was not measured."""
        return next((row for row in self.rows if row.way == way), None)

    def ways(self, head: str) -> list[Row]:
        """The rows of a way that was measured for several things: `head` alone, or before a slash."""
        return [row for row in self.rows if row.way.partition("/")[0] == head]


def row(way: str, count: int, costs: Iterable[Cost]) -> Row:
    """A row from the cost of each run."""
    told = tuple(costs)
    return Row(way, count, *(tuple(round(getattr(one, kind), 4) for one in told) for kind in KINDS))


def read_record(file: Path) -> dict[str, Part]:
    """The parts of a bench.json by name; RetretError where it is none."""
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return {name: _part(one) for name, one in told["parts"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RetretError(
            "bench-no-record", file=file.name, why=f"{type(error).__name__}: {error}"
        ) from error


def _part(told: Mapping[str, Any]) -> Part:
    rows = (
        Row(one["way"], one["count"], *(tuple(map(float, one[kind])) for kind in KINDS))
        for one in told["rows"]
    )
    return Part(tuple(rows), told["asked"], Machine(**told["machine"]), told["took"])


def write_record(file: Path, parts: Mapping[str, Part]) -> None:
    """The parts in place of those of the same name; others of an earlier run stay, each with its own day and machine."""
    former = read_record(file) if file.is_file() else {}
    told = {name: _told(part) for name, part in sorted({**former, **parts}.items())}
    write_text(file, json.dumps({"schema": SCHEMA, "parts": told}, indent=1, ensure_ascii=False) + "\n")


def _told(part: Part) -> dict[str, Any]:
    rows = [
        {**asdict(one), **{f"{kind}_median": round(one.middle(kind), 4) for kind in KINDS}}
        for one in part.rows
    ]
    return {
        "machine": asdict(part.machine),
        "asked": dict(part.asked),
        "took": round(part.took, 1),
        "rows": rows,
    }
