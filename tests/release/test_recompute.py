"""A release computed again from its inputs: the same bytes, or what stands against it."""

from pathlib import Path

import pytest

from analysis.known.stamp import Reason
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.release.freeze import kept
from analysis.release.recompute import compared, recomputed
from analysis.released.releases import find
from tests.conftest import silent
from tests.release.conftest import REPLACED


@pytest.mark.slow
@pytest.mark.repeats
def test_a_release_is_computed_again_to_the_same_bytes(released: Root, checkout: Path) -> None:
    assert recomputed(released, checkout, find(released, "2026-11-r1"), silent) == []
    assert not list(released.interim.glob("verify-*"))


def test_a_raw_file_that_was_replaced_is_told(released: Root, checkout: Path) -> None:
    found = recomputed(released, checkout, find(released, "2026-11"), silent)
    assert [(one.code, one.file) for one in found] == [("release-input-changed", REPLACED)]


def test_facts_of_another_schema_name_the_version(released: Root, checkout: Path) -> None:
    older = find(released, "2026-11").model_copy(
        update={"facts_schema": "retret-facts/0", "package": "0.0.9"}
    )
    with pytest.raises(RetretError) as stopped:
        recomputed(released, checkout, older, silent)
    assert stopped.value.values["package"] == "0.0.9"


def test_what_differs_is_a_fault_or_another_version(released: Root) -> None:
    release = find(released, "2026-11")
    made = {
        path: one
        for path, one in release.files.items()
        if path.startswith(("facts/", "series", "told/", "surat/"))
    }
    assert list(compared(release, made, [])) == []
    other = {**made, "series.csv.gz": kept("series.csv", b"other")}
    assert [one.code for one in compared(release, other, [])] == ["release-not-reproduced"]
    apart = list(compared(release, other, [Reason("version", "numpy", "changed")]))
    assert [(one.code, one.values["kinds"]) for one in apart] == [("release-reproduced-apart", "version")]
    less = {path: one for path, one in made.items() if path != "series.csv.gz"}
    assert [one.file for one in compared(release, less, [])] == ["2026-11/series.csv.gz"]
