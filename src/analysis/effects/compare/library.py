"""The one door to the library of the comparison methods: it is optional, heavy, and loaded when first asked for."""

from importlib import import_module
from types import ModuleType

from analysis.problems import RetretError


def statsmodels(name: str) -> ModuleType:
    """A module of statsmodels by its name below the package; a RetretError that says what to install without it."""
    try:
        return import_module(f"statsmodels.{name}")
    except ImportError as error:
        raise RetretError("compare-not-installed", 1) from error
