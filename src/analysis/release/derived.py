"""What a release says of itself, made from the facts that it holds: changes, predictions, scores, letter and list."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.city.place import City
from analysis.city.units import city_unit, groups
from analysis.disclosure import EDITIONS
from analysis.paths import Root
from analysis.publish.written import write_bytes
from analysis.release import told
from analysis.release.frozen import as_json
from analysis.release.letter import letter_files
from analysis.release.score import predictions, scores
from analysis.released.manifest import Manifest
from analysis.released.releases import read_packed, read_told

FOLDERS = ("told/", "surat/")
"""Where all of it stands in a release's folder."""


def derive(
    root: Root, folder: Path, release: Manifest, before: tuple[Manifest, ...], city: City
) -> dict[str, bytes]:
    """The files by path, written into the release's folder; `root` holds the releases before it, `folder` its facts."""
    held: dict[str, bytes] = {}
    for files in (_told(root, folder, release, before, city), letter_files(folder, release, city)):
        # The letter is written from what is told: each file stands in the folder before the next is made.
        for path, content in files:
            write_bytes(folder / path, content)
            held[path] = content
    return held


def _told(
    root: Root, folder: Path, release: Manifest, before: tuple[Manifest, ...], city: City
) -> Iterator[tuple[str, bytes]]:
    pages = pooled_pages(folder, city)
    measures = [one["code"] for one in _facts(folder, "effects")["indicators"]]
    expected = predictions(pages, measures, release.data_until)
    earlier = [(one, read_told(root, one.name, "predictions", "public")) for one in before]
    came = scores(earlier, pages, release.data_until)
    for edition in EDITIONS:
        place = f"told/{edition}"
        yield f"{place}/changes.json.gz", as_json(told.changes(root, folder, release, before, edition))
        yield f"{place}/predictions.json.gz", as_json(expected)
        yield f"{place}/scores.json.gz", as_json(came)


def pooled_pages(folder: Path, city: City) -> Mapping[str, Any]:
    """The facts of the city and of each group, as the public may see them."""
    whole = [city_unit(city).code]
    codes = [*whole, *(group.slug for group in groups(city))]
    return {code: _facts(folder, code) for code in codes}


def _facts(folder: Path, code: str) -> Any:
    return json.loads(read_packed(folder / "facts" / "public" / f"{code}.json.gz"))
