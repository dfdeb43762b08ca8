"""A release made: everything of one moment frozen in a folder of its own, whole, and never written again."""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.city.place import City, load_city
from analysis.decision.canonical import canonical, fingerprint
from analysis.decision.plan import read_plan
from analysis.known.decide import Known, due, known
from analysis.known.lock import Holder, alone
from analysis.known.options import Options
from analysis.known.prints import together
from analysis.known.source import Source, find_source
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.build import build
from analysis.publish.report import Watch
from analysis.publish.written import replaced_folder, write_bytes
from analysis.release import frozen
from analysis.release.derived import derive
from analysis.release.naming import Order, check_time, name_of
from analysis.released.manifest import FIRST, MANIFEST, SCHEMA, Kept, Manifest
from analysis.released.releases import folder_of, releases
from analysis.view import read_facts


def freeze(
    root: Root,
    checkout: Path,
    order: Order,
    waits: Callable[[Holder], None] = lambda holder: None,
    watch: Watch = lambda stage: lambda done, total: None,
) -> Manifest:
    """The release in data/releases; whatever stands against it stops before anything of it is written.

    `waits` is told who builds meanwhile, once, before this waits for its end. A release holds the facts of every edition:
    those that no site asked for yet are made first, and `watch` sees it.
    """
    while True:
        with alone(root.interim / "build.lock", waits):
            before = releases(root)
            name = name_of(root, order, before)
            now = known(root, checkout)
            if _stands(now):
                return _frozen(root, now, order, name, before)
        # A build holds the lock itself.
        build(root, checkout, _all_facts(now), watch)


def _frozen(root: Root, now: Known, order: Order, name: str, before: tuple[Manifest, ...]) -> Manifest:
    city = load_city(root)
    source = find_source(root, city.folder)
    if before and before[-1].simulated != source.simulated:
        raise RetretError("release-other-kind", exit_code=1, last=before[-1].name)
    opened = _opened(root, now, city, source, name, order, before)
    held = dict(_held(root, now, city, source, sites=order.sites))
    now.place.seen.save()
    with replaced_folder(folder_of(root) / name) as aside:
        for path, content in held.items():
            write_bytes(aside / path, content)
        held |= derive(root, aside, opened, before, city)
        sealed = opened.model_copy(update={"files": marks(held)}).sealed()
        write_bytes(aside / MANIFEST, (sealed.model_dump_json(indent=1) + "\n").encode())
    return sealed


def marks(held: Mapping[str, bytes]) -> dict[str, Kept]:
    """The fingerprints of files by path."""
    return {path: kept(path, content) for path, content in sorted(held.items())}


def kept(path: str, content: bytes) -> Kept:
    """The fingerprints of one file's bytes and of what they unpack to."""
    inner = gzip.decompress(content) if path.endswith(".gz") else content
    bytes_mark, content_mark = (hashlib.sha256(one).hexdigest() for one in (content, inner))
    return Kept(sha256=bytes_mark, content=content_mark, bytes=len(content))


def _all_facts(now: Known) -> Options:
    """What makes the facts of every edition of the data as they were read."""
    return Options(stage="facts", skip_bad_rows=frozen.skipped(now))


def _stands(now: Known) -> bool:
    """Whether there are facts of every edition; RetretError where they are not of the data, the plan and the code as they are now."""
    waiting = due(now, _all_facts(now))
    if any(one.kind != "edition" for told in waiting.values() for one in told):
        raise RetretError("release-not-built", exit_code=1, stage=next(iter(waiting)))
    return not waiting


def _held(root: Root, now: Known, city: City, source: Source, *, sites: bool) -> Iterator[tuple[str, bytes]]:
    yield from frozen.facts_files(root)
    yield from frozen.series_file(root)
    yield from frozen.city_files(city, source)
    yield from frozen.accepted_files(source, _stamped(now, "data").told)
    if sites:
        yield from frozen.site_files(now)


def _opened(
    root: Root,
    now: Known,
    city: City,
    source: Source,
    name: str,
    order: Order,
    before: tuple[Manifest, ...],
) -> Manifest:
    """The manifest before anything is held: what the release is made from, and which one it follows."""
    state = read_facts(root, "state")
    inputs = {key: told for stage in ("data", "facts") for key, told in _stamped(now, stage).inputs.items()}
    until = date.fromisoformat(state["data_until"])
    check_time(order, name, before, until)
    return Manifest(
        schema_=SCHEMA,
        name=name,
        at=order.moment,
        reason=order.reason,
        package=__version__,
        facts_schema=state["schema"],
        simulated=source.simulated,
        data_until=until,
        data_hash=state["data_hash"],
        plan_hash=fingerprint(canonical(read_plan(city.folder))),
        code_hash=code_hash(inputs),
        inputs=dict(sorted(inputs.items())),
        corrections=frozen.correction_marks(source),
        previous=before[-1].name if before else None,
        previous_seal=before[-1].seal if before else FIRST,
        files={},
        seal="",
    )


def _stamped(now: Known, stage: str) -> Any:
    stamp = now.stamp(stage)
    assert stamp is not None, "checked by _stands"
    return stamp


def code_hash(inputs: Mapping[str, str]) -> str:
    """One fingerprint of every file of the package that facts rest on."""
    return together(f"{key} {told}" for key, told in sorted(inputs.items()) if key.startswith("code:"))
