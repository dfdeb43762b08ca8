"""Retret: whether a leadership retreat did a city any good, told from the city's own data."""

__version__ = "0.1.0"
