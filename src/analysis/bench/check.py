"""A whole city's files checked, first and again, beside merely opening them."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from python_calamine import CalamineWorkbook

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost
from analysis.bench.inside import measured, tell
from analysis.bench.record import Row, row
from analysis.city.place import load_city
from analysis.ingest.memory import open_memory
from analysis.known.source import find_source
from analysis.paths import Root
from analysis.publish.data import check_source

WAYS = ("open", "first-check", "second-check")


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Seconds of each, in a process of its own; a second check remembers what the first one of its round read."""
    found: dict[str, list[Cost]] = {way: [] for way in WAYS}
    files = 0
    for turn in range(asked.rounds):
        with TemporaryDirectory(prefix="retret-bench-") as memory:
            for place, way in enumerate(WAYS, 1):
                told, files = measured("analysis.bench.check", way, str(asked.root.base), memory)
                found[way].append(told)
                step(turn * len(WAYS) + place, asked.rounds * len(WAYS))
    return tuple(row(way, files, costs) for way, costs in found.items())


def opened(raw: Path) -> int:
    """Every sheet of every workbook and every csv read without understanding anything; how many files there were."""
    files = [file for file in sorted(raw.rglob("*")) if file.is_file()]
    for file in files:
        if file.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(str(file))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()
        elif file.suffix == ".csv":
            pl.read_csv(file, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy")
        else:
            file.read_bytes()
    return len(files)


def work(way: str, base: Path, memory: Path) -> Callable[[], int]:
    """One pass over the files that a build would read; how many they are."""
    root = Root(base)
    city = load_city(root)
    source = find_source(root, city.folder)
    if way == "open":
        return lambda: opened(source.raw)
    return lambda: len(check_source(source, city, memory=open_memory(memory, city.folder)).files)


if __name__ == "__main__":
    tell(work(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
