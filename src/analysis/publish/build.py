"""A build: one at a time in a root, what a killed one left put right, and servers of processes begun where a core is idle."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.known import exchange
from analysis.known.decide import COMPUTED, FACTS, ONCE, Known, asked, known, reasons
from analysis.known.lock import Holder, alone
from analysis.known.options import Options
from analysis.paths import OUTPUTS, Root
from analysis.problems import RetretError
from analysis.publish.workers import prepare
from analysis.warm.keeper import Kernels

if TYPE_CHECKING:
    from analysis.publish.report import BuildReport, Tell, Watch

__all__ = ["Options", "build"]


def build(
    root: Root,
    checkout: Path,
    options: Options,
    watch: Watch,
    tell: Tell = lambda event, values: None,
) -> BuildReport:
    """Everything that is due; problems in data and failed notebooks are reported and do not stop the rest.

    One build at a time in a root: a second waits. Ended at any moment, it leaves the last good site, and what was done
    is not done again.
    """

    def waits(holder: Holder) -> None:
        tell("waiting", dict(holder))

    with _told_as_text(root), alone(root.interim / "build.lock", waits):
        for place in _swapped(root):
            if exchange.recover(place):
                tell("recovered", {"folder": place.relative_to(root.base).as_posix()})
        now = known(root, checkout)
        try:
            # Heavy, and before the servers begin: beside two others that import, this would take twice as long.
            from analysis.publish.sequence import every_stage

            with _servers(now.of(options.outputs[0]), options) as kernels:
                return every_stage(root, checkout, options, now, watch, tell, kernels)
        finally:
            # What was seen only saves reading: a build that is killed leaves all stages' stamps without it.
            now.place.seen.save()


def _swapped(root: Root) -> Iterator[Path]:
    for one in (root.of(output.name) for output in OUTPUTS):
        yield from (one.site, one.parts, one.downloads, one.takeaways)
    yield from (root.base / name for name in (COMPUTED[1], *FACTS.values()))


@contextmanager
def _told_as_text(root: Root) -> Generator[None, None, None]:
    """What the system refuses (a full disk, a folder that is read-only) stops the build with its words."""
    try:
        yield
    except OSError as error:
        file = Path(error.filename) if isinstance(error.filename, str) else root.base
        shown = file.relative_to(root.base).as_posix() if file.is_relative_to(root.base) else str(file)
        raise RetretError("build-cannot-go-on", 1, file=shown, why=error.strerror or str(error)) from error
    except Exception as error:
        from polars.exceptions import PolarsError

        # What the system refuses to polars comes as an error of its own, with the system's number in its text.
        if not isinstance(error, PolarsError) or "os error" not in str(error):
            raise
        raise RetretError("build-cannot-go-on", 1, file="parquet", why=str(error)) from error


@contextmanager
def _servers(now: Known, options: Options) -> Generator[Kernels, None, None]:
    """Where data or facts are due, the server of worker processes imports while rows are read, which takes one core only; the
    zygote of kernels, where pages are to follow, begins when it is asked to."""
    stages = asked(now, options)
    early = any(stage in stages and reasons(stage, now, options) for stage in ONCE)
    if early:
        prepare()
    with Kernels(early and "notebooks" in stages and options.dask is None) as kernels:
        yield kernels
