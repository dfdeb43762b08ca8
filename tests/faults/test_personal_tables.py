"""Nothing of a person leaves any source: marked strings in every column and header, and every trace searched."""

import logging
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.city.place import City
from analysis.ingest.accepted import accept
from analysis.ingest.door import read_folder
from analysis.ingest.memory import open_memory
from analysis.ingest.result import Checked
from analysis.validate import missing_periods, validate
from tests.ingest.builders import told
from tests.ingest.samples import BY_NAME, SAMPLES, eskm, write_json

NIP, NIK, PHONE = "198501012010019999", "3573055101850777", "081298765432"
NAME, REMARK = "SITI RAHASIAWATI", "petugasnya QXREMARK sekali dan lain kali lebih baik"
PLANTS: tuple[Any, ...] = (NIP, NIK, PHONE, NAME, REMARK, f"{NAME} {NIP}", float(NIP[:15]))
SECRETS = (
    *("19850101", NIK, NIK[:12], PHONE, PHONE[1:], "RAHASIA", "QXREMARK", "petugasnya", "SITI R"),
    *(sha256(one.encode()).hexdigest()[:16] for one in (NIP, NIK, PHONE, NAME)),
)


def run(raw: Path, city: City, *, skip: bool) -> Checked:
    """Check, remember, validate and accept, as a build does."""
    memory = open_memory(raw.parent / "memory", city.folder)
    delivery = read_folder(raw, city, raw.parent / "none.toml", skip_bad_rows=skip, memory=memory)
    found = accept(raw.parent / "store", validate(delivery, city), raw)
    missing_periods(found, city)
    return found


def traces(found: Checked, folder: Path, logged: str) -> str:
    """All that was returned, told in both languages, logged, or written to disk, parquet unpacked."""
    parts = [repr(asdict(one)) for file in found.files for one in file.problems]
    parts += [*told(found.problems), logged, *(repr(table.to_dicts()) for table in found.tables.values())]
    parts += [repr(found.changes.to_dicts())]
    for file in folder.rglob("*"):
        if file.suffix == ".parquet":
            parts.append(repr(pl.read_parquet(file).to_dicts()))
        elif file.is_file() and not file.is_relative_to(folder / "raw"):
            parts.append(file.read_bytes().decode("latin-1"))
    return "\n".join(parts)


def assert_nothing(raw: Path, city: City, logged: str, *, skip: bool) -> Checked:
    found = run(raw, city, skip=skip)
    text = traces(found, raw.parent, logged).casefold()
    places = [
        text[max(0, text.find(one.casefold()) - 80) :][:110] for one in SECRETS if one.casefold() in text
    ]
    assert places == []
    return found


def test_personal_columns_of_clean_files_leave_no_trace(
    raw: Path, city: City, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for sample in SAMPLES:
        grid = sample.copy()
        for number, row in enumerate(grid[sample.header :]):
            for column in sample.personal:
                known = grid[0][column] == "NIP"
                row[column] = f"{NIP[:-2]}{number:02}" if known else f"{NAME} {REMARK} {PHONE}"
            row.append(f"{NAME} {NIK}")
        grid[0] = [*grid[0], "Kolom lain"]
        sample.write(raw, grid)
    whole = eskm(unit="Kelurahan Dinoyo")
    for person in whole["responden"]:
        person.update(nama=NAME, nik=NIK, hp=PHONE, catatan=REMARK)
        person["answers"]["saran"] = REMARK
    write_json(raw, whole)
    out = capsys.readouterr()
    found = assert_nothing(raw, city, caplog.text + out.out + out.err, skip=False)
    assert all(file.table is not None for file in found.files), [
        one.path for one in found.files if one.table is None
    ]


@pytest.mark.repeats
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_what_slipped_into_any_cell_leaves_no_trace(
    raw: Path, city: City, name: str, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Plants stand in each column, in the first data row or in the header: every second of them, in turns."""
    caplog.set_level(logging.DEBUG)
    sample = BY_NAME[name]
    folder = sample.path.split("/")[0]
    for column in range(len(sample.grid[0])):
        for number, plant in enumerate(PLANTS):
            if (column + number) % 2 or _may_be_an_amount(sample.source, sample.grid[0][column], plant):
                continue
            grid = sample.copy()
            row = sample.header if number % 3 else sample.header - 1
            grid[row][column] = plant
            path = sample.write(raw, grid, suffix)
            (raw / path).rename(raw / folder / f"{column}-{number}{suffix}")
    assert_nothing(raw, city, caplog.text, skip=True)


def _may_be_an_amount(source: str, header: object, plant: object) -> bool:
    """A budget in rupiah may have as many digits as any number; nothing tells them apart."""
    return source == "budgets" and "Rp" in str(header) and isinstance(plant, float)


@pytest.mark.repeats
@pytest.mark.parametrize("plant", PLANTS)
def test_what_slipped_into_any_key_of_json_leaves_no_trace(raw: Path, city: City, plant: Any) -> None:
    for key in eskm():
        write_json(raw, eskm(**{key: plant}), f"skm/kepala-{key}.json")
    for key in eskm()["responden"][0]["answers"]:
        whole = eskm()
        whole["responden"][0]["answers"][key] = plant
        write_json(raw, whole, f"skm/jawaban-{key}.json")
    for key in ("gender", "age", "education", "service", "unit"):
        whole = eskm()
        whole["responden"][0][key] = plant
        write_json(raw, whole, f"skm/orang-{key}.json")
    for at in range(2):
        whole = eskm()
        whole[str(plant)] = whole["responden"][0][str(plant)] = plant
        write_json(raw, whole, f"skm/kunci-{at}.json")
    assert_nothing(raw, city, "", skip=True)


def test_what_looks_like_a_unit_may_be_quoted(raw: Path, city: City) -> None:
    sample = BY_NAME["services-recap"]
    grid = sample.copy()
    grid[1][1], grid[2][1] = "Kel. Merjo Sari", NAME
    sample.write(raw, grid)
    lines = " ".join(told(run(raw, city, skip=True).problems))
    assert "Merjo Sari" in lines
    assert NAME not in lines
