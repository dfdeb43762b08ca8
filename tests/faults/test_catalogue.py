"""A valid file of every source, broken by every fault of a catalogue: a problem at its place, or the clean rows."""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ingest.dispatch import read_file
from analysis.ingest.reference import Reference, make_reference
from analysis.ingest.result import FileResult
from tests.effort import examples
from tests.faults.broken_files import FAULTS, Broken, workbook
from tests.ingest.builders import malang, told
from tests.ingest.samples import BY_NAME, Sample, eskm, write_json

ORIGIN = ["file", "sheet", "row"]


@cache
def reference() -> Reference:
    return make_reference(malang())


def result(folder: Path, sample: Sample, broken: Broken) -> FileResult:
    path = f"{sample.path}{broken.suffix}"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(broken.content)
    return read_file(folder, path, reference(), ())


@cache
def clean_rows(name: str, folder: Path) -> pl.DataFrame:
    sample = BY_NAME[name]
    table = result(folder, sample, Broken(workbook(sample.copy()), "same")).table
    assert table is not None
    return bare(table)


def bare(table: pl.DataFrame) -> pl.DataFrame:
    rows = table.drop(ORIGIN)
    return rows.sort([column for column, kind in rows.schema.items() if not kind.is_nested()])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogue")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(6, 20))
@given(name=st.sampled_from(sorted(BY_NAME)), at=st.integers(0, 10_000))
def test_a_broken_file_is_a_problem_at_its_place_or_the_clean_rows(
    folder: Path, fault: Callable[[Sample, int], Broken], name: str, at: int
) -> None:
    sample = BY_NAME[name]
    broken = fault(sample, at)
    found = result(folder, sample, broken)
    told(found.problems)
    held(found, sample, broken, name, folder)


def held(found: FileResult, sample: Sample, broken: Broken, name: str, folder: Path) -> None:
    codes = [(one.code, one.cell, one.severity) for one in found.problems]
    refused = {one.row for one in found.problems if one.severity == "error"}
    if broken.outcome == "problem":
        assert found.has_errors
        assert found.table is None
    elif broken.outcome == "same":
        assert not found.has_errors, codes
        assert found.rows_read == found.rows_good == sample.data_rows
        assert found.table is not None
        assert bare(found.table).equals(clean_rows(name, folder))
    elif broken.outcome == "at-cell":
        assert broken.cell in [cell for _, cell, severity in codes if severity == "error"], codes
        assert found.rows_read == sample.data_rows
        assert found.rows_good == sample.data_rows - len(refused)
    else:
        # A form without its first column looks like a tabulation that does not say when it was.
        gone = ("column-missing", "layout-not-recognised", "period-missing")
        missing = [one for one, *_ in codes if one in gone]
        assert missing or found.rows_read == sample.data_rows
        assert found.rows_good == found.rows_read - len(refused) or missing


@pytest.mark.repeats
@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_meets_every_source_once(
    folder: Path, fault: Callable[[Sample, int], Broken], name: str
) -> None:
    sample = BY_NAME[name]
    broken = fault(sample, random.Random(f"{name} {fault.__name__}").randrange(10_000))
    held(result(folder, sample, broken), sample, broken, name, folder)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**18) | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(25, 60))
@given(data=st.data(), value=JSON)
def test_a_broken_export_of_json_is_a_problem_or_the_wave(
    folder: Path, data: st.DataObject, value: object
) -> None:
    whole = eskm()
    person = whole["responden"][data.draw(st.integers(0, 28))]
    part = data.draw(st.sampled_from([whole, person, person["answers"]]))
    key = data.draw(st.sampled_from([*sorted(part), "lain"]))
    part[key] = value
    path = write_json(folder, whole)
    found = read_file(folder, path, reference(), ())
    told(found.problems)
    assert found.has_errors or found.table is not None
    if found.table is not None and found.rows_read:
        assert found.rows_read >= found.rows_good == found.table["respondents"].sum()


@pytest.mark.parametrize("text", ["null", "{", '"x"', "[1, 2]", "{}", '{"responden": {}}', "\ud800"])
def test_json_that_is_no_export_is_named(folder: Path, text: str) -> None:
    (folder / "skm").mkdir(exist_ok=True)
    (folder / "skm/x.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert read_file(folder, "skm/x.json", reference(), ()).has_errors
