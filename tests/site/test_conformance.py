"""Both engines make pages with the same facts: a small corpus, rendered with whichever engine is there."""

import json
import shutil
from pathlib import Path

import pytest

from analysis.problems import RetretError
from analysis.publish.engine import find_engine, render
from analysis.publish.page_facts import page_facts
from analysis.publish.site import scan_folder

CORPUS = Path(__file__).with_name("corpus")
GOLDEN = Path(__file__).with_name("golden")
EXPECTED = json.loads((CORPUS / "expected.json").read_text("utf-8"))


def test_the_corpus_is_inside_the_subset() -> None:
    assert scan_folder(CORPUS) == []


@pytest.mark.parametrize("choice", ["embedded", "quarto"])
def test_pages_have_the_facts_of_their_sources(choice: str, tmp_path: Path) -> None:
    try:
        engine = find_engine(choice)
    except RetretError as missing:
        pytest.skip(f"no Quarto here: {missing.code}")
    shutil.copytree(CORPUS, tmp_path / "stage")
    out = render(engine, tmp_path / "stage")
    for name, expected in EXPECTED.items():
        assert page_facts((out / name).read_text("utf-8")) == expected, name


def test_expected_facts_equal_those_recorded_from_quarto() -> None:
    recorded = sorted(GOLDEN.glob("*.json"))
    if not recorded:
        pytest.skip("no facts recorded from a real Quarto yet (tests/site/golden)")
    for file in recorded:
        assert EXPECTED[f"{file.stem}.html"] == json.loads(file.read_text("utf-8")), file.name
