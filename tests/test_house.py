"""The house: the module table equals the tree, files fit their screens, nothing of a machine is tracked."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from analysis import __version__
from tests.order import EARLY, place

TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".css", ".js", ".qmd", ".ipynb", ".csv", ".cff", ".lock", ""}


def tracked(checkout: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=checkout, capture_output=True, check=False, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [checkout / name for name in listed.stdout.split("\0") if name and (checkout / name).is_file()]


def test_the_module_table_equals_the_tree(checkout: Path) -> None:
    told = set(
        re.findall(r"^\| `([a-z_/]+(?:\.py)?)` \|", (checkout / "ARCHITECTURE.md").read_text("utf-8"), re.M)
    )
    folder = checkout / "src" / "analysis"
    there = {
        file.relative_to(folder).as_posix() for file in folder.rglob("*.py") if file.name != "__init__.py"
    }
    assert there - told == set()
    assert told - there == set()


def test_files_fit_a_few_screens(checkout: Path) -> None:
    sizes = sorted(len(f.read_text("utf-8").splitlines()) for f in (checkout / "src").rglob("*.py"))
    assert sizes[-1] <= 300
    assert sizes[len(sizes) // 2] <= 120


def test_nothing_of_one_machine_and_no_registry_is_tracked(checkout: Path) -> None:
    paths = re.compile(r"/(?:work|farm|root|home|tmp|Users)/\w")
    hosts = re.compile(r"pythonhosted\.org|(?<!\w)pypi\.org|registry\.npmjs|deb\.debian|simple/")
    for file in tracked(checkout):
        if file.suffix in TEXT and file.name != "test_house.py":
            content = file.read_text("utf-8")
            assert not paths.search(content), file
            assert not hosts.search(content), file


def test_layers_import_downwards(checkout: Path) -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([str(tool)], cwd=checkout, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_what_begins_first_is_there(checkout: Path) -> None:
    assert len(set(EARLY)) == len(EARLY)
    assert [name for name in EARLY if not (checkout / "tests" / name).is_file()] == []
    assert sorted(["wording/test_unit.py", *reversed(EARLY)], key=place) == [*EARLY, "wording/test_unit.py"]


def test_one_version_source(checkout: Path) -> None:
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert f"version: {__version__}" in (checkout / "CITATION.cff").read_text("utf-8")
    assert f"## {__version__}" in (checkout / "CHANGELOG.md").read_text("utf-8")


def test_the_two_locks_hold_hashes(checkout: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        content = (checkout / name).read_text("utf-8")
        pins = re.findall(r"^[a-z0-9].*==.*$", content, re.M)
        assert len(pins) > 50
        assert all(pin.endswith("\\") for pin in pins), name
