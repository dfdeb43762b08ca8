"""One build under way: where, what is asked, what is known, who watches, and which stages are due."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import perf_counter

from analysis.known.decide import Known, asked, reasons
from analysis.known.options import Options, Stage
from analysis.known.stamp import Reason
from analysis.paths import Root
from analysis.publish.report import BuildReport, Done, Tell, Watch
from analysis.warm.keeper import Kernels

NAMED = 20
"""Reasons that are told of a stage; a new city has thousands."""


@dataclass(frozen=True)
class Run:
    """One build of one output. `only`: the codes and slugs whose pages are asked for, None for all pages; `kernels`: the
    zygote of the whole build, where one is worth it."""

    root: Root
    checkout: Path
    options: Options
    now: Known
    watch: Watch
    tell: Tell
    only: frozenset[str] | None = None
    kernels: Kernels = field(default_factory=lambda: Kernels(False))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that are asked for."""
        return asked(self.now, self.options)

    def of(self, name: str) -> "Run":
        """The same build for another output."""
        return replace(self, root=self.root.of(name), now=self.now.of(name))

    def why(self, stage: Stage) -> list[Reason]:
        """Why a stage has to be done; none where it is done."""
        return reasons(stage, self.now, self.options)

    def same(self, stage: Stage) -> None:
        """A stage is not due."""
        self.tell("stage-same", {"stage": stage, "output": self.root.output.name})

    def timed(
        self, stage: Stage, why: list[Reason], report: BuildReport, work: Callable[[BuildReport], BuildReport]
    ) -> BuildReport:
        """The report with a stage done, and its time."""
        began = perf_counter()
        named = {"stage": stage, "output": self.root.output.name}
        self.tell("stage", {**named, "why": [asdict(one) for one in why[:NAMED]]})
        made = work(report)
        done = Done(stage, perf_counter() - began, tuple(why))
        self.tell("stage-done", {**named, "seconds": round(done.seconds, 3)})
        return replace(made, stages=(*report.stages, done))
