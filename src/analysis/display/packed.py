"""A chart's interactive figure as it travels in a page: nothing is said twice that the page holds already.

The page's script does the same backwards (`unpacked` in explore.js) before it hands the figure to plotly.
"""

import re
from collections import Counter
from html import unescape
from typing import Any

TOLD = re.compile(r"<title>(.*?)</title>", re.S)
FEWEST = 4
"""Shorter lists are as short as their packed form."""

BAND = {"type": "rect", "layer": "below", "line": {"width": 0}}
TITLES = "titles"


def packed(spec: dict[str, Any], drawing: str) -> dict[str, Any]:
    """The figure of a drawing: lists that hardly vary as one value and its exceptions, texts that the drawing tells not at all."""
    titles = [unescape(one) for one in TOLD.findall(drawing)][1:]
    data = [_trace(one, titles) for one in spec["data"]]
    layout = dict(spec["layout"])
    if "shapes" in layout:
        layout["shapes"] = [_shape(one) for one in layout["shapes"]]
    return {"data": data, "layout": layout}


def _trace(trace: dict[str, Any], titles: list[str]) -> dict[str, Any]:
    told = {"text": TITLES} if trace.get("text") == titles else {}
    marker = {key: _list(value) for key, value in trace["marker"].items()}
    return {**trace, "marker": marker, **told}


def _list(value: Any) -> Any:
    """A list as its commonest value (`of`), its length (`n`) and what differs (`but`, by place)."""
    if not isinstance(value, list) or len(value) < FEWEST:
        return value
    [(common, _)] = Counter(value).most_common(1)
    but = {str(place): one for place, one in enumerate(value) if one != common}
    return {"of": common, "n": len(value), **({"but": but} if but else {})}


def _shape(shape: dict[str, Any]) -> dict[str, Any]:
    """A band without what all bands are."""
    if {key: shape.get(key) for key in BAND} != BAND:
        return shape
    return {key: value for key, value in shape.items() if key not in BAND}
