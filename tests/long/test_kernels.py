"""Kernels at length: a thousand forks, floods of output, and kernels that ignore every signal but one."""

import os
from pathlib import Path

import pytest

from tests.faults.kernels import gone, needs_fork, ran, warm
from tests.faults.test_kernel import fork_often, pids

pytestmark = [
    needs_fork,
    pytest.mark.skipif(not os.environ.get("RETRET_LONG"), reason="long: run by `make test-long`"),
]


def test_a_thousand_forks_leave_nothing_behind(tmp_path: Path) -> None:
    fork_often(1000, tmp_path)


def test_a_hundred_megabytes_of_output_arrive_whole(tmp_path: Path) -> None:
    with warm():
        told = ran(["line = 'x' * 999\nfor _ in range(100_000):\n    print(line)"], tmp_path)
    assert told.stopped is None
    assert len(told.text) == 100_000_000


@pytest.mark.parametrize("source", ["while True: pass", "while True: print('x' * 999)"])
def test_an_endless_loop_is_timed_out_and_killed(source: str, tmp_path: Path) -> None:
    """Also where the kernel ignores every signal that can be ignored."""
    deaf = "import os, signal\nprint(os.getpid(), file=open('pids', 'w'))\nfor s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\n"
    with warm():
        told = ran([deaf + source], tmp_path, 3)
    assert told.stopped is not None
    assert told.stopped.startswith("CellTimeoutError")
    assert gone(pids(tmp_path), 1.0)
