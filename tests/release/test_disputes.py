"""Disputes in a build: facts are made again and files are not; a wrong line writes nothing."""

from pathlib import Path

import pytest

from analysis.known.decide import due, known
from analysis.known.options import Options
from analysis.known.stamp import Reason
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.build import build
from tests.conftest import copied, silent


def test_a_dispute_makes_facts_due_and_a_wrong_one_writes_nothing(
    released: Root, checkout: Path, tmp_path: Path
) -> None:
    root = copied(released, tmp_path)
    asked = Options(stage="facts")
    assert due(known(root, checkout), asked) == {}
    file = root.cities / "malang" / "disputes.csv"
    file.write_text("unit,indicator,month,claim,status,answer\nX,late-share,2026-02,x,open,\n", "utf-8")
    assert due(known(root, checkout), asked) == {"facts": [Reason("city", "malang/disputes.csv", "new")]}
    before = {path: path.stat().st_mtime_ns for path in root.processed.rglob("*")}
    with pytest.raises(RetretError) as stopped:
        build(root, checkout, asked, silent)
    assert (stopped.value.code, stopped.value.values["row"]) == ("dispute-unknown", "2")
    assert {path: path.stat().st_mtime_ns for path in root.processed.rglob("*")} == before
