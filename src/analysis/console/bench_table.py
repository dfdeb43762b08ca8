"""What the bench found, as tables in the terminal: every way of a part, and the goals."""

from collections.abc import Mapping

from rich.table import Table

from analysis.bench.goals import told
from analysis.bench.readme import goal_words, limit, shown
from analysis.bench.record import Part, Row
from analysis.messages import Lang, text
from analysis.wording.numbers import number

BASES = {
    "start": "python",
    "notebooks": "ours",
    "ingest": "polars",
    "check": "open",
    "estimators": "estimators",
    "cluster": "ours/2",
    "build": "first-build",
}
"""The way with which the others of a part are compared; the first one of a part that is not named."""

COLUMNS = ("count", "wall", "wall-least", "ratio", "cpu", "cpu-least", "ratio", "memory")


def part_table(name: str, part: Part, lang: Lang) -> Table:
    """Medians, smallest values and ratios of wall and processor time, each ratio for one of what was done; memory."""
    title = text("bench-title", lang, part=text(f"bench-part-{name}", lang), rounds=part.asked["rounds"])
    table = Table(title=title)
    table.add_column("")
    for head in COLUMNS:
        table.add_column(text(f"bench-{head}", lang), justify="right")
    base = part.row(BASES.get(name, "")) or part.rows[0]
    for one in part.rows:
        cells = [number(one.count, 0, lang)]
        for kind in ("wall", "cpu"):
            cells += [_seconds(one.middle(kind), lang), _seconds(one.least(kind), lang)]
            cells.append(number(_each(one, kind) / _each(base, kind), 2, lang))
        table.add_row(way_words(one.way, lang), *cells, number(one.middle("peak"), 0, lang))
    return table


def _each(row: Row, kind: str) -> float:
    return row.middle(kind) / row.count


def _seconds(value: float, lang: Lang) -> str:
    return number(value, 2 if value >= 1 else 3, lang)


def way_words(way: str, lang: Lang) -> str:
    """A way in words; what stands after a slash is which of several."""
    head, slash, which = way.partition("/")
    return text(f"bench-way-{head}", lang) + (f" · {which}" if slash else "")


def goals_table(parts: Mapping[str, Part], lang: Lang) -> Table:
    """What was reached, and what is to be."""
    table = Table(title=text("bench-goals", lang))
    table.add_column(text("bench-head-goal", lang))
    for head in ("value", "limit"):
        table.add_column(text(f"bench-head-{head}", lang), justify="right")
    for one in told(parts):
        table.add_row(goal_words(one.goal, parts, lang), shown(one, lang), limit(one.goal, lang))
    return table
