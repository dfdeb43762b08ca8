"""The one way in: every file has its result, none stops another, rows read are good or refused."""

from pathlib import Path

from analysis.city.place import City
from analysis.ingest.door import agency_files, read_folder
from tests.ingest.builders import (
    checked,
    day_rows,
    errors,
    golden_answers,
    raw_book,
    read,
    recap_book,
    tabulation_book,
    write_csv,
)


def whole_delivery(raw: Path) -> None:
    raw_book().write(raw / "skm/a.xlsx")
    tabulation_book(unit="Kelurahan Dinoyo", answers=golden_answers(1)).write(raw / "skm/kelurahan/b.xlsx")
    write_csv(raw / "presensi/e-presensi-a/2025/a.csv", day_rows())
    recap_book(unit="RSUD Kota Malang").write(raw / "presensi/rekap-bulanan/c.xlsx")


def test_every_file_has_its_result_sorted_by_path(raw: Path, city: City) -> None:
    whole_delivery(raw)
    files = read(raw, city).files
    assert [(file.path, file.source, file.layout, file.rows_read) for file in files] == [
        ("presensi/e-presensi-a/2025/a.csv", "attendance", "days", 18),
        ("presensi/rekap-bulanan/c.xlsx", "attendance", "recap", 12),
        ("skm/a.xlsx", "survey", "raw", 29),
        ("skm/kelurahan/b.xlsx", "survey", "tabulation", 29),
    ]
    assert all(file.rows_good == file.rows_read for file in files)


def test_readme_hidden_and_lock_files_are_passed_over(raw: Path, city: City) -> None:
    for name in ("README.md", ".gitignore", "skm/~$a.xlsx", "skm/.DS_Store", ".git/config", "skm/readme.md"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(b"x")
    assert agency_files(raw) == []
    assert read(raw, city).files == ()


def test_a_workbook_is_known_by_what_it_holds_whatever_its_folder(raw: Path, city: City) -> None:
    tabulation_book().write(raw / "kiriman/Salinan dari Book1 (2).XLSX")
    found = checked(raw, city)
    assert (errors(found), found.files[0].layout) == ([], "tabulation")


def test_a_bad_file_never_stops_the_others(raw: Path, city: City) -> None:
    whole_delivery(raw)
    for name in ("skm/0.xlsx", "presensi/e-presensi-a/0.csv"):
        (raw / name).write_bytes(b"\0\1\2")
    found = checked(raw, city)
    assert len(errors(found)) == 2
    assert (found.tables["survey"].height, found.tables["attendance"].height) == (2, 3)


def test_progress_counts_every_file(raw: Path, city: City) -> None:
    whole_delivery(raw)
    seen: list[tuple[int, int]] = []
    read_folder(raw, city, raw / "none.toml", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_without_skipping_a_file_with_errors_gives_no_rows(raw: Path, city: City) -> None:
    rows = day_rows()
    rows[0][3] = "30/02/2025"
    write_csv(raw / "presensi/e-presensi-a/a.csv", rows)
    (strict,) = read(raw, city).files
    (skipped,) = read(raw, city, skip_bad_rows=True).files
    assert strict.table is None
    assert (strict.rows_read, strict.rows_good, skipped.rows_good) == (18, 17, 17)
    assert skipped.table is not None
    assert skipped.table["scheduled_days"].to_list() == [17]


def test_a_wave_with_bad_respondents_keeps_the_good_ones(raw: Path, city: City) -> None:
    raw_book().put("Data_Survei_Mentah", "F2", 5).put("Data_Survei_Mentah", "G9", "x").write(
        raw / "skm/a.xlsx"
    )
    assert checked(raw, city).tables["survey"].is_empty()
    found = checked(raw, city, skip_bad_rows=True)
    assert found.tables["survey"]["respondents"].to_list() == [27]
    assert (found.files[0].rows_read, found.files[0].rows_good) == (29, 27)
    assert len(errors(found)) == 2


def test_nothing_is_written_by_a_check(raw: Path, city: City) -> None:
    whole_delivery(raw)
    before = {path: path.read_bytes() for path in raw.parent.rglob("*") if path.is_file()}
    checked(raw, city)
    assert {path: path.read_bytes() for path in raw.parent.rglob("*") if path.is_file()} == before


def test_a_link_to_nowhere_is_named(raw: Path, city: City) -> None:
    (raw / "skm").mkdir()
    (raw / "skm/a.xlsx").symlink_to(raw / "gone.xlsx")
    assert errors(checked(raw, city)) == [("file-not-readable", "skm/a.xlsx", None, None)]
