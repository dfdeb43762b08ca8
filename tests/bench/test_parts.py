"""Each part runs and does what it says, small: every row read, every notebook made, nothing but its own folders written."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import nbformat
import numpy as np
import pytest

from analysis.bench import build, check, cluster, estimators, growth, ingest, notebooks, site, start
from analysis.bench.asked import Asked, quick
from analysis.bench.cost import Cost
from analysis.bench.notebooks import Shop, built_units, every
from analysis.bench.parts import PARTS, SCALED
from analysis.city.place import load_city
from analysis.cli_bench import Part
from analysis.paths import Root
from analysis.problems import RetretError
from tests.effects.oracle_models import ar1
from tests.publish.test_warm import shown

COST = Cost(1.0, 2.0, 3.0)


def test_the_command_knows_every_part() -> None:
    assert get_args(Part) == tuple(PARTS)
    assert set(SCALED) < set(PARTS)


def test_start_measures_each_command(checkout: Path) -> None:
    rows = start.measure(Asked(Root(checkout), checkout, rounds=1))
    assert [row.way for row in rows] == ["python", "help", "version"]
    assert {len(row.wall) for row in rows} == {start.TIMES}


def test_every_reading_gives_every_row(checkout: Path) -> None:
    rows = ingest.measure(Asked(Root(checkout), checkout, rounds=1, rows=20_000))
    assert [(row.way, row.count) for row in rows] == [(name, 20_000) for name in ingest.READERS]


def test_a_reading_that_loses_rows_is_no_measurement(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "measured", lambda *words: (COST, 19_999))
    with pytest.raises(RetretError) as stopped:
        ingest.measure(Asked(Root(checkout), checkout, rounds=1, rows=20_000))
    assert stopped.value.values["why"] == "19999 != 20000"


def test_a_city_is_opened_and_checked_twice(built: Root, checkout: Path, tmp_path: Path) -> None:
    """A city that sent its surveys only."""
    root = Root(tmp_path)
    for sent in (built.cities, built.simulated / "raw" / "skm"):
        shutil.copytree(sent, root.base / sent.relative_to(built.base))
    rows = check.measure(Asked(root, checkout, rounds=1))
    assert [row.way for row in rows] == ["open", "first-check", "second-check"]
    files = [file for file in (root.simulated / "raw").rglob("*") if file.is_file()]
    assert {row.count for row in rows} == {len(files)}


def test_both_models_estimate_the_same() -> None:
    values = estimators.made(30)
    means, lows, highs = estimators.ours(values)
    assert ((lows < means) & (means < highs)).all()
    pytest.importorskip("statsmodels")
    assert np.abs(means[:3] - estimators.theirs(values[:3])).max() < 1.0


def test_the_made_series_are_ar1() -> None:
    values = estimators.made(20_000)
    oracle = ar1(np.random.default_rng(1), 20_000, estimators.MONTHS, estimators.RHO)
    for lag in (0, 1, 3):
        own, other = ((one[:, 10] * one[:, 10 + lag]).mean() for one in (values, oracle))
        assert own == pytest.approx(other, abs=0.05)
    assert (estimators.made(5) == estimators.made(9)[:5]).all()


def test_units_are_spread_over_the_list(built: Root, tmp_path: Path) -> None:
    assert every("abcdefghij", 5) == tuple("acegi")
    assert every("abc", 9) == tuple("abc")
    codes = load_city(built).units.get_column("code").to_list()
    assert built_units(built, 2) == (codes[0], codes[len(codes) // 2])
    shutil.copytree(built.cities, Root(tmp_path).cities)
    with pytest.raises(RetretError) as stopped:
        built_units(Root(tmp_path), 2)
    assert stopped.value.code == "bench-not-built"


@pytest.mark.parametrize("way", ["ours", "nbclient", "cli-warm"])
def test_a_way_makes_the_page_of_the_build(way: str, built: Root, checkout: Path, tmp_path: Path) -> None:
    (code,) = built_units(built, 1)
    told = Shop(built, checkout, tmp_path).run(way, (code,))
    assert told.cpu > 0
    (made,) = (tmp_path / "out").glob("*.ipynb")
    cells = [outputs for source, outputs in shown(made) if "unit = " not in source or outputs]
    page = built.page(f"reports/unit/{code}.ipynb")
    assert cells == [outputs for source, outputs in shown(page) if "unit = " not in source or outputs]
    assert nbformat.read(made, as_version=4).cells


def test_a_way_that_makes_no_notebook_is_no_measurement(
    built: Root, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebooks, "cost", lambda *asked: COST)
    with pytest.raises(RetretError) as stopped:
        Shop(built, checkout, tmp_path).run("loop", built_units(built, 2))
    assert stopped.value.values["command"] == "loop"
    assert stopped.value.values["why"].count(".ipynb") == 2


Runs = list[tuple[str, Sequence[str], int]]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Notebooks are not run, only noted: way, units, jobs."""
    noted: Runs = []

    def run(shop: Shop, way: str, codes: Sequence[str], jobs: int = 0) -> Cost:
        noted.append((way, codes, jobs))
        return COST

    monkeypatch.setattr(Shop, "run", run)
    return noted


