"""A build that is killed or refused something leaves the last good site; a later one finishes with the same bytes."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.known.decide import cache
from analysis.paths import Root
from tests.effort import LONG, examples
from tests.faults.builds import copied, edit, full_disk, marks, run, short_checkout, start
from tests.known.test_lock import HOLD
from tests.shared import made_once

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as Unix has them")
KILLS = examples(3, 50)
LATEST = 1.1 if LONG else 0.4
"""The last moment of a kill as a share of the undisturbed build's time. Three have to come early, since a build that is through
leaves nothing to do, and nothing to kill, for the next; a machine may have been slow only while the time was taken."""

POINTS = ("pages-done", "site-rendered", "site-finished", "before-exchange:_site", "exchanged:_site")


@dataclass(frozen=True)
class Edited:
    """A built city whose checkout was edited since; its sites before and after an undisturbed build, and that one's seconds."""

    root: Root
    checkout: Path
    old: Mapping[str, str]
    new: Mapping[str, str]
    seconds: float


@pytest.fixture(scope="module")
def edited(built: Root, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    """Built undisturbed once; `root` is as it was before that."""

    def make(base: Path) -> None:
        own = short_checkout(checkout, base / "checkout")
        edit(own, "Kalimat baru.")
        root = copied(built, base / "undisturbed")
        began = time.monotonic()
        code, told = run(root, own)
        assert code == 0, told
        (base / "seconds").write_text(str(time.monotonic() - began))

    base = made_once(tmp_path_factory, "edited", make)
    after = Root(base / "undisturbed")
    new = marks(after.site)
    assert new != marks(built.site)
    return Edited(built, base / "checkout", marks(built.site), new, float((base / "seconds").read_text()))


def kept(root: Root) -> set[str]:
    """The keys of all pages on the shelf."""
    return {file.name for file in (cache(root) / "pages").glob("??/*")}


def test_builds_broken_off_in_every_way_leave_a_whole_site_and_are_finished_later(
    edited: Edited, tmp_path: Path
) -> None:
    """First a full disk, then a kill when one page is done, then kills at random moments; in the end it is as if nothing had been."""
    root = copied(edited.root, tmp_path / "kota é")
    code, told = run(root, edited.checkout, before=full_disk)
    assert code == 1
    assert "Pembuatan berhenti: " in told
    assert "File too large" in told
    assert "Traceback" not in told
    assert marks(root.site) == edited.old
    before = kept(root)
    code, told = run(root, edited.checkout, "--jobs", "1", env={"RETRET_DIE_AT": "page-done:1"})
    assert code == -signal.SIGKILL, told
    done = kept(root) - before
    assert done
    _kill_at_random(edited, root)
    ran = finished(edited, root)
    assert len(ran) <= 2 - len(done)
    assert kept(root) - before >= done


def _kill_at_random(edited: Edited, root: Root) -> None:
    chance = random.Random(2025)
    killed = 0
    for _ in range(KILLS):
        with start(root, edited.checkout) as build:
            time.sleep(chance.uniform(0.0, LATEST * edited.seconds))
            build.kill()
            told, _ = build.communicate()
        killed += build.returncode == -signal.SIGKILL
        assert marks(root.site) in (edited.old, edited.new), told
    assert killed


def finished(edited: Edited, root: Root) -> list[str]:
    """The pages run by the next build, which makes what an undisturbed one makes; the one after it has nothing to do."""
    code, told = run(root, edited.checkout, "--json")
    assert code == 0, told
    assert marks(root.site) == edited.new
    events = [json.loads(line) for line in told.splitlines()]
    code, told = run(root, edited.checkout)
    assert (code, told.startswith("Tidak ada yang berubah")) == (0, True), told
    left = [file for file in root.base.rglob(".*") if file.name.endswith((".new", ".old"))]
    assert [file for file in left if not file.is_relative_to(root.interim)] == []
    return [one["page"] for one in events if one["event"] == "page"]


@pytest.mark.skipif(not LONG, reason="long: run by `make test-long`")
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_between_any_two_steps_after_the_pages_runs_no_page_again(
    edited: Edited, tmp_path: Path, point: str
) -> None:
    root = copied(edited.root, tmp_path / "root")
    code, told = run(root, edited.checkout, env={"RETRET_DIE_AT": point})
    assert code == -signal.SIGKILL, told
    assert marks(root.site) in (edited.old, edited.new)
    assert finished(edited, root) == []


def test_an_output_that_cannot_be_written_is_told(built: Root, tmp_path: Path, checkout: Path) -> None:
    """A file stands where a folder is needed: what even an administrator may not write."""
    root = copied(built, tmp_path / "root")
    (root.site / "strange.txt").write_text("the site was touched, and has to be made again")
    site = marks(root.site)
    shutil.rmtree(root.interim / "site")
    (root.interim / "site").write_text("")
    code, told = run(root, checkout)
    assert code == 1
    assert "Pembuatan berhenti: data/interim/site" in told
    assert "Traceback" not in told
    assert marks(root.site) == site


def test_a_folder_with_spaces_and_foreign_letters_and_no_home(edited: Edited, tmp_path: Path) -> None:
    root = copied(edited.root, tmp_path / "Kota Málang – uji 5")
    code, told = run(root, edited.checkout, env={"HOME": None, "XDG_RUNTIME_DIR": None})
    assert code == 0, told
    assert finished(edited, root) == []


def test_who_waits_is_told_for_whom(tmp_path: Path, checkout: Path) -> None:
    shutil.copytree(checkout / "data" / "cities", tmp_path / "data" / "cities")
    lock = Root(tmp_path).interim / "build.lock"
    words = [sys.executable, "-m", "analysis.cli", "clean", "--root", str(tmp_path)]
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        ) as waiting:
            assert waiting.stdout is not None
            assert f"proses {holder.pid} di" in waiting.stdout.readline()
            holder.kill()
            assert "dibuang" in waiting.stdout.read()
    assert waiting.returncode == 0


def test_the_clock_may_jump_back(built: Root, tmp_path: Path, checkout: Path) -> None:
    """Times of files in the future, as after a clock that was set back: everything is known by its content."""
    root = copied(built, tmp_path / "root")
    for file in root.base.rglob("*"):
        if file.is_file():
            os.utime(file, (4e9, 4e9))
    code, told = run(root, checkout)
    assert (code, told.startswith("Tidak ada yang berubah")) == (0, True), told
