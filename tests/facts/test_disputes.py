"""Disputed figures: told beside their figure, without claims in public; a dispute about no figure stops with its line."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.city.disputes import read_disputes
from analysis.city.place import load_city
from analysis.contract import TABLES
from analysis.contract.spans import with_span
from analysis.display.disputes import disputes
from analysis.facts.disputes import Mending, dispute_facts, with_disputes
from analysis.ingest.revisions import CHANGES
from analysis.known.source import find_source
from analysis.messages import text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.wording.disputes import beside

HEAD = "unit,indicator,month,claim,status,answer\n"
UNIT = "OPD.DISHUB"


def written(folder: Path, *lines: str) -> Path:
    (folder / "disputes.csv").write_text(HEAD + "".join(f"{line}\n" for line in lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def series() -> pl.DataFrame:
    """Two months of lateness, and one survey wave from July to September."""
    days = [
        (UNIT, "late-share", date(2026, 2, 1), date(2026, 2, 28)),
        (UNIT, "late-share", date(2026, 3, 1), date(2026, 3, 31)),
        (UNIT, "skm-index", date(2025, 7, 10), date(2025, 9, 12)),
    ]
    return pl.DataFrame(days, schema=["unit", "indicator", "first_day", "last_day"], orient="row")


EMPTY = {name: table.create_empty() for name, table in TABLES.items()}
UNMENDED = Mending(EMPTY, pl.DataFrame(schema=CHANGES), frozenset())


def facts_of(
    folder: Path, series: pl.DataFrame, built: Root, mending: Mending = UNMENDED
) -> dict[str, list[dict[str, object]]]:
    return {"disputes": dispute_facts(read_disputes(folder), series, load_city(built), mending)[UNIT]}


def test_open_disputes_come_first_and_stand_beside_their_figure(
    tmp_path: Path, series: pl.DataFrame, built: Root
) -> None:
    lines = (
        f"{UNIT},skm-index,2025-08,Responden salah loket,explained,Lembar asli dilihat ulang.",
        f"{UNIT},late-share,2026-02,Mesin rusak,open,",
        f"{UNIT},late-share,2026-03,Mesin masih rusak,open,",
    )
    facts = facts_of(written(tmp_path, *lines), series, built)
    told = facts["disputes"]
    assert [(one["month"], one["status"]) for one in told] == [
        ("2026-03", "open"),
        ("2026-02", "open"),
        ("2025-08", "explained"),
    ]
    assert "Maret 2026 dan Februari 2026" in beside(facts, "late-share", "id")
    assert beside(facts, "skm-index", "id") == ""
    page = disputes(facts, "id").markup
    assert page.index("Mesin masih rusak") < page.index("Mesin rusak") < page.index("Lembar asli")
    assert disputes({"disputes": []}, "id").markup == ""


def sent_again(unit: str, day: date, source: str) -> Mending:
    """A value of a unit that a file sent again changed, in the month that begins with a day."""
    told = {
        "source": source,
        "unit": unit,
        "first_day": day,
        "last_day": day.replace(day=28),
        "column": "late",
    }
    changes = pl.DataFrame([{**dict.fromkeys(CHANGES), **told}], schema=CHANGES)
    return Mending(EMPTY, changes, frozenset())


@pytest.mark.parametrize(
    ("mending", "mended"),
    [
        (UNMENDED, False),
        (sent_again(UNIT, date(2026, 2, 1), "attendance"), True),
        (sent_again(UNIT, date(2026, 3, 1), "attendance"), False),
        (sent_again(UNIT, date(2026, 2, 1), "survey"), False),
        (sent_again("OPD.DLH", date(2026, 2, 1), "attendance"), False),
    ],
)
def test_an_answer_is_not_taken_for_a_correction_that_the_data_do_not_show(
    tmp_path: Path, series: pl.DataFrame, built: Root, mending: Mending, *, mended: bool
) -> None:
    folder = written(tmp_path, f"{UNIT},late-share,2026-02,Mesin rusak,corrected,Diperbaiki.")
    facts = facts_of(folder, series, built, mending)
    assert [one["mended"] for one in facts["disputes"]] == [mended]
    page = disputes(facts, "id").markup
    assert (text("dispute-corrected", "id", answer="Diperbaiki.") in page) is mended
    assert (text("dispute-unseen", "id", answer="Diperbaiki.") in page) is not mended


def test_a_declared_correction_of_its_file_is_one(tmp_path: Path, built: Root) -> None:
    """The very rows of the small city: a correction of the file of that month, and one of another file."""
    series = pl.read_parquet(built.processed / "series.parquet")
    source = find_source(built, load_city(built).folder)
    tables = {**EMPTY, "attendance": pl.read_parquet(source.store / "attendance.parquet")}
    rows = with_span(tables["attendance"]).filter(pl.col("unit") == UNIT).sort("begins")
    month, file = rows.select("begins", "file").row(0)
    folder = written(tmp_path, f"{UNIT},late-share,{month:%Y-%m},Mesin rusak,corrected,Diperbaiki.")
    for name, mended in ((file, True), ("lain.csv", False)):
        mending = Mending(tables, pl.DataFrame(schema=CHANGES), frozenset({name}))
        facts = facts_of(folder, series, built, mending)
        assert [one["mended"] for one in facts["disputes"]] == [mended]


def test_the_public_sees_that_and_not_what_was_claimed(
    tmp_path: Path, series: pl.DataFrame, built: Root
) -> None:
    facts = facts_of(written(tmp_path, f"{UNIT},late-share,2026-02,Pak Anu sakit,open,"), series, built)
    pages = {UNIT: {"kind": "unit"}, "decision": {"kind": "decision"}, "units": [1]}
    told = {UNIT: facts["disputes"]}
    assert "Pak Anu" in disputes(with_disputes(pages, told, "leadership")[UNIT], "id").markup
    public = with_disputes(pages, told, "public")
    assert {code: one for code, one in public.items() if code != UNIT} == {
        "decision": {"kind": "decision"},
        "units": [1],
    }
    public = public[UNIT]
    assert "Pak Anu" not in disputes(public, "id").markup
    assert text("disputes-title", "id") in disputes(public, "id").markup


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("OPD.NOWHERE,late-share,2026-02,x,open,", "unit"),
        (f"{UNIT},punctuality,2026-02,x,open,", "indicator"),
        (f"{UNIT},late-share,2026-04,x,open,", "month"),
        (f"{UNIT},skm-index,2025-06,x,open,", "month"),
    ],
)
def test_a_dispute_about_no_figure_is_told_with_its_line(
    tmp_path: Path, series: pl.DataFrame, built: Root, line: str, column: str
) -> None:
    folder = written(tmp_path, f"{UNIT},late-share,2026-02,x,open,", line)
    with pytest.raises(RetretError) as stopped:
        facts_of(folder, series, built)
    values = stopped.value.values
    assert (stopped.value.code, values["row"], values["column"]) == ("dispute-unknown", "3", column)
    assert "disputes.csv › baris 3" in text("dispute-unknown", "id", **values)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{UNIT},late-share,Maret 2026,x,open,", "month"),
        (f"{UNIT},late-share,2026-02,x,waiting,", "status"),
        (f"{UNIT},late-share,2026-02,x,corrected,", "answer"),
        (f"{UNIT},late-share,2026-02,,open,", "claim"),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_column(tmp_path: Path, line: str, column: str) -> None:
    with pytest.raises(RetretError) as stopped:
        read_disputes(written(tmp_path, line))
    assert (stopped.value.values["row"], stopped.value.values["column"]) == ("2", column)


def test_no_file_is_no_dispute(tmp_path: Path) -> None:
    assert read_disputes(tmp_path).is_empty()
