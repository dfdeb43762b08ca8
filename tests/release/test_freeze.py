"""Making a release: what it holds, what stands against it, and that nothing is written then."""

import io
import json
import os
import shutil
import zipfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis.city.place import load_city
from analysis.known.decide import FACTS, known
from analysis.known.lock import Holder, alone
from analysis.known.stamp import write_stamps
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.release.freeze import freeze
from analysis.release.naming import Order, check_time, name_of
from analysis.release.seals import faults
from analysis.released.releases import find, folder_of, read_packed, read_told, releases
from tests.conftest import copied
from tests.release.conftest import FIRST, LATER, REASON


def test_a_release_holds_facts_city_site_and_what_it_says_of_itself(released: Root, checkout: Path) -> None:
    release = find(released, "2026-11")
    folder = folder_of(released) / "2026-11"
    state = json.loads(read_packed(folder / "facts" / "leadership" / "state.json.gz"))
    assert (release.data_hash, release.facts_schema) == (state["data_hash"], state["schema"])
    assert release.simulated
    assert release.reason is None
    shipped = checkout / "data" / "cities" / "malang" / "plan.toml"
    assert (folder / "city" / "malang" / "plan.toml").read_bytes() == shipped.read_bytes()
    with zipfile.ZipFile(io.BytesIO((folder / "site" / "leadership-id.zip").read_bytes())) as site:
        assert "index.html" in site.namelist()
    assert not faults(released, release)


def test_late_data_make_a_revision_and_leave_the_release_as_it_was(released: Root) -> None:
    first, revision = releases(released)
    assert (first.name, revision.name, revision.reason) == ("2026-11", "2026-11-r1", REASON)
    assert (revision.previous, revision.previous_seal) == ("2026-11", first.seal)
    assert revision.data_hash != first.data_hash
    told = read_told(released, "2026-11-r1", "changes", "leadership")
    assert [one["name"] for one in told["releases"]] == ["2026-11", "2026-11-r1"]
    assert told["since"]["revised_all"] > 0


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order("November", None, LATER), "release-name"),
        (Order("2026-11-r1", None, LATER), "release-name"),
        (Order("2027-02", None, LATER), "release-future"),
        (Order("2026-11", None, LATER), "release-exists"),
        (Order("2026-11", "  ", LATER), "release-exists"),
        (Order("2026-12", "why", LATER), "release-nothing-to-revise"),
        (Order("2026-10", None, LATER), "release-back-dated"),
    ],
)
def test_a_name_that_cannot_be_is_refused(released: Root, order: Order, code: str) -> None:
    with pytest.raises(RetretError) as stopped:
        name_of(released, order, releases(released))
    assert stopped.value.code == code


def test_the_clock_goes_on_and_no_release_tells_of_later_months(released: Root) -> None:
    before = releases(released)
    with pytest.raises(RetretError) as stopped:
        check_time(Order("2026-12", None, FIRST), "2026-12", before, FIRST.date())
    assert stopped.value.code == "release-clock"
    later = Order("2026-11", "why", LATER + timedelta(days=1))
    with pytest.raises(RetretError) as stopped:
        check_time(later, "2026-11-r2", before, datetime(2026, 12, 31, tzinfo=UTC).date())
    assert stopped.value.code == "release-knew-later"


def test_what_is_not_built_is_not_released(released: Root, checkout: Path, tmp_path: Path) -> None:
    root = copied(released, tmp_path)
    with pytest.raises(RetretError) as stopped:
        freeze(root, checkout, Order("2026-12", None, LATER + timedelta(days=1)))
    assert stopped.value.code == "release-site-not-built"
    plan = load_city(root).folder / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("largest_ramadan_gap = 0.", "largest_ramadan_gap = 0.0"))
    with pytest.raises(RetretError) as stopped:
        freeze(root, checkout, Order("2026-12", None, LATER + timedelta(days=1), sites=False))
    assert stopped.value.code == "release-not-built"
    assert [one.name for one in releases(root)] == ["2026-11", "2026-11-r1"]
    assert not list(folder_of(root).glob(".*"))


def test_facts_of_an_edition_without_a_site_are_made_for_a_release(
    released: Root, checkout: Path, tmp_path: Path
) -> None:
    root = copied(released, tmp_path)
    now = known(root, checkout)
    del now.stamps["facts"].outputs[FACTS["public"]]
    write_stamps(now.file, now.stamps)
    shutil.rmtree(root.facts / "public")
    made = freeze(root, checkout, Order("2026-12", None, LATER + timedelta(days=1), sites=False))
    before = find(root, "2026-11-r1")
    public = {name for name in before.files if name.startswith("facts/public/")}
    assert public
    assert all(made.files[name].content == before.files[name].content for name in public)


def test_who_builds_meanwhile_is_told_before_a_release_waits(
    released: Root, checkout: Path, tmp_path: Path
) -> None:
    root, held, told = copied(released, tmp_path), ExitStack(), list[str]()
    held.enter_context(alone(root.interim / "build.lock", lambda holder: None))

    def waits(holder: Holder) -> None:
        told.append(holder["pid"])
        held.close()

    with pytest.raises(RetretError):
        freeze(root, checkout, Order("2026-12", None, LATER + timedelta(days=1)), waits)
    assert told == [str(os.getpid())]


def test_an_edited_release_stops_the_next_one(released: Root, tmp_path: Path) -> None:
    root = copied(released, tmp_path)
    (folder_of(root) / "2026-11" / "city" / "malang" / "plan.toml").write_text("")
    with pytest.raises(RetretError) as stopped:
        name_of(root, Order("2026-12", None, LATER), releases(root))
    assert (stopped.value.code, stopped.value.values) == ("release-earlier-wrong", {"name": "2026-11"})
