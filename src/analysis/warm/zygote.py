"""The zygote: a process that imported the heavy libraries once, starts no thread, and forks a kernel for each order.

It ends with the process that started it, and no kernel outlives it.
"""

import gc
import importlib
import os
import selectors
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NoReturn

from analysis.warm.child import Order, become
from analysis.warm.control import LARGEST, Trouble, baked, send, unpack
from analysis.warm.lifetime import inherit_orphans, kill, kill_orphans
from analysis.warm.threads import strange_threads

PRELOAD = (
    "numpy.random",
    "polars",
    "plotly.graph_objects",
    "psutil",
    "sqlite3",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "ipykernel.displayhook",
    "ipykernel_launcher",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "pdb",
    "tornado.platform.asyncio",
    "dateutil.easter",
    "holidays.countries",
    "analysis.view",
    "analysis.display.arrivals",
    "analysis.display.effects",
    "analysis.display.families",
    "analysis.display.findings",
    "analysis.display.lexicon",
    "analysis.display.mended",
    "analysis.display.method_check",
    "analysis.display.page",
    "analysis.effects.before_after",
    "analysis.effects.estimate",
    "analysis.facts.indicator",
    "analysis.variation.peers",
)
"""What kernels and the committed notebooks import; named and not imported, so that this module stays light."""

READ = (
    ("analysis.messages", "catalogue"),
    ("analysis.indicators.definition", "indicators"),
    ("analysis.wording.numbers", "read_locales"),
)
"""What every notebook reads from the package's own files and from babel's, once a process."""


@dataclass
class Kernel:
    """A running kernel: its process, the connection of who asked for it, and when it is killed at the latest."""

    pid: int
    pidfd: int
    conn: socket.socket
    deadline: float


class Zygote:
    """The loop: orders come in, kernels end, signals are passed on; at most one thread, ever."""

    def __init__(self, listener: socket.socket, lifeline: socket.socket, imported: dict[str, str]) -> None:
        self.listener, self.lifeline, self.imported = listener, lifeline, imported
        self.kernels: dict[int, Kernel] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(lifeline, selectors.EVENT_READ, self.stop)
        self.selector.register(listener, selectors.EVENT_READ, self.accept)

    def run(self) -> NoReturn:
        """Serves until the starter is gone."""
        while True:
            for key, _ in self.selector.select(self._patience()):
                if self.selector.get_map().get(key.fd) is key:
                    key.data()
            now = time.monotonic()
            for kernel in [one for one in self.kernels.values() if one.deadline <= now]:
                kernel.deadline = float("inf")
                kill(kernel.pid)

    def _patience(self) -> float | None:
        first = min((kernel.deadline for kernel in self.kernels.values()), default=float("inf"))
        return None if first == float("inf") else max(0.0, first - time.monotonic())

    def accept(self) -> None:
        """A connection waits for its order."""
        conn, _ = self.listener.accept()
        self.selector.register(conn, selectors.EVENT_READ, lambda: self.order(conn))

    def order(self, conn: socket.socket) -> None:
        """A kernel is forked, or the order is refused with the reason."""
        self.selector.unregister(conn)
        try:
            packet, files, _, _ = socket.recv_fds(conn, LARGEST, 3)
        except OSError:
            packet, files = b"", []
        if packet:
            self._fork(Order.read(unpack(packet)), files, conn)
        else:
            conn.close()
        for file in files:
            os.close(file)

    def _fork(self, order: Order, files: list[int], conn: socket.socket) -> None:
        trouble = refusal(order)
        if trouble is not None:
            send(conn, {"refused": trouble.code, "values": dict(trouble.values)})
            conn.close()
            return
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._let_go()
            become(replace(order, environment=order.environment | self.imported), zygote, files, conn)
        kernel = Kernel(pid, os.pidfd_open(pid), conn, time.monotonic() + (order.limit or float("inf")))
        self.kernels[pid] = kernel
        self.selector.register(kernel.pidfd, selectors.EVENT_READ, lambda: self.ended(kernel))
        self.selector.register(conn, selectors.EVENT_READ, lambda: self.asked(kernel))
        send(conn, {"pid": pid})

    def _let_go(self) -> None:
        """A fork closes what belongs to the zygote and to other kernels."""
        self.selector.close()
        self.listener.close()
        self.lifeline.close()
        for kernel in self.kernels.values():
            os.close(kernel.pidfd)
            kernel.conn.close()

    def asked(self, kernel: Kernel) -> None:
        """A signal is passed on to the kernel's process group; a kernel that nobody waits for any more is killed."""
        try:
            told = unpack(kernel.conn.recv(LARGEST))
        except OSError:
            told = {}
        number = told.get("signal")
        if number is None:
            self.selector.unregister(kernel.conn)
            kill(kernel.pid)
            return
        with suppress(ProcessLookupError):
            os.killpg(kernel.pid, number)

    def ended(self, kernel: Kernel) -> None:
        """The kernel's leftovers are killed, it is reaped, and who asked for it is told how it ended."""
        self.selector.unregister(kernel.pidfd)
        if kernel.conn in self.selector.get_map():
            self.selector.unregister(kernel.conn)
        os.close(kernel.pidfd)
        kill(kernel.pid)
        _, status = os.waitpid(kernel.pid, 0)
        del self.kernels[kernel.pid]
        kill_orphans(set(self.kernels))
        send(kernel.conn, {"exit": os.waitstatus_to_exitcode(status)})
        kernel.conn.close()

    def stop(self) -> NoReturn:
        """The starter is gone: every kernel and what it left is killed."""
        for kernel in self.kernels.values():
            kill(kernel.pid)
        kill_orphans(set())
        os._exit(0)


def refusal(order: Order) -> Trouble | None:
    """Why a fork made now would not be a plain kernel's equal; None when it would."""
    strange = strange_threads()
    if strange:
        return Trouble("warm-threads", (("names", ", ".join(strange)),))
    if baked(order.environment) != baked(dict(os.environ)):
        return Trouble("warm-environment")
    return None


def main(listening: int, lifeline: int) -> NoReturn:
    """Preloads, tells whether it may fork, and serves."""
    inherit_orphans()
    before = dict(os.environ)
    for name in PRELOAD:
        importlib.import_module(name)
    for name, call in READ:
        getattr(importlib.import_module(name), call)()
    # A library may set variables at its import (the debugger does); it would in a plain kernel as well.
    imported = {name: value for name, value in os.environ.items() if before.get(name) != value}
    gc.collect()
    gc.freeze()
    line = socket.socket(fileno=lifeline)
    send(line, {"strange": list(strange_threads())})
    Zygote(socket.socket(fileno=listening), line, imported).run()
