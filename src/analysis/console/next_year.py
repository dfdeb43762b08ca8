"""retret next-year: what each design of the next retreat could tell, and the list of the one that is chosen."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.city.place import City, load_city
from analysis.console import screen
from analysis.console.next_year_files import arm_name, as_files, balance_cells
from analysis.console.next_year_series import last_month, measures, own_series
from analysis.console.next_year_table import Line, as_told, print_closing, print_drawn, print_table
from analysis.decision.plan import Plan, read_plan
from analysis.effects.period import kind_of, ordinal, period_text
from analysis.messages import Lang, text
from analysis.paths import find_root
from analysis.problems import RetretError
from analysis.publish.written import replaced_folder
from analysis.trial.assignment import check, check_share, clusters
from analysis.trial.balance import LARGE, Balance, balance
from analysis.trial.basis import Own, of_design
from analysis.trial.design import AFTER, DESIGNS, Design
from analysis.trial.simulation import Reached, World, simulate
from analysis.trial.wave_list import WaveList, drawn
from analysis.wording.numbers import number

SEEDS = 1_000_000
PLAIN_SEED = 1
"""The seed of a table that nobody publishes, so that it is the same each time."""


@dataclass(frozen=True)
class Request:
    """What was asked for; what is None comes from the plan's next edition, or from the data."""

    waves: int | None = None
    months_apart: int | None = None
    hold_out: int | None = None
    seed: int | None = None
    start: str | None = None
    out: Path | None = None
    outcome: str | None = None
    rho: float | None = None
    cost_per_wave: float | None = None
    trials: int = 200
    as_json: bool = False


def run_next_year(request: Request, root: Path | None, lang: Lang) -> int:
    """Check, compute, write the list where a folder was named, print; wrong input stops before a file is written."""
    place = find_root(root)
    city = load_city(place)
    plan = read_plan(city.folder)
    design = _design(request, plan)
    found = clusters(city)
    check_share(design)
    if request.out is not None:
        # Before what takes long; it is looked at again when the list is written.
        _stop_if_full(request.out)
    if request.out is not None or request.start is not None:
        check(found, design)
    own = own_series(place, city, plan, found, request.outcome, request.rho)
    first = _first(request, city, own)
    seed = _seed(request)
    with screen.progress(lang) as step:
        lines = _lines(own, design, seed, request.cost_per_wave, step("next-year-designs"))
        reached = _reached(own, design, seed, request.trials, step) if request.trials else None
    waves = None if first is None else drawn(found, design, seed, first)
    balances: list[Balance] = []
    if waves is not None and request.out is not None:
        balances = balance(found, waves.arms, measures(place, found), totals=("units", "staff"))
        edition = max((one.edition for one in city.retreats), default=0) + 1
        _write(request.out, as_files(city, waves, edition, balances, own.choices))
    if request.as_json:
        print(json.dumps(as_told(own, lines, reached, seed), ensure_ascii=False, indent=1))
        return 0
    print_table(own, lines, design, lang)
    print_closing(own, reached, seed, lang)
    if waves is not None and request.out is not None:
        print_drawn(own, waves, lang)
        _print_list(waves, balances, request.out, lang)
    return 0


def _design(request: Request, plan: Plan) -> Design:
    """The design that was asked for, else the plan's; a number that no design can have is an error with its option."""
    usual = plan.next_edition
    waves = usual.waves if request.waves is None else request.waves
    apart = usual.months_apart if request.months_apart is None else request.months_apart
    percent = usual.hold_out_percent if request.hold_out is None else request.hold_out
    for key, value, fine in (
        ("--waves", waves, waves >= 1),
        ("--months-apart", apart, apart >= 1),
        ("--hold-out", percent, percent >= 0),
        ("--trials", request.trials, request.trials >= 0),
        ("--rho", request.rho, request.rho is None or 0 <= request.rho < 1),
        ("--seed", request.seed, request.seed is None or request.seed >= 0),
        (
            "--cost-per-wave",
            request.cost_per_wave,
            request.cost_per_wave is None or request.cost_per_wave >= 0,
        ),
    ):
        if not fine:
            raise RetretError("next-year-number", key=key, value=f"{value:g}")
    design = Design(waves, apart if waves > 1 else 0, percent / 100)
    if design.span >= AFTER:
        raise RetretError("next-year-long", waves=str(waves), apart=str(apart), most=str(AFTER - 1))
    return design


def _first(request: Request, city: City, own: Own) -> int | None:
    """The first whole month after the first retreat, an ordinal; None where no start was asked for."""
    if request.start is None:
        if request.out is not None:
            raise RetretError("next-year-needs-start")
        return None
    if kind_of(request.start) != "month":
        raise RetretError("next-year-month", key="--start", value=request.start)
    start = ordinal(request.start, "month")
    last = last_month(own, tuple(12 * one.last_day.year + one.last_day.month - 1 for one in city.retreats))
    if start <= last:
        raise RetretError("next-year-past", value=request.start, last=period_text(last, "month"))
    return start + 1


def _seed(request: Request) -> int:
    """The seed that was given; a list that will be published without one gets one by chance, and it is printed."""
    if request.seed is not None:
        return request.seed
    return PLAIN_SEED if request.out is None else secrets.randbelow(SEEDS)


def _lines(
    own: Own, chosen: Design, seed: int, cost: float | None, advance: Callable[[int, int], None]
) -> list[Line]:
    designs = [*DESIGNS, *([] if chosen in DESIGNS else [chosen])]
    lines: list[Line] = []
    for place, one in enumerate(designs, 1):
        extra = None if cost is None else cost * (one.waves - 1)
        lines.append(Line(one, *of_design(own, one, seed), extra))
        advance(place, len(designs))
    return lines


def _reached(
    own: Own, design: Design, seed: int, trials: int, step: Callable[[str], Callable[[int, int], None]]
) -> Reached | None:
    """Trials on the city's own months with the smallest change that matters; None where that is not known."""
    if own.smallest is None or own.choices.mid is None or not design.drawn:
        return None
    world = World(own.clusters, own.cluster, own.noise, own.past, own.length)
    return simulate(design, world, own.choices.mid, trials, seed=seed, advance=step("next-year-trials"))


def _stop_if_full(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RetretError("next-year-out-full", 1, folder=str(out))


def _write(out: Path, files: dict[str, bytes]) -> None:
    """All files or none; a folder that holds anything is left alone, since a published list is not drawn twice."""
    _stop_if_full(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with replaced_folder(out) as fresh:
        for name, content in files.items():
            (fresh / name).write_bytes(content)


def _print_list(waves: WaveList, balances: Sequence[Balance], out: Path, lang: Lang) -> None:
    arms = waves.arms.tolist()
    for arm in balances[0].arms:
        held = [one for one, own in zip(waves.clusters, arms, strict=True) if own == arm]
        units = sum(len(one.units) for one in held)
        screen.out.print(
            text("next-year-arm", lang, arm=arm_name(waves, arm, lang), n=len(held), units=units)
        )
    table = Table(title=text("next-year-balance", lang), title_justify="left", box=SIMPLE_HEAD)
    for head in ("measure", "means", "difference"):
        table.add_column(
            text(f"next-year-column-{head}", lang), justify="left" if head == "measure" else "right"
        )
    for one in balances:
        table.add_row(*balance_cells(one, lang))
    screen.out.print(table, soft_wrap=False)
    if any(one.largest > LARGE for one in balances):
        screen.out.print(text("next-year-uneven", lang, limit=number(LARGE, 1, lang)))
    screen.out.print(text("next-year-written", lang, folder=out))
