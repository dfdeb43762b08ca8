"""Workbooks: figures as numbers, everything else as text, withheld said and hatched, the same bytes every time."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.takeaway.files import write_book
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import FIGURES, PointRow
from analysis.takeaway.workbook import HEADS, NOTHING, Workbook
from analysis.view import read_facts
from tests.publish.conftest import everyone, made_in

HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "https://contoh.go.id",
    "<b>&amp;</b>",
    '"; DROP',
    "-5",
    "007",
)
VALUE = HEADS.index("value")


BANNERS = ("DATA SIMULASI, bukan data Pemerintah Kota Malang", "SIMULATED DATA, not data of")


def sheets(path: Path, *, simulated: bool = True) -> dict[str, list[list[Any]]]:
    """Every sheet's rows; the first line of each sheet of simulated data says so, and is left out here but for the front."""
    book = CalamineWorkbook.from_path(path)
    told = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    front = next(iter(told))
    assert all(str(rows[0][0]).startswith(BANNERS) is simulated for rows in told.values())
    return {name: rows[1:] if simulated and name != front else rows for name, rows in told.items()}


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


def row(**other: Any) -> PointRow:
    usual: dict[str, Any] = {
        "code": "OPD.X",
        "name": "Dinas X",
        "indicator": "late-share",
        "title": "Terlambat",
        "decimals": 1,
        "whole": True,
        "first_day": "2025-05-01",
        "last_day": "2025-05-31",
        "value": 12.5,
        "numerator": 25,
        "denominator": 200,
        "base": 200,
        "low": None,
        "high": None,
        "status": "shown",
    }
    return PointRow(**{**usual, **other})


def withheld() -> PointRow:
    return row(value=None, numerator=None, denominator=None, base=None, status="withheld")


def written(path: Path, issue: Issue, *rows: PointRow, title: str = "Uji") -> Path:
    with Workbook(path, title, [], issue) as book:
        for one in rows:
            book.add(one)
    return path


def test_figures_are_numbers_and_days_are_days(tmp_path: Path, issue: Issue) -> None:
    data = sheets(written(tmp_path / "a.xlsx", issue, row(low=1.5, high=20.0)))["Data"]
    assert len(data[0]) == len(HEADS)
    assert data[1][:5] == ["OPD.X", "Dinas X", "late-share", "Terlambat", "Mei 2025"]
    assert data[1][5:7] == [date(2025, 5, 1), date(2025, 5, 31)]
    assert data[1][7:13] == [12.5, 25, 200, 200, 1.5, 20.0]
    assert data[1][13] == text("takeaway-status-shown", "id")


def test_a_withheld_cell_says_so_and_is_hatched_and_never_zero_or_empty(tmp_path: Path, issue: Issue) -> None:
    path = written(tmp_path / "a.xlsx", issue, withheld(), row())
    data = sheets(path)["Data"]
    assert data[1][VALUE : VALUE + len(FIGURES)] == ["ditahan"] * len(FIGURES)
    assert data[1][-1] == "ditahan"
    packed = parts(path)
    style = int(re.findall(r'<c r="H3" s="(\d+)"', packed["xl/worksheets/sheet3.xml"])[0])
    formats = re.findall(r"<xf [^>]*fillId=\"(\d+)\"", packed["xl/styles.xml"].partition("<cellXfs")[2])
    fills = re.findall(r"<fill>(.*?)</fill>", packed["xl/styles.xml"])
    assert 'patternType="lightUp"' in fills[int(formats[style])]
    plain = int(re.findall(r'<c r="H4" s="(\d+)"', packed["xl/worksheets/sheet3.xml"])[0])
    assert formats[plain] == "0"


def test_what_does_not_exist_has_a_sign_of_its_own(tmp_path: Path, issue: Issue) -> None:
    path = written(tmp_path / "a.xlsx", issue, row(numerator=None))
    told = sheets(path)
    assert told["Data"][1][VALUE + 1] == NOTHING
    assert any(NOTHING in str(line[0]) for line in told["Baca dulu"])


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_numbers_show_the_decimals_of_their_measure(tmp_path: Path, issue: Issue, decimals: int) -> None:
    packed = parts(written(tmp_path / "a.xlsx", issue, row(decimals=decimals)))
    style = int(re.findall(r'<c r="H3" s="(\d+)"', packed["xl/worksheets/sheet3.xml"])[0])
    number = re.findall(r"<xf numFmtId=\"(\d+)\"", packed["xl/styles.xml"].partition("<cellXfs")[2])[style]
    own = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', packed["xl/styles.xml"]))
    usual = {"3": "#,##0", "4": "#,##0.00"}
    assert (usual | own)[number] == "#,##0" + ("." + "0" * decimals if decimals else "")


def test_nothing_of_the_data_is_alive(tmp_path: Path, issue: Issue) -> None:
    rows = [row(code=one, name=one, title=one, indicator=one) for one in HOSTILE]
    path = tmp_path / "a.xlsx"
    with Workbook(path, HOSTILE[0], [], issue) as book:
        for one in rows:
            book.add(one)
        book.table("peers", list(HOSTILE), [list(HOSTILE)])
    told = sheets(path)
    assert [line[1] for line in told["Data"][1:]] == list(HOSTILE)
    assert told["Unit sejenis"] == [list(HOSTILE), list(HOSTILE)]
    packed = parts(path)
    assert not any("<f>" in content or "<hyperlink" in content for content in packed.values())
    assert not any("externalLink" in name or "vbaProject" in name for name in packed)


