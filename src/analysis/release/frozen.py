"""What a release holds, as bytes by path: facts, series, city and corrections as read, sites as built."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.city.place import City
from analysis.city.units import get_unit, groups
from analysis.disclosure import EDITIONS, disclose
from analysis.facts.joint import CITY_TYPE
from analysis.ingest.corrections import read_corrections
from analysis.known.decide import Known, due
from analysis.known.options import Options
from analysis.known.prints import content_mark, mark, walk
from analysis.known.source import Source
from analysis.paths import OUTPUTS, Root
from analysis.view import read_facts

EPOCH = (1980, 1, 1, 0, 0, 0)
Files = Iterator[tuple[str, bytes]]


def packed(content: bytes) -> bytes:
    """gzip without a time: the same content is the same bytes."""
    return gzip.compress(content, mtime=0)


def as_json(content: object) -> bytes:
    """JSON, packed."""
    return packed((json.dumps(content, ensure_ascii=False) + "\n").encode())


def facts_files(root: Root) -> Files:
    """The facts of every edition."""
    for name in EDITIONS:
        for file in sorted((root.facts / name).glob("*.json")):
            yield f"facts/{name}/{file.name}.gz", packed(file.read_bytes())


def series_file(root: Root) -> Files:
    """Every period of every series with its file of origin, as leaders may see it."""
    rows = disclose(pl.read_parquet(root.processed / "series.parquet"), "leadership").drop("values", "se")
    yield "series.csv.gz", packed(rows.write_csv().encode())


def city_files(city: City, source: Source) -> Files:
    """The city's folder and the corrections of simulated files: small, and needed to compute it all again."""
    for name in walk(city.folder):
        yield f"city/{city.folder.name}/{name}", (city.folder / name).read_bytes()
    if source.simulated and source.corrections.is_file():
        yield "simulated-corrections.toml", source.corrections.read_bytes()


def accepted_files(source: Source, told: Mapping[str, Any]) -> Files:
    """The last accepted rows, where a file with problems was left out: no raw file gives them again."""
    if any(one["severity"] == "error" for one in told["problems"]):
        for file in sorted(source.store.glob("*.parquet")):
            yield f"accepted/{file.name}", file.read_bytes()


def site_files(now: Known) -> Files:
    """Each site that was built from these facts, with its briefs and downloads, as one archive."""
    for output in OUTPUTS:
        own = now.of(output.name)
        folder = own.place.root.site
        if folder.is_dir() and not due(own, Options(stage="site", outputs=(output.name,))):
            yield f"site/{output.name}.zip", archive(folder)


def archive(folder: Path) -> bytes:
    """A folder as .zip without times: the same content is the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in walk(folder):
            whole.writestr(zipfile.ZipInfo(name, EPOCH), (folder / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def correction_marks(source: Source) -> dict[str, str]:
    """A fingerprint of the corrections of each corrected raw file."""
    found = read_corrections(source.corrections)
    return {file: mark([one.model_dump(mode="json") for one in ones]) for file, ones in found.items()}


def pooled_pages(root: Root, city: City) -> dict[str, Any]:
    """The facts of the city and of each group, as the public may see them."""
    whole = city.units.filter(pl.col("type") == CITY_TYPE).get_column("code").to_list()
    codes = [get_unit(city, code).code for code in whole] + [group.slug for group in groups(city)]
    return {code: read_facts(root, code, "public") for code in codes}


def raw_marks(source: Source) -> dict[str, str]:
    """The fingerprint of every raw file as it stands now, read anew."""
    return {name: content_mark(source.raw / name) for name in walk(source.raw)}
