"""Pages are run again when something that they are made from changed, and exactly those."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest

import analysis
from analysis.city.place import load_city
from analysis.decision.plan import read_plan
from analysis.known import inputs
from analysis.known.decide import Known, cache
from analysis.known.inputs import Place
from analysis.known.options import Options
from analysis.known.prints import Seen
from analysis.known.shelf import Shelf
from analysis.paths import LEADERSHIP, Root
from analysis.publish.making import planned, restored
from analysis.publish.partitions import series_marks
from analysis.publish.run import Run
from tests.conftest import silent

UNIT, OTHER = "35.73.05.1002", "35.73.05.1011"
UNITS = "reports/unit/"


@dataclass(frozen=True)
class World:
    """A built city, a checkout and a package of its own, to be spoiled and mended again."""

    root: Root
    checkout: Path
    package: Path
    options: Options = field(default_factory=Options)

    def run(self, options: Options | None = None, output: str = LEADERSHIP.name) -> Run:
        """A build that has not begun."""
        place = Place(
            self.root.of(output), self.checkout, Seen(self.root.interim / "seen.json"), self.package
        )
        asked = options or self.options
        return Run(place.root, self.checkout, asked, Known(place), silent, lambda event, values: None)

    def keys(self, options: Options | None = None, output: str = LEADERSHIP.name) -> Mapping[str, str]:
        """Every page's key as things stand."""
        run = self.run(options, output)
        pages, _ = planned(run, load_city(self.root), [], writing=False)
        run.now.place.seen.save()
        return {page.address: page.key for page in pages}


