"""retret bench --city: how long a whole city's files take to check, first and again, beside merely opening them."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook
from rich.table import Table

from analysis.city.place import load_city
from analysis.console import screen
from analysis.ingest.memory import open_memory
from analysis.known.source import find_source
from analysis.messages import Lang, text
from analysis.paths import Root, find_root
from analysis.publish.data import check_source
from analysis.wording.numbers import number

KINDS = ("open", "first", "again")


def run_bench_city(root: Path | None, lang: Lang) -> int:
    """Print seconds and ratios of opening every file, of the first check and of the second; each a process of its own."""
    place = find_root(root)
    with tempfile.TemporaryDirectory() as folder:
        found = {kind: _measured(kind, place, Path(folder)) for kind in KINDS}
    table = Table(title=text("bench-city-title", lang, files=number(found["open"]["files"], 0, lang)))
    table.add_column("")
    for head in ("seconds", "ratio"):
        table.add_column(text(f"bench-{head}", lang), justify="right")
    for kind in KINDS:
        seconds = found[kind]["seconds"]
        ratio = seconds / found["open"]["seconds"]
        table.add_row(text(f"bench-city-{kind}", lang), number(seconds, 2, lang), number(ratio, 2, lang))
    screen.out.print(table)
    return 0


def _measured(kind: str, place: Root, memory: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "analysis.console.bench_city", kind, str(place.base), str(memory)]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    return json.loads(run.stdout)


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


def _one(kind: str, base: Path, memory: Path) -> dict[str, float]:
    """One pass, without the time to start Python and to load the city."""
    root = Root(base)
    city = load_city(root)
    source = find_source(root, city.folder)
    begun = time.perf_counter()
    if kind == "open":
        files = opened(source.raw)
    else:
        checked = check_source(source, city, memory=open_memory(memory, city.folder))
        files = len(checked.files)
    return {"seconds": time.perf_counter() - begun, "files": files}


if __name__ == "__main__":
    print(json.dumps(_one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
