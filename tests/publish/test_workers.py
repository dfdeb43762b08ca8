"""Workers: forks of a server that may be forked, with the environment of who asks."""

import os
import subprocess
import sys
from importlib import import_module

import pytest

from analysis.blas import ONE
from analysis.publish import workers
from analysis.publish.workers import PRELOAD, processes
from analysis.warm.keeper import possible
from analysis.warm.threads import strange_threads

pytestmark = pytest.mark.skipif(not possible(), reason="this system forks no workers")


def variable(name: str) -> str | None:
    return os.environ.get(name)


def loaded(name: str) -> bool:
    return name in sys.modules


def strange_after_import() -> tuple[str, ...]:
    for name in PRELOAD:
        import_module(name)
    return strange_threads()


def test_what_is_imported_ahead_starts_no_thread_that_a_fork_would_lose() -> None:
    # The script of a fresh interpreter: this one has long started threads.
    code = "from tests.publish.test_workers import strange_after_import as s; print(s())"
    assert _fresh(code) == "()"


def test_workers_have_imported_ahead_and_import_no_statistics_library() -> None:
    with processes(1) as pool:
        assert all(pool.submit(loaded, name).result() for name in PRELOAD)
        assert not pool.submit(loaded, "scipy.stats").result()


def test_workers_have_the_environment_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("one", "two", None):
        if value is None:
            monkeypatch.delenv("RETRET_TRIED")
        else:
            monkeypatch.setenv("RETRET_TRIED", value)
        with processes(1) as pool:
            assert pool.submit(variable, "RETRET_TRIED").result() == value


def test_preparing_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = ONE
    monkeypatch.setenv(first, "7")
    for name in others:
        monkeypatch.delenv(name, raising=False)
    workers.prepare()
    assert [os.environ.get(name) for name in ONE] == ["7", *(None for _ in others)]


def _fresh(code: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | ONE
    )
    return told.stdout.strip()
