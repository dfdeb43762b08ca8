"""Work over processes: nothing is lost with a worker, an item that takes workers down is given up, errors come through."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analysis.problems import RetretError
from analysis.publish.cluster import fingerprint
from analysis.publish.scheduler import Lost, executor, in_turns, spread
from tests.faults.kernels import gone

distributed = pytest.importorskip("distributed")


def square(number: int) -> int:
    return number * number


def kill_at(deadly: int, number: int) -> int:
    if number == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def kill_once(mark: Path, number: int) -> int:
    """The worker that first comes to 5 dies; whoever comes to it later does not."""
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def fail_at(bad: int, number: int) -> int:
    if number == bad:
        raise RetretError("no-root", start="here")
    return number


def environment(name: str, number: int) -> str | None:
    return os.environ.get(name)


def put(name: str, value: str) -> None:
    os.environ[name] = value


def test_kinds_of_work_take_turns_each_in_its_own_order() -> None:
    assert in_turns(["A", "B"], ["a", "b", "c", "d"]) == ("a", "A", "b", "c", "B", "d")
    assert in_turns([], ["a", "b"]) == ("a", "b")
    assert in_turns([1, 2], [3, 4]) == (1, 3, 2, 4)
    assert in_turns() == ()


def test_every_item_has_its_result() -> None:
    assert dict(spread(square, range(20), 2)) == {n: n * n for n in range(20)}
    assert dict(spread(square, (), 2)) == {}


def test_a_worker_is_made_ready_before_its_work() -> None:
    ready = partial(put, "RETRET_TRIED", "yes")
    assert dict(spread(partial(environment, "RETRET_TRIED"), range(3), 2, ready=ready)) == dict.fromkeys(
        range(3), "yes"
    )


def test_a_pool_that_breaks_once_loses_nothing(tmp_path: Path) -> None:
    assert dict(spread(partial(kill_once, tmp_path / "mark"), range(12), 3)) == {n: n * n for n in range(12)}


def test_an_item_that_breaks_the_pool_twice_is_given_up_and_its_neighbours_are_not() -> None:
    found = dict(spread(partial(kill_at, 5), range(12), 3))
    lost = found.pop(5)
    assert isinstance(lost, Lost)
    assert lost.error.startswith("BrokenProcessPool")
    assert found == {n: n * n for n in range(12) if n != 5}


def test_an_error_of_the_work_comes_through_with_its_values() -> None:
    with pytest.raises(RetretError) as stopped:
        dict(spread(partial(fail_at, 3), range(6), 2))
    assert (stopped.value.code, stopped.value.values) == ("no-root", {"start": "here"})


def linger(folder: Path, number: int) -> None:
    (folder / f"{number}-{os.getpid()}").touch()
    time.sleep(600)


DRIVER = """
import sys
from functools import partial
from pathlib import Path
from analysis.publish.scheduler import spread
from tests.publish.test_scheduler import linger
if __name__ == "__main__":
    list(spread(partial(linger, Path(sys.argv[1])), range(2), 2))
"""


def test_workers_end_with_a_killed_driver(tmp_path: Path, checkout: Path) -> None:
    (tmp_path / "driver.py").write_text(DRIVER, "utf-8")
    here = tmp_path / "here"
    here.mkdir()
    environment = os.environ | {"PYTHONPATH": f"{checkout}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "driver.py"), str(here)], env=environment
    ) as driver:
        last = time.monotonic() + 60
        while len(list(here.iterdir())) < 2 and time.monotonic() < last:
            time.sleep(0.05)
        driver.kill()
    workers = [int(file.name.split("-")[1]) for file in here.iterdir()]
    assert len(workers) == 2
    assert gone(workers, 1.0)


def test_no_shared_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*words: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("_multiprocessing.SemLock", refused)
    with pytest.raises(RetretError) as stopped:
        dict(spread(square, range(3), 2))
    assert stopped.value.code == "no-shared-memory"
    assert "Read-only" in stopped.value.values["why"]


class Forgetful(Executor):
    """An executor like a cluster's: after some tasks its scheduler is gone, and what it had been asked is cancelled."""

    def __init__(self, left: int) -> None:
        self.left: int = left

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.left:
            self.left -= 1
            future.set_result(fn(*args, **kwargs))
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def test_a_scheduler_that_is_started_again_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.publish.scheduler.DASK_BATCH", 2)
    opened: list[int] = []

    @contextmanager
    def executor(*asked: object) -> Iterator[Executor]:
        opened.append(len(opened))
        yield Forgetful(3)

    monkeypatch.setattr("analysis.publish.scheduler.executor", executor)
    assert dict(spread(square, range(15), 2, dask="tcp://there:1")) == {n: n * n for n in range(15)}
    assert len(opened) == 3


