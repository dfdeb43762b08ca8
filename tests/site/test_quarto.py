"""Quarto renders changed pages alone only where that gives what rendering all of them gives.

Quarto cannot be had from a package registry; a stand-in with its calls shows when it is asked for what, and what comes of it.
"""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.known.prints import Seen
from analysis.problems import RetretError
from analysis.publish.engine import Engine, render

STAND_IN = """
import re, sys
from pathlib import Path

def rendered(file):
    if not file.is_file():
        sys.exit(f"no {{file}}")
    part = lambda found: rendered(file.parent / found[1])
    return re.sub(r"{{{{< include (\\S+) >}}}}", part, file.read_text())

here, what = Path.cwd(), Path(sys.argv[2])
with open(here.parent / "asked.txt", "a") as asked:
    print("all" if what.is_dir() else what.relative_to(here).as_posix(), file=asked)
alone = {alone!r} if what.is_file() else ""
pages = [one for one in here.rglob("*.qmd") if "_site" not in one.parts] if what.is_dir() else [what]
for page in pages:
    out = here / "_site" / page.relative_to(here).with_suffix(".html")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(f"<html>{{rendered(page)}}{{(here / '_quarto.yml').read_text()}}{{alone}}</html>")
"""
NAMES = ("a", "b", "c", "d", "e")


class Site:
    """A staged folder of six pages; a part is included by page `a` alone."""

    def __init__(self, folder: Path, alone: str = "") -> None:
        self.stage, self.kept, self.asked = folder / "stage", folder / "kept", folder / "asked.txt"
        (self.stage / "reports" / "_parts").mkdir(parents=True)
        (self.stage / "reports" / "_data").mkdir()
        self.write("_quarto.yml", "settings")
        self.write("index.qmd", "home")
        self.write("reports/_parts/top.md", "part")
        self.write("reports/_data/a.csv", "1")
        for name in NAMES:
            self.write(f"reports/{name}.qmd", f"page {name}")
        self.write("reports/a.qmd", "page a {{< include _parts/top.md >}}")
        tool = folder / "quarto"
        (folder / "quarto.py").write_text(STAND_IN.format(alone=alone), "utf-8")
        # By a shell, since a script's first line cannot name an interpreter whose path has a blank.
        tool.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$0.py" "$@"\n', "utf-8")
        tool.chmod(0o755)
        self.engine = Engine("Quarto", "1.9.0", str(tool))

    def write(self, name: str, text: str) -> None:
        (self.stage / name).write_text(text, "utf-8")

    def render(self, kept: bool = True) -> tuple[list[str], dict[str, str]]:
        """What Quarto was asked for, and the site by content."""
        self.asked.unlink(missing_ok=True)
        out = render(self.engine, self.stage, self.kept if kept else None)
        return self.asked.read_text("utf-8").split(), Seen(self.kept.parent / ".none").below(out)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Rendered once, whole."""
    made = Site(tmp_path)
    assert made.render()[0] == ["all"]
    return made


CHANGES: dict[str, tuple[Callable[[Site], object], list[str]]] = {
    "a page": (lambda site: site.write("reports/b.qmd", "another b"), ["reports/e.qmd", "reports/b.qmd"]),
    "a part": (lambda site: site.write("reports/_parts/top.md", "new"), ["reports/e.qmd", "reports/a.qmd"]),
    "the last page": (lambda site: site.write("reports/e.qmd", "e"), ["reports/d.qmd", "reports/e.qmd"]),
    "nothing": (lambda site: None, ["reports/e.qmd"]),
    "data beside pages": (lambda site: site.write("reports/_data/a.csv", "2"), ["reports/e.qmd"]),
    "settings": (lambda site: site.write("_quarto.yml", "others"), ["all"]),
    "a new page": (lambda site: site.write("reports/f.qmd", "page f"), ["all"]),
    "a page less": (lambda site: (site.stage / "reports/c.qmd").unlink(), ["all"]),
    "many pages": (lambda site: [site.write(f"reports/{name}.qmd", "x") for name in "bc"], ["all"]),
    "what was kept": (lambda site: next(site.kept.rglob("c.html")).write_text("spoilt"), ["all"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_rendered_to_the_bytes_of_the_whole(change: str, site: Site) -> None:
    make, expected = CHANGES[change]
    make(site)
    asked, pages = site.render()
    assert asked == expected
    assert pages == site.render(kept=False)[1]


def test_pages_that_come_out_otherwise_when_alone_are_never_used(tmp_path: Path) -> None:
    site = Site(tmp_path, alone="<!-- alone -->")
    site.render()
    site.write("reports/b.qmd", "another b")
    asked, pages = site.render()
    assert asked == ["reports/e.qmd", "all"]
    assert pages == site.render(kept=False)[1]


def test_another_quarto_renders_everything(site: Site) -> None:
    site.engine = Engine("Quarto", "1.10.0", site.engine.command)
    assert site.render()[0] == ["all"]


def test_a_page_that_fails_alone_stops_with_quartos_words_and_leaves_what_was_kept(site: Site) -> None:
    before = Seen(site.kept.parent / ".none").below(site.kept)
    site.write("reports/b.qmd", "{{< include _parts/missing.md >}}")
    with pytest.raises(RetretError) as stopped:
        site.render()
    assert "missing.md" in stopped.value.values["why"]
    assert Seen(site.kept.parent / ".none").below(site.kept) == before
