"""Worker processes of this machine: forks of a server that imported what they need once, where the system has such."""

import os
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from analysis.blas import ONE
from analysis.problems import RetretError
from analysis.warm.keeper import possible

PRELOAD = (
    "analysis.cli_build",
    "analysis.facts.question",
    "analysis.publish.execution",
    "analysis.publish.preloaded",
    "analysis.publish.takeaway_jobs",
    "analysis.warm.manager",
    "ipykernel.kernelspec",
    "nbclient.exceptions",
    "papermill",
)
"""What work imports; named and not imported, so that this module stays light. None of it starts a thread at import (a test).

The command line itself is not among it: a worker runs it anew where it was started by `python -m`, and Python warns of that.
"""


def prepare() -> None:
    """The server begins to import while this process goes on; where there is none, nothing is done."""
    if not possible():
        return
    forkserver.set_forkserver_preload(list(PRELOAD))
    # The linear algebra would start its threads at import, and a fork has none of them.
    before = {name: os.environ.get(name) for name in ONE}
    for name, value in ONE.items():
        os.environ[name] = value
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


def processes(jobs: int) -> ProcessPoolExecutor:
    """So many workers with this process's environment; RetretError where the system has no memory to share (/dev/shm)."""
    prepare()
    method = "forkserver" if possible() else "spawn"
    try:
        return ProcessPoolExecutor(
            jobs, mp_context=get_context(method), initializer=_begin, initargs=(dict(os.environ),)
        )
    except (OSError, ImportError, NotImplementedError) as error:
        raise RetretError("no-shared-memory", 1, why=str(error)) from error


def _begin(environment: Mapping[str, str]) -> None:
    """The environment is that of who asks, and this worker ends when that process is gone, however it went."""
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