def test_a_scheduler_that_never_comes_back_is_no_endless_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def executor(*asked: object) -> Iterator[Executor]:
        yield Forgetful(0)

    monkeypatch.setattr("analysis.publish.scheduler.executor", executor)
    with pytest.raises(RetretError) as stopped:
        dict(spread(square, range(15), 2, dask="tcp://there:1"))
    assert stopped.value.code == "workers-gone"


@pytest.fixture(scope="module")
def cluster() -> Iterator["distributed.LocalCluster"]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def slow(number: int) -> tuple[int, int]:
    time.sleep(0.2)
    return number, os.getpid()


def test_a_killed_worker_of_a_cluster_loses_nothing(
    cluster: "distributed.LocalCluster", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.publish.scheduler.DASK_BATCH", 3)
    ended = spread(slow, range(24), 2, dask=cluster.scheduler_address, shared=tmp_path)
    first, (_, worker) = next(ended)
    os.kill(worker, signal.SIGKILL)
    rest = dict(ended)
    assert {first, *rest} == set(range(24))
    assert all(number == result[0] for number, result in rest.items())


def test_the_executor_of_a_cluster_is_an_executor(
    cluster: "distributed.LocalCluster", tmp_path: Path
) -> None:
    with executor(1, cluster.scheduler_address, tmp_path) as pool:
        assert list(pool.map(square, range(5))) == [0, 1, 4, 9, 16]


def test_workers_that_differ_or_see_no_shared_folder_are_refused(
    cluster: "distributed.LocalCluster", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.wait_for_workers(2, timeout=120)  # One that another test killed is on its way back.
    monkeypatch.setattr("analysis.publish.cluster.fingerprint", lambda: "another")
    with pytest.raises(RetretError) as stopped, executor(1, cluster.scheduler_address, tmp_path):
        pass
    assert stopped.value.code == "dask-workers-differ"
    assert stopped.value.values["n"] == stopped.value.values["all"] == "2"
    monkeypatch.undo()
    monkeypatch.setattr("analysis.publish.cluster.about", unseen)
    with pytest.raises(RetretError) as blind, executor(1, cluster.scheduler_address, tmp_path):
        pass
    assert blind.value.code == "dask-no-shared-folder"


def unseen(mark: str) -> tuple[str, bool]:
    return fingerprint(), Path(mark + "-elsewhere").is_file()


def test_a_cluster_that_is_not_there_or_not_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.publish.cluster.CONNECT_SECONDS", 0.2)
    with pytest.raises(RetretError) as nobody, executor(1, "tcp://127.0.0.1:9", tmp_path):
        pass
    assert nobody.value.code == "dask-unreachable"
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RetretError) as missing, executor(1, "tcp://127.0.0.1:9", tmp_path):
        pass
    assert missing.value.code == "dask-missing"


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as empty:
        monkeypatch.setattr("analysis.publish.cluster.CONNECT_SECONDS", 1)
        with pytest.raises(RetretError) as stopped, executor(1, empty.scheduler_address, tmp_path):
            pass
    assert stopped.value.code == "dask-no-workers"
