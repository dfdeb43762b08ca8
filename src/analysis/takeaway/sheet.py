"""One sheet of A4 as plain data: what stands on it, in the reader's words, and nothing of how it is set."""

from dataclasses import asdict, dataclass
from typing import Any

from analysis.messages import Lang


@dataclass(frozen=True)
class Lede:
    """Sentences that everything else on the sheet bears out; the first one may stand out."""

    sentences: tuple[str, ...]
    note: str = ""
    answer: str = ""
    kind: str = "lede"


@dataclass(frozen=True)
class Measure:
    """One measure with its finding, latest value and course (an SVG, empty where there is nothing to draw)."""

    finding: str
    caveat: str
    value: str
    when: str
    course: str
    alt: str


@dataclass(frozen=True)
class Measures:
    """The measures with a course; `legend` says how it is read."""

    heads: tuple[str, str, str]
    rows: tuple[Measure, ...]
    legend: str
    kind: str = "measures"


@dataclass(frozen=True)
class Rows:
    """A table of words; `halves` sets it as two tables side by side. `more` holds {n} where rows had to be cut."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    halves: bool = False
    more: str = ""
    kind: str = "rows"


@dataclass(frozen=True)
class Listing:
    """A list under a heading."""

    title: str
    items: tuple[str, ...]
    numbered: bool = False
    more: str = ""
    kind: str = "listing"


@dataclass(frozen=True)
class Pair:
    """Two lists side by side."""

    left: Listing
    right: Listing
    kind: str = "pair"


Block = Lede | Measures | Rows | Listing | Pair


@dataclass(frozen=True)
class Link:
    """Where the page of this sheet stands, and the same as a QR code (an SVG)."""

    url: str
    told: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """A whole sheet; `banner` is empty where the data are an agency's own."""

    lang: Lang
    banner: str
    name: str
    about: str
    state: str
    blocks: tuple[Block, ...]
    footer: str
    author: str
    link: Link | None = None


def as_data(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON-like values."""
    return asdict(sheet)
