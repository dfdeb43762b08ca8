"""Kernels that fail: told alike from a plain and a warm kernel, with no hang, and nothing is left running."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis.warm.keeper import Keeper
from tests.faults.kernels import gone, needs_fork, ran, warm

pytestmark = needs_fork

WARM = "import os, sys\nassert open(f'/proc/{os.getppid()}/cmdline').read().count('zygote')"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Keeper]:
    with warm() as keeper:
        assert keeper.trouble() is None
        yield keeper


FAULTS = {
    "error": ("1 / 0", 60, "ZeroDivisionError: division by zero"),
    "exit": ("import os\nos._exit(7)", 60, "DeadKernelError: Kernel died"),
    "killed": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", 60, "DeadKernelError: Kernel died"),
    "sleeps": (
        "import time\ntime.sleep(60)",
        1,
        "CellTimeoutError: A cell timed out while it was being executed, after 1 seconds.",
    ),
    "memory": (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\nx = bytearray(2**33)",
        60,
        "MemoryError: ",
    ),
    "interrupted": (
        "import os, signal, threading, time\n"
        "threading.Timer(0.2, os.killpg, (os.getpgrp(), signal.SIGINT)).start()\ntime.sleep(60)",
        60,
        "KeyboardInterrupt: ",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_alike(
    fault: str, zygote: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, limit, told = FAULTS[fault]
    forked = ran([WARM, "print('before')", source], tmp_path, limit)
    monkeypatch.delenv("RETRET_ZYGOTE")
    plain = ran(["print('before')", source], tmp_path, limit)
    assert (forked.stopped, plain.stopped) == (told, told)
    assert [one for cell in forked.outputs for one in cell if one["output_type"] == "stream"] == [
        one for cell in plain.outputs for one in cell if one["output_type"] == "stream"
    ]


LATE = """
import time
kernel = get_ipython().kernel
at_once = kernel._publish_status
def late(status, *rest, **named):
    time.sleep(5 * (status == "idle"))
    at_once(status, *rest, **named)
kernel._publish_status = late
print("in time")
"""


def test_the_last_output_of_a_cell_may_come_seconds_after_its_reply(tmp_path: Path) -> None:
    told = ran([LATE], tmp_path)
    assert (told.stopped, told.text) == (None, "in time\n")


def pids(folder: Path) -> list[int]:
    """The processes that a notebook in this folder named."""
    return [int(word) for word in (folder / "pids").read_text("utf-8").split()]


LEAVES = """
import os, subprocess, sys, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
near = subprocess.Popen(sleeper)
far = subprocess.Popen(sleeper, start_new_session=True)
daemon = subprocess.run(["setsid", "--fork", "sh", "-c", "echo $$; exec sleep 600 >/dev/null 2>&1"], stdout=subprocess.PIPE, text=True, check=True)
print(os.getpid(), near.pid, far.pid, int(daemon.stdout), file=open("pids", "w"))
"""


@pytest.mark.parametrize("ending", ["pass", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"])
def test_threads_and_processes_that_a_notebook_leaves_end_with_it(
    ending: str, zygote: Keeper, tmp_path: Path
) -> None:
    ran([WARM, LEAVES, ending], tmp_path)
    left = pids(tmp_path)
    assert len(left) == 4
    assert gone(left)


def test_a_killed_zygote_is_a_dead_kernel_and_the_next_notebook_runs_plain(tmp_path: Path) -> None:
    with warm() as keeper:
        assert keeper.trouble() is None
        killing = "import os, signal, time\nprint(os.getpid(), file=open('pids', 'w'))\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
        first = ran([WARM, killing], tmp_path)
        assert first.stopped == "DeadKernelError: Kernel died"
        assert gone(pids(tmp_path), 1.0)
        second = ran(["print('runs')"], tmp_path)
        assert (second.stopped, second.text) == (None, "runs\n")
        trouble = keeper.trouble()
        assert trouble is not None
        assert trouble.code == "warm-ended"


DRIVER = """
import sys
from pathlib import Path
from tests.faults.kernels import ran, warm
with warm() as keeper:
    print(keeper.process.pid, flush=True)
    ran(["import os, subprocess, time\\nprint(os.getpid(), subprocess.Popen(['sleep', '600'], start_new_session=True).pid, file=open('pids.part', 'w'))\\nos.rename('pids.part', 'pids')\\ntime.sleep(600)"], Path(sys.argv[1]))
