"""Why figures of two releases differ: which of their inputs changed, and on which of these each figure rests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from analysis.city.disputes import DISPUTES
from analysis.known.stamp import Reason, differences
from analysis.released.manifest import Manifest

Cause = Literal["new-data", "revised-data", "corrections", "plan", "settings", "code"]
CAUSES: tuple[Cause, ...] = ("new-data", "revised-data", "corrections", "plan", "settings", "code")
UNEXPLAINED = "unexplained"
"""No input that a figure rests on changed, and yet it did: something is wrong with one of the releases."""

CODE = ("code", "version", "calibration")
CORRECTIONS = "corrections.toml"
TEXTS = "catalogue/"
PERIOD = ["unit", "indicator", "first_day", "last_day"]
MOVED = {**dict.fromkeys(PERIOD, pl.String), "cause": pl.String}
"""Periods of units whose file is new, another one, or corrected: a row for each cause."""


@dataclass(frozen=True)
class Changed:
    """The inputs in which two releases differ: by cause their names, and raw files by what happened to them."""

    inputs: dict[Cause, tuple[str, ...]]
    files_new: frozenset[str]
    files_changed: frozenset[str]
    files_corrected: frozenset[str]

    def everywhere(self) -> set[str]:
        """Causes that may move any figure, whatever file it came from."""
        return {cause for cause in ("settings", "code") if self.inputs[cause]}

    def unseen(self, seen: Iterable[str]) -> set[str]:
        """Causes of files that are no period's origin: what a figure is divided by, such as staff or population."""
        named = set(seen)
        found = {
            "new-data": self.files_new,
            "revised-data": self.files_changed,
            "corrections": self.files_corrected,
        }
        return {cause for cause, files in found.items() if files - named}


def changed(before: Manifest, after: Manifest) -> Changed:
    """In which inputs two releases differ."""
    found: dict[Cause, list[str]] = {cause: [] for cause in CAUSES}
    reasons = [one for one in differences(dict(before.inputs), dict(after.inputs)) if _counts(one)]
    for reason in reasons:
        found[cause_of(reason)].append(reason.name)
    mended = differences(dict(before.corrections), dict(after.corrections))
    raw = [one for one in reasons if one.kind == "file" and one.name != CORRECTIONS]
    return Changed(
        {cause: tuple(sorted(set(names))) for cause, names in found.items()},
        frozenset(one.name for one in raw if one.how == "new"),
        frozenset(one.name for one in raw if one.how != "new"),
        frozenset(one.name for one in mended),
    )


def _counts(reason: Reason) -> bool:
    """Whether an input can move a figure by itself: texts and disputes stand beside figures, rows are the data again."""
    if reason.kind == "code":
        return not reason.name.startswith(TEXTS)
    return reason.kind != "rows" and not reason.name.endswith(f"/{DISPUTES}")


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


def moved_periods(found: Changed, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """MOVED from the periods of both releases with their `file`.

    A new file that tells what was told before replaces data; only what nobody told yet is new.
    """
    files = [(name, "new-data") for name in found.files_new]
    files += [(name, "revised-data") for name in found.files_changed]
    files += [(name, "corrections") for name in found.files_corrected]
    table = pl.DataFrame(files, schema={"file": pl.String, "cause": pl.String}, orient="row")
    # A file may have gone: the row of the earlier release then names it.
    rows = pl.concat([after, before]).unique(PERIOD, keep="first", maintain_order=True)
    told = before.select(PERIOD).with_columns(told=pl.lit(True))
    rows = rows.join(table, on="file").join(told, on=PERIOD, how="left")
    again = (pl.col("cause") == "new-data") & pl.col("told").is_not_null()
    rows = rows.with_columns(cause=pl.when(again).then(pl.lit("revised-data")).otherwise("cause"))
    return rows.select(list(MOVED)).unique().sort(list(MOVED))


def in_order(causes: Iterable[str]) -> list[str]:
    """Causes in the order in which they are told; what nothing explains says so."""
    given = set(causes)
    return [cause for cause in CAUSES if cause in given] or [UNEXPLAINED]
