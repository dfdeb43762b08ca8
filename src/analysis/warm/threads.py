"""Which threads a process has, and whether it may be forked: a fork keeps one thread and every lock as it was."""

import os
from pathlib import Path

HARMLESS = frozenset({"jemalloc_bg_thd", "polars-ooc-clea"})
"""Names, as the kernel cuts them at 15 bytes, of threads that polars starts at import and whose loss harms no fork.

A thread with any other name refuses the fork: above all polars' own pool, after whose start every child hangs.
"""


def strange_threads() -> tuple[str, ...]:
    """Names of this process's threads that may not be lost in a fork; read from /proc, for they are mostly not Python's."""
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        if int(task.name) == os.getpid():
            continue
        name = (task / "comm").read_text("utf-8").rstrip("\n")
        if name not in HARMLESS:
            found.append(name)
    return tuple(sorted(found))