"""


def test_a_killed_driver_takes_its_zygote_and_its_kernels_along(tmp_path: Path, checkout: Path) -> None:
    words = [sys.executable, "-c", DRIVER, str(tmp_path)]
    with subprocess.Popen(words, cwd=checkout, stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        zygote = int(driver.stdout.readline())
        last = time.monotonic() + 60
        while not (tmp_path / "pids").exists() and time.monotonic() < last:
            time.sleep(0.05)
        started = pids(tmp_path)
        driver.kill()
        assert gone([*started, zygote], 1.0)


def test_a_zygote_with_a_strange_thread_refuses_and_the_kernel_is_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import sys, threading, time\n"
        "if '-c' in sys.orig_argv and 'zygote' in sys.orig_argv[-1]:\n"
        "    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    with warm() as keeper:
        trouble = keeper.trouble()
        assert trouble is not None
        assert trouble.code == "warm-threads"
        told = ran(["import os\nprint(os.getppid())"], tmp_path)
        assert (told.stopped, int(told.text)) == (None, os.getpid())


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def fork_often(count: int, folder: Path) -> None:
    """As many kernels, four at a time, each with a query; neither the zygote nor this process keeps anything of them."""
    source = "import polars as pl\nprint(pl.DataFrame({'a': range(9)}).filter(pl.col('a') > 4).height)"

    def work(number: int) -> tuple[str | None, str]:
        place = folder / str(number)
        place.mkdir()
        told = ran([WARM, source], place)
        return told.stopped, told.text

    with warm() as keeper, ThreadPoolExecutor(4) as workers:
        assert keeper.trouble() is None
        # An event loop stays with each thread; what comes after the first kernels may leave nothing.
        assert list(workers.map(work, range(8))) == [(None, "4\n")] * 8
        zygote, here = descriptors(keeper.process.pid), descriptors(os.getpid())
        assert list(workers.map(work, range(8, count))) == [(None, "4\n")] * (count - 8)
        assert descriptors(keeper.process.pid) == zygote
        assert descriptors(os.getpid()) <= here
        children = Path(f"/proc/{keeper.process.pid}/task/{keeper.process.pid}/children")
        assert children.read_text("ascii").split() == []


def test_forks_in_a_row_leave_nothing_behind(tmp_path: Path) -> None:
    fork_often(28, tmp_path)


def test_a_limit_ends_a_kernel_whatever_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.warm.manager.KERNEL_LIMIT", 1.0)
    with warm():
        stopped = ran(
            ["import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)"], tmp_path
        )
    assert stopped.stopped == "DeadKernelError: Kernel died"


LAST_WORDS = """
import atexit, sys, threading, time
from pathlib import Path
kernel, at_once = get_ipython().kernel, sys.stdout.flush
stop = kernel.io_loop.stop
def late():
    time.sleep(0.5 * (threading.current_thread().name == "Control"))
    at_once()
kernel.io_loop.stop = lambda: (time.sleep(0.1), stop())
sys.stdout.flush = late
atexit.register(lambda: Path({file!r}).write_text(str(kernel.control_thread.is_alive())))
"""


def test_a_kernel_takes_nothing_down_before_its_last_words(tmp_path: Path) -> None:
    """Else the thread that was asked to end flushes by one that has ended, and waits ten seconds for it."""
    file = tmp_path / "alive"
    with warm():
        assert ran([WARM, LAST_WORDS.format(file=str(file))], tmp_path).stopped is None
    assert file.read_text() == "False"
