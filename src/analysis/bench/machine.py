"""On what it was measured: the machine, its load, the versions, the day and the commit."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from analysis import __version__

PACKAGES = (
    "polars",
    "numpy",
    "papermill",
    "nbclient",
    "jupyter-client",
    "ipykernel",
    "pyzmq",
    "smalldocs",
    "pandas",
    "statsmodels",
    "jupyter-cache",
    "distributed",
)
"""Whose versions are told, where they are installed."""

BUSY = 0.5
"""From this load average on, before anything is measured, other work shares the machine and wall times are doubtful."""


@dataclass(frozen=True)
class Machine:
    """Where, with what, and when; `load` is the mean number of running processes of the minute before it began."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    versions: dict[str, str]
    when: str
    commit: str
    load: float

    @property
    def busy(self) -> bool:
        """Whether something else was running when it began."""
        return self.load >= BUSY


def this_machine(checkout: Path) -> Machine:
    """This machine as it stands now."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        versions={"retret": __version__}
        | {name: number for name in PACKAGES if (number := _installed(name))},
        when=datetime.now(UTC).isoformat(timespec="minutes"),
        commit=_commit(checkout),
        load=round(os.getloadavg()[0], 2),
    )


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    return next(names, platform.machine())


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _commit(checkout: Path) -> str:
    """The commit, with a plus where tracked files were changed since; empty outside git."""
    name = _git(checkout, "rev-parse", "--short=10", "HEAD")
    return name + ("+" if name and _git(checkout, "status", "--porcelain", "--untracked-files=no") else "")


def _git(checkout: Path, *words: str) -> str:
    try:
        ran = subprocess.run(["git", *words], cwd=checkout, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""
