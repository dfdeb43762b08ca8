"""Small notebooks run in a plain and in a warm kernel, and what is told of them."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.publish.kernel import CELL_TIMEOUT, run_notebook
from analysis.publish.tidy import joined
from analysis.warm.control import ADDRESS
from analysis.warm.keeper import Keeper, possible

needs_fork = pytest.mark.skipif(not possible(), reason="this system has no fork, no pidfds or no /proc")


@dataclass(frozen=True)
class Ran:
    """What stopped a notebook, and the outputs of its code cells as far as it came."""

    stopped: str | None
    outputs: list[list[dict[str, Any]]]

    @property
    def text(self) -> str:
        """Everything printed."""
        return "".join(one.get("text", "") for cell in self.outputs for one in cell)


def write_book(sources: Sequence[str], file: Path) -> Path:
    """A notebook of these code cells."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(book, file)
    return file


def ran(sources: Sequence[str], folder: Path, cell_timeout: int = CELL_TIMEOUT) -> Ran:
    """A notebook of these cells, run in the kernel that the environment asks for."""
    target = folder / "out.ipynb"
    target.unlink(missing_ok=True)
    stopped = run_notebook(write_book(sources, folder / "in.ipynb"), target, {}, cell_timeout)
    # A dead kernel's notebook is not written: outputs are saved when it ends, not after each cell.
    cells = nbformat.read(target, as_version=4).cells if target.exists() else []
    return Ran(
        stopped,
        [
            [dict(one) for one in joined(cell.get("outputs", []))]
            for cell in cells
            if cell.cell_type == "code"
        ],
    )


@contextmanager
def warm() -> Iterator[Keeper]:
    """Kernels are forked from a zygote while the block runs."""
    keeper = Keeper()
    os.environ[ADDRESS] = keeper.address
    try:
        yield keeper
    finally:
        os.environ.pop(ADDRESS, None)
        keeper.close()


def is_running(pid: int) -> bool:
    """Whether a process runs; one that ended and was not reaped yet runs no more."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def gone(pids: Sequence[int], seconds: float = 5.0) -> bool:
    """Whether all these processes have ended within some seconds."""
    last = time.monotonic() + seconds
    while any(map(is_running, pids)):
        if time.monotonic() > last:
            return False
        time.sleep(0.02)
    return True
