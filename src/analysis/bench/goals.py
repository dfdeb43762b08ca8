"""What is to be reached, and what was: ratios in one run, and a few figures of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.bench.growth import CITY, NOTEBOOKS, exponent, last_exponent
from analysis.bench.record import Part

Found = Callable[[Part], float | None]


@dataclass(frozen=True)
class Goal:
    """A figure of a part: how it is told (times, share, seconds, plain), and its limit: at least, else at most, else none."""

    code: str
    part: str
    found: Found
    shown: str
    least: float | None = None
    most: float | None = None

    @property
    def limits(self) -> tuple[float, ...]:
        """The limit, or none."""
        return tuple(one for one in (self.least, self.most) if one is not None)

    def reached(self, value: float) -> bool:
        """Whether a value keeps the limit."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


@dataclass(frozen=True)
class Told:
    """A goal with what was found."""

    goal: Goal
    value: float


def told(parts: Mapping[str, Part]) -> list[Told]:
    """Every goal whose figures were measured, in order."""
    values = ((goal, goal.found(parts[goal.part])) for goal in GOALS if goal.part in parts)
    return [Told(goal, value) for goal, value in values if value is not None]


def _over(way: str, base: str, kind: str) -> Found:
    """The cost of a way over that of another, each for one of what it did."""

    def found(part: Part) -> float | None:
        one, other = part.row(way), part.row(base)
        if one is None or other is None:
            return None
        return one.middle(kind) / one.count / (other.middle(kind) / other.count)

    return found


def _of(way: str, kind: str) -> Found:
    def found(part: Part) -> float | None:
        one = part.row(way)
        return None if one is None else one.middle(kind)

    return found


def _site(part: Part) -> float | None:
    """The output that takes longest."""
    return max((one.middle("cpu") for one in part.ways("embedded")), default=None)


def _exponent(head: str) -> Found:
    """The larger of the fitted power and the one between the two largest sizes."""

    def found(part: Part) -> float | None:
        rows = part.ways(head)
        known = [one for one in (exponent(rows), last_exponent(rows)) if one is not None]
        return max(known, default=None)

    return found


FROM = 115
"""Units from which on the driver's memory is to be flat."""


def _memory(part: Part) -> float | None:
    rows = sorted(part.ways(NOTEBOOKS), key=lambda one: one.count)
    first = next((one for one in rows if one.count >= FROM), None)
    if first is None or rows[-1] is first:
        return None
    return rows[-1].middle("peak") / first.middle("peak")


GOALS = (
    Goal("cli-cpu", "notebooks", _over("cli", "ours", "cpu"), "times", least=5),
    Goal("cli-wall", "notebooks", _over("cli", "ours", "wall"), "times", least=8),
    Goal("loop-cpu", "notebooks", _over("loop", "ours", "cpu"), "times", least=3),
    Goal("pool-wall", "notebooks", _over("pool", "ours", "wall"), "times", least=3),
    Goal("nbclient-cpu", "notebooks", _over("nbclient", "ours", "cpu"), "times"),
    Goal("jupyter-cache-cpu", "notebooks", _over("jupyter-cache", "ours", "cpu"), "times"),
    Goal("cli-warm-cpu", "notebooks", _over("cli", "cli-warm", "cpu"), "times"),
    Goal("same-seconds", "build", _of("same-build", "wall"), "seconds", most=1),
    Goal("same-share", "build", _over("same-build", "first-build", "wall"), "share", most=0.01),
    Goal("changed-share", "build", _over("changed-build", "first-build", "wall"), "share", most=0.1),
    Goal("made-site", "build", _over("cli-pages", "made-site", "wall"), "times", least=3),
    Goal("ingest-wall", "ingest", _over("reader", "polars", "wall"), "times", most=1.5),
    Goal("ingest-pandas", "ingest", _over("pandas", "reader", "wall"), "times"),
    Goal("estimators-cpu", "estimators", _over("statsmodels", "estimators", "cpu"), "times"),
    Goal("site-cpu", "site", _site, "seconds", most=10),
    Goal("help-wall", "start", _of("help", "wall"), "seconds", most=0.15),
    Goal("help-python", "start", _over("help", "python", "wall"), "times"),
    Goal("growth-notebooks", "growth", _exponent(NOTEBOOKS), "plain", most=1.05),
    Goal("growth-city", "growth", _exponent(CITY), "plain", most=1.05),
    Goal("growth-memory", "growth", _memory, "times", most=1.2),
)
