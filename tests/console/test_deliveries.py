"""Commands about deliveries, as a person runs them: what is printed, what is written, and what never is."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from analysis.cli import main
from analysis.paths import Root
from tests.console.conftest import LIVE, NUMBER, PERSON

MERJOSARI, LOWOKWARU = "35.73.05.1002", "35.73.05.1011"


def files(root: Root) -> set[str]:
    return {file.relative_to(root.base).as_posix() for file in root.base.rglob("*") if file.is_file()}


def run(root: Root, *words: str) -> int:
    return main([*words, "--root", str(root.base)])


def test_check_groups_by_supplier_and_tells_rows(office: Root, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(office)
    assert run(office, "check") == 1
    out = capsys.readouterr().out
    headings = re.findall(r"^== (.*)$", out, re.M)
    assert headings == [f"Kelurahan Lowokwaru ({LOWOKWARU}): 2 berkas"]
    assert "skm/kelurahan/lowokwaru/skm-tw2.xlsx › Data_Survei_Mentah › H7: " in out
    assert "1 pengirim lain tanpa masalah" in out
    told = re.search(r"Baris dibaca (\d+) = baik (\d+) \+ ditolak (\d+)", out)
    assert told is not None
    read, good, refused = map(int, told.groups())
    assert read == good + refused and refused > 0
    assert all(file.startswith("data/interim/read/") for file in files(office) - before)


def test_check_of_one_supplier_tells_only_of_it(office: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, "check", "--supplier", "Kelurahan Merjosari") == 0
    assert "lowokwaru" not in capsys.readouterr().out
    assert run(office, "check", "--supplier", LOWOKWARU, "--lang", "en") == 1
    assert "2 files" in capsys.readouterr().out
    assert run(office, "check", "--supplier", "Kelurahan Merjosri") == 2
    assert "Kelurahan Merjosari" in capsys.readouterr().err
    assert run(office, "check", "--supplier", "Kelurahan Dinoyo") == 2
    assert "Kelurahan Dinoyo" in capsys.readouterr().err


def test_json_is_alone_on_the_output_and_adds_up(office: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, "check", "--json", "--lang", "en") == 1
    told = json.loads(capsys.readouterr().out)
    by_path = {file["file"]: file for file in told["files"]}
    assert len(by_path) == 5
    for file in told["files"]:
        assert file["rows_read"] == file["rows_good"] + file["refused"]
    survey = by_path["skm/kelurahan/lowokwaru/skm-tw2.xlsx"]
    assert survey["supplier"] == {"code": LOWOKWARU, "name": "Kelurahan Lowokwaru"}
    assert (survey["source"], survey["layout"], survey["used"]) == ("survey", "raw", False)
    problem = next(one for one in survey["problems"] if one["cell"] == "H7")
    assert problem["severity"] == "error"
    assert "outside the scale" in problem["text"]
    assert told["totals"]["files"] == 5
    assert PERSON not in json.dumps(told) and NUMBER not in json.dumps(told)


def test_a_second_check_reads_from_memory_and_says_the_same(
    office: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    run(office, "check")
    first = capsys.readouterr().out
    assert (office.interim / "read" / "results.json").is_file()
    run(office, "check")
    assert capsys.readouterr().out == first


def test_another_folder_has_no_memory_and_no_word_of_absent_files(
    office: Root, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    corrections = office.cities / "malang" / "corrections.toml"
    entry = '[[correction]]\nfile = "skm/gone.xlsx"\ncell = "A1"\nold = "1"\nnew = "2"\n'
    corrections.write_text(f'{entry}reason = "r"\nwho = "w"\ndate = 2025-07-14\n', "utf-8")
    other = tmp_path_factory.mktemp("other") / "raw"
    other.mkdir()
    good = office.raw / "skm" / "kelurahan" / "merjosari"
    (other / "skm" / "merjosari").mkdir(parents=True)
    (other / "skm" / "merjosari" / "x.xlsx").write_bytes((good / "skm-tw2.xlsx").read_bytes())
    before = files(office)
    assert run(office, "check", str(other)) == 0
    assert "gone" not in capsys.readouterr().out
    assert files(office) == before
    assert run(office, "check") == 1
    assert "gone" in capsys.readouterr().out


def test_the_workbook_of_problems_has_values_notes_and_nothing_live(
    office: Root, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("out") / "masalah.xlsx"
    assert run(office, "check", "--xlsx", str(target)) == 1
    assert [file.name for file in target.parent.iterdir()] == [target.name]
    with zipfile.ZipFile(target) as book:
        parts = {
            name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))
        }
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not any(re.search(r"<f[ >/]", sheet) for sheet in sheets)
    assert not any("TargetMode" in part or "externalLink" in name for name, part in parts.items())
    assert any("44" in part for name, part in parts.items() if name.startswith("xl/comments"))
    with CalamineWorkbook.from_path(target) as book:
        names = book.sheet_names
        assert len({name.casefold() for name in names}) == len(names)
        assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
        cells = [
            str(cell)
            for name in names[1:]
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        ]
        listed = book.get_sheet_by_name(names[0]).to_python()
        survey = next(name for name in names if "Survei_Mentah" in name)
        assert book.get_sheet_by_name(survey).to_python(skip_empty_area=False)[6][7] == 44
    for kept in (PERSON, NUMBER, *LIVE):
        assert kept in cells
    assert any("H7" in row for row in listed)
    assert not any(PERSON in str(cell) or NUMBER in str(cell) for row in listed for cell in row)


def test_a_long_csv_shows_its_header_and_its_faulty_rows_at_their_own_numbers(
    office: Root, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [["Kelurahan Dinoyo", f"{1 + at % 28:02}/05/2025 08:00", "", "1"] for at in range(6000)]
    rows[5500][1] = "kemarin"
    file = office.raw / "layanan" / "kelurahan" / "dinoyo" / "register.csv"
    file.parent.mkdir(parents=True)
    lines = [["Unit Kerja", "Waktu Masuk", "Waktu Selesai", "Janji Waktu"], *rows]
    file.write_text("\n".join(";".join(line) for line in lines), "utf-8")
    target = tmp_path_factory.mktemp("out") / "dinoyo.xlsx"
    assert run(office, "check", "--supplier", "Kelurahan Dinoyo", "--xlsx", str(target)) == 1
    with CalamineWorkbook.from_path(target) as book:
        sheet = book.get_sheet_by_name(book.sheet_names[1]).to_python(skip_empty_area=False)
    filled = [at for at, row in enumerate(sheet) if any(row)]
    assert filled == [0, 5501]
    assert sheet[5501][1] == "kemarin"


def test_no_workbook_where_nothing_must_be_mended(
    office: Root, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path_factory.mktemp("out") / "x.xlsx"
    assert run(office, "check", "--supplier", MERJOSARI, "--xlsx", str(target)) == 0
    assert not target.exists()
    assert "tidak ditulis" in capsys.readouterr().err


def test_nothing_is_written_into_the_delivery(office: Root, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(office)
    assert run(office, "check", "--xlsx", str(office.raw / "skm" / "masalah.xlsx")) == 2
    assert run(office, "check", "--letter", str(office.raw)) == 2
    assert "kiriman" in capsys.readouterr().err
    assert files(office) == before


@pytest.mark.parametrize("lang", ["id", "en"])
def test_letters_say_what_came_is_missing_and_must_be_mended(
    office: Root, tmp_path_factory: pytest.TempPathFactory, lang: str
) -> None:
    folder = tmp_path_factory.mktemp("out") / "surat"
    assert run(office, "check", "--letter", str(folder), "--lang", lang) == 1
    letters = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    assert sorted(letters) == [f"kelurahan-lowokwaru-{LOWOKWARU}.txt", f"kelurahan-merjosari-{MERJOSARI}.txt"]
    merjosari, lowokwaru = (
        next(v for k, v in letters.items() if code in k) for code in (MERJOSARI, LOWOKWARU)
    )
    assert "April 2025" in merjosari
    assert "H7" in lowokwaru and "Bagian Organisasi" in lowokwaru
    assert ("30 Juni 2025" if lang == "id" else "30 June 2025") in merjosari
    for letter in letters.values():
        assert PERSON not in letter and NUMBER not in letter
        assert not any(live in letter for live in LIVE if len(live) > 2)


def test_letters_are_printed_without_a_folder_and_due_when_asked(
    office: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("check", "--letter", "--supplier", LOWOKWARU, "--due", "2026-12-08")
    assert run(office, *words) == 1
    out = capsys.readouterr().out
    assert "8 Desember 2026" in out and out.count("Yth.") == 1
    assert run(office, "check", "--letter", "--due", "besok") == 2
    assert "besok" in capsys.readouterr().err
    assert run(office, "check", "--json", "--letter") == 2
    assert capsys.readouterr().out == ""


def test_status_shows_strips_totals_and_a_long_table(
    office: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(office, "status", "--unit", "Kelurahan Merjosari", "--source", "presensi") == 0
    assert "#x+" in capsys.readouterr().out
    assert run(office, "status", "--lang", "en") == 0
    out = capsys.readouterr().out
    assert "came" in out and "1 refused" in out and LOWOKWARU in out
    assert run(office, "status", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == ["unit", "source", "first_day", "last_day", "status"]
    assert {row["status"] for row in rows} >= {"came", "missing", "refused"}
    assert run(office, "status", "--unit", "merjosri") == 2
    assert run(office, "status", "--source", "presens") == 2


def test_template_writes_lists_and_overwrites_nothing(
    office: Root, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(office.base)
    assert main(["template"]) == 0
    assert "layanan" in capsys.readouterr().out
    assert main(["template", "layanan"]) == 0
    assert (office.base / "templat-layanan.xlsx").is_file()
    assert main(["template", "services"]) == 2
    assert main(["template", "services", "--layout", "register", "--sample", "--lang", "en"]) == 0
    assert (office.base / "sample-layanan.xlsx").is_file()
    assert main(["template", "services", "--layout", "x"]) == 2
    assert main(["template", "layann"]) == 2
    assert "layanan" in capsys.readouterr().err


def test_dictionary_on_the_screen_and_as_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dictionary", "layanan"]) == 0
    assert "Bagian Organisasi" in capsys.readouterr().out
    target = tmp_path / "kamus.md"
    assert main(["dictionary", "--to", str(target), "--lang", "en"]) == 0
    assert target.read_text("utf-8").startswith("# Data dictionary")
    assert main(["dictionary", "x"]) == 2


@pytest.mark.parametrize("command", ["template", "dictionary", "status", "bench"])
def test_help_has_an_example_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "Contoh" in capsys.readouterr().out
    assert main([command, "--help", "--lang", "en"]) == 0
    assert "Example" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["check", "--json"], ["status", "--csv"], ["dictionary", "skm"], ["template"]]
)
def test_the_installed_command_needs_no_make(office: Root, words: list[str]) -> None:
    tool = Path(sys.executable).with_name("retret")
    done = subprocess.run([str(tool), *words], cwd=office.base, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if words[0] == "check" else 0), done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr


def test_a_broken_city_table_is_no_traceback(office: Root, capsys: pytest.CaptureFixture[str]) -> None:
    units = office.cities / "malang" / "units.csv"
    pl.read_csv(units, infer_schema=False).head(3).with_columns(type=pl.lit("x")).write_csv(units)
    assert run(office, "check") != 0
    assert "units.csv" in capsys.readouterr().err


def test_a_letter_without_any_accepted_data_counts_from_its_arrival(
    office: Root, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("analysis.console.letter.data_until", lambda tables: None)
    assert run(office, "check", "--letter", "--lang", "en") == 1
    assert "within 14 days of receiving this letter" in capsys.readouterr().out
