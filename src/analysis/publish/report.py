"""What a build did, stage by stage and page by page, as it is told when it ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.known.options import Stage
from analysis.known.stamp import Reason
from analysis.problems import Problem, RetretError
from analysis.publish.site import SiteReport
from analysis.publish.task import Failure
from analysis.warm.control import Trouble

Watch = Callable[[Stage], Callable[[int, int], None]]
"""Called with a stage that begins; what it returns is called with steps done and steps in all."""

Tell = Callable[[str, Mapping[str, Any]], None]
"""Called with the name of an event and its values, plain JSON."""


@dataclass(frozen=True)
class Done:
    """A stage that was done, how long it took, and why it had to be."""

    stage: Stage
    seconds: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Pages:
    """Pages by address: run, with seconds; kept from earlier runs; and kept ones that were damaged and run again."""

    ran: Mapping[str, float]
    kept: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def __add__(self, other: "Pages") -> "Pages":
        """Pages of both; addresses name their output."""
        return Pages({**self.ran, **other.ran}, (*self.kept, *other.kept), (*self.damaged, *other.damaged))

    def slowest(self, n: int = 5) -> list[tuple[str, float]]:
        """The pages that took longest, longest first."""
        return sorted(self.ran.items(), key=lambda one: (-one[1], one[0]))[:n]


@dataclass(frozen=True)
class BuildReport:
    """What a build did: problems found, notebooks that failed, pages, and the sites or why one is missing.

    `plain` holds the reason, if any, why notebooks ran in plain kernels; `stages` only what had to be done.
    """

    problems: tuple[Problem, ...] = ()
    failures: tuple[Failure, ...] = ()
    pages: Pages = Pages({})
    sites: tuple[SiteReport, ...] = ()
    stopped: RetretError | None = None
    plain: tuple[Trouble, ...] = ()
    stages: tuple[Done, ...] = ()

    @property
    def notebooks(self) -> int:
        """How many notebooks were run."""
        return len(self.pages.ran)

    @property
    def good(self) -> bool:
        """Whether nothing must be mended."""
        return (
            self.stopped is None
            and not self.failures
            and not any(problem.severity == "error" for problem in self.problems)
        )
