"""What every test may ask for: the checkout, the shipped city, and small cities that are simulated once."""

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def city_folder() -> Path:
    return CHECKOUT / "data" / "cities" / "malang"
