"""What a stage was last done with: its inputs and outputs as fingerprints, and what changed since, one by one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from analysis.known.prints import Prints, Seen, mark, together
from analysis.whole import whole

How = Literal["new", "changed", "gone"]


@dataclass(frozen=True)
class Reason:
    """One input that differs from last time: its kind, its name where it has one, and how it differs."""

    kind: str
    name: str
    how: How


@dataclass(frozen=True)
class Stamp:
    """One stage as it was last done. `outputs` are files and folders below the root; `told` is what it found, as JSON."""

    inputs: Prints = field(default_factory=dict[str, str])
    outputs: Prints = field(default_factory=dict[str, str])
    told: Any = None

    def reasons(self, inputs: Prints, base: Path, seen: Seen) -> list[Reason]:
        """Why the stage has to be done again; none where inputs and outputs are those of last time."""
        found = differences(self.inputs, inputs)
        if not found:
            there = prints(base, list(self.outputs), seen)
            found = [Reason("output", one.name, one.how) for one in differences(self.outputs, there)]
        return found


def differences(before: Prints, now: Prints) -> list[Reason]:
    """What differs between two sets of fingerprints; a label is a kind, or `kind:name`."""
    found: list[Reason] = []
    for label in sorted(before.keys() | now.keys()):
        old, new = before.get(label), now.get(label)
        if old != new:
            kind, _, name = label.partition(":")
            how: How = "new" if old is None else "gone" if new is None else "changed"
            found.append(Reason(kind, name or label, how))
    return found


def prints(base: Path, places: list[str], seen: Seen) -> Prints:
    """The fingerprint of each file or folder below `base`; what is not there has none."""
    found: Prints = {}
    for name in places:
        place = base / name
        if place.is_dir():
            found[name] = together(f"{path} {told}" for path, told in seen.below(place).items())
        else:
            told = seen.of(place)
            if told is not None:
                found[name] = told
    return found


def read_stamps(file: Path) -> dict[str, Stamp]:
    """Every stage's stamp; none where the list is missing or damaged, so that all is done again."""
    try:
        told: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
        if told["sum"] != mark(told["stamps"]):
            return {}
        return {name: Stamp(**one) for name, one in told["stamps"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_stamps(file: Path, stamps: Mapping[str, Stamp]) -> None:
    """Every stage's stamp, whole."""
    told = {name: vars(one) for name, one in stamps.items()}
    with whole(file) as aside:
        aside.write_text(json.dumps({"sum": mark(told), "stamps": told}, ensure_ascii=False), "utf-8")
