"""The stored calibration: every row, the first intervals of each method, the date and the commit."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.calibration.row import Row
from analysis.paths import find_checkout

STORED = Path("data") / "calibration" / "results.json"
"""Below the checkout: the figures belong to the code, not to a city's data."""

DIGITS = 5
JUDGED = ("src/analysis/effects", "src/analysis/decision", "src/analysis/calibration")


@dataclass(frozen=True)
class Results:
    """One run. `commit`: of the checkout, with a plus where what is judged had changes of its own; "" outside git."""

    date: str
    commit: str
    series: int
    seconds: float
    rows: tuple[Row, ...]
    intervals: Mapping[str, Sequence[Sequence[float]]]

    @property
    def short(self) -> tuple[Row, ...]:
        """Rows that fall short, those farthest beyond chance first."""
        found = [row for row in self.rows if row.state == "short"]
        return tuple(sorted(found, key=lambda row: row.within_chance))


def stored_file() -> Path:
    """Where the long form is kept."""
    return find_checkout() / STORED


def read(path: Path) -> Results:
    """A stored run."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    rows = tuple(Row(**row) for row in told.pop("rows"))
    return Results(rows=rows, **told)


def stored_results() -> Results | None:
    """The stored run, or None where there is none."""
    file = stored_file()
    return read(file) if file.is_file() else None


def as_json(results: Results) -> str:
    """One line a row, so that a later run can be compared line by line; every figure at five digits."""
    head = {
        "date": results.date,
        "commit": results.commit,
        "series": results.series,
        "seconds": results.seconds,
    }
    rows = ",\n".join(json.dumps(_rounded(asdict(row)), ensure_ascii=False) for row in results.rows)
    ends = ",\n".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in results.intervals.items())
    return f'{json.dumps(head)[:-1]},\n"rows": [\n{rows}\n],\n"intervals": {{\n{ends}\n}}}}\n'


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: round(value, DIGITS) if isinstance(value, float) else value
        for key, value in row.items()
        if key == "reached" or (value is not None and value != {})
    }


def commit() -> str:
    """The commit of the checkout, short."""
    found = _git("rev-parse", "--short=10", "HEAD").strip()
    return f"{found}+" if found and _git("status", "--porcelain", "--", *JUDGED).strip() else found


def _git(*words: str) -> str:
    try:
        run = subprocess.run(
            ["git", *words], cwd=find_checkout(), capture_output=True, check=False, text=True
        )
    except OSError:
        return ""
    return run.stdout if run.returncode == 0 else ""
