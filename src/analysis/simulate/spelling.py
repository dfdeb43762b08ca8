"""How a file writes a unit's name: mostly officially; long names, and now and then others, as in aliases.csv."""

import polars as pl

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.town import Town

OFFICIAL_SHARE = 0.8
LONGEST_WRITTEN_OUT = 40
"""Longer names are abbreviated wherever an abbreviation exists, as people do."""


def spelled(town: Town, unit: Unit, file: str) -> str:
    """The name of the unit in one file."""
    chance = stream(town.seed, "spelling", unit.code, file)
    aliases = town.city.aliases.filter(pl.col("code") == unit.code)["alias"].to_list()
    if not aliases or (len(unit.name) <= LONGEST_WRITTEN_OUT and chance.random() < OFFICIAL_SHARE):
        return unit.name
    return str(aliases[int(chance.integers(len(aliases)))])
