"""retret calibrate: what the package's own intervals and verdicts reach on made series whose truth is known."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.calibration.results import as_json, stored_file
from analysis.calibration.run import FULL, SHORT, calibrate
from analysis.console import screen
from analysis.effects.output import write_whole
from analysis.messages import Lang, text
from analysis.problems import RetretError
from analysis.wording.calibration import Told, told
from analysis.wording.numbers import number


@dataclass(frozen=True)
class Request:
    """What was asked for: the long form is stored beside the code, the short one only where `out` says."""

    full: bool = False
    series: int | None = None
    out: Path | None = None


def run_calibrate(request: Request, lang: Lang) -> int:
    """Run, print, store; 1 where a row falls short of its limit, in the short form beyond what chance explains."""
    series = request.series or (FULL if request.full else SHORT)
    if series < 1:
        raise RetretError("calibrate-series", 2, n=str(series))
    out = request.out or (stored_file() if request.full else None)
    with screen.progress(lang) as step:
        results = calibrate(series, step("calibrate"))
    rows = [told(row, lang) for row in results.rows]
    _table(rows, series, lang)
    for row in results.short:
        screen.out.print(text("calibrate-short", lang, row=told(row, lang).line))
    counts = Counter(row.state for row in results.rows)
    states = ("met", "short", "not-available", "told")
    shown = {state.replace("-", "_"): number(counts[state], 0, lang) for state in states}
    screen.out.print(text("calibrate-closing", lang, seconds=number(results.seconds, 0, lang), **shown))
    if out is not None:
        write_whole({out: as_json(results)})
        screen.out.print(text("calibrate-stored", lang, file=out))
    return 1 if any(request.full or not row.within_chance for row in results.short) else 0


def _table(rows: list[Told], series: int, lang: Lang) -> None:
    title = text("calibrate-title", lang, n=number(series, 0, lang))
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for key in ("row", "limit", "reached", "error", "verdict"):
        table.add_column(text(f"calibration-column-{key}", lang), overflow="fold")
    for row in rows:
        table.add_row(row.name, row.limit, row.reached, row.error, row.verdict)
    screen.out.print(table, soft_wrap=False)
