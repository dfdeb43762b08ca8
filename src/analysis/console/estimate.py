"""retret estimate: effects from any panel by a design, as csv files, a short table and, when asked for, a report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.console import screen
from analysis.console.estimate_report import Basis, report
from analysis.console.estimate_rows import chance, decimals, figure, interval, outcome
from analysis.effects.design import Design, explain, read_design
from analysis.effects.design_check import check_design
from analysis.effects.output import Estimates, as_files, in_order, write_whole
from analysis.effects.panel import panel_from, read_rows, unused
from analysis.messages import Lang, text
from analysis.problems import RetretError

Estimator = Callable[[pl.DataFrame, Design], Estimates]

SHOWN = ("estimator", "indicator", "estimand", "estimate", "interval", "p-positive", "outcome")
WIDEST_DEFAULT = 22
NUMBERS = frozenset({"estimate", "interval", "p-positive"})


@dataclass(frozen=True)
class Request:
    """What was asked for; without `explain` the first three are needed."""

    panel: Path | None = None
    design: Path | None = None
    out: Path | None = None
    report: Path | None = None
    explain: bool = False


def run_estimate(request: Request, lang: Lang, estimator: Estimator | None = None) -> int:
    """Read, check, estimate, write, print; whatever is wrong stops before a file is written."""
    if request.explain:
        _explain(lang)
        return 0
    panel_file, design_file, out = _needed(request)
    design = read_design(design_file)
    rows = read_rows(panel_file)
    panel = panel_from(rows, design.regressors, file=panel_file.name)
    check_design(design, panel)
    ignored = unused(rows.columns, design.regressors)
    if ignored:
        screen.errors.print(
            text("note-prefix", lang) + text("estimate-unused", lang, names=", ".join(ignored))
        )
    with screen.progress(lang) as step:
        advance = step("estimate")
        estimates = (estimator or _estimator())(panel, design)
        advance(1, 1)
    files = as_files(estimates, out)
    if request.report is not None:
        files[request.report] = report(estimates, Basis(panel_file.name, panel, design), lang)
    write_whole(files)
    _table(in_order(estimates.effects), lang)
    _closing(estimates.effects, list(files), lang)
    return 0


def _estimator() -> Estimator:
    """The estimators of the package; they are heavy, and no error in the input should wait for them."""
    from analysis.effects.estimate import estimate

    return estimate


def _needed(request: Request) -> tuple[Path, Path, Path]:
    """The three files that every estimation needs, and none of them is written over."""
    if request.panel is None:
        raise RetretError("estimate-needs", 2, what="PANEL.csv")
    if request.design is None:
        raise RetretError("estimate-needs", 2, what="--design")
    if request.out is None:
        raise RetretError("estimate-needs", 2, what="--out")
    if request.out.is_dir():
        raise RetretError("estimate-is-folder", 1, file=str(request.out))
    written = [*as_files(Estimates.empty(), request.out), *([request.report] if request.report else [])]
    check_places([request.panel, request.design], written)
    return request.panel, request.design, request.out


def check_places(read: Sequence[Path], written: Sequence[Path]) -> None:
    """Nothing where every file to write is a file of its own; else a RetretError (exit code 1) that names it."""
    for place, path in enumerate(written):
        if path.resolve() in {other.resolve() for other in (*read, *written[:place])}:
            raise RetretError("estimate-same-file", 1, file=str(path))
        if path.is_dir():
            raise RetretError("estimate-is-folder", 1, file=str(path))


def _explain(lang: Lang) -> None:
    """Every key of a design with its default, what it means and what it may hold."""
    table = Table(title=text("estimate-explain-title", lang), title_justify="left", show_lines=True)
    table.add_column(text("estimate-column-key", lang), no_wrap=True)
    table.add_column(text("estimate-column-default", lang), max_width=WIDEST_DEFAULT, overflow="fold")
    table.add_column(text("estimate-column-meaning", lang))
    for key in explain(lang):
        table.add_row(key.name, key.default, f"{key.meaning}\n{key.allowed}")
    screen.out.print(table, soft_wrap=False)


def _table(effects: pl.DataFrame, lang: Lang) -> None:
    """The city's rows; figures of one indicator and estimand share their decimals, and only words may wrap."""
    city = effects.filter(pl.col("level") == "city")
    if city.is_empty():
        return
    named = city["indicator"].fill_null("").str.len_chars().max() != 0
    shown = [name for name in SHOWN if named or name != "indicator"]
    table = Table(title=text("estimate-city-title", lang), title_justify="left", box=SIMPLE_HEAD)
    for name in shown:
        right = name in NUMBERS
        heading = text(f"estimate-column-{name}", lang)
        table.add_column(
            heading, justify="right" if right else "left", no_wrap=name != "outcome", overflow="fold"
        )
    places = {key: decimals(rows) for key, rows in city.group_by("indicator", "estimand")}
    for row in city.iter_rows(named=True):
        digits = places[row["indicator"], row["estimand"]]
        cells = {
            **{name: str(row[name] or "") for name in ("estimator", "indicator", "estimand")},
            "estimate": figure(row["estimate"], digits, lang),
            "interval": interval(row, digits, lang),
            "p-positive": chance(row, lang),
            "outcome": outcome(row, lang),
        }
        table.add_row(*(cells[name] for name in shown))
    screen.table(table)


def _closing(effects: pl.DataFrame, files: list[Path], lang: Lang) -> None:
    refused = effects.filter(pl.col("status") == "refused").height
    done = effects.height - refused
    screen.out.print(text("estimate-done", lang, estimated=done, refused=refused))
    for file in files:
        screen.out.print(str(file))
