"""A second read reads what changed and nothing else, and gives the same result."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from analysis.city.place import City, load_city
from analysis.ingest import door
from analysis.ingest.door import read_folder
from analysis.ingest.memory import open_memory
from analysis.ingest.result import Delivery
from analysis.paths import Root
from tests.ingest.builders import raw_book
from tests.ingest.samples import SAMPLES, eskm, write_json


class Watched:
    """Reads folders with a memory and counts the files that were really read."""

    def __init__(self, tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = Root(tmp_path)
        shutil.copytree(checkout / "data/cities/malang", tmp_path / "data/cities/malang")
        self.raw = tmp_path / "raw"
        self.corrections = tmp_path / "corrections.toml"
        self.store = tmp_path / "memory"
        self.seen: list[str] = []
        real = door.read_file

        def counted(raw: Path, path: str, *rest: object) -> object:
            self.seen.append(path)
            return real(raw, path, *rest)  # pyright: ignore[reportArgumentType]

        monkeypatch.setattr(door, "read_file", counted)

    def read(self, *, memory: bool = True) -> tuple[Delivery, list[str]]:
        """What came of the folder, and which files were read for it."""
        self.seen.clear()
        city: City = load_city(self.root)
        known = open_memory(self.store, city.folder) if memory else None
        found = read_folder(self.raw, city, self.corrections, memory=known)
        return found, list(self.seen)


@pytest.fixture
def watched(tmp_path: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    one = Watched(tmp_path, checkout, monkeypatch)
    for sample in SAMPLES:
        sample.write(one.raw)
    raw_book(unit="Kel. Merjo Sari").write(one.raw / "skm/salah.xlsx")
    write_json(one.raw, eskm(unit="Kelurahan Dinoyo"))
    return one


def same(one: Delivery, other: Delivery) -> bool:
    """Whether two deliveries tell the same: rows, counts and problems of every file."""
    assert [file.path for file in one.files] == [file.path for file in other.files]
    for left, right in zip(one.files, other.files, strict=True):
        told = [
            (f.source, f.layout, f.simulated, f.rows_read, f.rows_good, f.problems) for f in (left, right)
        ]
        assert told[0] == told[1]
        assert (left.table is None) == (right.table is None)
        if left.table is not None and right.table is not None:
            assert left.table.equals(right.table)
    return True


def test_an_unchanged_folder_is_read_once_and_tells_the_same(watched: Watched) -> None:
    plain, all_files = watched.read(memory=False)
    first, read = watched.read()
    assert read == all_files
    again, read = watched.read()
    assert read == []
    assert same(plain, first)
    assert same(first, again)


def test_one_changed_byte_reads_that_file_alone(watched: Watched) -> None:
    watched.read()
    path = watched.raw / "skm/eskm.json"
    path.write_bytes(path.read_bytes() + b" ")
    _, read = watched.read()
    assert read == ["skm/eskm.json"]
    assert watched.read()[1] == []


def test_a_file_that_is_gone_or_new_or_moved_is_noticed(watched: Watched) -> None:
    watched.read()
    (watched.raw / "skm/eskm.json").rename(watched.raw / "skm/lain.json")
    found, read = watched.read()
    assert read == ["skm/lain.json"]
    assert "skm/eskm.json" not in [file.path for file in found.files]


@pytest.mark.parametrize("name", ["units.csv", "aliases.csv", "calendar.csv", "city.toml"])
def test_a_changed_city_file_reads_everything(watched: Watched, name: str) -> None:
    _, every = watched.read()
    file = watched.root.base / "data/cities/malang" / name
    if name == "aliases.csv":
        file.write_text(file.read_text("utf-8") + "Kel. Merjo Sari,35.73.05.1002,tes\n", "utf-8")
    else:
        file.write_text(file.read_text("utf-8") + ("\n# x\n" if name == "city.toml" else ""), "utf-8")
    if name in ("units.csv", "calendar.csv"):
        text = file.read_text("utf-8")
        file.write_text(text.replace(",H\n", ",M\n", 1), "utf-8")
    found, read = watched.read()
    assert read == every
    if name == "aliases.csv":
        assert not next(file for file in found.files if file.path == "skm/salah.xlsx").has_errors


def test_a_correction_reads_its_file_alone(watched: Watched) -> None:
    before, _ = watched.read()
    watched.corrections.write_text(
        '[[correction]]\nfile = "skm/salah.xlsx"\nsheet = "Info_Umum"\ncell = "B3"\nold = "Kel. Merjo Sari"\n'
        'new = "35.73.05.1002"\nreason = "r"\nwho = "w"\ndate = 2025-08-04\n',
        "utf-8",
    )
    found, read = watched.read()
    assert read == ["skm/salah.xlsx"]
    assert next(file for file in before.files if file.path == "skm/salah.xlsx").has_errors
    assert not next(file for file in found.files if file.path == "skm/salah.xlsx").has_errors
    watched.corrections.unlink()
    assert watched.read()[1] == ["skm/salah.xlsx"]


def test_another_key_reads_everything(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.ingest import person

    _, every = watched.read()
    monkeypatch.setattr(person, "_key", lambda: b"another")
    assert watched.read()[1] == every


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("results.json", b"{"), ("results.json", b"[]"), ("results.json", b"\xff\xfe")),
        *(("services.parquet", b"PAR1"), ("survey.parquet", b"")),
    ],
)
def test_a_damaged_memory_is_no_memory(watched: Watched, name: str, content: bytes) -> None:
    first, every = watched.read()
    (watched.store / name).write_bytes(content)
    again, read = watched.read()
    assert read == every
    assert same(first, again)
    assert watched.read()[1] == []


def test_a_memory_that_lacks_rows_reads_those_files(watched: Watched) -> None:
    first, _ = watched.read()
    file = watched.store / "services.parquet"
    rows = pl.read_parquet(file)
    rows.filter(pl.col("file") != "layanan/rekap.xlsx").write_parquet(file)
    again, read = watched.read()
    assert read == ["layanan/rekap.xlsx"]
    assert same(first, again)
