"""What two sources, or two files of one, show together: counts that cannot both be right, and figures that cannot move."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from analysis.city.place import City
from analysis.contract import ELEMENTS
from analysis.ingest.clashes import Clash
from analysis.problems import Problem, Severity

LARGEST_JUMP = 0.2
"""Share by which a denominator may change from one month to the next."""

FEWEST_MOVED = 5
"""A change of fewer than so many is no jump: one of four is a quarter."""

CHANCE = 3.0
"""Requests come by chance: two months differ by so many standard deviations of a Poisson count before it is a jump."""

LARGEST_GAP = 0.3
"""Share by which staff numbers may differ from employees in attendance."""

FEWEST_ANSWERED = 10
"""Waves of fewer respondents may well give the same sums, or fours only."""

CEILING_MONTHS = 6
CEILING_REQUESTS = 100
Tables = Mapping[str, pl.DataFrame]
Found = Iterator[tuple[str, Clash]]
"""Clashes with the source whose row they stand at."""


def cross_clashes(tables: Tables, city: City) -> list[tuple[str, Clash]]:
    """Every clash between the tables (contract form with the position `at` of each row)."""
    names = dict(city.units.select("code", "name").iter_rows())
    rules = (_respondents, _jumps, _same_answers, _fours_only, _always_on_time, _staff)
    return [found for rule in rules for found in rule(tables, names)]


def _respondents(tables: Tables, names: Mapping[str, str]) -> Found:
    """Waves with more respondents than the unit served in the months of their fieldwork, where all of them are known."""
    served = tables["services"].group_by("unit", "month").agg(pl.col("completed").sum())
    waves = tables["survey"].with_columns(
        month=pl.date_ranges(pl.col("first_day").dt.month_start(), "last_day", "1mo")
    )
    months = waves.explode("month").join(served, on=["unit", "month"], how="left")
    known = months.group_by("at").agg(pl.col("completed").sum(), all=pl.col("completed").is_not_null().all())
    rows = waves.join(known, on="at").filter(pl.col("all") & (pl.col("respondents") > pl.col("completed")))
    for row in rows.sort("at").iter_rows(named=True):
        values = {"respondents": str(row["respondents"]), "completed": str(row["completed"])}
        yield "survey", _clash("more-respondents-than-served", row, names, values, "note")


def _jumps(tables: Tables, names: Mapping[str, str]) -> Found:
    """Denominators that move too far from one month to the next; an intake that staff lists declare excuses its unit."""
    intakes = _intakes(tables["staff"])
    for source, column in (("staff", "number"), ("attendance", "employees"), ("services", "received")):
        months = _months(tables[source], column)
        before = months.select("unit", pl.col("month").dt.offset_by("1mo"), before="total")
        moved = (pl.col("total") - pl.col("before")).abs()
        by_chance = (
            CHANCE * (pl.col("before") + pl.col("total")).sqrt() if source == "services" else pl.lit(0)
        )
        far = (moved > LARGEST_JUMP * pl.col("before")) & (moved >= FEWEST_MOVED) & (moved > by_chance)
        rows = months.join(before, on=["unit", "month"]).filter(far)
        rows = rows.join(intakes, on=["unit", "month"], how="anti")
        for row in rows.sort("at").iter_rows(named=True):
            values = {
                "before": str(row["before"]),
                "after": str(row["total"]),
                "month": f"{row['month']:%m/%Y}",
            }
            yield source, _clash("denominator-jumps", row, names, values, "note")


def _intakes(staff: pl.DataFrame) -> pl.DataFrame:
    """Months in which a unit has a cohort that it did not have in the month before."""
    cohorts = staff.select("unit", "month", "cohort")
    earlier = cohorts.with_columns(pl.col("month").dt.offset_by("1mo"))
    return cohorts.join(earlier, on=["unit", "month", "cohort"], how="anti").select("unit", "month").unique()


def _same_answers(tables: Tables, names: Mapping[str, str]) -> Found:
    """Waves of other files with the same respondents, totals and spread: the same answers under another name."""
    alike = ["respondents", *(f"total_{u}" for u in ELEMENTS), "squares"]
    waves = tables["survey"].with_columns(squares=pl.col("sum_index_squares").round(3))
    waves = waves.filter((pl.col("respondents") >= FEWEST_ANSWERED) & ~_all_fours())
    other = waves.select(*alike, other="file", other_at="at")
    pairs = waves.join(other, on=alike).filter(pl.col("file") != pl.col("other"))
    for row in (
        pairs.sort("at", "other").unique("at", keep="first", maintain_order=True).iter_rows(named=True)
    ):
        yield "survey", _clash("same-answers-twice", row, names, {"other": row["other"]}, "error")


def _fours_only(tables: Tables, names: Mapping[str, str]) -> Found:
    """Waves in which every answer is 4: they can rise no more, and tell little."""
    rows = tables["survey"].filter((pl.col("respondents") >= FEWEST_ANSWERED) & _all_fours())
    for row in rows.iter_rows(named=True):
        yield "survey", _clash("at-ceiling", row, names, {"count": str(row["respondents"])}, "note")


def _all_fours() -> pl.Expr:
    return pl.col("top_answers") == pl.sum_horizontal(f"answered_{u}" for u in ELEMENTS)


def _always_on_time(tables: Tables, names: Mapping[str, str]) -> Found:
    """Units with every request on time for six months running or more, told once at the last month."""
    months = (
        tables["services"]
        .group_by("unit", "month", maintain_order=True)
        .agg(pl.col("completed", "promised", "on_time").sum(), pl.col("at", "file", "sheet", "row").first())
    )
    whole = (pl.col("promised") > 0) & (pl.col("on_time") == pl.col("promised"))
    # Months that follow each other have the same difference between their number and their rank.
    number = pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month()
    perfect = months.filter(whole).sort("unit", "month")
    perfect = perfect.with_columns(run=number - pl.int_range(pl.len()).over("unit"))
    runs = perfect.group_by("unit", "run", maintain_order=True).agg(
        pl.len(), pl.col("promised").sum(), pl.col("at", "file", "sheet", "row").last()
    )
    long = (pl.col("len") >= CEILING_MONTHS) & (pl.col("promised") > CEILING_REQUESTS)
    for row in runs.filter(long).iter_rows(named=True):
        values = {"count": str(row["promised"]), "months": str(row["len"])}
        yield "services", _clash("always-on-time", row, names, values, "note")


def _staff(tables: Tables, names: Mapping[str, str]) -> Found:
    """Units whose staff number is far from the employees in attendance: told once, at the first such month."""
    staff = _months(tables["staff"], "number").select("unit", "month", number="total")
    both = tables["attendance"].join(staff, on=["unit", "month"])
    larger = pl.max_horizontal("employees", "number")
    far = (pl.col("employees") - pl.col("number")).abs() > LARGEST_GAP * larger
    rows = both.filter(far).sort("month").unique("unit", keep="first", maintain_order=True)
    for row in rows.sort("at").iter_rows(named=True):
        values = {
            "employees": str(row["employees"]),
            "number": str(row["number"]),
            "month": f"{row['month']:%m/%Y}",
        }
        yield "attendance", _clash("staff-differs-from-attendance", row, names, values, "note")


def _months(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The sum of a column by unit and month, with the place of the first row."""
    return rows.group_by("unit", "month", maintain_order=True).agg(
        pl.col("at", "file", "sheet", "row").first(), total=pl.col(column).sum()
    )


def _clash(
    code: str, row: Mapping[str, Any], names: Mapping[str, str], values: dict[str, str], severity: Severity
) -> Clash:
    told = {"unit": row["unit"], "name": names.get(row["unit"], row["unit"]), **values}
    return Clash(row["at"], Problem(code, row["file"], row["sheet"], None, row["row"], told, severity))
