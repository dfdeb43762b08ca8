"""Builds: the same bytes twice, a bad file left out whole, an edited notebook, a failed one, real files instead."""

import filecmp
import json
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import polars as pl
import pytest

from analysis.city.place import load_city
from analysis.facts.joint import city_code
from analysis.known.decide import cache, due, known
from analysis.known.prints import content_mark
from analysis.known.shelf import Shelf
from analysis.known.stamp import Reason
from analysis.messages import text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.build import Options, build
from analysis.publish.site import failed_pages
from tests.conftest import silent
from tests.effort import LONG
from tests.faults.builds import run, short_checkout

UNIT = "35.73.05.1002"
FAST = Options(engine="embedded", jobs=2)


@pytest.fixture
def copy(built: Root, tmp_path: Path) -> Root:
    """The built small city in a folder of its own, to be spoiled."""
    shutil.copytree(built.base, tmp_path / "root")
    return Root(tmp_path / "root")


@pytest.fixture
def short(checkout: Path, tmp_path: Path) -> Path:
    """A checkout of its own whose notebooks may be edited."""
    return short_checkout(checkout, tmp_path / "checkout")


def same(left: Path, right: Path) -> list[str]:
    """What differs between two folders, by bytes."""
    names = {f.relative_to(left).as_posix() for f in left.rglob("*") if f.is_file()}
    others = {f.relative_to(right).as_posix() for f in right.rglob("*") if f.is_file()}
    changed = [n for n in sorted(names & others) if not filecmp.cmp(left / n, right / n, shallow=False)]
    return sorted(names ^ others) + changed


def forget(root: Root) -> None:
    """Everything that was computed but most of what is kept: of each notebook one page is left to be run, of answers, of
    what series say and of files to take away every third is to be made (all, where RETRET_LONG is set)."""
    shelves = {
        name: Shelf(cache(root) / name) for name in ("pages", "told", "answers", "series", "takeaways")
    }
    again = [page for page in root.reports.glob("*.ipynb") if page.name not in QUICK]
    again += [next(folder.glob("*.ipynb")) for folder in sorted(root.reports.iterdir()) if _of_pages(folder)]
    marks = {content_mark(page) for page in again}
    aside = root.base / "kept"
    aside.mkdir()
    for name, shelf in shelves.items():
        for place, kept in enumerate(sorted(shelf.folder.glob("??/*"))):
            if name != "told" and (
                LONG or (shelf.mark(kept.name) in marks if name == "pages" else place % 3 == 0)
            ):
                kept.unlink()
        shelf.folder.rename(aside / name)
    for made in (root.site, root.reports, root.processed, root.interim):
        shutil.rmtree(made)
    root.interim.mkdir()
    aside.rename(cache(root))


QUICK = ("data-dictionary.ipynb", "method-check.ipynb")
"""Pages that show what does not depend on the data."""


def _of_pages(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith("_") and any(folder.glob("*.ipynb"))


def without_last_report(root: Root) -> str:
    """The last report is struck from a file of complaints; the code of the unit that it was about."""
    file = next(iter(sorted((root.simulated / "raw" / "pengaduan").rglob("lapor-2023.csv"))))
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))
    said = lines[-1].decode()
    city = load_city(root)
    named = city.units.filter(pl.col("code") != city_code(city)).select("code", "name").iter_rows()
    (code,) = [code for code, name in named if name in said]
    return code


OTHERWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}


def test_what_one_file_changes_has_the_bytes_of_another_build_elsewhere(
    built: Root, copy: Root, tmp_path: Path, checkout: Path
) -> None:
    """Only what changed is made again; and from nothing by one worker instead of several, in another time zone, language
    of the system, hash seed and folder, the same comes out."""
    unit = without_last_report(copy)
    report = build(copy, checkout, FAST, silent)
    assert report.good
    units = {page for page in report.pages.ran if page.startswith("reports/unit/")}
    assert f"reports/unit/{unit}" in units
    assert len(units) < len(list((copy.reports / "unit").glob("*.ipynb"))) / 2
    kept = [f"{page.removeprefix('reports/')}.ipynb" for page in report.pages.kept]
    assert all(filecmp.cmp(built.reports / name, copy.reports / name, shallow=False) for name in kept)
    # No site of the public edition was asked for, and facts of it would be of older data.
    assert not (copy.facts / "public").exists()
    asked = Options(outputs=("public-id",))
    assert due(known(copy, checkout).of("public-id"), asked)["facts"] == [Reason("edition", "public", "new")]
    fresh = Root(tmp_path / "fresh")
    shutil.copytree(copy.base, fresh.base)
    forget(fresh)
    code, told = run(fresh, checkout, "--jobs", "1", env=OTHERWHERE)
    assert code == 0, told
    for made in ("site", "reports", "processed"):
        assert same(getattr(copy, made), getattr(fresh, made)) == [], made


