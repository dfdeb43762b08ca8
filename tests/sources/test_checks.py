"""Every check of every reader: a file with that one fault gives exactly that problem at its cell."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.ingest import readers
from analysis.ingest.reader import Check, Reader
from analysis.ingest.readers import READERS
from tests.ingest.builders import Grid, checked, malang, read
from tests.ingest.conftest import raw
from tests.ingest.samples import BY_NAME, Sample

__all__ = ["raw"]

CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "on-time-above-completed": ("services-recap", {"G2": 115}, "G2"),
    "finished-before-entered": ("services-register", {"F3": "28/05/2025 08:59"}, "F3"),
    "closed-before-received": ("complaints-lapor", {"I4": "03/06/2025 07:59"}, "I4"),
    "answered-before-received": ("complaints-lapor", {"H4": "02/06/2025"}, "H4"),
    "closed-without-date": ("complaints-lapor", {"I2": None}, "I2"),
    "date-of-open-case": ("complaints-lapor", {"L2": "Baru"}, "L2"),
    "published-before-measured": ("scores-long", {"F3": "29/09/2025"}, "F3"),
    "ends-before-it-begins": ("scores-long", {"D3": "01/10/2025"}, "E3"),
    "score-above-scale": ("scores-long", {"G2": "5,01"}, "G2"),
    "measured-before-retreat": ("scores-long", {}, "F2"),
    "answered-before-sent": ("dispositions-eoffice", {"F2": "20/05/2025 08:14"}, "F2"),
    "due-before-sent": ("dispositions-eoffice", {"G2": "20/05/2025 08:14"}, "G2"),
    "verified-before-made": ("commitments-register", {"E2": "06/09/2025", "H2": None}, "J2"),
    "done-before-made": ("commitments-register", {"E3": "19/08/2025"}, "H3"),
    "verified-before-done": ("commitments-register", {"H2": "06/09/2025"}, "J2"),
    "verified-but-not-done": ("commitments-register", {"G2": "Proses"}, "G2"),
    "verified-in-the-future": ("commitments-register", {"J2": "01/11/2025"}, "J2"),
    "verified-by-itself": ("commitments-register", {"K2": "Kel. Merjosari"}, "K2"),
    "findings-in-time-above-due": ("visits-checklist", {"L2": 3}, "L2"),
    "findings-due-above-found": ("visits-checklist", {"K2": 4}, "K2"),
    "head-in-an-empty-office": ("visits-checklist", {"H2": "Ya"}, "H2"),
    "chance-of-zero": ("visits-checklist", {"E2": 0}, "E2"),
    "visit-without-scores": ("visits-checklist", {"F2": None}, "F2"),
    "spent-far-ahead-of-work": ("programmes-realisation", {}, "H6"),
    "term-ends-before-it-begins": ("heads-list", {"G3": "31/12/2024"}, "G3"),
    "term-begins-in-the-future": ("heads-list", {"F2": "01/11/2025"}, "F2"),
    "moved-to-the-same-unit": ("mutations-register", {"E2": "Kelurahan Merjosari"}, "E2"),
    "spent-above-ceiling": ("budgets-ceiling", {"G2": 600_000_001}, "G2"),
    "respondent-without-answers": ("survey-form", {f"{c}2": None for c in "IJKLMNOPQ"}, "I2"),
    "cohort-not-known": ("staff-count", {"C2": "Siti"}, "C2"),
    "compared-with-itself": ("comparison-long", {"A2": "Kota Malang"}, "A2"),
    "not-another-city": ("comparison-long", {"A2": "Siti"}, "A2"),
}
"""Sample, changed cells, and the cell of the problem."""

ALSO = {"scores-long": {"measured-before-retreat"}, "programmes-realisation": {"spent-far-ahead-of-work"}}
"""Notes that the sample gives by itself."""


def spoiled(sample: Sample, changes: dict[str, Any]) -> Grid:
    grid = sample.copy()
    for cell, value in changes.items():
        grid[int(cell[1:]) - 1][ord(cell[0]) - 65] = value
    return grid


def every_check() -> dict[str, tuple[str, Check]]:
    return {check.code: (source, check) for source, reader in READERS.items() for check in reader.checks}


def test_no_check_is_without_a_case() -> None:
    assert set(CASES) == set(every_check())


@pytest.mark.parametrize("code", CASES)
def test_a_file_with_one_fault_gives_that_problem_at_its_cell(raw: Path, code: str) -> None:
    name, changes, cell = CASES[code]
    sample = BY_NAME[name]
    sample.write(raw, spoiled(sample, changes))
    found = checked(raw, malang())
    _, check = every_check()[code]
    told = [(one.code, one.cell, one.severity) for one in found.problems]
    assert (code, cell, check.severity) in told
    assert {one for one, *_ in told} - {code} <= ALSO.get(name, set())
    assert found.files[0].rows_read == sample.data_rows
    assert found.files[0].rows_good == sample.data_rows - (check.severity == "error")


@pytest.mark.parametrize("code", CASES)
def test_without_the_check_nothing_would_be_said(
    raw: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each case is the fault of its check alone; a mutant that lacks it says nothing, or the contract alone does."""
    name, changes, _ = CASES[code]
    source, check = every_check()[code]
    left = tuple(one for one in READERS[source].checks if one is not check)
    mutant: dict[str, Reader] = {**READERS, source: replace(READERS[source], checks=left)}
    monkeypatch.setattr(readers, "READERS", mutant)
    monkeypatch.setattr("analysis.ingest.dispatch.READERS", mutant)
    sample = BY_NAME[name]
    sample.write(raw, spoiled(sample, changes))
    told = {one.code for one in checked(raw, malang()).problems}
    assert told <= (ALSO.get(name, set()) | {"breaks-contract"}) - {code}


