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
from analysis.disclosure import EDITIONS, disclose
from analysis.ingest.corrections import read_corrections
from analysis.known.decide import Known, due
from analysis.known.options import Options
from analysis.known.prints import mark, walk
from analysis.known.source import Source
from analysis.paths import LEADERSHIP, OUTPUTS, Root
from analysis.problems import RetretError

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
    """Each site that was built, with its briefs and downloads, as one archive; one that is not current stops the release.

    The leadership's has to be there; the others are released where they were built.
    """
    for output in OUTPUTS:
        own = now.of(output.name)
        folder = own.place.root.site
        if folder.is_dir() or output == LEADERSHIP:
            waiting = due(
                own,
                Options(
                    stage="site", outputs=(output.name,), engine=_engine(own), skip_bad_rows=skipped(own)
                ),
            )
            if waiting or not folder.is_dir():
                raise RetretError("release-site-not-built", exit_code=1, output=output.name)
            yield f"site/{output.name}.zip", archive(folder)


def _engine(now: Known) -> str:
    """The engine with which the site was built, as it is asked for."""
    stamp = now.stamp("site")
    return "embedded" if stamp is not None and stamp.inputs.get("engine") == "embedded" else "auto"


def skipped(now: Known) -> bool:
    """Whether the data stage left out bad rows of files."""
    stamp = now.stamp("data")
    return stamp is not None and stamp.inputs.get("option:skip-bad-rows") == "True"


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
