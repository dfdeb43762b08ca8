"""A release made: everything of one moment frozen in a folder of its own, whole, and never written again."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.city.place import City, load_city
from analysis.decision.canonical import canonical, fingerprint
from analysis.decision.plan import read_plan
from analysis.disclosure import EDITIONS
from analysis.known.decide import Known, due, known
from analysis.known.lock import alone
from analysis.known.options import Options
from analysis.known.prints import together
from analysis.known.source import Source, find_source
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.written import replaced_folder, write_bytes
from analysis.release import frozen, told
from analysis.release.letter import letter_files
from analysis.release.score import predictions, scores
from analysis.release.seals import faults
from analysis.released.manifest import FIRST, MANIFEST, NAME, SCHEMA, Kept, Manifest
from analysis.released.releases import folder_of, names, read_packed, read_told, releases
from analysis.view import read_facts


@dataclass(frozen=True)
class Order:
    """A release as it is asked for: a month, for a revision its reason, and what is taken for now."""

    month: str
    reason: str | None
    now: datetime


def freeze(root: Root, checkout: Path, order: Order) -> Manifest:
    """The release in data/releases; whatever stands against it stops before anything is written."""
    with alone(root.interim / "build.lock", lambda holder: None):
        before = releases(root)
        name = _name(root, order, before)
        now = known(root, checkout)
        _stop_unless_built(now)
        city = load_city(root)
        source = find_source(root, city.folder)
        _stop_if_mixed(source, before)
        held = dict(_held(root, now, city, source))
        manifest = _manifest(root, now, city, source, name, order, before, held)
        pages = frozen.pooled_pages(root, city)
        place = folder_of(root) / name
        with replaced_folder(place) as aside:
            for path, content in held.items():
                write_bytes(aside / path, content)
            for path, content in _told(root, aside, manifest, before, pages):
                held[path] = content
                write_bytes(aside / path, content)
            for path, content in letter_files(aside, manifest, city):
                held[path] = content
                write_bytes(aside / path, content)
            sealed = manifest.model_copy(update={"files": marks(held)}).sealed()
            write_bytes(aside / MANIFEST, (sealed.model_dump_json(indent=1) + "\n").encode())
        return sealed


def marks(held: Mapping[str, bytes]) -> dict[str, Kept]:
    """The fingerprints of files by path."""
    return {path: kept(path, content) for path, content in sorted(held.items())}


def kept(path: str, content: bytes) -> Kept:
    """The fingerprints of one file's bytes and of what they unpack to."""
    inner = frozen.gzip.decompress(content) if path.endswith(".gz") else content
    digests = (hashlib.sha256(one).hexdigest() for one in (content, inner))
    return Kept(sha256=next(digests), content=next(digests), bytes=len(content))


def _name(root: Root, order: Order, before: tuple[Manifest, ...]) -> str:
    """The name that the release gets: of its month, or of the next revision where there is a reason for one."""
    match = NAME.fullmatch(order.month)
    if match is None or match[2] is not None:
        raise RetretError("release-name", name=order.month)
    if order.month > order.now.strftime("%Y-%m"):
        raise RetretError("release-future", exit_code=1, name=order.month, now=order.now.strftime("%Y-%m"))
    wrong = [fault for one in before for fault in faults(root, one)]
    if wrong:
        raise RetretError("release-earlier-wrong", exit_code=1, name=wrong[0].file.partition("/")[0])
    of_month = [name for name in names(root) if name.startswith(order.month)]
    if not of_month:
        if order.reason is not None:
            raise RetretError("release-nothing-to-revise", exit_code=1, name=order.month)
        if before and before[-1].month > order.month:
            raise RetretError("release-back-dated", exit_code=1, name=order.month, last=before[-1].name)
        return order.month
    if order.reason is None or not order.reason.strip():
        raise RetretError(
            "release-exists", exit_code=1, name=order.month, next=f"{order.month}-r{len(of_month)}"
        )
    return f"{order.month}-r{len(of_month)}"


def _stop_unless_built(now: Known) -> None:
    """Facts must be those of the data, the plan and the code as they are now."""
    stamp = now.stamp("data")
    skipped = stamp is not None and stamp.inputs.get("option:skip-bad-rows") == "True"
    waiting = due(now, Options(stage="facts", skip_bad_rows=skipped))
    if waiting:
        raise RetretError("release-not-built", exit_code=1, stage=next(iter(waiting)))


def _stop_if_mixed(source: Source, before: tuple[Manifest, ...]) -> None:
    if before and before[-1].simulated != source.simulated:
        raise RetretError("release-other-kind", exit_code=1, last=before[-1].name)


def _held(root: Root, now: Known, city: City, source: Source) -> Iterator[tuple[str, bytes]]:
    stamp = now.stamp("data")
    assert stamp is not None
    yield from frozen.facts_files(root)
    yield from frozen.series_file(root)
    yield from frozen.city_files(city, source)
    yield from frozen.accepted_files(source, stamp.told)
    yield from frozen.site_files(now)


def _manifest(
    root: Root,
    now: Known,
    city: City,
    source: Source,
    name: str,
    order: Order,
    before: tuple[Manifest, ...],
    held: Mapping[str, bytes],
) -> Manifest:
    state = read_facts(root, "state")
    inputs = {key: told for stage in ("data", "facts") for key, told in _inputs(now, stage).items()}
    until = date.fromisoformat(state["data_until"])
    moment = order.now.replace(microsecond=0)
    if before and before[-1].at >= moment:
        raise RetretError("release-clock", exit_code=1, last=before[-1].name, at=before[-1].at.isoformat())
    if until.strftime("%Y-%m") > order.month:
        raise RetretError("release-knew-later", exit_code=1, name=order.month, until=until.isoformat())
    return Manifest(
        schema_=SCHEMA,
        name=name,
        at=moment,
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
        files=marks(held),
        seal="",
    )


def _inputs(now: Known, stage: str) -> Mapping[str, str]:
    stamp = now.stamp(stage)
    assert stamp is not None
    return stamp.inputs


def code_hash(inputs: Mapping[str, str]) -> str:
    """One fingerprint of every file of the package that facts rest on."""
    return together(f"{key} {told}" for key, told in sorted(inputs.items()) if key.startswith("code:"))


def _told(
    root: Root, aside: Path, manifest: Manifest, before: tuple[Manifest, ...], pages: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """What the release says of itself: changes since the one before, what it predicts, how earlier predictions did."""
    measures = [one["code"] for one in read_facts(root, "effects", "public")["indicators"]]
    expected = predictions(pages, measures, manifest.data_until)
    earlier = [(one, read_told(root, one.name, "predictions", "public")) for one in before]
    came = scores(earlier, pages, manifest.data_until)
    for edition in EDITIONS:
        place = f"told/{edition}"
        yield f"{place}/changes.json.gz", frozen.as_json(told.changes(root, aside, manifest, before, edition))
        yield f"{place}/predictions.json.gz", frozen.as_json(expected)
        yield f"{place}/scores.json.gz", frozen.as_json(came)


def predicted(folder: Path) -> Any:
    """What a release's folder predicts."""
    return read_packed(folder / "told" / "public" / "predictions.json.gz")
