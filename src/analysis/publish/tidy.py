"""An executed notebook made a page: without clocks, counters or random names, the same bytes each time."""

from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
import yaml


def tidy(book: nbformat.NotebookNode, front: Mapping[str, Any], depth: int) -> nbformat.NotebookNode:
    """The notebook with `front` as its front matter, between the top and bottom parts of a page `depth` folders down."""
    spec = book.metadata.get("kernelspec", {})
    up = "../" * (depth - 1)
    raw = nbformat.v4.new_raw_cell(
        f"---\n{yaml.safe_dump(dict(front), allow_unicode=True, sort_keys=True)}---"
    )
    top, bottom = (
        nbformat.v4.new_markdown_cell(f"{{{{< include {up}_parts/{end}-{depth}.md >}}}}")
        for end in ("top", "bottom")
    )
    book.metadata = nbformat.from_dict({"kernelspec": spec})
    book.cells = [raw, top, *book.cells[1:], bottom]
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict(
            {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        )
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = joined(cell.outputs)
            for output in cell.outputs:
                output.pop("execution_count", None)
    return book


def joined(outputs: Sequence[Any]) -> list[Any]:
    """Outputs with what was printed in a row to one stream as one.

    A kernel sends what was printed so far whenever its clock says so, even between a line and its end.
    """
    found: list[Any] = []
    for one in outputs:
        last = found[-1] if found else {}
        if one["output_type"] == last.get("output_type") == "stream" and one["name"] == last["name"]:
            last["text"] += one["text"]
        else:
            found.append(one)
    return found


def failed_cell(book: nbformat.NotebookNode) -> int | None:
    """The number of the cell that stopped a notebook, counted as in the committed one; None where none did.

    Papermill puts cells of its own before the first one and before the one that failed.
    """
    number = 0
    for cell in book.cells:
        tags = cell.metadata.get("tags", [])
        number += "papermill-error-cell-tag" not in tags and "injected-parameters" not in tags
        outputs = cell.get("outputs", [])
        if any(output.output_type == "error" for output in outputs):
            return number
    return None
