"""Files and folders that appear whole: written beside their place, then put into it."""

import os
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from pydantic_core import to_json

from analysis.known import exchange
from analysis.whole import whole


def write_text(path: Path, text: str) -> None:
    """A text file in place, whole."""
    with whole(path) as aside:
        aside.write_text(text, encoding="utf-8")


def write_bytes(path: Path, content: bytes) -> None:
    """A file in place, whole."""
    with whole(path) as aside:
        aside.write_bytes(content)


def write_json(path: Path, content: Mapping[str, Any] | Sequence[Any]) -> None:
    """A JSON file in place, whole, keys in their own order; days as YYYY-MM-DD."""
    write_bytes(path, to_json(content, inf_nan_mode="constants") + b"\n")


def write_parquet(path: Path, frame: pl.DataFrame) -> None:
    """A parquet file in place, whole."""
    with whole(path) as aside:
        frame.write_parquet(aside)


def link_file(file: str | Path, place: str | Path) -> None:
    """The same file under another name, a copy where the system has no such links; whoever changes one replaces it whole."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)


@contextmanager
def replaced_folder(folder: Path) -> Generator[Path, None, None]:
    """An empty folder beside `folder` that takes its place when the block ends well; otherwise the old one stays."""
    exchange.recover(folder)
    aside = exchange.aside(folder)
    aside.mkdir(parents=True)
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    exchange.put(aside, folder)
