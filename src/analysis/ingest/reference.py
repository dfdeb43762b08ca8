"""What every reader looks things up in: one city's spellings, code tables and calendar."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analysis.city.place import City
from analysis.ingest.names import Names, read_names


@dataclass(frozen=True)
class Reference:
    """Made once for a whole folder; `codes` are the attendance codes by system."""

    city: City
    names: Names
    codes: Mapping[str, pl.DataFrame]


def make_reference(city: City) -> Reference:
    """The lookups of a city."""
    systems = {str(name[0]): table for name, table in city.attendance_codes.group_by("system")}
    return Reference(city, read_names(city), systems)
