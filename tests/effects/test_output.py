"""What is written: rows in their order, ten digits, three files or none."""

import csv
from pathlib import Path

import polars as pl
import pytest

from analysis.effects.output import CHECKS, EFFECTS, WEIGHTS, Estimates, as_csv, in_order, write, write_whole
from analysis.problems import RetretError


def effects(*rows: tuple[str, str, str, str, str]) -> pl.DataFrame:
    names = ("estimator", "level", "unit", "indicator", "estimand")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.select(
        pl.col(name) if name in names else pl.lit(None, dtype=kind).alias(name)
        for name, kind in EFFECTS.items()
    )


def estimates(frame: pl.DataFrame | None = None) -> Estimates:
    return Estimates(
        effects(("its", "city", "*", "", "mean")) if frame is None else frame,
        pl.DataFrame(schema=WEIGHTS),
        pl.DataFrame(schema=CHECKS),
    )


def test_city_rows_come_first_and_mean_before_all_else() -> None:
    rows = [
        ("dose", "dose", "*", "x", "slope"),
        ("its", "unit", "B", "x", "deviation"),
        ("its", "unit", "B", "x", "quarter:10"),
        ("its", "unit", "B", "x", "quarter:2"),
        ("its", "unit", "B", "x", "mean"),
        ("its", "unit", "A", "x", "mean"),
        ("its", "group", "kelurahan", "x", "mean"),
        ("synthetic-control", "city", "*", "x", "att"),
        ("its", "city", "*", "x", "coef:rain"),
        ("its", "city", "*", "x", "step"),
        ("its", "city", "*", "x", "mean"),
    ]
    told = in_order(effects(*rows)).select("estimator", "level", "unit", "estimand").rows()
    assert told == [
        ("its", "city", "*", "mean"),
        ("its", "city", "*", "step"),
        ("its", "city", "*", "coef:rain"),
        ("synthetic-control", "city", "*", "att"),
        ("its", "group", "kelurahan", "mean"),
        ("its", "unit", "A", "mean"),
        ("its", "unit", "B", "mean"),
        ("its", "unit", "B", "deviation"),
        ("its", "unit", "B", "quarter:2"),
        ("its", "unit", "B", "quarter:10"),
        ("dose", "dose", "*", "slope"),
    ]


def test_numbers_have_ten_digits_and_nothing_is_empty() -> None:
    frame = pl.DataFrame(
        {
            "a": [1 / 3, -20.058123456789, 1e-12, None, float("nan"), -0.0, float("inf")],
            "b": [True, False, None, None, None, None, None],
            "c": [24, 0, None, None, None, None, None],
            "d": ['a, "b"', "", None, None, None, None, None],
        }
    )
    rows = list(csv.reader(as_csv(frame).splitlines()))
    assert [row[0] for row in rows] == ["a", "0.3333333333", "-20.05812346", "1e-12", "", "", "0", "inf"]
    assert rows[1] == ["0.3333333333", "true", "24", 'a, "b"']
    assert rows[2][1:] == ["false", "0", ""]
    assert rows[3][1:] == ["", "", ""]


def test_all_three_files_stand_beside_each_other(tmp_path: Path) -> None:
    out = tmp_path / "results" / "effects.csv"
    write(estimates(), out)
    assert sorted(file.name for file in out.parent.iterdir()) == [
        "effects.checks.csv",
        "effects.csv",
        "effects.weights.csv",
    ]
    assert out.read_text("utf-8").splitlines()[0] == ",".join(EFFECTS)
    assert out.read_text("utf-8").splitlines()[1].startswith("its,city,*,,mean,,")
    assert (out.parent / "effects.weights.csv").read_text("utf-8") == ",".join(WEIGHTS) + "\n"
    assert (out.parent / "effects.checks.csv").read_text("utf-8") == ",".join(CHECKS) + "\n"


def test_the_contract_names_its_columns_in_order() -> None:
    told = (
        "estimator, level, unit, indicator, estimand, estimate, se, low, high, p_positive, df, "
        "n_pre, n_post, status, reason, evidence, verdict, note"
    )
    assert ", ".join(EFFECTS) == told


def test_frames_of_other_columns_are_no_estimates() -> None:
    with pytest.raises(ValueError, match="unit"):
        Estimates(pl.DataFrame({"unit": ["A"]}), pl.DataFrame(schema=WEIGHTS), pl.DataFrame(schema=CHECKS))


def test_where_one_file_cannot_be_written_all_stay_as_they_were(tmp_path: Path) -> None:
    out = tmp_path / "effects.csv"
    out.write_text("old", "utf-8")
    (tmp_path / "effects.checks.csv").mkdir()
    with pytest.raises(RetretError, match="cannot-write") as found:
        write(estimates(), out)
    assert found.value.exit_code == 1
    assert "effects.checks.csv" in found.value.values["file"]
    assert out.read_text("utf-8") == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["effects.checks.csv", "effects.csv"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(RetretError, match="cannot-write"):
        write_whole({tmp_path / "file" / "effects.csv": "x"})
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