def test_a_file_with_problems_is_left_out_whole_and_its_last_version_stays(
    copy: Root, checkout: Path
) -> None:
    workbook = next(f for f in sorted((copy.simulated / "raw" / "skm").rglob("*.xlsx")))
    workbook.write_bytes(workbook.read_bytes()[:2000])
    before = (copy.processed / "series.parquet").read_bytes()
    report = build(copy, checkout, replace(FAST, stage="facts"), silent)
    assert not report.good
    (problem,) = [p for p in report.problems if p.severity == "error"]
    assert problem.file.endswith(workbook.name)
    assert (copy.processed / "series.parquet").read_bytes() == before
    told = json.loads((copy.facts / "leadership" / "quality.json").read_text("utf-8"))
    assert [p["file"] for p in told["problems"] if p["severity"] == "error"] == [problem.file]
    public = json.loads((copy.facts / "public" / "quality.json").read_text("utf-8"))
    assert public["errors"] == 1
    assert public["problems"] == []


def test_strict_stops_before_anything_is_written(copy: Root, checkout: Path) -> None:
    workbook = next(f for f in sorted((copy.simulated / "raw" / "skm").rglob("*.xlsx")))
    workbook.write_bytes(b"not a workbook")
    before = stamps(copy)
    with pytest.raises(RetretError) as stopped:
        build(copy, checkout, replace(FAST, strict=True), silent)
    assert stopped.value.code == "strict-stop"
    assert stopped.value.exit_code == 1
    assert stamps(copy) == before


def stamps(root: Root) -> dict[Path, int]:
    """When each file was last written; the memory of what was read, fingerprints and the lock are no output."""
    known = {"read-simulated", "cache", "build.lock"}
    files = (file for file in root.base.rglob("*") if file.is_file() and not known & set(file.parts))
    return {file: file.stat().st_mtime_ns for file in files}


def test_real_files_take_the_place_of_the_simulated_city_and_never_mix(copy: Root, checkout: Path) -> None:
    place = copy.raw / "skm" / "contoh.xlsx"
    place.parent.mkdir(parents=True)
    shutil.copy(next((copy.simulated / "raw" / "skm").rglob("*.xlsx")), place)
    foreign = copy.raw / "presensi" / "e-presensi-a" / "nyata.csv"
    foreign.parent.mkdir(parents=True)
    foreign.write_text(
        "NIP;Nama;Unit Kerja;Tanggal;Jam Masuk;Jam Pulang;Kode\n1;a;Kelurahan Merjosari;2025-06-02;07:20;16:05;H\n",
        "utf-8",
    )
    with pytest.raises(RetretError) as stopped:
        build(copy, checkout, replace(FAST, stage="facts"), silent)
    assert stopped.value.code == "mixed-simulated"


def test_a_failed_notebook_is_kept_and_its_former_page_stays(built: Root, copy: Root, short: Path) -> None:
    file = short / "notebooks" / "10-unit.ipynb"
    book = nbformat.read(file, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(book, file)
    former = (copy.reports / "unit" / f"{UNIT}.ipynb").read_bytes()
    report = build(copy, short, replace(FAST, only=(UNIT,)), silent)
    (failure,) = report.failures
    assert failure.error.startswith("ZeroDivisionError")
    assert failure.cell == len(book.cells)
    assert failed_pages(copy) == {f"reports/unit/{UNIT}"}
    assert "ZeroDivisionError" in failure.kept.read_text("utf-8")
    assert (copy.reports / "unit" / f"{UNIT}.ipynb").read_bytes() == former
    page = f"reports/unit/{UNIT}.html"
    assert same(built.site, copy.site) == [page]
    told = f'<p class="sim stale" role="note">{text("stale-page", "id")}</p>\n'
    stale = (copy.site / page).read_text("utf-8")
    assert stale.count(told) == 1
    assert stale.replace(told, "") == (built.site / page).read_text("utf-8")


def test_a_killed_kernel_is_a_failure_and_no_hang(copy: Root, short: Path) -> None:
    file = short / "notebooks" / "10-unit.ipynb"
    book = nbformat.read(file, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
    nbformat.write(book, file)
    (failure,) = build(copy, short, replace(FAST, only=(UNIT,), stage="notebooks"), silent).failures
    assert failure.error.startswith("DeadKernelError")


def test_an_edited_and_a_new_notebook_are_pages_with_no_code_touched(copy: Root, short: Path) -> None:
    file = short / "notebooks" / "10-unit.ipynb"
    book = nbformat.read(file, as_version=4)
    book.cells.append(nbformat.v4.new_markdown_cell("Kalimat dari analis."))
    nbformat.write(book, file)
    book.cells[0].source = book.cells[0].source.replace("{unit}", "{unit}-tambahan")
    nbformat.write(book, short / "notebooks" / "60-tambahan.ipynb")
    report = build(copy, short, replace(FAST, only=(UNIT,)), silent)
    assert report.good, (report.stopped, report.failures)
    for name in (UNIT, f"{UNIT}-tambahan"):
        page = (copy.site / "reports" / "unit" / f"{name}.html").read_text("utf-8")
        assert "Kalimat dari analis." in page
        assert "Kelurahan Merjosari" in page
