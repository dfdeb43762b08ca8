"""The same bytes from one worker and three, warm and plain kernels, two languages of the system: every page and the whole site."""

import os
from pathlib import Path

import pytest

from analysis.paths import Root
from tests.faults.builds import run
from tests.faults.kernels import needs_fork
from tests.publish.test_build import OTHERWHERE, copy, forget, same

__all__ = ["copy"]
pytestmark = [
    needs_fork,
    pytest.mark.skipif(not os.environ.get("RETRET_LONG"), reason="long: run by `make test-long`"),
]

NO_FORK = "import os\ndel os.pidfd_open\n"
"""What a system without pidfds looks like to a process, before anything else runs in it."""


@pytest.mark.parametrize(("kernel", "jobs"), [("warm", "3"), ("plain", "1")])
def test_workers_kernels_and_languages_change_nothing(
    kernel: str, jobs: str, built: Root, copy: Root, checkout: Path, tmp_path: Path
) -> None:
    forget(copy)
    env = dict(OTHERWHERE) if kernel == "plain" else {"LC_ALL": "C.UTF-8"}
    if kernel == "plain":
        (tmp_path / "early").mkdir()
        (tmp_path / "early" / "sitecustomize.py").write_text(NO_FORK, "utf-8")
        env["PYTHONPATH"] = f"{tmp_path / 'early'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    code, told = run(copy, checkout, "--jobs", jobs, "--lang", "en", env=env)
    assert code == 0, told
    assert ("plain" in told) == (kernel == "plain"), told
    for made in ("site", "reports", "processed"):
        found = same(getattr(built, made), getattr(copy, made))
        # Only the edition that is asked for has facts.
        assert [one for one in found if not one.startswith("facts/public/")] == [], made
