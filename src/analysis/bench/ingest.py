"""Employee-days read by our reader, with every check, beside bare sums of the same csv by polars and by pandas."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost
from analysis.bench.days import make_days
from analysis.bench.inside import measured, tell
from analysis.bench.record import Row, row
from analysis.bench.rounds import in_turns
from analysis.city.place import load_city
from analysis.ingest.attendance_fast import read_path
from analysis.ingest.reference import make_reference
from analysis.paths import Root
from analysis.problems import RetretError

SYSTEM = "e-presensi-a"
_FILE = f"presensi/{SYSTEM}/bench.csv"
LATE = "07:30"


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Every reading in a process of its own, in turns; RetretError when one gave not every row."""
    with TemporaryDirectory(prefix="retret-bench-") as folder:
        path = Path(folder) / "bench.csv"
        make_days(path, load_city(asked.root), asked.rows)
        ways = {
            name: partial(_once, name, path, asked)
            for name in READERS
            if name != "pandas" or find_spec("pandas")
        }
        found = in_turns(ways, asked.rounds, step)
    return tuple(row(name, asked.rows, costs) for name, costs in found.items())


def _once(name: str, path: Path, asked: Asked) -> Cost:
    found, rows = measured("analysis.bench.ingest", name, str(path), str(asked.root.base))
    if rows != asked.rows:
        raise RetretError("bench-failed", 1, command=name, why=f"{rows} != {asked.rows}")
    return found


def reader(path: Path, base: str) -> Callable[[], int]:
    """Ours: every row checked, summed to unit and month, and what is wrong told."""
    reference = make_reference(load_city(Root(Path(base))))

    def work() -> int:
        result = read_path(path, _FILE, SYSTEM, reference)
        return result.rows_good if result else 0

    return work


def bare_polars(path: Path, base: str) -> Callable[[], int]:
    """A streaming aggregation to unit and month, without any check."""
    late = (pl.col("Jam Masuk") > LATE).sum()
    kinds = {name: (pl.col("Kode") == code).sum() for name, code in (("here", "H"), ("absent", "TK"))}

    def work() -> int:
        sums = (
            pl.scan_csv(path, separator=";", infer_schema=False)
            .group_by("Unit Kerja", month=pl.col("Tanggal").str.to_date("%d/%m/%Y").dt.month_start())
            .agg(pl.len(), late=late, **kinds)
            .collect(engine="streaming")
        )
        return int(sums["len"].sum())

    return work


def bare_pandas(path: Path, base: str) -> Callable[[], int]:
    """The same sums by pandas, its own csv reader, only the columns that are needed."""
    import pandas as pd

    def work() -> int:
        columns = ["Unit Kerja", "Tanggal", "Jam Masuk", "Kode"]
        rows = pd.read_csv(path, sep=";", usecols=columns, dtype="string", keep_default_na=False)
        made = pd.DataFrame(
            {
                "unit": rows["Unit Kerja"],
                "month": pd.to_datetime(rows["Tanggal"], format="%d/%m/%Y").dt.to_period("M"),
                "rows": 1,
                "late": rows["Jam Masuk"] > LATE,
                "here": rows["Kode"] == "H",
                "absent": rows["Kode"] == "TK",
            }
        )
        sums: Any = made.groupby(["unit", "month"]).sum()
        return int(sums["rows"].sum())

    return work


READERS: Mapping[str, Callable[[Path, str], Callable[[], int]]] = {
    "reader": reader,
    "polars": bare_polars,
    "pandas": bare_pandas,
}

if __name__ == "__main__":
    tell(READERS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3]))
