"""A release made again from its inputs, in a folder of its own, and compared with what it holds, byte by byte."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.city.place import load_city
from analysis.facts.unit import SCHEMA
from analysis.known.decide import inputs_of, known
from analysis.known.options import Options
from analysis.known.prints import content_mark
from analysis.known.source import find_source
from analysis.known.stamp import Reason, differences
from analysis.paths import Root
from analysis.problems import Problem, RetretError
from analysis.publish.build import build
from analysis.publish.report import Watch
from analysis.publish.written import write_bytes
from analysis.release import frozen
from analysis.release.derived import FOLDERS, derive
from analysis.release.freeze import kept
from analysis.released.manifest import Kept, Manifest
from analysis.released.releases import folder_of, releases

RAW = "file:"
MENDED = "file:corrections.toml"
BEHIND = ("code", "version", "calibration", "key")
"""What may have changed since without being an input of the city's: then another version is told, not a fault."""

COMPUTED = ("facts/", "series.csv.gz", *FOLDERS)
"""What is made again; the city's folder is an input, and sites are only held by their seals."""


def recomputed(root: Root, checkout: Path, release: Manifest, watch: Watch) -> list[Problem]:
    """Every file of the release that its inputs do not give again; none where all are the same bytes.

    The city's folder, its corrections and rows that no raw file gives any more are the release's own; raw files are
    the root's, those that the release knew. A raw file that is gone or another one now is a problem by itself.
    """
    if release.facts_schema != SCHEMA:
        values = {"name": release.name, "schema": release.facts_schema, "package": release.package}
        raise RetretError("release-other-facts", exit_code=1, **values)
    raw = root.simulated / "raw" if release.simulated else root.raw
    wrong = [*_raw_faults(release, raw)]
    if wrong:
        return wrong
    root.interim.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="verify-", dir=root.interim) as made:
        place = Root(Path(made))
        _laid_out(root, release, raw, place)
        options = Options(stage="facts", skip_bad_rows=release.inputs.get("option:skip-bad-rows") == "True")
        build(place, checkout, options, watch)
        apart = list(_apart(release, place, checkout, options))
        return list(compared(release, _made(root, release, place), apart))


def _raw_faults(release: Manifest, raw: Path) -> Iterator[Problem]:
    for name, mark in _raw(release).items():
        file = raw / name
        if not file.is_file():
            yield Problem("release-input-gone", name, values={"name": release.name})
        elif content_mark(file) != mark:
            yield Problem("release-input-changed", name, values={"name": release.name})


def _raw(release: Manifest) -> Mapping[str, str]:
    """The fingerprints of the raw files that a release knew."""
    files = {key: mark for key, mark in release.inputs.items() if key.startswith(RAW) and key != MENDED}
    return {key.removeprefix(RAW): mark for key, mark in files.items()}


def _laid_out(root: Root, release: Manifest, raw: Path, place: Root) -> None:
    """A root that holds the inputs of the release and nothing else."""
    folder = folder_of(root) / release.name
    shutil.copytree(folder / "city", place.cities)
    copies = place.simulated / "raw" if release.simulated else place.raw
    for name in _raw(release):
        (copies / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(raw / name, copies / name)
    mended = folder / "simulated-corrections.toml"
    if mended.is_file():
        shutil.copyfile(mended, place.simulated / "corrections.toml")
    if (folder / "accepted").is_dir():
        store = find_source(place, place.cities).store
        shutil.copytree(folder / "accepted", store)


def _apart(release: Manifest, place: Root, checkout: Path, options: Options) -> Iterator[Reason]:
    """In what the inputs of the run differ from those of the release, cities beside its own left out."""
    now = known(place, checkout)
    here = {**inputs_of("data", now, options), **inputs_of("facts", now, options)}
    for one in differences(dict(release.inputs), here):
        if one.kind in BEHIND:
            yield one


def _made(root: Root, release: Manifest, place: Root) -> Mapping[str, Kept]:
    """The fingerprints of everything that was made again, by path."""
    folder = place.base / "again"
    city = load_city(place)
    files = dict((*frozen.facts_files(place), *frozen.series_file(place)))
    for path, content in files.items():
        write_bytes(folder / path, content)
    before = tuple(one for one in releases(root) if one.at < release.at)
    files |= derive(root, folder, release, before, city)
    return {path: kept(path, content) for path, content in files.items()}


def compared(release: Manifest, made: Mapping[str, Kept], apart: list[Reason]) -> Iterator[Problem]:
    """What was made again and is not what the release holds; `apart`: what of the machinery is another since."""
    held = {path: one for path, one in release.files.items() if path.startswith(COMPUTED)}
    for path in sorted(held.keys() | made.keys()):
        there, again = held.get(path), made.get(path)
        # Another zlib packs the same content into other bytes: what is unpacked is what counts.
        if there is None or again is None or there.content != again.content:
            yield _differs(release, path, apart)


def _differs(release: Manifest, path: str, apart: list[Reason]) -> Problem:
    place = f"{release.name}/{path}"
    if not apart:
        return Problem("release-not-reproduced", place)
    kinds = ", ".join(dict.fromkeys(one.kind for one in apart))
    return Problem("release-reproduced-apart", place, values={"package": release.package, "kinds": kinds})
