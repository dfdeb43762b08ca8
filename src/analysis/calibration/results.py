"""The stored calibration: every row, the first intervals of each method, the date and the commit, also of a later chapter."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.calibration.row import Row
from analysis.paths import find_checkout

STORED = Path("data") / "calibration" / "results.json"
"""Below the checkout: the figures belong to the code, not to a city's data."""

DIGITS = 5
JUDGED = ("effects", "decision", "trial", "calibration")
"""The layers whose code the figures are about."""


@dataclass(frozen=True)
class Later:
    """When and with which code one chapter was run again, after the others."""

    date: str
    commit: str
    seconds: float


@dataclass(frozen=True)
class Results:
    """One run. `commit`: of the checkout, with a plus where what is judged had changes of its own; "" outside git.

    `later`: chapters that were run by themselves after it.
    """

    date: str
    commit: str
    series: int
    seconds: float
    rows: tuple[Row, ...]
    intervals: Mapping[str, Sequence[Sequence[float]]]
    later: Mapping[str, Later] = field(default_factory=dict[str, Later])

    @property
    def short(self) -> tuple[Row, ...]:
        """Rows that fall short, those farthest beyond chance first."""
        found = [row for row in self.rows if row.state == "short"]
        return tuple(sorted(found, key=lambda row: row.within_chance))

    def with_chapter(self, chapter: str, run: "Results") -> "Results":
        """This run with one chapter of a later one in the place of its own; every other row stays as it was."""
        again = {row.chapter for row in run.rows}
        first = next((k for k, row in enumerate(self.rows) if row.chapter in again), len(self.rows))
        before, after = (
            tuple(row for row in part if row.chapter not in again)
            for part in (self.rows[:first], self.rows[first:])
        )
        return replace(
            self,
            rows=(*before, *run.rows, *after),
            intervals={**self.intervals, **run.intervals},
            later={**self.later, chapter: Later(run.date, run.commit, run.seconds)},
        )

    def of_chapter(self, chapter: str) -> "Results":
        """The rows of a chapter that was run by itself, as that run."""
        one = self.later[chapter]
        rows = tuple(row for row in self.rows if row.chapter == chapter)
        return Results(one.date, one.commit, self.series, one.seconds, rows, {})


def stored_file() -> Path:
    """Where the long form is kept."""
    return find_checkout() / STORED


def read(path: Path) -> Results:
    """A stored run."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    rows = tuple(Row(**row) for row in told.pop("rows"))
    later = {chapter: Later(**one) for chapter, one in told.pop("later", {}).items()}
    return Results(rows=rows, later=later, **told)


def stored_results() -> Results | None:
    """The stored run, or None where there is none."""
    file = stored_file()
    return read(file) if file.is_file() else None


def as_json(results: Results) -> str:
    """One line a row, so that a later run can be compared line by line; every figure at five digits."""
    head: dict[str, object] = {
        "date": results.date,
        "commit": results.commit,
        "series": results.series,
        "seconds": results.seconds,
    }
    if results.later:
        head["later"] = {chapter: asdict(one) for chapter, one in results.later.items()}
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
    changed = _git("status", "--porcelain", "--", *(f"src/analysis/{one}" for one in JUDGED))
    return f"{found}+" if found and changed.strip() else found


def unchanged(since: str, layers: Sequence[str]) -> bool:
    """Whether nothing in these layers differs from a commit; False where that cannot be told."""
    run = _run("diff", "--quiet", since, "--", *(f"src/analysis/{one}" for one in layers))
    return run is not None and run.returncode == 0


def _git(*words: str) -> str:
    run = _run(*words)
    return run.stdout if run is not None and run.returncode == 0 else ""


def _run(*words: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            ["git", *words], cwd=find_checkout(), capture_output=True, check=False, text=True
        )
    except OSError:
        return None
