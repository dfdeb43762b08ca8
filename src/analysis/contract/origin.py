"""What every accepted row has: its unit and where it came from."""

import dataframely as dy
import polars as pl


class Origin(dy.Schema):
    """A row about one unit, with its file below the raw folder, sheet, first spreadsheet row, layout and marker."""

    unit = dy.String(nullable=False)
    file = dy.String(nullable=False)
    sheet = dy.String(nullable=True)
    row = dy.Int64(nullable=False)
    layout = dy.String(nullable=False)
    simulated = dy.Bool(nullable=False)


class UnitMonth(Origin):
    """A row about one unit and one month."""

    month = dy.Date(nullable=False)

    @dy.rule()
    def is_the_first_of_a_month(cls) -> pl.Expr:
        return pl.col("month").dt.day() == 1