UNIQUE = {
    ("services-recap", "row-twice"): "B2",
    ("scores-long", "row-twice"): "A2",
    ("penalties-register", "row-twice"): "A2",
    ("meetings-list", "row-twice"): "E2",
    ("commitments-register", "row-twice"): "B2",
    ("visits-checklist", "row-twice"): "A2",
    ("programmes-realisation", "row-twice"): "B4",
    ("heads-list", "row-twice"): "B2",
    ("participants-list", "row-twice"): "B2",
    ("staff-count", "row-twice"): "A2",
    ("population-long", "row-twice"): "A2",
    ("population-wide", "row-twice"): "B2",
    ("scores-wide", "row-twice"): "B2",
    ("mutations-register", "row-twice"): "A2",
    ("budgets-ceiling", "row-twice"): "B2",
    ("comparison-long", "row-twice"): "A2",
}


def test_every_source_with_unique_rows_has_a_case() -> None:
    assert {BY_NAME[name].source for name, _ in UNIQUE} == {
        source for source, reader in READERS.items() if reader.unique
    }


@pytest.mark.parametrize(("name", "code"), UNIQUE)
def test_a_row_twice_is_named_at_both(raw: Path, name: str, code: str) -> None:
    sample = BY_NAME[name]
    grid = sample.copy()
    grid.append(list(grid[sample.header]))
    sample.write(raw, grid)
    found = checked(raw, malang())
    cell = UNIQUE[name, code]
    cells = [one.cell for one in found.problems if one.code == code]
    assert cells == [cell, f"{cell[0]}{len(grid)}"]
    assert found.files[0].rows_good == sample.data_rows - 1


BOUNDS = [
    (source, name)
    for source in READERS
    for sample in BY_NAME.values()
    if sample.source == source
    for name in [f"{sample.source}-{sample.layout}"]
]


@pytest.mark.repeats
@pytest.mark.parametrize(("source", "name"), BOUNDS)
def test_every_bound_of_a_column_is_kept(raw: Path, source: str, name: str) -> None:
    """One above `highest` (or below `lowest`) is refused at its cell, whatever the column."""
    from analysis.ingest.table_header import find_place
    from analysis.sources.declaration import by_name

    sample, declared = BY_NAME[name], by_name()[source]
    place = find_place(sample.grid, declared, ".xlsx")
    assert place is not None
    for field, column in declared.columns.items():
        at = place.columns.get(field)
        for bound, beyond in ((column.highest, 1), (column.lowest, -1)):
            if bound is None or at is None:
                continue
            grid = sample.copy()
            grid[sample.header][at] = bound + beyond
            sample.write(raw, grid)
            (found,) = read(raw, malang()).files
            cells = [one.cell for one in found.problems if one.code == "value-outside-range"]
            assert cells == [f"{chr(65 + at)}{sample.header + 1}"], field


def test_checks_are_expressions_of_rows() -> None:
    assert all(isinstance(check.fails, pl.Expr) for _, check in every_check().values())
