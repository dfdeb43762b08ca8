"""What is usual in the simulated city, whatever the retreat does: declared in levels.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _declared() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(files("analysis.simulate").joinpath("levels.toml").read_text("utf-8"))


def levels(section: str) -> Mapping[str, float]:
    """The levels of one source by name."""
    return _declared()[section]
