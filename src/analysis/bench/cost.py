"""What a command costs: wall time, processor time of it and of all that it waited for, and its own peak of memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from analysis.problems import RetretError

FIRST_LOOK, LAST_LOOK = 0.0005, 0.02
"""Seconds between two looks at a running command, for its memory and its end: close together at first, then less so."""

TAIL = 8
_UNITS = 2**20 if sys.platform == "darwin" else 2**10
"""Of what the system counts memory in, so many are a MiB: bytes on macOS, KiB elsewhere."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall and of processors (user and system, descendants that were waited for among them), and MiB.

    `peak` is the largest resident memory of the command's own process, its descendants not counted.
    """

    wall: float
    cpu: float
    peak: float


def cost(command: Sequence[str], env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Cost:
    """Run a command to its end; RetretError with the end of what it said when it fails, or where nothing can be measured."""
    if not hasattr(os, "wait4"):
        raise RetretError("bench-not-here")
    with TemporaryFile() as said:
        began = time.perf_counter()
        ran = subprocess.Popen(
            command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            status, cpu, peak = _watched(ran.pid)
        except BaseException:
            ran.kill()
            ran.wait()
            raise
        wall = time.perf_counter() - began
        ran.returncode = os.waitstatus_to_exitcode(status)
        if ran.returncode:
            said.seek(0)
            tail = said.read().decode("utf-8", "replace").strip().splitlines()[-TAIL:]
            raise RetretError("bench-failed", 1, command=" ".join(command[:4]), why="\n".join(tail))
    return Cost(wall, cpu, peak)


def _watched(pid: int) -> tuple[int, float, float]:
    """How a process ended, its processor time, and its own peak of memory."""
    seen, pause = 0.0, FIRST_LOOK
    while True:
        ended, status, used = os.wait4(pid, os.WNOHANG)
        if ended:
            # What the system itself keeps counts the memory of whoever started the command as well.
            return status, used.ru_utime + used.ru_stime, seen or used.ru_maxrss / _UNITS
        seen = max(seen, resident_peak(pid))
        time.sleep(pause)
        pause = min(1.1 * pause, LAST_LOOK)


def own_cost(work: Callable[[], int]) -> tuple[Cost, int]:
    """What some work costs inside this process, and the number that it gives; the time to start Python is not in it."""
    began, worked = time.perf_counter(), time.process_time()
    told = work()
    wall, cpu = time.perf_counter() - began, time.process_time() - worked
    return Cost(wall, cpu, resident_peak() or _told_peak()), told


def _told_peak() -> float:
    import resource  # not on Windows, where the other commands must still start

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNITS


def resident_peak(pid: int | str = "self") -> float:
    """The largest resident memory of a process so far in MiB; 0 where the system does not tell, or it has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return 0.0
    kib = (line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:"))
    return int(next(kib, "0")) / 1024
