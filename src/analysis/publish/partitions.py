"""Which rows of the series each unit and group reads, as fingerprints, so that a page knows whether its own changed."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.city.place import City
from analysis.city.units import alike, groups
from analysis.decision.plan import read_plan
from analysis.disclosure import Edition, disclose
from analysis.indicators.definition import compared
from analysis.known import inputs
from analysis.known.inputs import Place
from analysis.known.prints import mark, together
from analysis.known.shelf import Shelf
from analysis.variation.peers import Groups, compare_groups, latest_year, nearest

TOLD_BY = ("analysis.publish.partitions",)
Marks = Mapping[str, Mapping[str, str]]
"""`series` and `beside` by unit or group, `peers` and `recent` by group; `series` and `peers` of "" are the whole file."""


def series_marks(place: Place, city: City, shelf: Shelf) -> Marks:
    """The fingerprints of the series as the edition of the place's output shows it."""
    series = place.root.processed / "series.parquet"
    told = inputs.city(place, without=inputs.INGEST_ONLY) | inputs.code(place, TOLD_BY)
    of = together((place.seen.of(series) or "", *told.values()))
    return partitions(series, city, place.root.output.edition, of, shelf)


def partitions(file: Path, city: City, edition: Edition, of: str, shelf: Shelf) -> Marks:
    """The fingerprints of a series file as an edition shows it; worked out once for its content and the city (`of`)."""
    key = together(("partitions", edition, of))
    kept = shelf.get(key)
    if kept is not None:
        told: dict[str, Any] = json.loads(kept)
        return told
    made = _made(
        disclose(pl.read_parquet(file), edition), city, read_plan(city.folder).thresholds.design_effect
    )
    shelf.put(key, json.dumps(made).encode())
    return made


def _made(series: pl.DataFrame, city: City, design_effect: float) -> Marks:
    by_unit = {str(code): rows for (code,), rows in series.partition_by("unit", as_dict=True).items()}
    marks = {code: mark(rows.write_json()) for code, rows in sorted(by_unit.items())}
    whole = _whole(marks, marks)
    members = {group.slug: group.members for group in groups(city)}
    recent = {slug: _recent(codes, by_unit) for slug, codes in members.items()}
    return {
        "series": {"": whole, **marks},
        "peers": {"": whole} | {slug: _whole(codes, marks) for slug, codes in members.items()},
        "recent": recent,
        "beside": recent | _beside(series, city, members, design_effect),
    }


def _whole(codes: Iterable[str], marks: Mapping[str, str]) -> str:
    return together(f"{code} {marks.get(code, '')}" for code in codes)


def _recent(codes: Iterable[str], by_unit: Mapping[str, pl.DataFrame]) -> str:
    """What `compare` looks at: the last year of each compared indicator, and who is there at all."""
    there = [code for code in codes if code in by_unit]
    if not there:
        return mark("")
    rows = pl.concat([by_unit[code] for code in there])
    looked_at = (latest_year(rows.filter(pl.col("indicator") == one.code)) for one in compared())
    return together((*there, *(mark(one.write_json()) for one in looked_at)))


def _beside(series: pl.DataFrame, city: City, members: Groups, design_effect: float) -> dict[str, str]:
    """What each unit's page tells of those of its kind, so that a neighbour's new figure moves only pages that show it."""
    own = {code: group.slug for code, group in alike(city).items()}
    kinds = {slug: members[slug] for slug in own.values()}
    there = set(series.get_column("unit").unique())
    told = {code: [str(len(there & set(kinds[slug])) > 1)] for code, slug in own.items()}
    for one in compared():
        tables = compare_groups(series, kinds, one, design_effect)
        for code, slug in own.items():
            told[code].append(mark(repr(nearest(code, tables[slug]))))
    return {code: together(marks) for code, marks in told.items()}
