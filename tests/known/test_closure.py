"""What code rests on: its imports and the files it reads; comments and layout do not count."""

from pathlib import Path

import pytest

import analysis
from analysis.known.closure import closure
from analysis.known.prints import Prints, Seen

FILES = {
    "__init__.py": "",
    "a.py": "from analysis.b import one\n",
    "b/__init__.py": "",
    "b/one.py": "def f():\n    from analysis import c\n    return c\n",
    "b/two.py": "",
    "c.py": 'from pathlib import Path\nX = Path(__file__).with_name("words")\nY = Path(__file__) / "levels.toml"\n',
    "words/w.toml": "a = 1\n",
    "levels.toml": "b = 1\n",
    "other.toml": "c = 1\n",
    "alone.py": "",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "analysis"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def rests_on(package: Path) -> Prints:
    return closure(["analysis.a"], Seen(package.parent / "seen.json"), package)


def test_imports_are_followed_and_files_that_are_named_count(package: Path) -> None:
    wanted = ["__init__.py", "a.py", "b/__init__.py", "b/one.py", "c.py", "levels.toml", "words/w.toml"]
    assert list(rests_on(package)) == wanted


@pytest.mark.parametrize(
    ("name", "text", "counts"),
    [
        ("a.py", "from analysis.b import one  # a word\n\n\n", False),
        ("a.py", "from analysis.b import one\nX = 1\n", True),
        ("words/w.toml", "# a word\na   = 1\n", False),
        ("words/w.toml", "a = 2\n", True),
        ("words/w.toml", "a = \n", True),
        ("b/two.py", "X = 1\n", False),
        ("other.toml", "c = 2\n", False),
        ("alone.py", "import analysis.a\n", False),
    ],
)
def test_only_a_change_of_meaning_in_what_is_used_counts(
    package: Path, name: str, text: str, counts: bool
) -> None:
    before = rests_on(package)
    (package / name).write_text(text)
    assert (rests_on(package) != before) is counts


@pytest.mark.repeats
def test_every_file_that_the_package_ships_is_seen_to_be_read(tmp_path: Path) -> None:
    """A module that reads a .toml file in a way that is not understood would make keys that lie."""
    folder = Path(analysis.__file__).parent
    modules = [
        ".".join(("analysis", *file.relative_to(folder).with_suffix("").parts))
        for file in folder.rglob("*.py")
    ]
    found = closure(modules, Seen(tmp_path / "seen.json"), folder)
    shipped = {file.relative_to(folder).as_posix() for file in folder.rglob("*.toml")}
    assert shipped <= set(found)


def test_no_module_imports_in_a_way_that_is_not_followed() -> None:
    folder = Path(analysis.__file__).parent
    for file in folder.rglob("*.py"):
        text = file.read_text("utf-8")
        assert "\nfrom ." not in text, file
        if "import_module(" in text:
            assert '"analysis.' not in text.partition("import_module(")[2].partition(")")[0], file