def test_every_way_runs_the_same_notebooks_in_each_round(built: Root, checkout: Path, runs: Runs) -> None:
    rows = notebooks.measure(Asked(built, checkout, units=3, rounds=2))
    ways = [row.way for row in rows]
    assert ways[:6] == ["ours", "cli-warm", "cli", "loop", "pool", "nbclient"]
    again = [way for way in [*ways[1:], ways[0]] if way not in notebooks.ONCE]
    assert [way for way, _, _ in runs] == [*ways, *again]
    assert {len(row.wall) for row in rows if row.way in notebooks.ONCE} == {1}
    assert len({codes for _, codes, _ in runs}) == 1


def test_growth_takes_the_units_in_turn_and_builds_each_city_once(
    built: Root, checkout: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int | None] = []
    monkeypatch.setattr(growth, "simulated", lambda root, units, checkout: sizes.append(units))
    monkeypatch.setattr(growth, "built", lambda root, checkout: COST)
    asked = Asked(built, checkout, rounds=2, sizes=(2, 30, 600), cities=(5, 9))
    rows = growth.measure(asked)
    assert [row.way for row in rows] == ["notebooks/2", "notebooks/30", "notebooks/600", "city/5", "city/9"]
    assert [len(row.cpu) for row in rows] == [2, 2, 1, 1, 1]
    assert [len(codes) for _, codes, _ in runs] == [2, 30, 600, 2, 30]
    codes = load_city(built).units.get_column("code").to_list()
    assert runs[1][1] == tuple((codes * 3)[:30])
    assert sizes == [5, 9]


def test_a_city_larger_than_the_shipped_one_takes_its_place(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Root(tmp_path)
    (root.cities / "small").mkdir(parents=True)

    def simulate(words: tuple[str, ...], root: Root, checkout: Path) -> Cost:
        (root.simulated / "city" / "data" / "cities" / "large").mkdir(parents=True)
        return COST

    monkeypatch.setattr(build, "_command", simulate)
    assert build.simulated(root, 500, checkout) == COST
    assert [place.name for place in root.cities.iterdir()] == ["large"]


def test_a_cluster_is_measured_beside_as_many_processes(
    built: Root, checkout: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "measured", lambda *words: (COST, 0))
    rows = cluster.measure(Asked(built, checkout, units=2, rounds=1))
    assert [row.way for row in rows] == ["ours/2", "dask/2", "empty/2", "ours/4", "dask/4", "empty/4"]
    assert [(way, jobs) for way, _, jobs in runs] == [("ours", 2), ("dask", 2), ("ours", 4), ("dask", 4)]
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(RetretError) as stopped:
        cluster.measure(Asked(built, checkout, units=2, rounds=1))
    assert stopped.value.code == "dask-missing"


def test_the_site_step_renders_a_copy(built: Root, checkout: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in built.base.rglob("*") if file.is_file()}
    (row, *_) = site.measure(Asked(built, checkout, rounds=1))
    assert row.way == "embedded/leadership-id"
    assert row.count == len(list(built.site.rglob("*.html")))
    assert {file: file.stat().st_mtime_ns for file in built.base.rglob("*") if file.is_file()} == before


def test_a_build_is_measured_first_again_and_after_one_file_changed(
    built: Root, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What commands would do is done by copying the built city; the loop is not run."""
    words: list[Sequence[str]] = []
    changed: list[str] = []

    def command(asked: Sequence[str], root: Root, checkout: Path) -> Cost:
        if asked[0] == "simulate":
            (root.simulated / "raw" / "skm" / "unit").mkdir(parents=True)
            (root.simulated / "raw" / "skm" / "unit" / "own.csv").write_text("head\nfirst\nlast\n")
        elif not root.facts.exists():
            shutil.copytree(built.processed, root.processed)
        changed.append((root.simulated / "raw" / "skm" / "unit" / "own.csv").read_text())
        words.append(asked)
        return COST

    monkeypatch.setattr(build, "_command", command)
    monkeypatch.setattr(build, "cost", lambda command, env, cwd: COST)
    rows = build.measure(Asked(built, checkout, rounds=1, city=7))
    assert [row.way for row in rows] == [*build.WAYS, *build.ONCE, "made-site"]
    assert words[0] == ("simulate", "--units", "7")
    assert changed == ["head\nfirst\nlast\n"] * 3 + ["head\nfirst\n"]
    assert rows[-1].wall == (2.0,)
    pages = len([page for page in built.reports.rglob("*.ipynb") if "_" not in page.parent.name])
    assert {row.count for row in rows} == {pages}


def test_a_city_without_a_csv_of_one_unit_is_told(tmp_path: Path) -> None:
    with pytest.raises(RetretError) as stopped:
        build.change(Root(tmp_path))
    assert stopped.value.code == "bench-no-file"


def test_quick_is_small(built: Root, checkout: Path) -> None:
    asked = quick(built, checkout)
    usual = Asked(built, checkout)
    assert all(asked.numbers()[name] < usual.numbers()[name] for name in usual.numbers())
