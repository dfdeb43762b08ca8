"""A clean csv of employee-days of any size, the same for the same city."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from analysis.city.place import City

SEED = 2025
_HEADER = b"NIP;Unit Kerja;Tanggal;Jam Masuk;Jam Pulang;Kode\r\n"
_YEARS = 4


def make_days(path: Path, city: City, rows: int) -> None:
    """So many employee-days over the last four years of the calendar."""
    chance = np.random.default_rng(SEED)
    units = np.array(city.units["name"].to_list())
    last = min(city.calendar.last_day, date(2025, 12, 31))
    working = city.calendar.days.filter(~pl.col("six_day"), pl.col("day") <= last)
    days = working.filter(pl.col("day") > last - timedelta(days=365 * _YEARS))
    people = -(-rows // days.height)
    numbers = np.array([f"99{k:016}" for k in range(people)])
    homes = units[np.arange(people) % len(units)]
    clocks = np.array([f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)])
    with path.open("wb") as file:
        file.write(_HEADER)
        for day, start, end in days.select("day", "start", "end").iter_rows():
            size, rows = min(people, rows), rows - min(people, rows)
            codes = chance.choice(["H", "DL", "S", "TK"], size, p=[0.94, 0.03, 0.025, 0.005])
            came = 60 * start.hour + start.minute + chance.integers(-30, 10, size)
            left = 60 * end.hour + end.minute + chance.integers(-5, 60, size)
            frame = pl.DataFrame(
                {
                    "employee": numbers[:size],
                    "unit": homes[:size],
                    "day": [f"{day:%d/%m/%Y}"] * size,
                    "came": np.where(codes == "H", clocks[came], ""),
                    "left": np.where(codes == "H", clocks[left], ""),
                    "code": codes,
                }
            )
            frame.write_csv(
                file, include_header=False, separator=";", line_terminator="\r\n", quote_style="never"
            )
