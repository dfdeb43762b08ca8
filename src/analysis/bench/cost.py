"""What a command costs: wall time, processor time of it and of all that it waited for, and its own peak of memory."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from analysis.problems import RetretError

LOOK = 0.005
"""Seconds between two looks at a running command: memory is read, and its end is seen."""

TAIL = 8
_MIB = 2**20


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
            status, used, seen = _watched(ran.pid)
        except BaseException:
            ran.kill()
            raise
        wall = time.perf_counter() - began
        ran.returncode = os.waitstatus_to_exitcode(status)
        if ran.returncode:
            said.seek(0)
            tail = said.read().decode("utf-8", "replace").strip().splitlines()[-TAIL:]
            raise RetretError("bench-failed", 1, command=" ".join(command[:4]), why="\n".join(tail))
    # What the system itself keeps counts the memory of whoever started the command as well.
    own = seen or used.ru_maxrss / (_MIB if sys.platform == "darwin" else 1024)
    return Cost(wall, used.ru_utime + used.ru_stime, own)


def _watched(pid: int) -> tuple[int, "os.struct_rusage", float]:
    seen = 0.0
    while True:
        ended, status, used = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, used, seen
        seen = max(seen, resident_peak(pid))
        time.sleep(LOOK)


def resident_peak(pid: int | str = "self") -> float:
    """The largest resident memory of a process so far in MiB; 0 where the system does not tell, or it has ended."""
    try:
        told = Path(f"/proc/{pid}/status").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return 0.0
    kib = (line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:"))
    return int(next(kib, "0")) / 1024
