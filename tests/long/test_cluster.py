"""Real pages on a Dask cluster of processes: the same bytes; lost workers and a lost scheduler cost time alone; strangers are refused."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import analysis
from analysis.known.decide import cache
from analysis.paths import Root
from tests.faults.builds import copied, marks, run, start
from tests.publish.clusters import Cluster

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not os.environ.get("RETRET_LONG"), reason="long: run by `make test-long`")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    try:
        made.start_workers(2)
        yield made
    finally:
        made.close()


@pytest.fixture
def without_pages(built: Root, tmp_path: Path) -> Root:
    """The built city, whose pages have to be run anew."""
    root = copied(built, tmp_path / "root")
    shutil.rmtree(cache(root) / "pages")
    shutil.rmtree(root.reports)
    shutil.rmtree(root.site)
    return root


def test_a_cluster_makes_the_same_site(
    cluster: Cluster, built: Root, without_pages: Root, checkout: Path
) -> None:
    code, told = run(without_pages, checkout, "--dask", cluster.address)
    assert code == 0, told
    assert marks(without_pages.site) == marks(built.site)


def after_pages(count: int, build: "subprocess.Popen[str]") -> list[str]:
    """The pages of a build that tells JSON, as soon as there are so many."""
    assert build.stdout is not None
    pages: list[str] = []
    for line in build.stdout:
        if line.startswith("{") and json.loads(line)["event"] == "page":
            pages.append(json.loads(line)["page"])
        if len(pages) == count:
            break
    return pages


@pytest.mark.parametrize("lost", ["worker", "scheduler"])
def test_what_is_lost_is_run_again(
    lost: str, cluster: Cluster, built: Root, without_pages: Root, checkout: Path
) -> None:
    with start(without_pages, checkout, "--dask", cluster.address, "--json") as build:
        pages = after_pages(1, build)
        assert pages
        if lost == "worker":
            cluster.end(cluster.workers[:1])
        else:
            cluster.restart(2)
        told, _ = build.communicate(timeout=3600)
    assert build.returncode == 0, told
    assert marks(without_pages.site) == marks(built.site)


def test_a_worker_with_another_package_is_refused(
    cluster: Cluster, without_pages: Root, checkout: Path, tmp_path: Path
) -> None:
    """Its package is a copy with one comment more."""
    own = tmp_path / "other" / "analysis"
    shutil.copytree(Path(analysis.__file__).parent, own)
    with (own / "rounding.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    cluster.start_workers(1, {"PYTHONPATH": str(own.parent)})
    code, told = run(without_pages, checkout, "--dask", cluster.address, "--lang", "en")
    assert code == 2
    assert "1 of 3 Dask workers" in told
    assert "Traceback" not in told
