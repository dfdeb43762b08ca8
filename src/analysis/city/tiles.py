"""Where each unit stands on the tile map, from tiles.csv: a drawing of who lies beside whom, and no map."""

from pathlib import Path

import polars as pl

from analysis.city.tables import TILES, read_table, stop_at_twins


def read_tiles(folder: Path, units: pl.DataFrame) -> pl.DataFrame:
    """One row a unit: row and column of its tile from the upper left, both from 1, and its width, 1 where none is given.

    A unit whose parts have tiles has the place of its name. Units that the city does not have are left out, so that a
    part of a city is read with the map of the whole; a city folder without the file has no map: no rows.
    """
    path = folder / "tiles.csv"
    if not path.is_file():
        return pl.DataFrame(schema=TILES)
    tiles = read_table(path, TILES, ("code", "row", "column")).with_columns(pl.col("width").fill_null(1))
    stop_at_twins(path, tiles, "code")
    stop_at_twins(path, tiles, "row", "column")
    return tiles.filter(pl.col("code").is_in(units["code"].implode()))
