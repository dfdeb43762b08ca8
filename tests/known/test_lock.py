"""One build at a time: the second is told who holds the lock, and goes on when the first has ended, however it ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.known.lock import Holder, alone

HOLD = """
import sys, time
from pathlib import Path
from analysis.known.lock import alone
with alone(Path(sys.argv[1]), print):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_lock_is_waited_for_and_falls_with_its_holder(tmp_path: Path, end: signal.Signals) -> None:
    file = tmp_path / "in" / "lock"
    told: list[Holder] = []
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        def waiting(who: Holder) -> None:
            told.append(who)
            holder.send_signal(end)

        with alone(file, waiting):
            pass
    assert [one["pid"] for one in told] == [str(holder.pid)]


def test_nobody_waits_for_nobody(tmp_path: Path) -> None:
    told: list[Holder] = []
    for _ in range(2):
        with alone(tmp_path / "lock", told.append):
            assert str(os.getpid()) in (tmp_path / "lock").read_text()
    assert told == []
