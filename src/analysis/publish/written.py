"""Files and folders that appear whole: written beside their place, then renamed into it."""

import json
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl


def write_text(path: Path, text: str) -> None:
    """A text file in place, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def write_json(path: Path, content: Mapping[str, Any] | Sequence[Any]) -> None:
    """A JSON file in place, whole, keys in their own order."""
    write_text(path, json.dumps(content, ensure_ascii=False, default=str) + "\n")


def write_parquet(path: Path, frame: pl.DataFrame) -> None:
    """A parquet file in place, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    frame.write_parquet(aside)
    aside.replace(path)


@contextmanager
def replaced_folder(folder: Path) -> Generator[Path, None, None]:
    """An empty folder beside `folder` that takes its place when the block ends well; otherwise the old one stays."""
    aside, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    for left in (aside, old):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir(parents=True)
    yield aside
    if folder.exists():
        folder.rename(old)
    aside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