def test_the_first_line_says_simulated_and_the_first_sheet_whose_the_data_are(
    built: Root, tmp_path: Path, issue: Issue
) -> None:
    facts = read_facts(built, "OPD.DISHUB")
    path = tmp_path / issue.file_name("OPD.DISHUB", ".xlsx")
    write_book(path, facts, {}, issue)
    assert path.name == "OPD.DISHUB-simulasi.xlsx"
    lines = [str(line[0]) for line in sheets(path)["Baca dulu"]]
    assert lines[0] == "DATA SIMULASI, bukan data Pemerintah Kota Malang"
    told = "\n".join(lines)
    for part in (
        "CC-BY-4.0",
        str(issue.state["data_hash"]),
        "31 Oktober 2026",
        "Bagian Organisasi",
        "ditahan bukan nol",
    ):
        assert part in told
    real = replace(issue, state={**issue.state, "simulated": False})
    write_book(path, facts, {}, real)
    lines = [str(line[0]) for line in sheets(path, simulated=False)["Baca dulu"]]
    assert "SIMULASI" not in "\n".join(lines)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_workbook_holds_the_facts_and_nothing_else(
    built: Root, tmp_path: Path, issue: Issue, lang: Lang
) -> None:
    facts = read_facts(built, "35.73.05.1002")
    told = replace(issue, lang=lang)
    write_book(tmp_path / "a.xlsx", facts, {}, told)
    found = sheets(tmp_path / "a.xlsx")
    data = found["Data"][1:]
    wanted = [
        (one["code"], point["first_day"], point["value"], point["status"])
        for one in facts["indicators"]
        for point in one["series"]
    ]
    assert len(data) == len(wanted)
    assert any(status == "withheld" for *_, status in wanted)
    for line, (code, first, value, status) in zip(data, wanted, strict=True):
        assert (line[2], line[5].isoformat()) == (code, first)
        kept_back = text("cell-withheld", lang)
        assert line[VALUE] == (kept_back if status == "withheld" else pytest.approx(value))
        assert line[-1] == text(f"takeaway-status-{status}", lang)
    measures = found[text("takeaway-sheet-measures", lang)]
    assert [line[0] for line in measures[1:]] == [one["code"] for one in facts["indicators"]]


def test_headers_stay_in_sight(tmp_path: Path, issue: Issue) -> None:
    packed = parts(written(tmp_path / "a.xlsx", issue, row()))
    assert 'ySplit="2"' in packed["xl/worksheets/sheet3.xml"]
    assert 'state="frozen"' in packed["xl/worksheets/sheet3.xml"]


def test_all_takeaways_of_an_edition(built: Root, takeaways: Path) -> None:
    all_facts = everyone(built, "leadership")
    pages = {facts["unit"]["code"] for facts in all_facts}
    units = {facts["unit"]["code"] for facts in all_facts if facts["kind"] == "unit"}
    measures = {one["code"] for facts in all_facts for one in facts["indicators"] if one["series"]}
    names = {file.relative_to(takeaways).as_posix() for file in takeaways.rglob("*") if file.is_file()}
    assert names == {
        *(f"brief/{code}-simulasi.pdf" for code in units),
        *(f"xlsx/{code}-simulasi.xlsx" for code in pages),
        *(f"xlsx/indicator-{code}-simulasi.xlsx" for code in measures),
        "csv/retret-malang-simulasi.zip",
        "json/retret-malang-facts-simulasi.tar.xz",
        "files.json",
    }


def test_a_measure_s_workbook_holds_every_unit(built: Root, takeaways: Path) -> None:
    data = sheets(takeaways / "xlsx" / "indicator-late-share-simulasi.xlsx")["Data"][1:]
    wanted = [
        (facts["unit"]["code"], point["first_day"])
        for facts in everyone(built, "leadership")
        for one in facts["indicators"]
        if one["code"] == "late-share"
        for point in one["series"]
    ]
    assert [(line[0], line[5].isoformat()) for line in data] == wanted


def test_the_city_s_workbook_has_the_verdict_and_a_group_s_its_units(built: Root, takeaways: Path) -> None:
    city = sheets(takeaways / "xlsx" / "35.73-simulasi.xlsx")["Putusan"]
    outcomes = read_facts(built, "decision")["outcomes"]
    assert [line[0] for line in city[1:]] == [one["title"]["id"] for one in outcomes]
    group = sheets(takeaways / "xlsx" / "kelurahan-simulasi.xlsx")["Unit sejenis"]
    peers = read_facts(built, "kelurahan")["peers"]
    assert [line[1] for line in group[1:]] == [one["unit"] for table in peers.values() for one in table]


def test_the_public_edition_takes_away_less(
    built: Root, takeaways: Path, tmp_path: Path, checkout: Path
) -> None:
    shown = sheets(takeaways / "xlsx" / "35.73.05.1002-simulasi.xlsx")
    folder = made_in(built.of("public-id"), tmp_path, checkout)
    public = sheets(folder / "xlsx" / "35.73.05.1002-simulasi.xlsx")
    assert set(shown) - set(public) == {"Dibanding sejenis"}


def test_the_same_facts_give_the_same_bytes(
    built: Root, takeaways: Path, tmp_path: Path, checkout: Path
) -> None:
    again = made_in(built, tmp_path, checkout)
    for file in sorted(path for path in takeaways.rglob("*") if path.is_file()):
        assert (again / file.relative_to(takeaways)).read_bytes() == file.read_bytes(), file.name
