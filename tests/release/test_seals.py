"""Tampering: an edited folder or manifest, a release taken out, put in, or dated back is each found."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analysis.paths import Root
from analysis.problems import RetretError
from analysis.release.freeze import marks
from analysis.release.seals import faults
from analysis.released.manifest import FIRST, MANIFEST, SCHEMA, Manifest, read_manifest
from analysis.released.releases import find, folder_of, releases

FILES = {"facts/leadership/state.json.gz": b"", "city/malang/plan.toml": b"a = 1\n"}


def put(root: Root, release: Manifest) -> Manifest:
    """A release's folder with its manifest sealed."""
    import gzip

    folder = folder_of(root) / release.name
    held = {
        path: gzip.compress(b"{}", mtime=0) if path.endswith(".gz") else content
        for path, content in FILES.items()
    }
    for path, content in held.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    sealed = release.model_copy(update={"files": marks(held)}).sealed()
    (folder / MANIFEST).write_text(sealed.model_dump_json(), "utf-8")
    return sealed


def manifest(name: str, day: int, previous: Manifest | None) -> Manifest:
    """The manifest of a release made on a day of December 2026, with data until the end of September."""
    return Manifest(
        schema_=SCHEMA,
        name=name,
        at=datetime(2026, 12, day, tzinfo=UTC),
        reason=None,
        package="0.1.0",
        facts_schema="retret-facts/1",
        simulated=True,
        data_until=date(2026, 9, 30),
        data_hash="d",
        plan_hash="p",
        code_hash="c",
        inputs={},
        corrections={},
        previous=None if previous is None else previous.name,
        previous_seal=FIRST if previous is None else previous.seal,
        files={},
        seal="",
    )


@pytest.fixture
def chain(tmp_path: Path) -> Root:
    """Three releases that follow one another."""
    root = Root(tmp_path)
    previous: Manifest | None = None
    for day, name in enumerate(("2026-10", "2026-11", "2026-12"), start=1):
        previous = put(root, manifest(name, 2 * day, previous))
    return root


def found(root: Root) -> dict[str, set[str]]:
    """The codes of what is wrong, by file."""
    told: dict[str, set[str]] = {}
    for one in releases(root):
        for problem in faults(root, one):
            told.setdefault(problem.file, set()).add(problem.code)
    return told


def rewrite(root: Root, name: str, *, seal: bool, **values: object) -> None:
    """A manifest with other values, sealed anew or not."""
    changed = find(root, name).model_copy(update=values)
    text = (changed.sealed() if seal else changed).model_dump_json()
    (folder_of(root) / name / MANIFEST).write_text(text, "utf-8")


def test_releases_as_they_were_made_have_no_fault(chain: Root) -> None:
    assert len(releases(chain)) == 3
    assert found(chain) == {}


@pytest.mark.parametrize(
    ("edit", "file", "code"),
    [
        (lambda f: (f / "city/malang/plan.toml").write_text("a = 2\n"), "city/malang/plan.toml", "changed"),
        (lambda f: (f / "city/malang/plan.toml").unlink(), "city/malang/plan.toml", "gone"),
        (lambda f: (f / "city/malang/events.csv").write_text("x"), "city/malang/events.csv", "added"),
    ],
)
def test_an_edited_folder_is_found(chain: Root, edit: Callable[[Path], object], file: str, code: str) -> None:
    edit(folder_of(chain) / "2026-11")
    assert found(chain) == {f"2026-11/{file}": {f"release-file-{code}"}}


def test_an_edited_manifest_is_found(chain: Root) -> None:
    rewrite(chain, "2026-11", seal=False, data_hash="other")
    assert found(chain) == {"2026-11/manifest.json": {"release-manifest-changed"}}


def test_a_manifest_sealed_anew_no_longer_fits_the_one_after_it(chain: Root) -> None:
    rewrite(chain, "2026-11", seal=True, data_hash="other")
    assert found(chain) == {"2026-12/manifest.json": {"release-chain"}}


def test_a_release_dated_back_is_found(chain: Root) -> None:
    rewrite(chain, "2026-12", seal=True, at=datetime(2026, 12, 1, tzinfo=UTC))
    assert "release-dated-back" in found(chain)["2026-12/manifest.json"]
    rewrite(chain, "2026-12", seal=True, at=datetime(2026, 9, 1, tzinfo=UTC))
    assert "release-dated-before-data" in found(chain)["2026-12/manifest.json"]


def test_a_release_put_in_afterwards_is_found(chain: Root) -> None:
    put(chain, manifest("2026-10-r1", 3, find(chain, "2026-10")))
    assert found(chain) == {"2026-11/manifest.json": {"release-chain"}}


def test_a_release_taken_out_is_found(chain: Root) -> None:
    shutil.rmtree(folder_of(chain) / "2026-10")
    assert found(chain) == {"2026-11/manifest.json": {"release-chain"}}


def test_a_renamed_folder_is_told(chain: Root) -> None:
    (folder_of(chain) / "2026-12").rename(folder_of(chain) / "2026-09")
    with pytest.raises(RetretError) as stopped:
        releases(chain)
    assert (stopped.value.code, stopped.value.values["name"]) == ("release-renamed", "2026-12")


def test_a_manifest_of_another_form_names_who_reads_it(chain: Root) -> None:
    file = folder_of(chain) / "2026-12" / MANIFEST
    told = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**told, "schema_": "retret-release/0", "package": "0.0.9"}), "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_manifest(file.parent)
    assert stopped.value.values["package"] == "0.0.9"
    file.write_text(json.dumps({key: one for key, one in told.items() if key != "inputs"}), "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_manifest(file.parent)
    assert stopped.value.values == {"file": "2026-12/manifest.json", "key": "inputs"}
    file.unlink()
    with pytest.raises(RetretError) as stopped:
        read_manifest(file.parent)
    assert stopped.value.code == "release-no-manifest"
