"""What each page of a staged folder is rendered from, so that only pages that changed are rendered again."""

import re
from pathlib import Path

from analysis.known.prints import Prints, content_mark, together, walk

INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}")
PAGES = (".qmd", ".ipynb")
PARTS = "reports/_parts/"
CARRIED = ("reports/_data/", "reports/_files/")
"""What pages only link to; it is laid beside them afterwards."""

OUT = "_site"


def made_of(stage: Path, version: str) -> Prints:
    """By page a mark of its source and of all that it includes; under "" one of everything that concerns every page.

    Of what pages include or link to only the names concern every page: an engine looks whether a file is there.
    """
    names = [name for name in walk(stage) if not name.startswith((f"{OUT}/", *CARRIED))]
    pages = {name for name in names if name.endswith(PAGES) and "/_" not in f"/{name}"}
    common = (
        name if name.startswith(PARTS) else f"{name} {content_mark(stage / name)}"
        for name in names
        if name not in pages
    )
    # A folder may be a link to where its files really are, which a walk from above does not enter.
    carried = (f"{folder}{name}" for folder in CARRIED for name in walk(stage / folder))
    return {
        "": together((version, *sorted(pages), *common, *carried)),
        **{name: together(_texts(stage / name)) for name in sorted(pages)},
    }


def _texts(file: Path, above: tuple[Path, ...] = ()) -> list[str]:
    """The marks of a file and of what it includes, and so on; files that include each other are the engine's to refuse."""
    if not file.is_file() or file in above:
        return [""]
    found = [content_mark(file)]
    for name in INCLUDE.findall(file.read_text("utf-8")):
        found += _texts((file.parent / name).resolve(), (*above, file.resolve()))
    return found
