"""A fresh fork becomes an ordinary ipykernel: its own session, environment, folder, files and random numbers."""

import atexit
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from analysis.warm.control import send
from analysis.warm.lifetime import die_with, inherit_orphans

FLUSHED = 1.0
"""Seconds in which a kernel that ends has sent all that was printed."""


@dataclass(frozen=True)
class Order:
    """A kernel to start: arguments of `ipykernel_launcher`, environment, working folder, and a limit in seconds (0: none)."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: str
    limit: float = 0

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Order":
        """The order in a packet."""
        return cls(tuple(told["arguments"]), dict(told["environment"]), told["folder"], float(told["limit"]))


def become(order: Order, zygote: int, files: Sequence[int], conn: socket.socket) -> NoReturn:
    """The process is a kernel until it ends; it never returns into the zygote's code."""
    status = 1
    try:
        _settle(order, zygote, files)
        _kernel(order.arguments, conn)
        status = 0
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - told on the error stream, as an interpreter does; the fork ends below.
        traceback.print_exc()
    finally:
        _end(status)


def _settle(order: Order, zygote: int, files: Sequence[int]) -> None:
    os.setsid()
    die_with(zygote)
    inherit_orphans()
    for target, file in enumerate(files):
        os.dup2(file, target)
        os.close(file)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    os.chdir(order.folder)
    # `random` seeds itself anew after a fork; numpy's global generator would be the same in every kernel.
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _kernel(arguments: Sequence[str], conn: socket.socket) -> None:
    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [ipykernel_launcher.__file__, *arguments]
    # ipykernel read its parent at import, which was that of the zygote.
    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(list(arguments))
    # A client that connects before the sockets are bound tries again only after a tenth of a second.
    send(conn, {"started": True})
    conn.close()
    app.start()
    # The thread that was asked to end still flushes what was printed, by the thread that ipykernel stops first; that is
    # waited for in vain for ten seconds where the first one has not come to its end.
    if app.control_thread is not None:
        app.control_thread.join(FLUSHED)


def _end(status: int) -> NoReturn:
    """What an interpreter does at its end, but without taking down every module that the zygote imported."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # Both are private; an interpreter calls them in this order, and nothing public does.
        for call in (getattr(threading, "_shutdown"), getattr(atexit, "_run_exitfuncs")):  # noqa: B009
            call()
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()
    finally:
        os._exit(status)
