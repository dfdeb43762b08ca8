"""The subset inside executed notebooks: markdown cells, and outputs that both engines show alike."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.publish.subset import SHOWN, Refused, scan

Cell = Mapping[str, Any]


def scan_notebook(path: Path, file: str) -> list[Refused]:
    """Everything in a notebook outside the subset; lines are counted inside the named cell."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [one for number, cell in enumerate(cells, 1) for one in _cell(cell, f"{file} › {number}")]


def _cell(cell: Cell, place: str) -> Iterator[Refused]:
    if cell["cell_type"] != "code":
        yield from scan(_whole(cell["source"]), place)
        return
    for output in cell.get("outputs", ()):
        if output["output_type"] == "error":
            yield Refused("subset-error", place, 1, str(output.get("ename")))
        elif output["output_type"] in ("display_data", "execute_result"):
            yield from _output(output["data"], place)


def _output(data: Cell, place: str) -> Iterator[Refused]:
    for kind in sorted(set(data) - SHOWN):
        yield Refused("subset-output", place, 1, kind)
    if "text/markdown" in data:
        yield from scan(_whole(data["text/markdown"]), place)


def _whole(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
