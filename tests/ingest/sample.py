"""What a sample is, and those that are built: the survey form and the e-SKM export of the worked example."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ingest.builders import Book, Grid, golden_answers, write_csv


@dataclass(frozen=True)
class Sample:
    """A file of one source and layout: its place without suffix, and its grid with the header in row `header` (1-based).

    `personal` are columns (0-based) that no one may ever see again.
    """

    source: str
    layout: str
    path: str
    grid: Grid
    header: int = 1
    personal: tuple[int, ...] = ()

    @property
    def data_rows(self) -> int:
        """How many rows of data it holds."""
        return len(self.grid) - self.header

    def copy(self) -> Grid:
        """The grid, to be spoiled."""
        return [list(row) for row in self.grid]

    def write(self, raw: Path, grid: Grid | None = None, suffix: str = ".xlsx", **options: Any) -> str:
        """The file below a raw folder, as a workbook or a csv; its path there."""
        rows = grid if grid is not None else self.grid
        path = f"{self.path}{suffix}"
        if suffix == ".csv":
            write_csv(raw / path, rows[1:], [str(cell or "") for cell in rows[0]], **options)
        else:
            Book({"Data": rows}).write(raw / path)
        return path


def survey_form() -> Grid:
    """29 respondents of the golden case, like the export of an online form."""
    header = [
        *(
            "Stempel waktu",
            "Alamat Email",
            "Nama Lengkap",
            "Unit Pelayanan",
            "Jenis Layanan",
            "Jenis Kelamin",
        ),
        *("Usia", "Pendidikan Terakhir", "U1", "U2", "U3", "U4", "U5", "U6", "U7"),
        *("Penanganan Pengaduan", "Sarana dan Prasarana", "Saran"),
    ]
    rows: Grid = [
        [
            *(
                f"{k % 20 + 2:02}/05/2025 09:{k:02}:00",
                f"warga{k}@contoh.id",
                f"Warga {k}",
                "Kelurahan Merjosari",
            ),
            *(
                "Surat pengantar",
                "L" if k % 2 else "P",
                20 + k,
                "SMA" if k < 10 else "S1",
                *marks,
                "Sudah baik",
            ),
        ]
        for k, marks in enumerate(golden_answers())
    ]
    return [header, *rows]


def eskm(**changes: Any) -> dict[str, Any]:
    """The e-SKM export of the golden wave: 29 respondents, U8 and U9 by their labels."""
    names = ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "pengaduan", "sarpras")
    people = [
        {
            "nama": f"Warga {k}",
            "gender": "L" if k % 2 else "P",
            "age": 20 + k,
            "education": "SMA",
            "answers": {**dict(zip(names, marks, strict=True)), "saran": "Sudah baik"},
        }
        for k, marks in enumerate(golden_answers())
    ]
    whole = {
        "unit": "Kelurahan Merjosari",
        "mulai": "2025-05-02",
        "selesai": "2025-05-30",
        "moda": "link",
        "populasi": 480,
        "pelaksana": "Mandiri",
        "versi_formulir": "2025-1",
        "responden": people,
    }
    return {**whole, **changes}


def write_json(raw: Path, whole: object, path: str = "skm/eskm.json") -> str:
    """A JSON file below a raw folder; its path there."""
    (raw / path).parent.mkdir(parents=True, exist_ok=True)
    (raw / path).write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    return path