@pytest.fixture(scope="module")
def world(built: Root, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    base = tmp_path_factory.mktemp("keys")
    leave = shutil.ignore_patterns(
        "raw", "interim", "__pycache__", "unit", "group", "indicator", "_parts", "_data"
    )
    shutil.copytree(built.base / "data", base / "root" / "data", ignore=leave)
    shutil.copytree(checkout / "notebooks", base / "checkout" / "notebooks")
    shutil.copytree(checkout / "data" / "calibration", base / "checkout" / "data" / "calibration")
    shutil.copytree(Path(analysis.__file__).parent, base / "analysis", ignore=leave)
    world = World(Root(base / "root"), base / "checkout", base / "analysis")
    shutil.copytree(cache(built) / "told", cache(world.root) / "told")
    return world


@pytest.fixture(scope="module")
def before(world: World) -> Mapping[str, str]:
    return world.keys()


@pytest.fixture
def changed(world: World, before: Mapping[str, str]) -> Callable[[Path, Callable[[bytes], bytes]], set[str]]:
    """The pages whose keys differ while a file holds something else; the file is as it was afterwards."""

    def change(file: Path, spoil: Callable[[bytes], bytes]) -> set[str]:
        content = file.read_bytes()
        file.write_bytes(spoil(content))
        try:
            now = world.keys()
        finally:
            file.write_bytes(content)
        assert now.keys() == before.keys()
        return {page for page, key in now.items() if key != before[page]}

    return change


Changed = Callable[[Path, Callable[[bytes], bytes]], set[str]]


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    """The first place where one text stands holds another."""

    def spoil(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return spoil


def of_units(pages: Mapping[str, str]) -> set[str]:
    return {page for page in pages if page.startswith(UNITS)}


def test_nothing_changed_is_nothing_to_do(world: World, before: Mapping[str, str]) -> None:
    assert world.keys() == before
    assert len(set(before.values())) == len(before)


def test_a_notebook_reruns_its_own_pages(world: World, before: Mapping[str, str], changed: Changed) -> None:
    file = world.checkout / "notebooks" / "10-unit.ipynb"

    def edited(content: bytes) -> bytes:
        book = nbformat.reads(content.decode(), as_version=4)
        book.cells[-1].source += "\n1"
        return nbformat.writes(book).encode()

    def executed(content: bytes) -> bytes:
        book = nbformat.reads(content.decode(), as_version=4)
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.execution_count = 3
                cell.outputs = [nbformat.v4.new_output("stream", text="x")]
                cell.metadata["collapsed"] = True
        return nbformat.writes(book).encode()

    assert changed(file, edited) == of_units(before)
    assert changed(file, executed) == set()
    assert changed(file, swap("title: Unit", "title: Unit ini")) == of_units(before)


def test_facts_of_one_unit_rerun_one_page(world: World, changed: Changed) -> None:
    file = world.root.facts / "leadership" / f"{UNIT}.json"
    assert changed(file, lambda content: content.rstrip() + b" \n") == {f"{UNITS}{UNIT}"}


def test_facts_of_another_edition_rerun_nothing(world: World, changed: Changed) -> None:
    file = world.root.facts / "public" / f"{UNIT}.json"
    assert changed(file, lambda content: content.rstrip() + b" \n") == set()


@pytest.mark.parametrize(("late", "others"), [(True, True), (False, False)])
def test_a_value_reruns_its_unit_and_in_the_last_year_those_beside_it(
    world: World, changed: Changed, *, late: bool, others: bool
) -> None:
    """Peers are compared over twelve months: what is older is no input of their pages."""

    def spoil(_content: bytes) -> bytes:
        file = world.root.processed / "series.parquet"
        series = pl.read_parquet(file)
        mine = (
            (pl.col("unit") == UNIT) & (pl.col("indicator") == "late-share") & pl.col("value").is_not_null()
        )
        days = series.filter(mine)["date"].sort()
        at = mine & (pl.col("date") == (days[-1] if late else days[0]))
        told = series.with_columns(value=pl.when(at).then(pl.col("value") + 1).otherwise("value"))
        aside = file.with_name("told.parquet")
        told.write_parquet(aside)
        content = aside.read_bytes()
        aside.unlink()
        return content

    found = changed(world.root.processed / "series.parquet", spoil)
    assert f"{UNITS}{UNIT}" in found
    assert "reports/decision" in found
    assert (f"{UNITS}{OTHER}" in found) is others
    assert f"{UNITS}OPD.DISHUB" not in found


def test_a_panel_reruns_the_page_of_effects(world: World, changed: Changed) -> None:
    file = world.root.processed / "effects" / "skm-index.panel.csv"
    assert changed(file, lambda content: content + b"\n") == {"reports/effects"}
    assert changed(file.with_name("skm-index.effects.csv"), lambda content: content + b"\n") == set()


def test_the_plan_and_the_city_rerun_all_that_see_them(
    world: World, before: Mapping[str, str], changed: Changed
) -> None:
    (folder,) = world.root.cities.iterdir()
    assert changed(folder / "plan.toml", lambda content: b"# a word\n" + content) == set()
    assert changed(folder / "plan.toml", swap("design_effect = 1", "design_effect = 2")) == set(before)
    assert changed(folder / "events.csv", swap("\n", "\r\n")) == set(before)
    assert changed(folder / "aliases.csv", swap("\n", "\r\n")) == set()
    # They reach pages through facts alone.
    (folder / "disputes.csv").write_text("unit,indicator,month,claim,status,answer\n")
    (folder / "visits").mkdir()
    (folder / "visits" / "2026-11.csv").write_text("unit\n")
    try:
        assert world.keys() == before
    finally:
        (folder / "disputes.csv").unlink()
        shutil.rmtree(folder / "visits")


def test_code_reruns_the_pages_that_rest_on_it(
    world: World, before: Mapping[str, str], changed: Changed
) -> None:
    arrivals = world.package / "display" / "arrivals.py"
    assert changed(arrivals, lambda content: content + b"\nX = 1\n") == {"reports/data-status"}
    assert changed(arrivals, lambda content: content + b"\n# a word\n") == set()
    assert changed(world.package / "paths.py", lambda content: content + b"\nX = 1\n") == set(before)
    unused = world.package / "simulate" / "town.py"
    assert changed(unused, lambda content: content + b"\nX = 1\n") == set()
    assert changed(world.package / "publish" / "tidy.py", lambda content: content + b"\nX = 1\n") == set(
        before
    )


def test_a_text_reruns_the_pages_that_tell_it(
    world: World, before: Mapping[str, str], changed: Changed
) -> None:
    texts = world.package / "catalogue" / "wording.toml"
    assert changed(texts, lambda content: content + b'\n[x-y]\nid = "a"\nen = "b"\n') == set()
    assert changed(texts, lambda content: content + b"# a word\n") == set()
    assert changed(texts, swap('[arrivals-lede]\nid = "', '[arrivals-lede]\nid = "Juga: ')) == {
        "reports/data-status"
    }
    gone = changed(texts, swap("[arrivals-lede]", "[arrivals-lead]"))
    assert gone == {"reports/data-status"}


def test_a_page_that_was_not_run_with_these_facts_tells_nobody_which_texts(world: World) -> None:
    """Its key is one under which no page is kept, until it was run."""
    pages, _ = planned(world.run(), load_city(world.root), [], writing=False)
    assert all(page.key != page.base for page in pages)
    file = cache(world.root) / "told" / pages[0].base[:2] / pages[0].base
    content = file.read_bytes()
    file.unlink()
    try:
        first, *others = planned(world.run(), load_city(world.root), [], writing=False)[0]
    finally:
        file.write_bytes(content)
    assert first.key == first.base == pages[0].base
    assert others == list(pages[1:])


def test_rows_are_looked_at_again_where_the_code_that_tells_them_changed(
    world: World, tmp_path: Path
) -> None:
    def kept() -> int:
        series_marks(world.run().now.place, load_city(world.root), Shelf(tmp_path))
        return sum(file.is_file() for file in tmp_path.rglob("*"))

    assert kept() == kept() == 1
    file = world.package / "variation" / "peers.py"
    content = file.read_bytes()
    file.write_bytes(content + b"\nX = 1\n")
    try:
        assert kept() == 2
    finally:
        file.write_bytes(content)


def test_the_stored_calibration_reruns_its_page(world: World, changed: Changed) -> None:
    file = world.checkout / "data" / "calibration" / "results.json"
    assert changed(file, lambda content: content + b"\n") == {"reports/method-check"}


def test_packages_language_and_edition_rerun_everything(
    world: World, before: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = {name: set(world.keys(output=name).values()) for name in ("public-id", "public-en")}
    assert all(len(keys) == len(before) for keys in outputs.values())
    assert not set(before.values()) & outputs["public-id"]
    assert not outputs["public-id"] & outputs["public-en"]
    monkeypatch.setattr(inputs, "installed", lambda seen: {"polars": "0"})
    assert not set(world.keys().values()) & set(before.values())


def test_kept_pages_are_put_in_place_and_damaged_ones_are_run_again(world: World) -> None:
    run, damaged = world.run(), list[str]()
    pages, _ = planned(run, load_city(world.root), damaged)
    shelf = Shelf(cache(world.root) / "pages")
    for page in pages[:3]:
        shelf.put(page.key, f"page {page.address}".encode())
    spoiled = shelf.folder / pages[1].key[:2] / pages[1].key
    spoiled.write_bytes(spoiled.read_bytes()[:-1])
    kept, due = restored(run, pages, damaged)
    assert kept == [pages[0], pages[2]]
    assert due == [page for page in pages if page not in kept]
    assert damaged == [pages[1].key]
    assert pages[2].task.page.read_text() == f"page {pages[2].address}"
    assert not pages[1].task.page.exists()
    assert restored(world.run(Options(force=True)), pages, damaged) == ([], list(pages))


PLANNED = ("value", "assumptions", "cost", "people")


def people(told: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where in facts a number of people stands."""
    rows: Iterable[tuple[str, Any]] = ()
    if isinstance(told, dict):
        rows = told.items()
    elif isinstance(told, list):
        rows = (("", one) for one in told)
    for key, one in rows:
        place = (*at, key)
        if key == "people" and isinstance(one, int | float):
            yield place
        yield from people(one, place)


def test_the_unit_facts_of_both_editions_part_only_where_they_are_told_to(built: Root) -> None:
    """The public facts are the leadership's with less in them; nothing of an origin or of people is in either."""
    for file in (built.facts / "leadership").glob("*.json"):
        mine = json.loads(file.read_text("utf-8"))
        theirs = json.loads((built.facts / "public" / file.name).read_text("utf-8"))
        text = json.dumps(theirs)
        if file.stem not in ("quality", "data-status"):
            assert '"file"' not in text, file.name
        assert set(people(theirs)) == ({PLANNED} if file.stem == "decision" else set()), file.name
        if isinstance(mine, dict) and "deviations" in mine:
            assert theirs["deviations"] == []
    # Nobody was counted for it: it is the number that the plan reckons the retreat's cost with.
    decision = json.loads((built.facts / "public" / "decision.json").read_text("utf-8"))
    cost = read_plan(load_city(built).folder).cost
    assert decision["value"]["assumptions"]["cost"]["people"] == cost.people
