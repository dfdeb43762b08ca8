"""Why figures of two releases differ: which of their inputs changed, and on which of these each figure rests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.city.disputes import DISPUTES
from analysis.known.stamp import Reason, differences
from analysis.released.manifest import Manifest

Cause = Literal["new-data", "revised-data", "corrections", "plan", "settings", "code"]
CAUSES: tuple[Cause, ...] = ("new-data", "revised-data", "corrections", "plan", "settings", "code")
UNEXPLAINED = "unexplained"
"""No input that a figure rests on changed, and yet it did: something is wrong with one of the releases."""

CODE = ("code", "version", "calibration", "option")
CORRECTIONS = "corrections.toml"


@dataclass(frozen=True)
class Changed:
    """The inputs in which two releases differ: by cause their names, and raw files by what happened to them."""

    inputs: dict[Cause, tuple[str, ...]]
    files_new: frozenset[str]
    files_changed: frozenset[str]
    files_corrected: frozenset[str]

    def everywhere(self) -> tuple[Cause, ...]:
        """Causes that may move any figure, whatever file it came from."""
        return tuple(cause for cause in ("settings", "code") if self.inputs[cause])

    def of_data(self) -> tuple[Cause, ...]:
        """Every cause but the plan and the code."""
        return tuple(one for one in CAUSES if one not in ("plan", "code") and self.inputs[one])


def changed(before: Manifest, after: Manifest) -> Changed:
    """In which inputs two releases differ."""
    found: dict[Cause, list[str]] = {cause: [] for cause in CAUSES}
    reasons = [one for one in differences(dict(before.inputs), dict(after.inputs)) if one.kind != "rows"]
    for reason in reasons:
        # Disputes stand beside figures and move none.
        if not reason.name.endswith(f"/{DISPUTES}"):
            found[cause_of(reason)].append(reason.name)
    mended = differences(dict(before.corrections), dict(after.corrections))
    raw = [one for one in reasons if one.kind == "file" and one.name != CORRECTIONS]
    return Changed(
        {cause: tuple(sorted(set(names))) for cause, names in found.items()},
        frozenset(one.name for one in raw if one.how == "new"),
        frozenset(one.name for one in raw if one.how != "new"),
        frozenset(one.name for one in mended),
    )


def cause_of(reason: Reason) -> Cause:
    """What kind of change one input's difference is."""
    if reason.kind == "file":
        if reason.name == CORRECTIONS:
            return "corrections"
        return "new-data" if reason.how == "new" else "revised-data"
    if reason.kind == "city":
        # Corrections of agencies' files stand in the city's folder.
        name = reason.name.rpartition("/")[2]
        return "plan" if name == "plan.toml" else "corrections" if name == CORRECTIONS else "settings"
    return "code" if reason.kind in CODE else "settings"


def of_point(found: Changed, file: str | None, *, new: bool) -> tuple[str, ...]:
    """Why one period of a unit is new or differs, by the file that it came from."""
    causes: set[str] = set(found.everywhere())
    if file in found.files_new:
        causes.add("new-data" if new else "revised-data")
    if file in found.files_changed:
        causes.add("revised-data")
    if file in found.files_corrected:
        causes.add("corrections")
    if not causes:
        # A figure may rest on a second source, such as staff or population, whose file no row names.
        causes |= set(found.of_data())
    return in_order(causes)


def of_pooled(found: Changed, parts: Iterable[str], *, judged: bool) -> tuple[str, ...]:
    """Why a figure differs that is made from many units: what moved these; of a judgement also the plan."""
    causes: set[str] = set(parts) | set(found.everywhere())
    if judged and found.inputs["plan"]:
        causes.add("plan")
    return in_order(causes or set(found.of_data()))


def in_order(causes: Iterable[str]) -> tuple[str, ...]:
    """Causes in the order in which they are told; what nothing explains says so."""
    given = set(causes)
    return tuple(cause for cause in CAUSES if cause in given) or (UNEXPLAINED,)
