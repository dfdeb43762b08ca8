"""Whether a release is what it was: every file as it was sealed, none added or gone, none dated back."""

import hashlib
from collections.abc import Iterator

from analysis.decision.canonical import fingerprint
from analysis.known.prints import walk
from analysis.paths import Root
from analysis.problems import Problem
from analysis.released.manifest import FIRST, MANIFEST, Manifest
from analysis.released.releases import folder_of, releases


def faults(root: Root, release: Manifest) -> list[Problem]:
    """Everything that is not as the release was made, each with its file."""
    return [*_seal(release), *_files(root, release), *_order(root, release)]


def _at(release: Manifest, path: str) -> str:
    return f"{release.name}/{path}"


def _seal(release: Manifest) -> Iterator[Problem]:
    place = _at(release, MANIFEST)
    if fingerprint(release.content) != release.seal:
        yield Problem("release-manifest-changed", place, cell="seal")
    if release.data_until > release.at.date():
        values = {"until": release.data_until.isoformat(), "at": release.at.date().isoformat()}
        yield Problem("release-dated-before-data", place, cell="at", values=values)


def _files(root: Root, release: Manifest) -> Iterator[Problem]:
    folder = folder_of(root) / release.name
    there = set(walk(folder)) - {MANIFEST}
    for path, kept in release.files.items():
        if path not in there:
            yield Problem("release-file-gone", _at(release, path))
        elif hashlib.sha256((folder / path).read_bytes()).hexdigest() != kept.sha256:
            yield Problem("release-file-changed", _at(release, path))
    for path in sorted(there - set(release.files)):
        yield Problem("release-file-added", _at(release, path))


def _order(root: Root, release: Manifest) -> Iterator[Problem]:
    """A release that does not follow the one before it: one was changed with its seal, taken out, put in or dated back.

    By their moments the releases stand in one line; each names the one before it, with its seal.
    """
    line = releases(root)
    place = _at(release, MANIFEST)
    at = next(number for number, one in enumerate(line) if one.name == release.name)
    before = line[at - 1] if at else None
    named = next((one for one in line if one.name == release.previous), None)
    if named is not None and named.at >= release.at:
        values = {"at": release.at.isoformat(), "previous": named.name, "before": named.at.isoformat()}
        yield Problem("release-dated-back", place, cell="at", values=values)
    elif (release.previous, release.previous_seal) != (
        (None, FIRST) if before is None else (before.name, before.seal)
    ):
        values = {"previous": release.previous or "-", "found": "-" if before is None else before.name}
        yield Problem("release-chain", place, cell="previous", values=values)
