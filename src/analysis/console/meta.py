"""retret meta: one effect out of the estimates of several studies, as a csv file and a short table."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.console import screen
from analysis.console.estimate import check_places
from analysis.console.estimate_rows import decimals, figure, interval
from analysis.effects.meta import combine
from analysis.effects.meta_rows import read_studies, tau_prior
from analysis.effects.output import as_csv, write_whole
from analysis.messages import Lang, text
from analysis.problems import RetretError

SHOWN = ("method", "estimate", "interval", "tau", "prediction")


@dataclass(frozen=True)
class Request:
    """What was asked for; the first two are needed."""

    studies: Path | None = None
    out: Path | None = None
    tau_prior: str | None = None


def run_meta(request: Request, lang: Lang) -> int:
    """Read, combine, write, print; whatever is wrong stops before a file is written."""
    if request.studies is None:
        raise RetretError("meta-needs", 2, what="STUDIES.csv")
    if request.out is None:
        raise RetretError("meta-needs", 2, what="--out")
    check_places([request.studies], [request.out])
    studies = read_studies(request.studies)
    found = combine(studies, tau_prior(request.tau_prior, studies))
    write_whole({request.out: as_csv(found)})
    _table(found.filter(pl.col("row") == "pooled"), lang)
    screen.out.print(text("meta-done", lang, n=len(studies.names)))
    screen.out.print(str(request.out))
    return 0


def _table(pooled: pl.DataFrame, lang: Lang) -> None:
    """Pooled rows, all with the same decimals."""
    table = Table(title=text("meta-title", lang), title_justify="left", box=SIMPLE_HEAD)
    for name in SHOWN:
        table.add_column(text(f"meta-column-{name}", lang), justify="left" if name == "method" else "right")
    places = decimals(pooled)
    for row in pooled.iter_rows(named=True):
        predicted = {"low": row["prediction_low"], "high": row["prediction_high"]}
        spread = figure(row["tau2"] ** 0.5, places, lang)
        table.add_row(
            text(f"meta-method-{row['method']}", lang),
            figure(row["estimate"], places, lang),
            interval(row, places, lang),
            spread,
            interval(predicted, places, lang),
        )
    screen.table(table)
