"""The panel: the same from csv, parquet and frame; gaps stay gaps; every fault is told with row and column."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.effects.panel import PANEL, kind_of_panel, panel_from, read_panel, read_rows, unused
from analysis.messages import LANGS, text
from analysis.problems import RetretError

HEAD = "unit,period,value"


def stopped(tmp_path: Path, content: str, *regressors: str) -> RetretError:
    file = tmp_path / "panel.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(RetretError) as found:
        read_panel(file, regressors)
    assert found.value.exit_code == 1
    for lang in LANGS:
        assert "panel.csv" in text(found.value.code, lang, **found.value.values)
    return found.value


def test_the_columns_and_their_defaults(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("unit,period,value\nB,2025-02,2\n A ,2025-01,1.5\nA,2025-02,\n", "utf-8")
    panel = read_panel(file)
    assert dict(panel.schema) == dict(PANEL)
    assert panel.select("unit", "t", "value").rows() == [
        ("A", 24300, 1.5),
        ("A", 24301, None),
        ("B", 24301, 2.0),
    ]
    assert panel["indicator"].to_list() == [""] * 3
    assert panel["donor"].to_list() == [False] * 3
    assert (
        panel.select("se", "n", "exposure", "dose", "group", "treated_from").null_count().row(0) == (3,) * 6
    )
    assert kind_of_panel(panel) == "month"


def test_an_absent_period_stays_absent_and_an_empty_value_stays_told(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("unit,period,value\nA,2025-Q1,1\nA,2025-Q2,\nA,2025-Q4,4\n", "utf-8")
    panel = read_panel(file)
    assert panel["t"].to_list() == [8100, 8101, 8103]
    assert panel["value"].to_list() == [1.0, None, 4.0]


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    units = draw(
        st.lists(st.sampled_from(["*", "A", "Kelurahan B", "3573", 'ü, "x"']), min_size=1, unique=True)
    )
    periods = draw(st.lists(st.integers(1990, 2030), min_size=1, max_size=4, unique=True))
    value = st.none() | st.floats(-1e9, 1e9)
    above = st.none() | st.floats(1e-6, 1e9)
    rows = []
    for unit in units:
        donor = draw(st.booleans())
        start = None if donor else draw(st.none() | st.integers(1990, 2030))
        group = draw(st.none() | st.sampled_from(["kelurahan", "7"]))
        for period in periods:
            numbers = [draw(value), draw(above), draw(above), draw(above), draw(value), draw(value)]
            rows.append((unit, period, *numbers, donor, group, start))
    names = [
        "unit",
        "period",
        "value",
        "se",
        "n",
        "exposure",
        "dose",
        "rain",
        "donor",
        "group",
        "treated_from",
    ]
    kinds = [pl.String, pl.Int64, *[pl.Float64] * 6, pl.Boolean, pl.String, pl.Int64]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


@settings(max_examples=25)
@given(frames())
def test_csv_parquet_and_frame_give_the_same_panel(
    tmp_path_factory: pytest.TempPathFactory, frame: pl.DataFrame
) -> None:
    folder = tmp_path_factory.mktemp("panel")
    frame.write_csv(folder / "panel.csv")
    frame.write_parquet(folder / "panel.parquet")
    from_frame = panel_from(frame, ["rain"])
    assert from_frame.columns == [*PANEL, "rain"]
    assert from_frame.equals(read_panel(folder / "panel.parquet", ["rain"]))
    assert from_frame.equals(read_panel(folder / "panel.csv", ["rain"]))
    assert from_frame.equals(panel_from(frame.reverse(), ["rain"]))


def test_a_csv_of_an_indonesian_excel_and_floats_of_pandas_are_read(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_bytes("﻿unit;period;value;donor;treated_from;\r\nA;1990;1.5;0.0;1991.0;\r\n\r\n".encode())
    panel = read_panel(file)
    assert panel.select("unit", "period", "value", "donor", "treated_from").row(0) == (
        "A",
        "1990",
        1.5,
        False,
        1991,
    )


def test_unknown_columns_are_told_and_only_named_regressors_stay(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("unit,period,value,price,remark\nA,1,2,3,x\n", "utf-8")
    rows = read_rows(file)
    assert unused(rows.columns, ["price"]) == ["remark"]
    assert read_panel(file, ["price"]).columns == [*PANEL, "price"]
    assert read_panel(file).columns == list(PANEL)


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        ("", "panel-empty", {}),
        (HEAD + "\n", "panel-empty", {}),
        ("unit;period\nA;1\n", "panel-columns", {"missing": "value", "found": "unit, period"}),
        ("period,wert\n1,1\n", "panel-columns", {"missing": "unit, value"}),
        ("unit,period,value,value\nA,1,1,1\n", "panel-column-twice", {"column": "value"}),
        (HEAD + "\nA,1,1\nA,2\n", "panel-row-length", {"row": "3"}),
        (HEAD + "\nA,1,1\nA,2,1,9\n", "panel-row-length", {"row": "3"}),
        (HEAD + '\nA,1,"1\n', "panel-unreadable", {"kind": "csv"}),
        (HEAD + "\n\nA,1,1\n,2,1\n", "panel-cell-empty", {"row": "4", "column": "unit"}),
        (HEAD + "\nA, ,1\n", "panel-cell-empty", {"row": "2", "column": "period"}),
        (HEAD + "\nA,1,1\nA,2,tinggi\n", "panel-number", {"row": "3", "column": "value", "value": "tinggi"}),
        (HEAD + '\nA,1,"1,5"\n', "panel-number", {"row": "2", "value": "1,5"}),
        (HEAD + "\nA,1,1\nA,2,inf\n", "panel-not-finite", {"row": "3", "column": "value"}),
        (HEAD + "\nA,1,1\nA,2,-Infinity\n", "panel-not-finite", {"row": "3", "column": "value"}),
        (HEAD + "\nA,1,NaN\n", "panel-not-finite", {"row": "2", "column": "value"}),
        (HEAD + ",se\nA,1,1,.2\nA,2,1,0\n", "panel-not-positive", {"row": "3", "column": "se", "value": "0"}),
        (HEAD + ",n\nA,1,1,0\n", "panel-not-positive", {"row": "2", "column": "n"}),
        (HEAD + ",exposure\nA,1,1,-2\n", "panel-not-positive", {"row": "2", "column": "exposure"}),
        (HEAD + ",dose\nA,1,1,much\n", "panel-number", {"row": "2", "column": "dose"}),
        (HEAD + ",donor\nA,1,1,1\nB,1,1,2\n", "panel-donor", {"row": "3", "value": "2"}),
        (HEAD + ",donor\nA,1,1,1\nA,2,1,0\n", "panel-changes", {"row": "3", "column": "donor", "unit": "A"}),
        (HEAD + ",group\nA,1,1,x\nA,2,1,\n", "panel-changes", {"row": "3", "column": "group"}),
        (HEAD + ",treated_from\nA,1,1,\nA,2,1,2\n", "panel-changes", {"row": "3", "column": "treated_from"}),
        (HEAD + ",treated_from\nA,2020,1,0\n", "panel-treated-from", {"row": "2", "value": "0"}),
        (HEAD + ",treated_from\nA,2020-01,1,2020\n", "panel-treated-from", {"example": "2025-06"}),
        (
            HEAD + ",donor,treated_from\nA,1,1,0,2\nB,1,1,1,2\n",
            "panel-donor-treated",
            {"row": "3", "unit": "B"},
        ),
        (HEAD + "\nA,2020,1\nA,2020-02,1\n", "panel-mixed-periods", {"row": "3", "value": "2020-02"}),
        (HEAD + "\nA,2020-Q1,1\nA,2020-02,1\n", "panel-mixed-periods", {"row": "3", "example": "2025-Q3"}),
        (HEAD + "\nA,2020-01,1\nA,Feb 2020,1\n", "panel-period", {"row": "3", "value": "Feb 2020"}),
        (HEAD + "\nA,1,1\nB,1,1\nA,1,2\n", "panel-twin", {"row": "4", "unit": "A", "period": "1"}),
        (HEAD + "\nA,2020-Q1,1\nA,2020-q1,2\n", "panel-twin", {"row": "3"}),
    ],
)
def test_a_fault_is_told_with_its_row_and_column(
    tmp_path: Path, content: str, code: str, named: dict[str, str]
) -> None:
    error = stopped(tmp_path, content)
    assert error.code == code
    assert named.items() <= error.values.items()


def test_a_regressor_that_is_text_is_told_by_its_row(tmp_path: Path) -> None:
    error = stopped(tmp_path, HEAD + ",rain\nA,1,1,0.1\nA,2,1,wet\n", "rain")
    assert (error.code, error.values["row"], error.values["column"]) == ("panel-number", "3", "rain")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("panel.xlsx", b"PK\x03\x04", "panel-file-kind"),
        ("panel.parquet", b"no parquet", "panel-unreadable"),
        ("panel.csv", b"PK\x03\x04 a workbook by another name", "panel-unreadable"),
        ("panel.csv", None, "panel-no-file"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RetretError, match=code) as found:
        read_panel(tmp_path / name)
    assert name in text(code, "en", **found.value.values)
    assert found.value.exit_code == 1


def test_faults_of_a_frame_are_counted_from_its_first_row() -> None:
    frame = pl.DataFrame({"unit": ["A", "A"], "period": [1, 2], "value": [1.0, float("nan")]})
    with pytest.raises(RetretError) as found:
        panel_from(frame)
    assert found.value.values["row"] == "2"
    assert found.value.values["file"] == "DataFrame"


def test_two_indicators_of_one_unit_are_no_twins() -> None:
    frame = pl.DataFrame({"unit": ["A", "A"], "indicator": ["x", "y"], "period": [1, 1], "value": [1, 2]})
    assert panel_from(frame)["indicator"].to_list() == ["x", "y"]
