"""retret bench: how fast employee-days are read, as a ratio to plain polars on the same file in the same run."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
from rich.table import Table

from analysis.city.place import City, load_city
from analysis.console import screen
from analysis.ingest.attendance_fast import read_path
from analysis.ingest.reference import make_reference
from analysis.messages import Lang, text
from analysis.paths import Root, find_root
from analysis.wording.numbers import number

SEED, ROUNDS = 2025, 3
KINDS = ("bare", "ours")
SYSTEM = "e-presensi-a"
_FILE = f"presensi/{SYSTEM}/bench.csv"
_HEADER = b"NIP;Unit Kerja;Tanggal;Jam Masuk;Jam Pulang;Kode\r\n"
_YEARS = 4
_MIB = 2**20


def run_bench(root: Path | None, lang: Lang, *, rows: int = 10_000_000) -> int:
    """Print wall time, processor time, their ratios and memory of both readings; 1 when ours gave not every row."""
    place = find_root(root)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        make_days(path, load_city(place), rows)
        size = path.stat().st_size
        found = measure(path, place, ROUNDS)
    read = {int(one["rows"]) for one in found["ours"]}
    screen.out.print(_table(found, rows, size, lang))
    screen.out.print(text("bench-note", lang))
    return 0 if read == {rows} else 1


def make_days(path: Path, city: City, rows: int) -> None:
    """A clean csv of so many employee-days over the last four years of the calendar, the same for the same city."""
    chance = np.random.default_rng(SEED)
    units = np.array(city.units["name"].to_list())
    last = min(city.calendar.last_day, date(2025, 12, 31))
    working = city.calendar.days.filter(~pl.col("six_day"), pl.col("day") <= last)
    days = working.filter(pl.col("day") > last - timedelta(days=365 * _YEARS))
    people = -(-rows // days.height)
    numbers = np.array([f"99{k:016}" for k in range(people)])
    homes = units[np.arange(people) % len(units)]
    clocks = np.array([f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)])
    with path.open("wb") as file:
        file.write(_HEADER)
        for day, start, end in days.select("day", "start", "end").iter_rows():
            size, rows = min(people, rows), rows - min(people, rows)
            codes = chance.choice(["H", "DL", "S", "TK"], size, p=[0.94, 0.03, 0.025, 0.005])
            came = 60 * start.hour + start.minute + chance.integers(-30, 10, size)
            left = 60 * end.hour + end.minute + chance.integers(-5, 60, size)
            frame = pl.DataFrame(
                {
                    "employee": numbers[:size],
                    "unit": homes[:size],
                    "day": [f"{day:%d/%m/%Y}"] * size,
                    "came": np.where(codes == "H", clocks[came], ""),
                    "left": np.where(codes == "H", clocks[left], ""),
                    "code": codes,
                }
            )
            frame.write_csv(
                file, include_header=False, separator=";", line_terminator="\r\n", quote_style="never"
            )


def measure(path: Path, root: Root, rounds: int) -> Mapping[str, Sequence[Mapping[str, float]]]:
    """Seconds, MiB and rows of each reading, every one in a process of its own, the two in turns."""
    found: dict[str, list[Mapping[str, float]]] = {kind: [] for kind in KINDS}
    for _ in range(rounds):
        for kind in KINDS:
            command = [sys.executable, "-m", "analysis.console.bench", kind, str(path), str(root.base)]
            run = subprocess.run(command, capture_output=True, check=True, text=True)
            found[kind].append(json.loads(run.stdout))
    return found


def bare(path: Path) -> int:
    """Rows by a plain streaming aggregation to unit and month, without any check."""
    late = (pl.col("Jam Masuk") > "07:30").sum()
    kinds = {name: (pl.col("Kode") == code).sum() for name, code in (("here", "H"), ("absent", "TK"))}
    sums = (
        pl.scan_csv(path, separator=";", infer_schema=False)
        .group_by("Unit Kerja", month=pl.col("Tanggal").str.to_date("%d/%m/%Y").dt.month_start())
        .agg(pl.len(), late=late, **kinds)
        .collect(engine="streaming")
    )
    return int(sums["len"].sum())


def _one(kind: str, path: Path, root: Path) -> dict[str, float]:
    """One reading, without the time to start Python and to load the city."""
    import resource  # not on Windows, where the other commands must still start

    reference = make_reference(load_city(Root(root))) if kind == "ours" else None
    begun, worked = time.perf_counter(), time.process_time()
    if reference is None:
        rows = bare(path)
    else:
        result = read_path(path, _FILE, SYSTEM, reference)
        rows = result.rows_good if result else 0
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    # Linux counts in KiB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (_MIB if sys.platform == "darwin" else 1024)
    return {"seconds": seconds, "processor": processor, "mib": peak, "rows": rows}


def _table(found: Mapping[str, Sequence[Mapping[str, float]]], rows: int, size: int, lang: Lang) -> Table:
    values = {"rows": number(rows, 0, lang), "size": number(size / 1e6, 1, lang)}
    table = Table(title=text("bench-title", lang, **values))
    table.add_column("")
    for head in ("seconds", "ratio", "processor", "ratio", "memory"):
        table.add_column(text(f"bench-{head}", lang), justify="right")
    for kind in KINDS:
        cells: list[str] = []
        # Other work on the machine stretches wall time, and hides a ratio; processor time tells it still.
        for what in ("seconds", "processor"):
            base, own = (median(one[what] for one in found[which]) for which in ("bare", kind))
            cells += [number(own, 2, lang), number(own / base, 2, lang)]
        peak = max(one["mib"] for one in found[kind])
        table.add_row(text(f"bench-{kind}", lang), *cells, number(peak, 0, lang))
    return table


if __name__ == "__main__":
    print(json.dumps(_one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
