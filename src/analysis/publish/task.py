"""What is asked of a worker that runs a notebook, and how it went; light, for who asks imports no notebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.known.prints import mark, together


@dataclass(frozen=True)
class Keep:
    """Where a page is kept once it was run: in the `pages` of a cache, under a key of all that it depends on. `base` is its
    key but for the messages it tells, whose codes are kept in `told`; `template` and `texts`: of the notebook and of all
    messages as they were then.
    """

    cache: Path
    base: str
    template: str
    texts: str


@dataclass(frozen=True)
class Task:
    """One notebook to run: template, parameters, title, and where its page goes (absolute, .ipynb)."""

    template: Path
    parameters: Mapping[str, str]
    front: Mapping[str, Any]
    page: Path
    depth: int
    failed: Path
    keep: Keep | None = None


@dataclass(frozen=True)
class Failure:
    """A notebook that stopped: its page, the error in one line, the kept notebook with the error in place, and in which cell."""

    page: str
    error: str
    kept: Path
    cell: int | None = None


@dataclass(frozen=True)
class Ran:
    """How a task went: how long it took, and what stopped it, if anything."""

    seconds: float
    failure: Failure | None = None


def whole_key(base: str, texts: Mapping[str, str]) -> str:
    """The key of a page from the one that lacks its messages, and these with their fingerprints."""
    return together((base, mark(dict(texts))))
