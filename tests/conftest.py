"""What every test may ask for: the checkout, the shipped city, and small cities that are simulated once."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from analysis.paths import Root

CHECKOUT = Path(__file__).resolve().parents[1]

SMALL = (
    "35.73",
    "35.73.05",
    "35.73.05.1001",
    "35.73.05.1002",
    "35.73.05.1011",
    "35.73.02",
    "35.73.02.1001",
    "PKM.DINOYO",
    "OPD.DISPENDUKCAPIL",
    "OPD.DISHUB",
    "BUMD.TUGUTIRTA",
)
"""Two kecamatan, four kelurahan (Kelurahan Lowokwaru among them), a puskesmas, two agencies, a company, the city."""


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def city_folder() -> Path:
    return CHECKOUT / "data" / "cities" / "malang"


def small_city(base: Path) -> Root:
    """A root with the shipped city cut down to SMALL."""
    folder = base / "data" / "cities" / "malang"
    shutil.copytree(CHECKOUT / "data" / "cities" / "malang", folder)
    for name in ("units", "aliases"):
        file = folder / f"{name}.csv"
        table = pl.read_csv(file, infer_schema=False)
        parents = pl.col("parent").is_null() | pl.col("parent").is_in(SMALL) if name == "units" else pl.lit(True)
        table.filter(pl.col("code").is_in(SMALL) & parents).write_csv(file)
    return Root(base)
