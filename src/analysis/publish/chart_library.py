"""The browser bundle of plotly as sites carry it: packed as the text of a script, so that it opens from disk too.

A page opened from disk may load scripts and nothing else; explore.js unpacks what this one holds (`DecompressionStream`).
"""

import re
import zlib
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path

from analysis.known.prints import content_mark, together
from analysis.known.shelf import Shelf
from analysis.problems import RetretError

NAME = "plotly.packed.js"
HOLDS = "retretPlotly"
NOTICE = re.compile(r"/\*.*?\*/", re.S)


def plotly_bundle() -> Path:
    """The bundle that the installed plotly package carries; plotly is not imported for it."""
    package = find_spec("plotly")
    if package is None or package.origin is None:
        raise RetretError("no-plotly")
    return Path(package.origin).parent / "package_data" / "plotly.min.js"


def packed_bundle(shelf: Shelf) -> bytes:
    """A script that holds the bundle in two fifths of its bytes, below the notice of its licence; packed once, then from a shelf."""
    marks = (content_mark(plotly_bundle()), content_mark(Path(__file__)), zlib.ZLIB_RUNTIME_VERSION)
    key = together((NAME, *marks))
    kept = shelf.get(key)
    if kept is not None:
        shelf.touch(key)
        return kept
    made = _packed(plotly_bundle().read_bytes()).encode("utf-8")
    shelf.put(key, made)
    return made


def _packed(content: bytes) -> str:
    notice = NOTICE.match(content.decode("utf-8"))
    head = "" if notice is None else f"{notice[0]}\n"
    return f'{head}window.{HOLDS}="{b64encode(zlib.compress(content, 9)).decode("ascii")}";\n'
