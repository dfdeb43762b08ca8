"""The layouts of the files: what stands where, element order by label, codes by system."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from analysis.simulate.answers import answers
from analysis.simulate.deliveries import HEADER, deliveries
from analysis.simulate.recap import HEADER as RECAP_HEADER
from analysis.simulate.scenario import get_scenario
from analysis.simulate.survey_raw import raw_sheets
from analysis.simulate.survey_tabulation import HEADER_ROW, tabulation_sheets
from analysis.simulate.town import Town, make_town
from analysis.simulate.waves import Wave, waves


@pytest.fixture(scope="module")
def town(small: Any) -> Town:
    return make_town(small[1], get_scenario("effect"), 2025, date(2024, 6, 1))


def pick(town: Town, layout: str, swapped: bool | None = None) -> Wave:
    return next(
        wave
        for wave in waves(town)
        if wave.surveyor.layout == layout and swapped in (None, wave.surveyor.swapped)
    )


def test_raw_layout_holds_the_answers_under_their_labels(town: Town) -> None:
    wave = pick(town, "raw")
    given = answers(town, wave)
    about, when, people = raw_sheets(town, wave, given)
    assert (about.name, when.name, people.name) == ("Info_Umum", "Waktu_Pelaksanaan", "Data_Survei_Mentah")
    header = [str(name) for name in people.rows[0]]
    assert header[:5] == ["No", "Jenis Kelamin", "Pendidikan Terakhir", "Pekerjaan", "Jenis Layanan"]
    complaints = next(k for k, name in enumerate(header) if "Pengaduan" in name)
    marks = [row[complaints] for row in people.rows[1:]]
    assert all(mark in (None, "-") or mark == int(given[k, 7]) for k, mark in enumerate(marks))
    assert len(marks) == wave.respondents


def test_swapped_and_official_orders_are_both_labelled(town: Town) -> None:
    orders = set[tuple[str, ...]]()
    for wave in waves(town):
        if wave.surveyor.layout == "tabulation":
            sheet = tabulation_sheets(town, wave, answers(town, wave))[0]
        else:
            sheet = raw_sheets(town, wave, answers(town, wave))[2]
        labels = [
            str(cell)
            for row in sheet.rows
            for cell in row
            if isinstance(cell, str) and cell[:2] in ("U8", "U9")
        ]
        assert len(labels) == 2
        orders.add(tuple("facilities" if "Sarana" in label else "complaints" for label in labels))
    assert orders == {("facilities", "complaints"), ("complaints", "facilities")}


def test_tabulation_footer_prints_an_index_with_its_weight(town: Town) -> None:
    wave = pick(town, "tabulation")
    given = answers(town, wave)
    (sheet,) = tabulation_sheets(town, wave, given)
    assert sheet.rows[HEADER_ROW][0] == "NO URUT RESPONDEN"
    assert sheet.rows[HEADER_ROW + 2][0] == 1
    footer = {str(row[0]): row for row in sheet.rows[HEADER_ROW + 2 + wave.respondents :]}
    assert (
        sum(total for total in footer["Jumlah Nilai Per Unsur"][1:] if isinstance(total, int)) == given.sum()
    )
    printed = float(str(footer["Nilai SKM / IKM"][1]).replace(",", "."))
    assert printed == pytest.approx(25 * wave.surveyor.weight * given.mean(axis=0).sum(), abs=0.006)


def test_one_system_writes_clocks_and_the_other_codes_only(small: Any) -> None:
    raw = small[0].simulated / "raw" / "presensi"
    clock = next(raw.glob("e-presensi-a/2023/*lowokwaru-2023-08.csv"))
    codes = next(raw.glob("e-presensi-b/2023/*sukun-2023-08.csv"))
    assert clock.read_bytes().startswith(b"\xef\xbb\xbf#")
    timed = pl.read_csv(clock, separator=";", skip_rows=1)
    coded = pl.read_csv(codes, separator=",", skip_rows=1)
    assert tuple(timed.columns) == tuple(coded.columns) == HEADER
    assert coded["Jam Masuk"].null_count() == coded.height
    late = timed.filter(pl.col("Kode") == "TL1")["Jam Masuk"]
    assert late.is_between(pl.lit("07:31"), pl.lit("07:59")).all() and late.len() > 0
    assert {"TL0"} <= set(coded["Kode"]) and "TL0" not in set(timed["Kode"])
    assert timed.filter(pl.col("Kode") == "H")["Jam Masuk"].max() <= "07:30"  # pyright: ignore[reportOperatorIssue, reportOptionalOperand]


def test_recap_counts_add_up_to_the_working_days(small: Any) -> None:
    path = next((small[0].simulated / "raw" / "presensi" / "rekap-bulanan").glob("*.xlsx"))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Rekap").to_python()
    assert tuple(rows[0]) == RECAP_HEADER
    column = {name: k for k, name in enumerate(RECAP_HEADER)}
    reasons = ("izin", "sakit", "cuti", "tugas_belajar", "tugas_kedinasan", "dinas_luar", "tanpa_keterangan")
    whole = [row for row in rows[1:] if isinstance(row[column["hadir"]], float)]
    assert len(whole) >= len(rows) - 2
    for row in whole:
        absent = sum(float(row[column[name]]) for name in reasons)  # pyright: ignore[reportArgumentType]
        assert absent == row[column["tidak_hadir"]]
        assert row[column["hadir"]] + absent == row[column["jumlah_hari_kerja"]]  # pyright: ignore[reportOperatorIssue]


def test_each_unit_is_sent_by_one_supplier(town: Town) -> None:
    for month in town.months:
        sent = [
            unit.code
            for one in deliveries(town)
            if one.month == month
            for unit in (*one.units, *one.left_out)
        ]
        assert len(sent) == len(set(sent))
        assert "OPD.RSUD" not in sent
        assert set(sent) == {unit.code for unit in town.units} - {"OPD.RSUD"}
