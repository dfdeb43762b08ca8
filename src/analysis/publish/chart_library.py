"""The browser bundle of plotly as sites carry it: packed as the text of a script, so that it opens from disk too.

A page opened from disk may load scripts and nothing else; explore.js unpacks what this one holds (`DecompressionStream`).
"""

import re
import zlib
from base64 import b64encode
from importlib.util import find_spec
from pathlib import Path

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


def packed_bundle() -> str:
    """A script that holds the bundle in two fifths of its bytes, below the notice of its licence."""
    content = plotly_bundle().read_bytes()
    notice = NOTICE.match(content.decode("utf-8"))
    head = "" if notice is None else f"{notice[0]}\n"
    return f'{head}window.{HOLDS}="{b64encode(zlib.compress(content, 9)).decode("ascii")}";\n'
