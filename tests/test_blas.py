"""Linear algebra takes one thread in a command and in what it starts, unless somebody asked for more."""

import subprocess
import sys

import pytest

from analysis.blas import ONE, one_thread

TOLD = "import analysis.cli as cli, os, sys; cli.main(['version']); print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"


@pytest.mark.parametrize("asked", [None, "3"])
def test_a_command_sets_it_before_numpy_is_there(asked: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ONE:
        monkeypatch.delenv(name, raising=False)
    if asked:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", asked)
    ran = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == f"{asked or 1} False"


def test_what_was_asked_for_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ONE:
        monkeypatch.setenv(name, "5")
    monkeypatch.delenv("OMP_NUM_THREADS")
    one_thread()
    import os

    assert [os.environ[name] for name in ONE] == ["5", "1", "5"]
