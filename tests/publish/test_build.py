"""Builds: the same bytes twice, a bad file left out whole, an edited notebook, a failed one, real files instead."""

import filecmp
import json
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.build import Options, build
from tests.conftest import silent
from tests.effort import LONG

UNIT, GROUP = "35.73.05.1002", "kelurahan"
FAST = Options(engine="embedded", jobs=2)


@pytest.fixture
def copy(built: Root, tmp_path: Path) -> Root:
    """The built small city in a folder of its own, to be spoiled."""
    shutil.copytree(built.base, tmp_path / "root")
    return Root(tmp_path / "root")


@pytest.fixture
def short(checkout: Path, tmp_path: Path) -> Path:
    """A checkout of its own whose notebooks may be edited."""
    folder = tmp_path / "checkout"
    for name in ("notebooks", "reports"):
        shutil.copytree(
            checkout / name, folder / name, ignore=shutil.ignore_patterns("unit", "group", "_parts", "_data")
        )
    for name in ("_quarto.yml", "index.qmd", "404.qmd"):
        shutil.copy(checkout / name, folder / name)
    # The method check shows the stored calibration, which is the checkout's own.
    shutil.copytree(checkout / "data" / "calibration", folder / "data" / "calibration")
    return folder


def same(left: Path, right: Path) -> list[str]:
    """What differs between two folders, by bytes."""
    names = {f.relative_to(left).as_posix() for f in left.rglob("*") if f.is_file()}
    others = {f.relative_to(right).as_posix() for f in right.rglob("*") if f.is_file()}
    changed = [n for n in sorted(names & others) if not filecmp.cmp(left / n, right / n, shallow=False)]
    return sorted(names ^ others) + changed


def build_a_page_of_each_kind(built: Root, copy: Root, short: Path) -> None:
    """Everything anew but most pages of units and groups, which come from the first build."""
    for name in ("10-unit", "20-group"):
        (short / "notebooks" / f"{name}.ipynb").rename(short / f"{name}.ipynb")
    assert build(copy, short, replace(FAST, stage="notebooks"), silent).good
    for name, page in (("10-unit", f"unit/{UNIT}.ipynb"), ("20-group", f"group/{GROUP}.ipynb")):
        (short / f"{name}.ipynb").rename(short / "notebooks" / f"{name}.ipynb")
        shutil.copytree((built.reports / page).parent, (copy.reports / page).parent, dirs_exist_ok=True)
        (copy.reports / page).unlink()
    assert build(copy, short, replace(FAST, stage="notebooks", only=(GROUP,)), silent).good
    assert build(copy, short, replace(FAST, only=(UNIT,)), silent).good


def test_two_builds_of_the_same_data_are_the_same_bytes(built: Root, copy: Root, short: Path) -> None:
    """A page costs seconds: all of them are built twice where RETRET_LONG is set, else one of each notebook."""
    for made in (copy.site, copy.reports, copy.processed, copy.interim):
        shutil.rmtree(made)
    if LONG:
        assert build(copy, short, FAST, silent).good
    else:
        build_a_page_of_each_kind(built, copy, short)
    for made in ("site", "reports"):
        assert same(getattr(built, made), getattr(copy, made)) == []


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
    """When each file was last written; the memory of what was read is no output."""
    files = (file for file in root.base.rglob("*") if file.is_file() and "read-simulated" not in file.parts)
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


def test_a_failed_notebook_is_kept_and_its_former_page_stays(copy: Root, short: Path) -> None:
    file = short / "notebooks" / "10-unit.ipynb"
    book = nbformat.read(file, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(book, file)
    former = (copy.reports / "unit" / f"{UNIT}.ipynb").read_bytes()
    report = build(copy, short, replace(FAST, only=(UNIT,)), silent)
    (failure,) = report.failures
    assert failure.error.startswith("ZeroDivisionError")
    assert "ZeroDivisionError" in failure.kept.read_text("utf-8")
    assert (copy.reports / "unit" / f"{UNIT}.ipynb").read_bytes() == former
    assert report.site is not None


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
