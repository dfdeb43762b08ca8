"""The plan of one month's visits: every unit with its reasons and its chance, who was drawn, and the seed that drew them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl

from analysis.city.calendar import Calendar, month_ends
from analysis.city.settings import VisitSetting
from analysis.city.tables import read_table, stop_at_twins
from analysis.problems import RetretError
from analysis.sampling.chance import CERTAIN, chances
from analysis.sampling.draw import chosen, day_of, line, start
from analysis.sampling.risk import Known, points, reasons

FOLDER = "visits"
"""Where a city's folder holds its published plans, one file a month."""

COLUMNS = {
    "month": pl.String,
    "unit": pl.String,
    "name": pl.String,
    "stratum": pl.String,
    "place": pl.String,
    "overdue": pl.Int64,
    "below_city": pl.Int64,
    "missing": pl.Int64,
    "last_visit": pl.Date,
    "reasons": pl.String,
    "points": pl.Int64,
    "chance_percent": pl.Float64,
    "visit": pl.String,
    "day": pl.Date,
    "seed": pl.Int64,
    "risk_share": pl.Float64,
    "simulated": pl.Boolean,
}
"""One row a unit, chosen or not; `visit` and `day` are empty for those that were not drawn."""

PER_CENT = CERTAIN // 100


@dataclass(frozen=True)
class VisitPlan:
    """A month's plan: the units in the city's order, their reasons and chances, and the visits (places of units), by day."""

    month: date
    seed: int
    units: tuple[Known, ...]
    reasons: tuple[tuple[str, ...], ...]
    points: tuple[int, ...]
    chances: tuple[int, ...]
    visits: tuple[int, ...]
    days: tuple[date, ...]
    risk_share: float
    simulated: bool

    def number(self, at: int) -> str:
        """The number of the visit at this place of `visits`."""
        return f"V-{self.month:%Y-%m}-{at + 1:02}"

    def rows(self) -> pl.DataFrame:
        """COLUMNS, in the order of units."""
        drawn = {k: (self.number(at), self.days[at]) for at, k in enumerate(self.visits)}
        rows = [
            (
                *(f"{self.month:%Y-%m}", one.code, one.name, one.stratum, one.place),
                *(one.overdue, one.below_city, one.missing, one.last_visit),
                *(" ".join(self.reasons[k]), self.points[k], self.chances[k] / PER_CENT),
                *(*drawn.get(k, (None, None)), self.seed, self.risk_share, self.simulated),
            )
            for k, one in enumerate(self.units)
        ]
        return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def make_plan(
    units: Sequence[Known],
    month: date,
    seed: int,
    how: VisitSetting,
    calendar: Calendar,
    *,
    simulated: bool,
) -> VisitPlan:
    """The plan that a seed draws: the same units, month, setting and seed give the same plan."""
    found = tuple(reasons(one, month, how.months_back) for one in units)
    worth = tuple(points(one, how.points) for one in found)
    share = Fraction(str(how.risk_share))
    made = chances(worth, how.a_month, share)
    met = chosen(line(units, seed, month), made, start(seed, month))
    table = calendar.schedule_table(*month_ends(month))
    working = {six: table.filter(pl.col("six_day") == six)["day"].to_list() for six in (False, True)}
    by_day = sorted(
        ((day_of(units[k].code, working[units[k].six_day], seed, month), k) for k in met),
        key=lambda one: (one[0], one[1]),
    )
    return VisitPlan(
        month=month,
        seed=seed,
        units=tuple(units),
        reasons=found,
        points=worth,
        chances=made,
        visits=tuple(k for _, k in by_day),
        days=tuple(day for day, _ in by_day),
        risk_share=how.risk_share if any(worth) else 0.0,
        simulated=simulated,
    )


def published(folder: Path, month: date) -> Path:
    """Where the plan of a month stands in a city's folder."""
    return folder / FOLDER / f"{month:%Y-%m}.csv"


def read_plans(folder: Path) -> pl.DataFrame:
    """COLUMNS of every published plan of a city, oldest first; one that its seed does not draw again is an error."""
    files = sorted((folder / FOLDER).glob("*.csv"))
    return pl.concat([pl.DataFrame(schema=COLUMNS), *(read_plan(file) for file in files)])


def read_plan(file: Path) -> pl.DataFrame:
    """COLUMNS of one plan; a wrong cell stops with its row, and so does a draw that seed and chances do not give."""
    needed = tuple(name for name in COLUMNS if name not in ("last_visit", "reasons", "visit", "day"))
    rows = read_table(file, COLUMNS, needed)
    stop_at_twins(file, rows, "unit")
    months, seeds = rows["month"].unique().to_list(), rows["seed"].unique().to_list()
    if months != [file.stem] or len(seeds) != 1:
        raise RetretError("visits-plan-one", 1, file=f"{FOLDER}/{file.name}", month=file.stem)
    month, seed = date.fromisoformat(f"{file.stem}-01"), int(seeds[0])
    units = [Known(u, u, s, p, False) for u, s, p in rows.select("unit", "stratum", "place").iter_rows()]
    parts = [round(one * PER_CENT) for one in rows["chance_percent"].to_list()]
    drawn = {units[k].code for k in chosen(line(units, seed, month), parts, start(seed, month))}
    told = set(rows.filter(pl.col("visit").is_not_null())["unit"].to_list())
    if drawn != told:
        raise RetretError(
            "visits-plan-changed",
            1,
            file=f"{FOLDER}/{file.name}",
            unit=min(drawn ^ told),
            seed=str(seed),
        )
    return rows
