"""Which threads a process has, and whether it may be forked: a fork keeps one thread and every lock as it was."""

import os
import time
from pathlib import Path

HARMLESS = frozenset({"jemalloc_bg_thd", "polars-ooc-clea"})
"""Names, as the kernel cuts them at 15 bytes, of threads that polars starts at import and whose loss harms no fork.

A thread with any other name refuses the fork: above all polars' own pool, after whose start every child hangs.
"""


SETTLED = 0.02
"""Seconds in which a thread that has just been started has given itself its name."""


def strange_threads() -> tuple[str, ...]:
    """Names of this process's threads that may not be lost in a fork; read from /proc, for they are mostly not Python's.

    A thread bears its starter's name until it has one of its own, and polars' allocator starts some at any time: what looks
    strange is looked at again.
    """
    if not _strange():
        return ()
    time.sleep(SETTLED)
    return _strange()


def _strange() -> tuple[str, ...]:
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        if int(task.name) == os.getpid():
            continue
        try:
            name = (task / "comm").read_text("utf-8").rstrip("\n")
        except (FileNotFoundError, ProcessLookupError):
            continue  # It has ended meanwhile.
        if name not in HARMLESS:
            found.append(name)
    return tuple(sorted(found))
