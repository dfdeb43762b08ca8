"""The figures of a release: every number and verdict that its pages tell, one row each, whatever page it stands on."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.facts.unit import SCHEMA
from analysis.problems import RetretError
from analysis.released.manifest import Manifest
from analysis.released.releases import read_packed

Facts = Mapping[str, Any]
Row = tuple[str, str, str, str | None, str | None, float | None, str | None]

FIGURES = {
    "page": pl.String,
    "indicator": pl.String,
    "kind": pl.String,
    "first_day": pl.String,
    "last_day": pl.String,
    "value": pl.Float64,
    "word": pl.String,
}
"""`page`: a unit's code, a group's slug, `effects` or `decision`; `kind`: value, state, estimate, low, high, verdict, level or rule;
`value`: None where it is withheld or the figure is a word; `word`: the status of a value, or the figure itself."""

KEY = ("page", "indicator", "kind", "first_day", "last_day")
EFFECT = ("estimate", "low", "high")


def figures(folder: Path, release: Manifest, edition: str) -> pl.DataFrame:
    """Every figure of a release's edition; facts of a schema that this version does not read name the version that does."""
    if release.facts_schema != SCHEMA:
        values = {"name": release.name, "schema": release.facts_schema, "package": release.package}
        raise RetretError("release-other-facts", exit_code=1, **values)
    place = folder / "facts" / edition
    files = sorted(place.glob("*.json.gz"))
    rows = [row for file in files for row in of_facts(json.loads(read_packed(file)))]
    return pl.DataFrame(rows, schema=FIGURES, orient="row").sort(*KEY)


def of_facts(facts: Any) -> Iterator[Row]:
    """The figures of one page's facts; none where the page repeats those of others."""
    kind = facts.get("kind") if isinstance(facts, dict) else None
    if kind in ("unit", "group"):
        for one in facts["indicators"]:
            yield from _series(facts["unit"]["code"], one)
    elif kind == "effects":
        for one in facts["indicators"]:
            yield from _effect(one)
    elif kind == "decision":
        for key in ("verdict", "level"):
            yield "decision", "*", key, None, None, None, facts[key]
        yield "decision", "*", "rule", None, None, None, facts["value"]["decision"]["code"]


def _series(page: str, one: Facts) -> Iterator[Row]:
    yield page, one["code"], "state", None, None, None, one["state"]
    for point in one["series"]:
        days = point["first_day"], point["last_day"]
        yield page, one["code"], "value", *days, point["value"], point["status"]


def _effect(one: Facts) -> Iterator[Row]:
    effect = one["effect"]
    yield "effects", one["code"], "verdict", None, None, None, effect["verdict"] or effect["reason"]
    for key in EFFECT:
        yield "effects", one["code"], key, None, None, effect.get(key), effect["status"]
