"""retret visits plan: who is visited in a month, drawn by chances that are kept, with checklists and the way back."""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from analysis.city.place import City, load_city
from analysis.city.settings import VisitSetting
from analysis.console import screen
from analysis.console.visits_files import as_told, check_places, write_visits
from analysis.console.visits_units import LastBuild, known_units, last_build
from analysis.known.prints import content_mark
from analysis.messages import Lang, text
from analysis.paths import find_root
from analysis.problems import RetretError
from analysis.sampling.plan import PER_CENT, VisitPlan, make_plan, published
from analysis.wording.numbers import day, listed, number
from analysis.wording.numbers import month as month_name

SEEDS = 1_000_000
PLAIN_SEED = 1
"""The seed of a draw that is only looked at, so that it is the same each time."""

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Request:
    """What was asked for; what is None comes from the city's settings, or from chance."""

    month: str
    visits: int | None = None
    seed: int | None = None
    out: Path | None = None
    as_json: bool = False


def run_visits_plan(asked: Request, root: Path | None, lang: Lang) -> int:
    """Draw, print, and where a folder was named write it and publish the plan; wrong input stops before a file is written."""
    month = _month(asked.month)
    if asked.seed is not None and asked.seed < 0:
        raise RetretError("visits-seed", value=str(asked.seed))
    place = find_root(root)
    city = load_city(place)
    build = last_build(place, city)
    _ahead(month, build)
    how = _how(city, asked.visits)
    seed = (
        asked.seed
        if asked.seed is not None
        else PLAIN_SEED
        if asked.out is None
        else secrets.randbelow(SEEDS)
    )
    units = known_units(city, build, month, how.months_back)
    plan = make_plan(units, month, seed, how, city.calendar, simulated=build.simulated)
    if asked.out is not None:
        check_places(asked.out, city, plan)
        with screen.progress(lang) as step:
            write_visits(asked.out, place, city, plan, build, lang, step("visits-checklists"))
    if asked.as_json:
        print(as_told(plan))
        return 0
    _print(plan, city, how, lang)
    if asked.out is None:
        screen.out.print(text("visits-only-shown", lang))
    else:
        screen.out.print(_written(plan, asked.out, city, lang))
    return 0


def _written(plan: VisitPlan, out: Path, city: City, lang: Lang) -> str:
    """Where all stands, and the mark by which the plan is known again once it is published."""
    kept = published(city.folder, plan.month)
    return text("visits-written", lang, folder=out, plan=kept, mark=content_mark(kept))


def _month(written: str) -> date:
    if not MONTH.fullmatch(written):
        raise RetretError("next-year-month", key="--month", value=written)
    return date.fromisoformat(f"{written}-01")


def _ahead(month: date, build: LastBuild) -> None:
    """A month of which data came already cannot be drawn any more: its visits were made."""
    if month <= build.until:
        raise RetretError("visits-past", value=f"{month:%Y-%m}", until=build.until.isoformat())


def _how(city: City, visits: int | None) -> VisitSetting:
    how = city.settings.visits
    return how if visits is None else how.model_copy(update={"a_month": visits})


def _print(plan: VisitPlan, city: City, how: VisitSetting, lang: Lang) -> None:
    if plan.simulated:
        screen.out.print(text("banner-simulated", lang, government=city.settings.government))
    when = month_name(plan.month, lang)
    title = text("visits-plan-title", lang, n=len(plan.visits), units=len(plan.units), month=when)
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for head in ("visit", "unit", "day", "chance", "reasons"):
        table.add_column(text(f"visits-column-{head}", lang), justify="right" if head == "chance" else "left")
    for at, k in enumerate(plan.visits):
        told = [text(f"visits-reason-{one}", lang) for one in plan.reasons[k]]
        table.add_row(
            plan.number(at),
            plan.units[k].name,
            day(plan.days[at], lang),
            number(plan.chances[k] / PER_CENT, 2, lang),
            listed(told, lang) or "–",
        )
    screen.out.print(table, soft_wrap=False)
    low, high = (number(one(plan.chances) / PER_CENT, 2, lang) for one in (min, max))
    share = number(100 * plan.risk_share, 0, lang)
    screen.out.print(text("visits-plan-how", lang, share=share, low=low, high=high, seed=plan.seed))
    screen.out.print(text("visits-plan-points", lang, **how.points.model_dump(), months=how.months_back))
