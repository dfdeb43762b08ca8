"""Workbooks: figures as numbers, everything else as text, withheld said and hatched, the same bytes every time."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.takeaway.figure_sheets import MEASURES, UNITS, add_figures
from analysis.takeaway.files import write_book
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import PointRow
from analysis.takeaway.workbook import NOTHING, Workbook
from analysis.view import read_facts
from tests.publish.books import MONTHLY, Key, figures, sheets
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
BANNER = "DATA SIMULASI, bukan data Pemerintah Kota Malang"
SIMULATED = {"id": BANNER, "en": "SIMULATED DATA, not data of Pemerintah Kota Malang"}


def read(path: Path, banner: str = BANNER) -> dict[str, list[list[Any]]]:
    return sheets(path, banner=banner)


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


def withheld(**other: Any) -> PointRow:
    return row(value=None, numerator=None, denominator=None, base=None, status="withheld", **other)


def wave(**other: Any) -> PointRow:
    """A figure of a period that is no month."""
    return row(first_day="2025-05-19", last_day="2025-06-13", **other)


def written(path: Path, issue: Issue, *rows: PointRow, of: Any = MEASURES) -> Path:
    with Workbook(path, "Uji", [], issue) as book:
        add_figures(book, rows, of, "id")
    return path


def style(packed: dict[str, str], cell: str) -> int:
    """The number of the look of a cell on the first sheet of figures."""
    return int(re.findall(rf'<c r="{cell}" s="(\d+)"', packed["xl/worksheets/sheet3.xml"])[0])


def number_format(packed: dict[str, str], cell: str) -> str:
    looks = re.findall(r'<xf numFmtId="(\d+)"', packed["xl/styles.xml"].partition("<cellXfs")[2])
    own = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', packed["xl/styles.xml"]))
    return ({"3": "#,##0", "4": "#,##0.00"} | own)[looks[style(packed, cell)]]


def test_what_comes_monthly_has_one_column_a_month_on_sheets_of_one_shape(
    tmp_path: Path, issue: Issue
) -> None:
    june = {"first_day": "2025-06-01", "last_day": "2025-06-30"}
    rows = (
        row(low=1.5, high=20.0, origin="a.csv"),
        row(**june, value=10, numerator=20, low=1.5, high=20.0, origin="b.csv"),
        row(indicator="early-share", title="Pulang awal", **june),
        row(indicator="left", title="Pulang", origin="a.csv"),
        row(indicator="left", title="Pulang", origin="b.csv", **june),
    )
    found = read(written(tmp_path / "a.xlsx", issue, *rows))
    heads = ["kode ukuran", "ukuran", date(2025, 5, 1), date(2025, 6, 1)]
    limits = ["kisaran biasa, batas bawah", "kisaran biasa, batas atas"]
    assert found["Nilai"] == [
        [*heads, *limits],
        ["late-share", "Terlambat", 12.5, 10, 1.5, 20.0],
        ["early-share", "Pulang awal", "", 12.5, NOTHING, NOTHING],
        ["left", "Pulang", 12.5, 12.5, NOTHING, NOTHING],
    ]
    assert [line[2:] for line in found["Pembilang"][1:]] == [[25, 20], ["", 25], [25, 25]]
    assert [line[2:] for line in found["Penyebut"][1:]] == [[200, 200], ["", 200], [200, 200]]
    assert found["Berkas sumber"][1:] == [
        ["late-share; left", "Terlambat; Pulang", "a.csv", "b.csv"],
        ["early-share", "Pulang awal", "", ""],
    ]
    assert "Data" not in found
    assert all(found[name][0] == heads for name in ("Pembilang", "Penyebut", "Berkas sumber"))


def test_everything_else_has_one_row_a_period(tmp_path: Path, issue: Issue) -> None:
    rows = (row(), wave(indicator="skm-index", title="IKM", base=82), row(indicator="visits", base=3))
    found = read(written(tmp_path / "a.xlsx", issue, *rows))
    heads, *data = found["Data"]
    assert heads[:5] == ["kode ukuran", "ukuran", "hari pertama", "hari terakhir", "nilai"]
    end = (NOTHING, NOTHING, "tampil")
    assert data == [
        ["skm-index", "IKM", date(2025, 5, 19), date(2025, 6, 13), 12.5, 25, 200, 82, *end],
        ["visits", "Terlambat", date(2025, 5, 1), date(2025, 5, 31), 12.5, 25, 200, 3, *end],
    ]
    assert [line[0] for line in found["Nilai"][1:]] == ["late-share"]


def test_over_all_units_a_row_is_a_unit(tmp_path: Path, issue: Issue) -> None:
    rows = (row(), row(code="OPD.Y", name="Dinas Y"))
    found = read(written(tmp_path / "a.xlsx", issue, *rows, of=UNITS))["Nilai"]
    assert [line[:2] for line in found] == [["kode unit", "unit"], ["OPD.X", "Dinas X"], ["OPD.Y", "Dinas Y"]]


def test_figures_keep_three_decimals_more_than_are_shown(tmp_path: Path, issue: Issue) -> None:
    found = read(written(tmp_path / "a.xlsx", issue, row(value=100 / 7, numerator=28.571428, whole=False)))
    assert (found["Nilai"][1][2], found["Pembilang"][1][2]) == (14.2857, 28.57143)


def test_a_withheld_cell_says_so_and_is_hatched_and_never_zero_or_empty(tmp_path: Path, issue: Issue) -> None:
    path = written(tmp_path / "a.xlsx", issue, withheld(), row(indicator="b"), withheld(indicator="c"))
    found = read(path)
    assert [found[name][1][2] for name in ("Nilai", "Pembilang", "Penyebut")] == ["ditahan"] * 3
    packed = parts(path)
    formats = re.findall(r"<xf [^>]*fillId=\"(\d+)\"", packed["xl/styles.xml"].partition("<cellXfs")[2])
    fills = re.findall(r"<fill>(.*?)</fill>", packed["xl/styles.xml"])
    assert 'patternType="lightUp"' in fills[int(formats[style(packed, "C3")])]
    assert formats[style(packed, "C4")] == "0"
    rows = read(written(tmp_path / "b.xlsx", issue, withheld(first_day="2025-05-02")))["Data"]
    assert rows[1][4:8] == ["ditahan"] * 4 and rows[1][-1] == "ditahan"


def test_a_small_base_has_a_sign_and_stays_a_number(tmp_path: Path, issue: Issue) -> None:
    path = written(tmp_path / "a.xlsx", issue, row(status="flagged"), row(indicator="b"))
    packed = parts(path)
    assert [line[2] for line in read(path)["Nilai"][1:]] == [12.5, 12.5]
    assert number_format(packed, "C3") == "#,##0.0&quot;*&quot;"
    assert number_format(packed, "C4") == "#,##0.0"
    assert any("tanda *" in str(line[0]) for line in read(path)["Baca dulu"])


def test_what_does_not_exist_has_a_sign_of_its_own(tmp_path: Path, issue: Issue) -> None:
    told = read(written(tmp_path / "a.xlsx", issue, row(numerator=None)))
    assert told["Pembilang"][1][2] == NOTHING
    assert any(NOTHING in str(line[0]) for line in told["Baca dulu"])


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_numbers_show_the_decimals_of_their_measure(tmp_path: Path, issue: Issue, decimals: int) -> None:
    packed = parts(written(tmp_path / "a.xlsx", issue, row(decimals=decimals)))
    assert number_format(packed, "C3") == "#,##0" + ("." + "0" * decimals if decimals else "")


def test_nothing_of_the_data_is_alive(tmp_path: Path, issue: Issue) -> None:
    rows = [row(code=one, name=one, title=one, indicator=one, origin=one) for one in HOSTILE]
    others = [wave(code=one, name=one, title=one, indicator=f"w{one}", origin=one) for one in HOSTILE]
    path = tmp_path / "a.xlsx"
    with Workbook(path, HOSTILE[0], [], issue) as book:
        add_figures(book, [*rows, *others], MEASURES, "id")
        book.table("peers", list(HOSTILE), [list(HOSTILE)])
    told = read(path)
    assert [line[:2] for line in told["Nilai"][1:]] == [[one, one] for one in HOSTILE]
    assert [line[:3] for line in told["Berkas sumber"][1:]] == [[one, one, one] for one in HOSTILE]
    assert [(line[1], line[-1]) for line in told["Data"][1:]] == [(one, one) for one in HOSTILE]
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
    lines = [str(line[0]) for line in read(path)["Baca dulu"]]
    assert lines[0] == BANNER
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
    lines = [str(line[0]) for line in read(path, banner="")["Baca dulu"]]
    assert "SIMULASI" not in "\n".join(lines)


def wanted(pages: list[dict[str, Any]], *, code: str = "") -> dict[Key, tuple[Any, str]]:
    """By what a row is of and the first day, value and status of every point: of one page, or of one measure on all pages."""
    return {
        (facts["unit"]["code"] if code else one["code"], point["first_day"]): (
            point["value"],
            point["status"],
        )
        for facts in pages
        for one in facts["indicators"]
        if not code or one["code"] == code
        for point in one["series"]
    }


def held_against(found: dict[Key, dict[str, Any]], facts: dict[Key, tuple[Any, str]], word: str) -> None:
    """Every point of the facts stands in the workbook, and what stands there besides says that there is nothing."""
    assert set(facts) <= set(found)
    for key, told in found.items():
        value, status = facts.get(key, (None, "nothing"))
        if status in ("withheld", "nothing"):
            sign = word if status == "withheld" else ""
            assert {told.get(name) for name in MONTHLY} == {sign}, key
        else:
            assert told["value"] == pytest.approx(value, abs=0.0005), key


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_workbook_holds_the_facts_and_nothing_else(
    built: Root, tmp_path: Path, issue: Issue, lang: Lang
) -> None:
    facts = read_facts(built, "35.73.05.1002")
    write_book(tmp_path / "a.xlsx", facts, {}, replace(issue, lang=lang))
    found = read(tmp_path / "a.xlsx", SIMULATED[lang])
    points = wanted([facts])
    assert {status for _, status in points.values()} >= {"shown", "withheld"}
    held_against(figures(found, lang), points, text("cell-withheld", lang))
    assert {"Nilai" if lang == "id" else "Values", "Data"} <= set(found)
    measures = found[text("takeaway-sheet-measures", lang)]
    assert [line[0] for line in measures[1:]] == [one["code"] for one in facts["indicators"]]


def test_headers_stay_in_sight(tmp_path: Path, issue: Issue) -> None:
    packed = parts(written(tmp_path / "a.xlsx", issue, row()))
    assert 'xSplit="2" ySplit="2"' in packed["xl/worksheets/sheet3.xml"]
    assert 'state="frozen"' in packed["xl/worksheets/sheet3.xml"]


def test_all_takeaways_of_an_edition(built: Root, takeaways: Path) -> None:
    all_facts = everyone(built, "leadership")
    pages = {facts["unit"]["code"] for facts in all_facts}
    units = {facts["unit"]["code"] for facts in all_facts if facts["kind"] == "unit"}
    told = (one for facts in all_facts for one in facts["indicators"] if one["part_of"] is None)
    measures = {one["code"] for one in told if one["series"]}
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
    for code in ("late-share", "skm-index"):
        found = figures(read(takeaways / "xlsx" / f"indicator-{code}-simulasi.xlsx"), "id")
        held_against(found, wanted(everyone(built, "leadership"), code=code), "ditahan")


def test_the_city_s_workbook_has_the_verdict_and_a_group_s_its_units(built: Root, takeaways: Path) -> None:
    city = read(takeaways / "xlsx" / "35.73-simulasi.xlsx")["Putusan"]
    outcomes = read_facts(built, "decision")["outcomes"]
    assert [line[0] for line in city[1:]] == [one["title"]["id"] for one in outcomes]
    group = read(takeaways / "xlsx" / "kelurahan-simulasi.xlsx")["Unit sejenis"]
    peers = read_facts(built, "kelurahan")["peers"]
    assert [line[1] for line in group[1:]] == [one["unit"] for table in peers.values() for one in table]


def test_the_public_edition_takes_away_less(
    built: Root, takeaways: Path, tmp_path: Path, checkout: Path
) -> None:
    shown = read(takeaways / "xlsx" / "35.73.05.1002-simulasi.xlsx")
    folder = made_in(built.of("public-id"), tmp_path, checkout)
    public = read(folder / "xlsx" / "35.73.05.1002-simulasi.xlsx")
    assert set(shown) - set(public) == {"Berkas sumber", "Dibanding sejenis"}


def test_the_same_facts_give_the_same_bytes(
    built: Root, takeaways: Path, tmp_path: Path, checkout: Path
) -> None:
    again = made_in(built, tmp_path, checkout)
    for file in sorted(path for path in takeaways.rglob("*") if path.is_file()):
        assert (again / file.relative_to(takeaways)).read_bytes() == file.read_bytes(), file.name
