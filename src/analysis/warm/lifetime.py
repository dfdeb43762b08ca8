"""Who outlives whom: a process that dies with its parent, and one that inherits the orphans of those it started."""

import ctypes
import os
import signal
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def inherit_orphans() -> None:
    """From now on processes whose parent died below this one become its children, and not those of process 1."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """From now on this process is killed when `parent` ends; at once if that has happened already."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def children() -> set[int]:
    """Processes whose parent is this one's only thread."""
    told = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii")
    return {int(word) for word in told.split()}


def kill(pid: int) -> None:
    """A child that is not reaped yet is killed with its whole process group."""
    for send in (os.killpg, os.kill):
        try:
            send(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # It leads no group yet, or none any more.


def kill_orphans(kept: set[int]) -> None:
    """Every child of this process but those `kept` is killed and reaped, and then those that become children by that."""
    while orphans := children() - kept:
        for pid in orphans:
            kill(pid)
        for pid in orphans:
            os.waitpid(pid, 0)
