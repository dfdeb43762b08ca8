"""A Dask cluster of processes of its own, as on several machines: its scheduler and workers can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 300
"""Seconds until workers have come; machines may be busy."""


class Cluster:
    """A scheduler at a fixed address and workers, each with one thread; `close` ends those that it started."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self.port: int = asked.getsockname()[1]
        self.address: str = f"tcp://127.0.0.1:{self.port}"
        self.folder: Path = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler: subprocess.Popen[bytes] = self.start_scheduler()

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """A scheduler that knows nothing of an earlier one."""
        words = ("--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-jupyter")
        return self._start("scheduler", *words)

    def start_workers(self, count: int, env: Mapping[str, str] | None = None) -> None:
        """So many more workers, once all of them have come."""
        from distributed import Client

        before = len(self.living())
        for _ in range(count):
            words = (self.address, "--nworkers", "1", "--nthreads", "1", "--no-dashboard")
            self.workers.append(self._start("worker", *words, env=env))
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(before + count, timeout=PATIENCE)

    def restart(self, workers: int) -> None:
        """The scheduler killed, and another one at its address with new workers."""
        self.scheduler.kill()
        self.scheduler.wait()
        self.end(self.workers)
        self.scheduler = self.start_scheduler()
        self.start_workers(workers)

    def living(self) -> list[subprocess.Popen[bytes]]:
        """Workers that run."""
        return [one for one in self.workers if one.poll() is None]

    def end(self, processes: list[subprocess.Popen[bytes]]) -> None:
        """These with all that they started."""
        for one in processes:
            if one.poll() is None:
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()

    def close(self) -> None:
        """Nothing of it runs any more."""
        self.end([*self.workers, self.scheduler])

    def _start(self, what: str, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *words]
        said = (self.folder / f"{what}.log").open("ab")
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=os.environ | dict(env or {}),
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
