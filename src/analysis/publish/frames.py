"""The frame of every page, taken out of what an engine renders and put back afterwards.

It tells of the state of all data, so that pages whose own content is the same would differ in nothing else.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.display.shown import raw_block
from analysis.publish.written import write_text

FRAMES = ("top-*.md", "bottom-*.md")
RAW = re.compile(r"(`{3,})\{=html\}\n(.*)\n\1\n", re.S)
MARKER = re.compile(r"<!-- retret:frame ([a-z0-9-]+) -->")

Frames = Mapping[str, str]
"""Markup by the name of the fragment that held it."""


def taken_out(parts: Path) -> Frames:
    """The frames among the fragments of a staged folder, each with a marker in its place; one that is not markup stays."""
    found: dict[str, str] = {}
    for file in sorted(file for pattern in FRAMES for file in parts.glob(pattern)):
        told = RAW.fullmatch(file.read_text("utf-8"))
        if told is not None:
            found[file.stem] = told[2]
            write_text(file, raw_block(f"<!-- retret:frame {file.stem} -->") + "\n")
    return found


def put_back(page: str, frames: Frames) -> str:
    """A rendered page with its frames where their markers stand; the name of no frame is a comment like any other."""
    return MARKER.sub(lambda found: frames.get(found[1], found[0]), page)
