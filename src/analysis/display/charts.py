"""Charts as plain data: what is drawn, in the reader's words, and nothing of how."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Point:
    """One period of a series. `value` None: no data or withheld, and `label` says which; `signal` is a rule's code."""

    date: date
    value: float | None
    signal: str | None
    label: str


@dataclass(frozen=True)
class ControlChart:
    """A series in time with its ordinary range; the limits come from `limits_from`..`limits_to` only."""

    unit_label: str
    decimals: int
    points: tuple[Point, ...]
    mean: float | None
    low: float | None
    high: float | None
    limits_from: date | None
    limits_to: date | None
    trial: bool
    retreat: tuple[date, date]
    retreat_label: str
    ramadan: tuple[tuple[date, date], ...] = ()
    lower_bound: float | None = None
    upper_bound: float | None = None


@dataclass(frozen=True)
class Step:
    """A span of days with what was expected in it, and the interval of that."""

    first: date
    last: date
    value: float
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class PathChart:
    """What was observed in time, and after the retreat what was expected without it."""

    unit_label: str
    decimals: int
    points: tuple[Point, ...]
    without: tuple[Step, ...]
    retreat: tuple[date, date]
    retreat_label: str
    observed_label: str
    without_label: str
    lower_bound: float | None = None
    upper_bound: float | None = None


@dataclass(frozen=True)
class PeerRow:
    """One unit beside its peers; `value` None is withheld or missing."""

    code: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    mine: bool = False


@dataclass(frozen=True)
class PeerChart:
    """Units of one kind side by side, each with its interval."""

    unit_label: str
    decimals: int
    rows: tuple[PeerRow, ...]
    reference: float | None = None
    reference_label: str = ""


@dataclass(frozen=True)
class ElementRow:
    """One element of the survey: this wave and the wave before."""

    label: str
    value: float | None
    previous: float | None = None


@dataclass(frozen=True)
class ElementChart:
    """The elements of the survey on their answer scale."""

    unit_label: str
    decimals: int
    rows: tuple[ElementRow, ...]
    now_label: str
    previous_label: str
    low: float = 1.0
    high: float = 4.0


@dataclass(frozen=True)
class MovedRow:
    """Shares (0 to 1) of `n` units that went down, stayed, went up."""

    label: str
    down: float
    stayed: float
    up: float
    n: int


@dataclass(frozen=True)
class MovedChart:
    """Who moved each way, the year of the retreat beside the year before it."""

    rows: tuple[MovedRow, ...]
    down_label: str
    stayed_label: str
    up_label: str


@dataclass(frozen=True)
class Course:
    """One unit's series among others', with the state that its own page tells: its code, a sign, and words."""

    label: str
    href: str
    state: str
    sign: str
    words: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class CoursesChart:
    """The series of many units side by side, all on one scale."""

    unit_label: str
    decimals: int
    courses: tuple[Course, ...]
    retreat: tuple[date, date]
    retreat_label: str
    lower_bound: float | None = None
    upper_bound: float | None = None


Chart = ControlChart | PathChart | PeerChart | ElementChart | MovedChart | CoursesChart
