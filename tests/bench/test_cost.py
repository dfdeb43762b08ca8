"""What a command costs is told by itself and its descendants; ways take turns; a record keeps what was not measured again."""

import json
import os
import sys
from pathlib import Path

import pytest

from analysis.bench.cost import Cost, cost
from analysis.bench.inside import measured
from analysis.bench.machine import this_machine
from analysis.bench.record import read_record, row, write_record
from analysis.bench.rounds import in_turns
from analysis.problems import RetretError
from tests.bench.figures import flat, part


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def test_processor_time_of_descendants_counts_and_waiting_does_not() -> None:
    own = cost(python(BUSY))
    child = cost(python(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BUSY!r}])"))
    asleep = cost(python("import time\ntime.sleep(0.3)"))
    assert own.cpu >= 0.3
    assert child.cpu >= 0.3
    assert asleep.wall >= 0.3
    assert asleep.cpu < asleep.wall


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_memory_is_the_commands_own() -> None:
    grab = "import time\nx = bytearray(120 * 2**20)\nx[:] = bytes(len(x))\ntime.sleep(0.1)"
    small = cost(python("import time\ntime.sleep(0.1)"))
    large = cost(python(grab))
    elsewhere = cost(python(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {grab!r}])"))
    assert large.peak - small.peak > 110
    assert elsewhere.peak < small.peak + 60


def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(RetretError) as stopped:
        cost(python("import sys\nsys.exit('it is broken')"))
    assert (stopped.value.code, stopped.value.exit_code) == ("bench-failed", 1)
    assert "it is broken" in stopped.value.values["why"]
    with pytest.raises(RetretError) as inside:
        measured("analysis.bench.check", "open", os.devnull, "")
    assert "no-city" in inside.value.values["why"] or "Error" in inside.value.values["why"]


def test_every_round_does_every_way_and_begins_with_another() -> None:
    done: list[str] = []

    def way(name: str) -> Cost:
        done.append(name)
        return Cost(float(len(done)), 0.0, 0.0)

    steps: list[tuple[int, int]] = []
    found = in_turns(
        {name: lambda name=name: way(name) for name in "abc"}, 3, lambda *told: steps.append(told)
    )
    assert "".join(done) == "abcbcacab"
    assert [one.wall for one in found["a"]] == [1.0, 6.0, 8.0]
    assert steps == [(k, 9) for k in range(1, 10)]


def test_a_record_is_read_as_it_was_written_and_keeps_other_parts(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bench.json"
    costs = [Cost(3.0, 1.0, 10.0), Cost(1.0, 2.0, 30.0), Cost(2.0, 4.0, 20.0)]
    first = part(row("ours", 5, costs))
    write_record(file, {"site": first})
    write_record(file, {"build": part(flat("first-build", 7, 1.0, 1.0))})
    found = read_record(file)
    assert list(found) == ["build", "site"]
    assert found["site"] == first
    (ours,) = found["site"].rows
    assert [ours.middle(kind) for kind in ("wall", "cpu", "peak")] == [2.0, 2.0, 20.0]
    assert ours.least("wall") == 1.0
    assert json.loads(file.read_text("utf-8"))["parts"]["site"]["rows"][0]["wall_median"] == 2.0
    assert [one.name for one in file.parent.iterdir()] == ["bench.json"]


@pytest.mark.parametrize("content", ["", "[]", '{"parts": {"a": {}}}'])
def test_what_is_no_record_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "bench.json"
    file.write_text(content, "utf-8")
    with pytest.raises(RetretError) as stopped:
        read_record(file)
    assert stopped.value.code == "bench-no-record"


def test_the_machine_is_told(checkout: Path) -> None:
    found = this_machine(checkout)
    assert found.cores >= 1
    assert found.memory_gib > 0
    assert found.versions["papermill"].startswith("2.")
