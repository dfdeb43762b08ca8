"""Comparison cities are written in words that the door knows."""

from analysis.simulate.donors import MEASURES
from analysis.sources.declaration import by_name


def test_every_measure_of_the_simulated_cities_is_a_declared_spelling() -> None:
    choices = by_name()["comparison"].columns["measure"].choices
    for code, written in MEASURES.items():
        assert written in choices[code]
