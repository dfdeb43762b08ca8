"""What changed between a release and the one before it, as facts of one edition: what a page and a letter tell."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.disclosure import Edition
from analysis.messages import LANGS, Lang
from analysis.paths import Root
from analysis.release.causes import changed
from analysis.release.compare import BESIDE, Side, compare
from analysis.released.manifest import Manifest
from analysis.released.releases import folder_of, read_packed

Row = dict[str, Any]
MOST = 200
"""How many figures of one kind a page names; all of them are in `retret release diff --csv`."""


def changes(
    root: Root, aside: Path, release: Manifest, before: tuple[Manifest, ...], edition: Edition
) -> Row:
    """The release, all that there are, and what changed since the last one; `since` is None for the first."""
    facts: Row = {
        "kind": "changes",
        "edition": edition,
        "simulated": release.simulated,
        **about(release),
        "releases": [about(one) for one in (*before, release)],
        "since": None,
    }
    if before:
        last = Side(folder_of(root) / before[-1].name, before[-1])
        found = compare(last, Side(aside, release), edition)
        facts["since"] = {**summary(found), "inputs": inputs(before[-1], release, edition)}
        facts["names"] = {lang: names(aside, edition, lang) for lang in LANGS}
    return facts


def about(release: Manifest) -> Row:
    """What a list of releases says of one."""
    return {
        "name": release.name,
        "at": release.at.date().isoformat(),
        "reason": release.reason,
        "data_until": release.data_until.isoformat(),
        "package": release.package,
    }


def inputs(before: Manifest, after: Manifest, edition: Edition) -> list[Row]:
    """By cause how many inputs changed, and to leaders the names of the first."""
    found = changed(before, after).inputs
    shown = MOST if edition == "leadership" else 0
    return [
        {"cause": cause, "n": len(names), "names": list(names[:shown])}
        for cause, names in found.items()
        if names
    ]


def summary(found: pl.DataFrame) -> Row:
    """What changed: how many figures in which way and why, words first, revised periods by the size of their change."""
    points = found.filter(pl.col("kind") == "value")
    moved = points.filter(pl.col("how") != "new")
    new = points.filter(pl.col("how") == "new")
    words = found.filter(pl.col("kind").is_in(BESIDE) & (pl.col("how") == "said"))
    return {
        "moved": moved.filter(pl.col("how") == "moved").height,
        "counts": _counts(found),
        "words": _rows(words.sort(pl.col("page").is_in(["decision", "effects"]), descending=True)),
        "words_all": words.height,
        "effects": _rows(found.filter((pl.col("page") == "effects") & (pl.col("kind") == "estimate"))),
        "revised": _rows(moved.sort(_size(), descending=True, nulls_last=True, maintain_order=True)),
        "revised_all": moved.height,
        "new": _new(new),
    }


def _size() -> pl.Expr:
    """The change as a share of the larger value."""
    larger = pl.max_horizontal(pl.col("before").abs(), pl.col("after").abs())
    return (pl.col("after") - pl.col("before")).abs() / larger


def _counts(found: pl.DataFrame) -> list[Row]:
    told = found.filter(pl.col("kind") == "value").with_columns(causes=pl.col("causes").list.join("+"))
    return told.group_by("how", "causes").len("n").sort("how", "causes").to_dicts()


def _new(rows: pl.DataFrame) -> list[Row]:
    """Periods that only the later release has, by indicator: how many, from when to when."""
    ends = (pl.col("first_day").min(), pl.col("last_day").max())
    return rows.group_by("indicator").agg(pl.len().alias("n"), *ends).sort("indicator").to_dicts()


def _rows(rows: pl.DataFrame) -> list[Row]:
    return rows.head(MOST).to_dicts()


def names(folder: Path, edition: Edition, lang: Lang) -> Mapping[str, str]:
    """Names of units by code and of groups by slug, as the facts in a release's folder have them."""
    found: dict[str, str] = {}
    for file in sorted((folder / "facts" / edition).glob("*.json.gz")):
        facts: Any = json.loads(read_packed(file))
        about = facts.get("unit") if isinstance(facts, dict) else None
        if about is not None:
            name = about["name"]
            found[about["code"]] = name if isinstance(name, str) else name[lang]
    return found
