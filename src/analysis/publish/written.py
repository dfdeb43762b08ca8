"""Files that appear whole: written beside their place, then renamed into it."""

import json
from collections.abc import Mapping, Sequence
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
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n")


def write_parquet(path: Path, frame: pl.DataFrame) -> None:
    """A parquet file in place, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    frame.write_parquet(aside)
    aside.replace(path)
