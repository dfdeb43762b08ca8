"""Folders that are made once a run: the first worker that asks makes them, the others wait until they are whole."""

import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 900
"""Seconds after which a folder that another worker began is given up: that worker is gone."""


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name, whole; tests read it and change nothing in it. A failed making fails for all."""
    mine = factory.getbasetemp()
    # Workers have folders of their own in one that belongs to the run.
    place = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "shared" / name
    place.parent.mkdir(exist_ok=True)
    whole, failed = (place.with_name(f"{name}.{end}") for end in ("whole", "failed"))
    try:
        place.mkdir()
    except FileExistsError:
        _wait(whole, failed)
        return place
    try:
        make(place)
    except BaseException as error:
        failed.write_text(repr(error), "utf-8")
        raise
    whole.touch()
    return place


def _wait(whole: Path, failed: Path) -> None:
    for _ in range(10 * PATIENCE):
        if whole.exists():
            return
        if failed.exists():
            pytest.fail(f"made by another worker: {failed.read_text('utf-8')}")
        time.sleep(0.1)
    pytest.fail(f"waited in vain for {whole.stem}")


@contextmanager
def unmeasured() -> Generator[None, None, None]:
    """Coverage is not measured inside, which takes half the time: for what runs lines that are measured elsewhere."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
