"""The last accepted rows of every file, kept beside the raw folder so that one bad delivery loses nothing."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from analysis.contract import TABLES
from analysis.ingest.result import Checked
from analysis.problems import Problem


def accept(store: Path, checked: Checked, raw: Path) -> Checked:
    """The rows to go on with: those of a check, and of a file with problems those last accepted.

    Each file's rows are kept in `store/<source>/<path>.parquet`; files gone from `raw` are dropped. Older rows yield
    where a newer file tells the same unit and period, and rows of the other kind (simulated, real) are never used.
    """
    tables: dict[str, pl.DataFrame] = {}
    notes: list[Problem] = []
    paths = {file.path for file in checked.files if (raw / file.path).is_file()}
    for source, fresh in (("survey", checked.survey), ("attendance", checked.attendance)):
        folder = store / source
        accepted = _keep(folder, fresh)
        kept = [fresh]
        for path in sorted(_stored(folder) - accepted):
            rows = _read(folder / f"{path}.parquet", source) if path in paths else None
            if rows is None or rows["simulated"].any() != checked.simulated:
                (folder / f"{path}.parquet").unlink()
                continue
            kept.append(_without_clashes(rows, pl.concat(kept), source))
            notes.append(
                Problem("last-accepted-used", path, values={"rows": str(kept[-1].height)}, severity="note")
            )
        tables[source] = pl.concat(kept).sort("unit", "file", "row")
    problems = tuple(sorted((*checked.problems, *notes), key=lambda one: (one.file, one.row or 0)))
    return replace(checked, survey=tables["survey"], attendance=tables["attendance"], problems=problems)


def _keep(folder: Path, fresh: pl.DataFrame) -> set[str]:
    """The paths of the fresh rows, each file's rows written whole to the store."""
    parts = fresh.partition_by("file", as_dict=True)
    for (path,), rows in parts.items():
        target = folder / f"{path}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.part")
        rows.write_parquet(aside)
        aside.replace(target)
    return {str(path) for (path,) in parts}


def _stored(folder: Path) -> set[str]:
    return {
        file.relative_to(folder).as_posix().removesuffix(".parquet")
        for file in folder.rglob("*.parquet")
        if not file.name.startswith(".")
    }


def _read(file: Path, source: str) -> pl.DataFrame | None:
    """The stored rows; None when an older release wrote them in another form, or the file is damaged."""
    try:
        rows = pl.read_parquet(file)
    except (pl.exceptions.ComputeError, OSError):
        return None
    return rows if rows.schema == TABLES[source].create_empty().schema else None


def _without_clashes(old: pl.DataFrame, newer: pl.DataFrame, source: str) -> pl.DataFrame:
    """The older rows that no newer row of the same unit shares days with."""
    if source == "attendance":
        return old.join(newer, on=["unit", "month"], how="anti")
    spans = newer.select("unit", begins="first_day", ends="last_day")
    pairs = old.with_row_index("at").join(spans, on="unit")
    shared = (pl.col("first_day") <= pl.col("ends")) & (pl.col("begins") <= pl.col("last_day"))
    return old.with_row_index("at").join(pairs.filter(shared), on="at", how="anti").drop("at")
