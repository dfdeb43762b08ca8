"""Notebooks run: by papermill's own command, and with other data the chart, the signal and the sentence change."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import polars as pl
import pytest

from analysis.paths import Root
from analysis.publish.kernel import run_notebook

UNIT = "35.73.05.1002"


def shown(file: Path) -> str:
    """Everything that the code cells show, as one text."""
    book = nbformat.read(file, as_version=4)
    outputs = (output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs)
    return "\n".join(str(value) for output in outputs for value in output.get("data", {}).values())


def test_papermills_own_command_runs_a_unit_in_a_checkout(built: Root, checkout: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.ipynb"
    tool = Path(sys.executable).with_name("papermill")
    words = [str(tool), "notebooks/10-unit.ipynb", str(target), "-r", "unit", UNIT, "--no-progress-bar"]
    run = subprocess.run(words, cwd=checkout, env=os.environ | {"RETRET_ROOT": str(built.base)}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    told = shown(target)
    assert "Kelurahan Merjosari" in told
    assert "<svg" in told


def test_a_unit_code_that_became_a_number_is_refused(built: Root, checkout: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.ipynb"
    tool = Path(sys.executable).with_name("papermill")
    words = [str(tool), "notebooks/10-unit.ipynb", str(target), "-p", "unit", "35.73", "--no-progress-bar"]
    run = subprocess.run(words, cwd=checkout, env=os.environ | {"RETRET_ROOT": str(built.base)}, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "unit-not-a-string" in run.stderr


@pytest.fixture
def spoiled(built: Root, tmp_path: Path) -> Root:
    """The small city whose last late share of one unit was raised far out of its range."""
    root = Root(tmp_path / "root")
    shutil.copytree(built.base / "data", root.base / "data", ignore=shutil.ignore_patterns("raw"))
    file = root.processed / "series.parquet"
    series = pl.read_parquet(file)
    mine = (pl.col("unit") == UNIT) & (pl.col("indicator") == "late-share")
    last = series.filter(mine & pl.col("value").is_not_null()).get_column("date").max()
    raised = pl.when(mine & (pl.col("date") == last)).then(pl.lit(97.25)).otherwise(pl.col("value"))
    series.with_columns(value=raised).write_parquet(file)
    return root


def test_one_changed_value_changes_chart_signal_and_sentence(
    built: Root, spoiled: Root, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, str] = {}
    for name, root in (("before", built), ("after", spoiled)):
        monkeypatch.setenv("RETRET_ROOT", str(root.base))
        assert run_notebook(checkout / "notebooks" / "10-unit.ipynb", tmp_path / f"{name}.ipynb", {"unit": UNIT}) is None
        told[name] = shown(tmp_path / f"{name}.ipynb")
    figures = {name: late_figure(text) for name, text in told.items()}
    assert "97,3" in figures["after"]
    assert "97,3" not in figures["before"]
    assert figures["after"].count('class="signal') > figures["before"].count('class="signal')
    assert "titik di luar batas kisaran biasa" in figures["after"]
    title = {name: re.search(r"<h2[^>]*>(.*?)</h2>", text, re.S) for name, text in figures.items()}
    assert title["after"] is not None
    assert "naik" in title["after"][1]


def late_figure(told: str) -> str:
    """The figure of the late share."""
    return next(part for part in told.split("<figure")[1:] if "Hari pegawai yang terlambat" in part.split("</h2>")[0])
