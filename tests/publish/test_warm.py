"""Warm kernels: every page and every kind of cell as from a plain kernel, each fork fresh, and one notice where it is not."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import nbformat
import pytest
from papermill import execute_notebook

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.publish.kernel import run_notebook
from analysis.publish.notebooks import run_all, tasks
from analysis.publish.task import Task
from analysis.publish.template import templates
from analysis.publish.tidy import joined
from analysis.warm.control import Trouble
from analysis.warm.keeper import Kernels
from analysis.warm.zygote import PRELOAD
from tests.faults.kernels import needs_fork, ran, warm, write_book

pytestmark = needs_fork


def a_page_of_each(root: Root, checkout: Path) -> list[Task]:
    """One task for each committed notebook."""
    made = tasks(templates(checkout / "notebooks"), load_city(root), root)
    return list({task.template: task for task in made}.values())


def test_every_notebook_has_the_same_cells_from_a_plain_kernel(
    built: Root, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of the built city came from forks; here papermill runs their notebooks with nothing of ours between."""
    for name, value in {
        "RETRET_PUBLISH": "1",
        "RETRET_ROOT": str(built.base),
        "POLARS_MAX_THREADS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    found = a_page_of_each(built, checkout)
    waiting = {one.file for one in templates(checkout / "notebooks") if one.front.get("needs") == "release"}
    assert {task.template for task in found} == set((checkout / "notebooks").glob("*.ipynb")) - waiting

    def plain(task: Task) -> list[Shown]:
        folder = {"metadata": {"path": str(task.template.parent)}}
        target = tmp_path / task.template.name
        execute_notebook(task.template, target, dict(task.parameters), progress_bar=False, resources=folder)
        return shown(target)

    with ThreadPoolExecutor(3) as workers:
        for task, cells in zip(found, workers.map(plain, found), strict=True):
            assert cells == shown(task.page), task.template.name


Shown = tuple[str, list[dict[str, Any]]]


def shown(file: Path) -> list[Shown]:
    """Source and outputs of every code cell, without counters."""
    cells = [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    return [
        (cell.source, [{**one, "execution_count": None} for one in joined(cell.outputs)]) for cell in cells
    ]


KINDS = (
    "%load_ext autoreload",
    "!echo from a shell",
    "import subprocess\n_ = subprocess.run(['echo', 'from a process'])",
    "import os\n_ = os.system('echo from the system')",
    "handle = display('first', display_id=True)\nhandle.update('second')",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "import warnings\nwarnings.warn('careful', UserWarning, stacklevel=10)",
    "import logging\nlogging.warning('logged')",
    "import sys\nprint(sys.argv[0].rpartition('/')[2], sys.path[0] == '', __name__, sys.stdin.read(1) == '')",
    "print(sorted(name for name in os.environ if name.startswith(('RETRET', 'JPY', 'PYDEVD', 'OPENBLAS'))), os.getcwd())",
    "print(os.getpid() == os.getpgrp() == os.getsid(0))",
    "print('to the error stream', file=sys.stderr)",
    "try:\n    input('asked')\nexcept Exception as stopped:\n    print(type(stopped).__name__)",
    "import numpy as np, polars as pl\npl.DataFrame({'a': np.arange(3)}).group_by(pl.col('a') % 2).agg(pl.len()).sort('a')",
    "import scipy.linalg\nprint(scipy.linalg.det(np.eye(3)))",
    "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    "%%bash\necho magic",
    "%who_ls",
)


def test_every_kind_of_cell_shows_the_same(tmp_path: Path) -> None:
    with warm() as keeper:
        assert keeper.trouble() is None
        forked = ran(KINDS, tmp_path)
    plain = ran(KINDS, tmp_path)
    assert (forked.stopped, plain.stopped) == (None, None)
    for source, left, right in zip(KINDS, forked.outputs, plain.outputs, strict=True):
        assert without_pid(left) == without_pid(right), source


def without_pid(outputs: list[dict[str, object]]) -> str:
    """Outputs but for the name of a cell's temporary file, which holds the pid."""
    return "".join(part for part in repr(outputs).split("/") if not part.startswith("ipykernel_"))


def test_random_numbers_differ_between_forks(tmp_path: Path) -> None:
    source = "import random, uuid, numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4())"
    with warm():
        first, second = (ran([source], tmp_path).text.split() for _ in range(2))
    assert not set(first) & set(second)
    assert len(first) == 4


def test_nothing_preloaded_starts_a_thread() -> None:
    """The condition of every fork, told with the thread's name when a new version of a library breaks it."""
    code = "import importlib, sys\nfrom analysis.warm.threads import strange_threads\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n    assert strange_threads() == (), (name, strange_threads())"
    subprocess.run(
        [sys.executable, "-c", code, *PRELOAD], check=True, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    )


def test_nothing_preloaded_tells_a_message() -> None:
    """A page would not know that it tells a message which was told before the fork."""
    code = (
        "import importlib\nfrom analysis.messages import text, told\nfrom analysis.warm.zygote import PRELOAD, READ\n"
        "for name in PRELOAD:\n    importlib.import_module(name)\n"
        "for name, call in READ:\n    getattr(importlib.import_module(name), call)()\n"
        "assert not told(), told()\ntext('why-none')\nassert told() == {'why-none'}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("kind", [warm, nullcontext])
def test_a_kernel_of_either_kind_names_each_message_that_it_told(
    tmp_path: Path, kind: Callable[[], AbstractContextManager[object]]
) -> None:
    source = "from analysis.messages import known, text\nfor _ in range(2):\n    text('why-none')\nknown('none-such')"
    file, told = write_book([source], tmp_path / "in.ipynb"), tmp_path / "told"
    with kind():
        assert run_notebook(file, tmp_path / "out.ipynb", {}, told=told) is None
    assert told.read_text("utf-8").splitlines() == ["why-none", "none-such"]


NAMES_ITSELF = """
import ctypes, sys, threading
from analysis.warm import threads
looked, named = threading.Event(), threading.Event()
def late():
    looked.wait()
    ctypes.CDLL(None).prctl(15, sys.argv[1].encode())
    named.set()
    threading.Event().wait()
threading.Thread(target=late, daemon=True).start()
threads.time.sleep = lambda seconds: (looked.set(), named.wait())
print(*threads.strange_threads())
"""
"""A thread that names itself while it is waited for, and not before it was looked at."""


def test_a_thread_that_has_no_name_yet_is_looked_at_again() -> None:
    """Else a kernel is refused, and a plain one started, whenever an allocator starts a thread in that moment."""
    for name, told in (("jemalloc_bg_thd", "\n"), ("another", "another\n")):
        run = subprocess.run(
            [sys.executable, "-c", NAMES_ITSELF, name], capture_output=True, text=True, check=True
        )
        assert run.stdout == told


def test_the_guard_sees_the_threads_of_a_polars_query() -> None:
    code = "import polars as pl\nfrom analysis.warm.threads import strange_threads\nassert strange_threads() == ()\npl.DataFrame({'a': [1]}).filter(pl.col('a') > 0)\nprint(strange_threads())"
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    assert len(ast.literal_eval(told.stdout)) >= 1


def test_papermills_own_command_has_warm_kernels_below_ours_and_by_name(tmp_path: Path) -> None:
    source = "import os\nprint(open(f'/proc/{os.getppid()}/cmdline').read().count('zygote'))"
    book = write_book([source], tmp_path / "in.ipynb")
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar", str(book)]
    below = [sys.executable, "-m", "analysis.warm", *papermill, str(tmp_path / "below.ipynb")]
    named = [*papermill, str(tmp_path / "named.ipynb"), "-k", "retret"]
    for running in [subprocess.Popen(words, stderr=subprocess.DEVNULL) for words in (below, named)]:
        assert running.wait() == 0
    for name in ("below", "named"):
        (cell,) = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4).cells
        assert cell.outputs[0]["text"] == "1\n", name


def test_where_no_fork_is_to_be_had_a_run_gives_one_notice_and_its_pages(
    built: Root, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    told: list[Trouble] = []
    page = next(task for task in a_page_of_each(built, checkout) if "dictionary" in task.page.name)
    moved = Task(
        page.template,
        page.parameters,
        page.front,
        tmp_path / page.page.name,
        page.depth,
        tmp_path / "failed.ipynb",
    )
    assert run_all((moved, moved), built, 1, notice=told.append) == ()
    assert [trouble.code for trouble in told] == ["warm-impossible"]
    assert moved.page.read_bytes() == page.page.read_bytes()


def test_a_folder_that_holds_no_socket_means_plain_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with Kernels(wanted=True) as kernels:
        keeper = kernels.begin()
        assert keeper is None
    assert list(deep.iterdir()) == []
