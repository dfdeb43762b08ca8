"""A kernel in a fork, seen from who ordered it: what `subprocess.Popen` offers, over the connection to the zygote."""

import asyncio
import os
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from subprocess import TimeoutExpired
from typing import Any

from analysis.warm.child import Order
from analysis.warm.control import LARGEST, channel, pack, send, unpack

ANSWER = 90.0
"""Seconds in which a zygote that still imports has answered; after them a plain kernel is started."""


class Forked:
    """A running or ended fork; `returncode` is negative for a signal, as everywhere."""

    stdin = stdout = stderr = None

    def __init__(self, conn: socket.socket, pid: int) -> None:
        self.conn, self.pid = conn, pid
        self.returncode: int | None = None
        self.started = False

    def poll(self) -> int | None:
        """The exit status, or None while it runs; a zygote that is gone took the kernel with it."""
        while self.returncode is None:
            try:
                packet = self.conn.recv(LARGEST, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                packet = b""
            self._hear(unpack(packet))
        return self.returncode

    def _hear(self, told: dict[str, Any]) -> None:
        if told.get("started"):
            self.started = True
            return
        self.returncode = int(told.get("exit", -signal.SIGKILL))
        self.conn.close()
        if not told:
            # The kernel's death signal does not reach what it started itself.
            with suppress(OSError):
                os.killpg(self.pid, signal.SIGKILL)

    async def ended(self, seconds: float | None) -> None:
        """Returns when the kernel has ended, at the latest after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until(lambda: False), seconds)

    async def bound(self, seconds: float | None) -> None:
        """Returns when the kernel's sockets are bound or it has ended, at the latest after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until(lambda: self.started), seconds)

    async def _until(self, enough: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        while self.poll() is None and not enough():
            told = asyncio.Event()
            loop.add_reader(self.conn, told.set)
            try:
                await told.wait()
            finally:
                loop.remove_reader(self.conn)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, waited for; raises TimeoutExpired."""
        while (status := self.poll()) is None:
            if not select.select([self.conn], [], [], timeout)[0]:
                raise TimeoutExpired("kernel", timeout or 0.0)
        return status

    def send_signal(self, number: int) -> None:
        """The signal goes to the kernel's process group; only the zygote knows that it is still this kernel's."""
        if self.poll() is None:
            send(self.conn, {"signal": int(number)})

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)


async def order(address: str, asked: Order) -> Forked | None:
    """A fork of the zygote at `address` that is a kernel with bound sockets; None when the zygote refuses or is gone."""
    conn = channel()
    try:
        conn.connect(address)
        with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device, opened for its number
            packet = pack(
                {
                    "arguments": asked.arguments,
                    "environment": asked.environment,
                    "folder": asked.folder,
                    "limit": asked.limit,
                }
            )
            socket.send_fds(conn, [packet], [nothing.fileno(), 1, 2])
        conn.setblocking(False)
        loop = asyncio.get_running_loop()
        answer = unpack(await asyncio.wait_for(loop.sock_recv(conn, LARGEST), ANSWER))
    except (OSError, TimeoutError):
        answer = {}
    if "pid" not in answer:
        conn.close()
        return None
    forked = Forked(conn, answer["pid"])
    await forked.bound(ANSWER)
    return forked
