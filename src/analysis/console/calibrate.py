"""retret calibrate: what the package's own intervals and verdicts reach on made series whose truth is known."""

import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.calibration.results import STORED, Results, as_json, stored_file, stored_results
from analysis.calibration.run import CHAPTERS, FULL, SHORT, calibrate
from analysis.console import screen
from analysis.console.scored_files import FILES, through_files
from analysis.console.scored_record import KEPT
from analysis.effects.output import write_whole
from analysis.messages import Lang, text
from analysis.paths import find_checkout
from analysis.problems import RetretError
from analysis.wording.calibration import Told, told
from analysis.wording.numbers import number


@dataclass(frozen=True)
class Request:
    """What was asked for: the long form is stored beside the code, the short one only where `out` says.

    `chapter`: this one alone; stored, it takes the place of its own rows and the others stay. `through_files`: so many
    simulated cities a truth that go the whole way, instead of made series, by so many `jobs`.
    """

    full: bool = False
    series: int | None = None
    out: Path | None = None
    chapter: str | None = None
    through_files: int | None = None
    jobs: int | None = None

    @property
    def alone(self) -> str | None:
        """The chapter that is run by itself."""
        return self.chapter if self.through_files is None else FILES


def run_calibrate(request: Request, lang: Lang) -> int:
    """Run, print, store; 1 where a row falls short of its limit, in the short form beyond what chance explains."""
    series = _series(request)
    out = request.out or (stored_file() if request.full else None)
    stored = stored_results()
    if request.full and request.alone and stored is None:
        raise RetretError("calibrate-first", 1, file=STORED.as_posix())
    with screen.progress(lang) as step:
        advance = step("calibrate")
        files = request.through_files
        results = (
            calibrate(series, advance, request.chapter)
            if files is None
            else through_files(
                files, advance, find_checkout() / KEPT if request.full else None, _jobs(request)
            )
        )
    rows = [told(row, lang) for row in results.rows]
    _table(rows, series, lang)
    for row in results.short:
        screen.out.print(text("calibrate-short", lang, row=told(row, lang).line))
    counts = Counter(row.state for row in results.rows)
    states = ("met", "short", "not-available", "told")
    shown = {state.replace("-", "_"): number(counts[state], 0, lang) for state in states}
    screen.out.print(text("calibrate-closing", lang, seconds=number(results.seconds, 0, lang), **shown))
    if out is not None:
        write_whole({out: as_json(_kept(request, results, stored))})
        screen.out.print(text("calibrate-stored", lang, file=out))
    return 1 if any(request.full or not row.within_chance for row in results.short) else 0


def _series(request: Request) -> int:
    """How many series a row, or cities a truth; a number or a chapter that cannot be is an error."""
    series = request.through_files
    option = "--series" if series is None else "--through-files"
    if series is None:
        series = request.series or (FULL if request.full else SHORT)
    if series < 1:
        raise RetretError("calibrate-series", 2, option=option, n=str(series))
    if request.chapter not in (None, *CHAPTERS):
        raise RetretError("calibrate-chapter", 2, chapter=request.chapter, known=", ".join(CHAPTERS))
    return series


def _jobs(request: Request) -> int:
    """As many processes as there are cores, unless another number is asked for."""
    jobs = request.jobs if request.jobs is not None else os.cpu_count() or 1
    if jobs < 1:
        raise RetretError("calibrate-series", 2, option="--jobs", n=str(jobs))
    return jobs


def _kept(request: Request, results: Results, stored: Results | None) -> Results:
    """What is stored: a chapter among the rows that stay; a whole run with the cities that went through files before it."""
    if stored is None or not request.full:
        return results
    if request.alone:
        before = stored.later.get(request.alone)
        if request.alone == FILES and before is not None and before.commit == results.commit:
            # Cities of the same record: those that were decided before took their time as well.
            results = replace(results, seconds=round(before.seconds + results.seconds, 1))
        return stored.with_chapter(request.alone, results)
    return results.with_chapter(FILES, stored.of_chapter(FILES)) if FILES in stored.later else results


def _table(rows: list[Told], series: int, lang: Lang) -> None:
    title = text("calibrate-title", lang, n=number(series, 0, lang))
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for key in ("row", "limit", "reached", "error", "verdict"):
        table.add_column(text(f"calibration-column-{key}", lang), overflow="fold")
    for row in rows:
        table.add_row(row.name, row.limit, row.reached, row.error, row.verdict)
    screen.out.print(table, soft_wrap=False)
