"""A Dask cluster as an executor: reached, and refused where a worker would not make the same pages as this machine."""

import hashlib
import re
import sys
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from socket import gethostname
from tempfile import NamedTemporaryFile
from typing import Any, cast

import analysis
from analysis.problems import RetretError

DASK_BATCH = 25
"""Notebooks a task: a scheduler needs milliseconds for each task, a notebook a third of a second."""

CONNECT_SECONDS = 10


@contextmanager
def cluster(address: str, shared: Path) -> Generator[Executor, None, None]:
    """The executor of the cluster at `address`; every worker there is like this machine and sees the folder `shared`.

    Raises RetretError: no `distributed` here, nobody at the address, or workers that differ.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RetretError("dask-missing") from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError):
        raise RetretError("dask-unreachable", address=address) from None
    with client:
        _await_workers(client)
        with NamedTemporaryFile(prefix=".retret-", dir=shared) as mark:
            told = cast(dict[str, object], client.run(about, mark.name, on_error="return"))
        _refuse_strangers(told)
        # Not pure: the same page may be asked for again.
        yield client.get_executor(pure=False)


def _await_workers(client: Any) -> None:
    """A cluster that has just been started, or started again, has no worker yet."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        raise RetretError("dask-no-workers") from None


def about(mark: str) -> tuple[str, bool]:
    """A worker's fingerprint, and whether it sees a file that lies in the shared folder just now."""
    return fingerprint(), Path(mark).is_file()


def _refuse_strangers(told: dict[str, object]) -> None:
    """Nothing when every worker is like this machine and sees its folder; an error that it met counts as another one."""
    if not told:
        raise RetretError("dask-no-workers")
    like = fingerprint()
    blind = sorted(worker for worker, said in told.items() if said == (like, False))
    strangers = sorted(worker for worker, said in told.items() if said != (like, True))
    code, found = (
        ("dask-no-shared-folder", blind) if blind == strangers else ("dask-workers-differ", strangers)
    )
    if found:
        raise RetretError(code, n=str(len(found)), all=str(len(told)), first=found[0])


def refuse_stranger(expected: str) -> None:
    """Nothing on a machine with this fingerprint; a worker that came to the cluster later is refused as well."""
    if fingerprint() != expected:
        raise RetretError("dask-workers-differ", n="1", all="1", first=gethostname())


def is_lost(error: BaseException) -> bool:
    """Whether a task ended because it took down every worker that it ran on."""
    return type(error).__name__ == "KilledWorker"


def is_gone(error: BaseException) -> bool:
    """Whether the cluster's scheduler was lost, and with it the memory of what it had been asked."""
    return type(error).__name__ in ("CommClosedError", "FutureCancelledError", "ClosedClientError")


@cache
def fingerprint() -> str:
    """What decides the bytes of a page beside its data: Python, this package's files, versions of all it needs."""
    told = hashlib.sha256(repr(sys.version_info[:2]).encode())
    folder = Path(analysis.__file__).parent
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".py", ".toml"):
            told.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    for name, number in sorted(_installed("retret").items()):
        told.update(f"{name}=={number}\n".encode())
    return told.hexdigest()


def _installed(root: str) -> dict[str, str]:
    """Installed versions of a distribution and of everything that it requires without an extra, by name."""
    found: dict[str, str] = {}
    waiting = [root]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
        waiting += [
            re.split(r"[^\w.-]", need, maxsplit=1)[0]
            for need in requires(name) or ()
            if "extra ==" not in need
        ]
    return found
