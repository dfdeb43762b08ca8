"""retret next-year --analyse: what a drawn list tells once its months are there, estimated as planned (level A)."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.console import screen
from analysis.console.estimate_rows import decimals, figure, interval
from analysis.console.next_year_files import after_choices, joined
from analysis.effects.design import Design as Choices
from analysis.effects.design import read_design
from analysis.effects.estimate import estimate
from analysis.effects.panel import AGGREGATE, panel_from, read_rows
from analysis.effects.period import kind_of, ordinal, period_text
from analysis.messages import Lang, text
from analysis.problems import RetretError
from analysis.trial.design import MONTHS_A_QUARTER
from analysis.trial.effect import effects
from analysis.trial.randomisation import placed, prepared, since
from analysis.trial.wave_list import WaveList, read_list

ALSO = ("att", "simple")
"""What stepped-wedge and callaway-santanna say of the whole."""


@dataclass(frozen=True)
class After:
    """What was asked for: a panel, the published list, the choices of scale and direction, and how many re-draws."""

    panel: Path
    waves: Path | None
    design: Path | None
    draws: int
    as_json: bool = False


def run_after(asked: After, lang: Lang) -> int:
    """Estimate as planned, test by re-draws, print beside two other estimators; nothing is written."""
    if asked.waves is None:
        raise RetretError("next-year-needs-list")
    if asked.draws < 1:
        raise RetretError("next-year-draws", n=str(asked.draws))
    waves = read_list(asked.waves)
    choices = after_choices(Choices() if asked.design is None else read_design(asked.design))
    panel = _panel(asked.panel, waves)
    found = prepared(panel, waves, choices)
    starts = since(waves, waves.arms)
    with screen.progress(lang) as step:
        advance = step("next-year-redraws")
        p = placed(found, waves, waves.seed, asked.draws)
        advance(asked.draws, asked.draws)
    planned = effects(found, starts)
    told = {
        "mean": planned["mean"],
        "last": planned["last"],
        "constant": effects(found, starts, "constant")["mean"],
    }
    rows: list[dict[str, object]] = [
        {"name": name, "estimate": one.estimate, "se": one.se, "low": one.low, "high": one.high}
        for name, one in told.items()
    ]
    rows += _others(panel, choices)
    if asked.as_json:
        print(
            json.dumps(
                {"level": "A", "randomisation_p": p, "draws": asked.draws, "rows": _plain(rows)}, indent=1
            )
        )
        return 0
    _print(pl.DataFrame(rows), choices, lang)
    screen.out.print(text("next-year-p", lang, p=figure(p, 3, lang), draws=asked.draws, seed=waves.seed))
    screen.out.print(text("next-year-note-again", lang))
    return 0


def _panel(path: Path, waves: WaveList) -> pl.DataFrame:
    """The panel with the list's dates; quarters are treated from the first whole one on."""
    rows = read_rows(path)
    listed = waves.rows()
    known = set(listed["unit"].to_list())
    donors = (
        pl.col("donor").cast(pl.String).str.to_lowercase().is_in(["1", "true"])
        if "donor" in rows.columns
        else pl.lit(False)
    )
    for unit in (
        rows.filter(~donors.fill_null(False))["unit"]
        .cast(pl.String)
        .str.strip_chars()
        .unique()
        .sort()
        .to_list()
    ):
        if unit not in known and unit != AGGREGATE:
            raise RetretError("next-year-unknown-unit", 1, unit=str(unit))
    first = str(rows["period"][0]) if rows.height and "period" in rows.columns else ""
    if kind_of(first.strip()) == "quarter":
        listed = listed.with_columns(
            treated_from=pl.col("treated_from").map_elements(_quarter, return_dtype=pl.String)
        )
    return panel_from(joined(rows, listed), file=path.name)


def _quarter(month: str) -> str:
    return period_text(-(-ordinal(month, "month") // MONTHS_A_QUARTER), "quarter")


def _others(panel: pl.DataFrame, choices: Choices) -> list[dict[str, object]]:
    """Rows of the general estimators on the same panel; those that cannot tell it are left out."""
    made = estimate(panel, choices).effects
    kept = made.filter(pl.col("estimand").is_in(ALSO) & (pl.col("status") == "estimated"))
    return [
        {"name": row["estimator"], **{key: row[key] for key in ("estimate", "se", "low", "high")}}
        for row in kept.iter_rows(named=True)
    ]


def _plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """NaN as nothing, as JSON has it."""
    return [
        {key: None if isinstance(one, float) and np.isnan(one) else one for key, one in row.items()}
        for row in rows
    ]


def _print(rows: pl.DataFrame, choices: Choices, lang: Lang) -> None:
    places = decimals(rows)
    table = Table(title=text("next-year-after-title", lang), title_justify="left", box=SIMPLE_HEAD)
    for head in ("what", "estimate", "interval"):
        table.add_column(
            text(f"next-year-column-{head}", lang), justify="left" if head == "what" else "right"
        )
    for row in rows.iter_rows(named=True):
        told = not np.isnan(row["estimate"])
        name = text(f"next-year-row-{row['name']}", lang)
        ends = interval(row, places, lang) if told else text("next-year-not-yet", lang)
        table.add_row(name, figure(row["estimate"], places, lang), ends)
    screen.out.print(table, soft_wrap=False)
    screen.out.print(text("next-year-scale", lang, scale=choices.scale))
