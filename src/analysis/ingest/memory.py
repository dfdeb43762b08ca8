"""What was read before: each file's result under the fingerprint of its content, so that a second run reads what changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from analysis.contract import TABLES
from analysis.ingest.corrections import Correction
from analysis.ingest.person import key_mark
from analysis.ingest.result import FileResult
from analysis.problems import Problem
from analysis.whole import whole

_CODE = ("city", "contract", "ingest", "sources")
_RESULTS = "results.json"


@dataclass(frozen=True)
class Memory:
    """Where results are kept, and a hash of all that they depend on besides the files themselves."""

    folder: Path
    context: str


Known = dict[str, tuple[str, FileResult]]
"""Results by path, each with the fingerprint of what was read."""


def open_memory(folder: Path, city_folder: Path) -> Memory:
    """The memory in a folder, for this city, this code and this key."""
    return Memory(folder, _context(city_folder))


def recalled(memory: Memory) -> Known:
    """Everything that is remembered; what was kept for other code or another city, or is damaged, is forgotten."""
    try:
        told = json.loads((memory.folder / _RESULTS).read_text("utf-8"))
        if told["context"] != memory.context:
            return {}
        tables = {source: _by_file(memory.folder / f"{source}.parquet", source) for source in TABLES}
        return dict(_known(told["files"], tables))
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return {}


def remember(memory: Memory, known: Known) -> None:
    """Write everything, the list of results last, so that a broken run is read anew instead of half."""
    (memory.folder / _RESULTS).unlink(missing_ok=True)
    for source, schema in TABLES.items():
        tables = [one.table for _, one in known.values() if one.source == source and one.table is not None]
        with whole(memory.folder / f"{source}.parquet") as aside:
            pl.concat([schema.create_empty(), *tables]).write_parquet(aside)
    told = {path: {"mark": mark, **_plain(one)} for path, (mark, one) in known.items()}
    with whole(memory.folder / _RESULTS) as aside:
        aside.write_text(json.dumps({"context": memory.context, "files": told}, ensure_ascii=False), "utf-8")


def _known(
    told: Mapping[str, dict[str, Any]], tables: Mapping[str, Mapping[str, pl.DataFrame]]
) -> Iterator[tuple[str, tuple[str, FileResult]]]:
    for path, one in told.items():
        result = _result(path, one)
        table = tables[str(result.source)].get(path) if one["has_table"] else None
        if not one["has_table"] or table is not None:
            yield path, (one["mark"], replace(result, table=table))


def fingerprint(file: Path, corrections: Sequence[Correction]) -> str | None:
    """A hash of a file's content and of the corrections made to it; None when it cannot be read."""
    try:
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256")
    except OSError:
        return None
    for one in corrections:
        digest.update(one.model_dump_json().encode())
    return digest.hexdigest()


def _context(city_folder: Path) -> str:
    """A hash of everything else that a result depends on: the code that reads, the city's files, the key of hashes."""
    digest = hashlib.sha256(_code_hash().encode())
    for file in sorted(city_folder.iterdir()):
        if file.is_file() and file.name != "corrections.toml":
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    digest.update(key_mark().encode())
    return digest.hexdigest()


@cache
def _code_hash() -> str:
    digest = hashlib.sha256(pl.__version__.encode())
    package = Path(str(files("analysis")))
    for folder in _CODE:
        for file in sorted((package / folder).rglob("*")):
            if file.suffix in (".py", ".toml"):
                digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _by_file(file: Path, source: str) -> dict[str, pl.DataFrame]:
    rows = pl.read_parquet(file)
    if rows.schema != TABLES[source].create_empty().schema:
        raise ValueError(source)
    return {str(path): part for (path,), part in rows.partition_by("file", as_dict=True).items()}


def _plain(result: FileResult) -> dict[str, Any]:
    keep = ("source", "layout", "simulated", "rows_read", "rows_good")
    return {
        **{name: getattr(result, name) for name in keep},
        "problems": [asdict(replace(one, values=dict(one.values))) for one in result.problems],
        "has_table": result.table is not None,
    }


def _result(path: str, told: dict[str, Any]) -> FileResult:
    keep = ("source", "layout", "simulated", "rows_read", "rows_good")
    problems = tuple(Problem(**one) for one in told["problems"])
    return FileResult(path, problems=problems, **{name: told[name] for name in keep})
