"""The designs of a next retreat side by side, on the screen and as JSON: what each could tell, and what it costs more."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from analysis.console import screen
from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.trial.basis import Own, in_own_unit, of_drawings, quarterly
from analysis.trial.design import Design
from analysis.trial.power import Errors
from analysis.trial.simulation import Reached
from analysis.trial.wave_list import WaveList
from analysis.wording.designs import design_name, size_told
from analysis.wording.numbers import number

WIDE = 140


@dataclass(frozen=True)
class Line:
    """One design of the table: standard errors where the effect may fade and where it is constant, and what it costs more."""

    design: Design
    fading: Errors
    constant: Errors
    cost: float | None


def print_table(own: Own, lines: Sequence[Line], chosen: Design, lang: Lang) -> None:
    """The table; the design that was asked for bears a star."""
    title = text("next-year-title", lang, clusters=len(own.clusters), units=len(own.cluster))
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    priced = any(line.cost is not None for line in lines)
    for head in ("design", "mean", "last", "constant", "power", *(("cost",) if priced else ())):
        table.add_column(
            text(f"next-year-column-{head}", lang), justify="left" if head == "design" else "right"
        )
    for line in lines:
        mark = "* " if line.design == chosen else ""
        cells = _cells(own, line, lang)
        table.add_row(
            mark + design_name(line.design.waves, line.design.apart, line.design.hold_out, lang),
            *cells[: len(table.columns) - 1],
        )
    # A file or a pipe has no edge at which words would have to wrap.
    narrow = screen.out.is_terminal
    (screen.out if narrow else Console(width=WIDE, highlight=False, markup=False)).print(
        table, soft_wrap=False
    )


def _cells(own: Own, line: Line, lang: Lang) -> list[str]:
    mean, last = line.fading.smallest
    constant = line.constant.smallest[0]
    power = None if own.smallest is None or not isfinite(mean) else line.fading.chance(own.smallest)
    return [
        *(_size(own, one, lang) for one in (mean, last, constant)),
        "" if power is None else text("next-year-percent", lang, value=number(100 * power, 0, lang)),
        "" if line.cost is None else text("next-year-money", lang, amount=number(line.cost, 0, lang)),
    ]


def _size(own: Own, size: float, lang: Lang) -> str:
    """An effect in SD, and where its scale allows as a change of the outcome."""
    if not isfinite(size):
        return text("next-year-nothing", lang)
    told = in_own_unit(own, size)
    if own.outcome is None or told is None:
        return number(size, 2, lang)
    return f"{number(size, 2, lang)} ({size_told(own.outcome, told, lang)})"


def print_closing(own: Own, reached: Reached | None, seed: int, lang: Lang) -> None:
    """What the figures rest on, and how they must not be read."""
    noise = own.noise
    values = {
        "rho": number(noise.rho, 2, lang),
        "shared": number(100 * noise.shared, 0, lang),
        "seen": number(100 * noise.seen, 0, lang),
    }
    if own.outcome is None:
        screen.out.print(text("next-year-without", lang, **values))
    else:
        outcome = by_code()[own.outcome].title.in_language(lang)
        screen.out.print(text("next-year-basis", lang, outcome=outcome, **values))
    if quarterly(own):
        screen.out.print(text("next-year-quarters", lang))
    if reached is not None:
        shares = {
            name: number(100 * share, 0, lang)
            for name, share in (("power", reached.power), ("held", reached.coverage))
        }
        error = number(200 * reached.error(max(reached.power, 0.05)), 0, lang)
        screen.out.print(text("next-year-reached", lang, trials=reached.trials, error=error, **shares))
    for code in ("one-date", "steps", "again"):
        screen.out.print(text(f"next-year-note-{code}", lang))
    screen.out.print(text("next-year-seed", lang, seed=seed))


def print_drawn(own: Own, waves: WaveList, lang: Lang) -> None:
    """What the list that was drawn can tell, which may be more or less than its design does on the average."""
    fading, _ = of_drawings(own, waves.design, (waves.arms,))
    mean, last = (_size(own, one, lang) for one in fading.smallest)
    screen.out.print(text("next-year-drawn", lang, mean=mean, last=last))


def as_told(own: Own, lines: Sequence[Line], reached: Reached | None, seed: int) -> dict[str, object]:
    """The table as JSON; what tells nothing is null."""
    noise = own.noise
    sizes = {
        "sd": None if own.outcome is None else noise.sd,
        "rho": noise.rho,
        "shared": noise.shared,
        "seen": noise.seen,
    }
    return {
        "outcome": own.outcome,
        "seed": seed,
        "clusters": len(own.clusters),
        "noise": sizes,
        "smallest_change_sd": own.smallest,
        "designs": [_told_line(own, line) for line in lines],
        "simulated": None
        if reached is None
        else {"power": reached.power, "coverage": reached.coverage, "trials": reached.trials},
    }


def _told_line(own: Own, line: Line) -> dict[str, object]:
    mean, last = line.fading.smallest
    figures = {"mean_sd": mean, "months_10_12_sd": last, "constant_sd": line.constant.smallest[0]}
    power = None if own.smallest is None else line.fading.chance(own.smallest)
    return {
        "waves": line.design.waves,
        "months_apart": line.design.apart,
        "hold_out_percent": round(100 * line.design.hold_out, 6),
        **{name: one if isfinite(one) else None for name, one in figures.items()},
        "power": power if isfinite(mean) else None,
        "extra_cost": line.cost,
    }
