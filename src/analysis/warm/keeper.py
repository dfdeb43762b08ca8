"""Starting a zygote and ending it: it lives in a folder of its own, and no longer than the process that started it."""

import atexit
import os
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.blas import ONE
from analysis.warm.control import LARGEST, Trouble, channel, unpack
from analysis.warm.lifetime import children

PATIENCE = 60.0
"""Seconds in which a zygote has imported everything."""

ENDING = 5.0

ELSEWHERE = "import sys; sys.path[:1] == [''] and sys.path.pop(0)"
"""Nothing is imported from the working folder, as `ipykernel_launcher` does it."""


class Keeper:
    """A zygote started by this process; `address` is where it takes orders, from the first moment on."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="retret-zygote-", ignore_cleanup_errors=True)
        self.address = str(Path(self.folder.name) / "orders")
        self.lifeline, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with channel() as listener, far:
            listener.bind(self.address)
            listener.listen(socket.SOMAXCONN)
            files = (listener.fileno(), far.fileno())
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"{ELSEWHERE}; from analysis.warm.zygote import main; main{files}"],
                # The debugger would complain of frozen modules at its import; a plain kernel keeps that to itself.
                env=os.environ | ONE | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"},
                pass_fds=files,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def trouble(self) -> Trouble | None:
        """Why this zygote forks nothing, or None; waits until it has imported everything."""
        self.lifeline.settimeout(PATIENCE)
        try:
            told = unpack(self.lifeline.recv(LARGEST, socket.MSG_PEEK))
        except OSError:
            told = {}
        if not told or self.process.poll() is not None:
            return Trouble("warm-ended")
        strange: list[str] = told["strange"]
        return Trouble("warm-threads", (("names", ", ".join(strange)),)) if strange else None

    def close(self) -> None:
        """The zygote and every kernel that still runs are ended."""
        self.lifeline.close()
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


def possible() -> bool:
    """Whether this system has what a zygote needs: fork, pidfds, and a /proc that lists threads and children."""
    if not (hasattr(os, "fork") and hasattr(os, "pidfd_open")):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
        children()
    except OSError:
        return False
    return True


def started() -> Keeper | None:
    """A new zygote; None where this system has none."""
    try:
        return Keeper() if possible() else None
    except OSError:
        return None  # The folder for temporary files cannot hold a socket.


class Kernels(AbstractContextManager["Kernels"]):
    """At most one zygote, begun when it is first asked for and ended with the block; none where none is `wanted`."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.keeper: Keeper | None = None

    def begin(self) -> Keeper | None:
        """The zygote; None where it is not wanted, or this system has none."""
        if self.wanted and self.keeper is None:
            self.keeper = started()
            self.wanted = self.keeper is not None
        return self.keeper

    def __exit__(self, *_: object) -> None:
        if self.keeper is not None:
            self.keeper.close()


@cache
def own_zygote() -> str | None:
    """The address of one zygote for the life of this process; None where this system has none."""
    keeper = started()
    if keeper is None:
        return None
    atexit.register(keeper.close)
    return keeper.address
