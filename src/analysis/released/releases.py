"""The releases of a root, the oldest first, and what stands in their folders."""

import gzip
import json
from pathlib import Path
from typing import Any

from analysis.paths import Root
from analysis.problems import RetretError
from analysis.released.manifest import MANIFEST, NAME, Manifest, read_manifest


def folder_of(root: Root) -> Path:
    """Where releases are kept."""
    return root.base / "data" / "releases"


def names(root: Root) -> list[str]:
    """The names of all releases; what is no release's folder is none."""
    found = folder_of(root).glob(f"*/{MANIFEST}")
    return sorted(file.parent.name for file in found if NAME.fullmatch(file.parent.name))


def releases(root: Root) -> tuple[Manifest, ...]:
    """Every release in the order in which they follow one another: by its moment, then by its name."""
    found = [read_manifest(folder_of(root) / name) for name in names(root)]
    return tuple(sorted(found, key=lambda one: (one.at, one.name)))


def latest(root: Root, *, simulated: bool) -> Manifest | None:
    """The last release of simulated or of real data; None where there is none: pages never mix the two."""
    found = [one for one in releases(root) if one.simulated == simulated]
    return found[-1] if found else None


def find(root: Root, name: str) -> Manifest:
    """The release of that name; another name stops with those that there are."""
    known = names(root)
    if name not in known:
        told = ", ".join(known) or "-"
        raise RetretError("release-unknown", exit_code=1, name=name, known=told)
    return read_manifest(folder_of(root) / name)


def read_packed(file: Path) -> bytes:
    """What a file of a release unpacks to; a file that is damaged or gone stops with its name."""
    try:
        content = file.read_bytes()
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (OSError, EOFError, ValueError) as error:
        shown = f"{file.parent.name}/{file.name}"
        raise RetretError("release-file-damaged", exit_code=1, file=shown) from error


def read_told(root: Root, name: str, what: str, edition: str) -> Any:
    """What a release says of itself in an edition: `changes`, `predictions`, `scores`, as JSON."""
    return json.loads(read_packed(folder_of(root) / name / "told" / edition / f"{what}.json.gz"))
