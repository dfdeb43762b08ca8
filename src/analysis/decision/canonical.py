"""The content of a plan in one form, whatever order it was written in: its fingerprint, and what differs between two."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.decision.plan import Plan

Content = Mapping[str, Any]

UNSIGNED = {"locked_on"}
"""Keys that tell of the signing itself and are no part of what is signed."""

NAMED_BY = {
    "outcome": "indicator",
    "prior": "family",
    "option": "code",
    "study": "code",
    "contrast": "name",
    "correlation": "between",
}
"""By which key the tables of a list are told apart."""


@dataclass(frozen=True)
class Difference:
    """A key of the plan that two of them fill differently; None where one of them does not have it."""

    key: str
    before: object
    after: object


def canonical(plan: Plan) -> Content:
    """The plan as plain JSON values: what equals its default is left out, and lists stand in one order."""
    found = _ordered(plan.model_dump(mode="json", exclude_defaults=True, exclude=UNSIGNED))
    assert isinstance(found, dict)
    return found


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted((_ordered(one) for one in value), key=as_json)
    return value


def as_json(value: object) -> str:
    """JSON text that is the same for the same values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(value: object) -> str:
    """The SHA-256 of a value's JSON text, as 64 hexadecimal digits."""
    return hashlib.sha256(as_json(value).encode("utf-8")).hexdigest()


def leaves(content: Content) -> Mapping[str, object]:
    """Every figure of a plan by its dotted key; tables of a list by their names, lists of names as they are."""
    found: dict[str, object] = {}
    _collect(content, "", found)
    return found


def _collect(value: object, key: str, into: dict[str, object]) -> None:
    if isinstance(value, Mapping):
        for name, one in value.items():
            _collect(one, f"{key}.{name}" if key else str(name), into)
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        for one in value:
            name = one.get(NAMED_BY.get(key, ""))
            told = "/".join(name) if isinstance(name, list) else str(name)
            _collect(one, f"{key}[{told}]", into)
    else:
        into[key] = value


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """What differs between two plans, by key in the order of the alphabet."""
    old, new = leaves(before), leaves(after)
    return tuple(
        Difference(key, old.get(key), new.get(key))
        for key in sorted({*old, *new})
        if key not in old or key not in new or as_json(old[key]) != as_json(new[key])
    )
