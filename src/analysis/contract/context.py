"""Heads, participants, staff, population, mutations and budgets: what is true of every accepted row."""

import dataframely as dy
import polars as pl

from analysis.contract.origin import Origin, UnitMonth


class Heads(Origin):
    """One term of a head of unit; `person` is a keyed hash. An open term has no last day.

    `first_day` and `last_day` are the term's; `as_of` is the day whose state the list shows.
    """

    person = dy.String(nullable=False, regex=r"^[0-9a-f]{16}$")
    standing = dy.String(nullable=False)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=True)
    as_of = dy.Date(nullable=False)

    @dy.rule()
    def ends_after_it_begins(cls) -> pl.Expr:
        return (pl.col("last_day") >= pl.col("first_day")).fill_null(True)


class Participants(Origin):
    """One leader on the list of a retreat; `person` is a keyed hash, `days_present` 0 when invited and absent."""

    edition = dy.Int64(nullable=False)
    person = dy.String(nullable=False, regex=r"^[0-9a-f]{16}$")
    role = dy.String(nullable=False)
    days_present = dy.Int64(nullable=False, min=0)


class Staff(UnitMonth):
    """Employees of one unit, month and cohort (PNS, or an intake of PPPK)."""

    cohort = dy.String(nullable=False)
    number = dy.Int64(nullable=False, min=0)


class Population(Origin):
    """Inhabitants of an area in one year, with their origin (bps or dukcapil)."""

    year = dy.Int64(nullable=False)
    origin = dy.String(nullable=False)
    number = dy.Int64(nullable=False, min=0)


class Mutations(UnitMonth):
    """Moves of staff into and out of one unit in one month; `heads` are moves of a head of unit, either way."""

    arrived = dy.Int64(nullable=False, min=0)
    left = dy.Int64(nullable=False, min=0)
    heads = dy.Int64(nullable=False, min=0)


class Budgets(Origin):
    """Ceiling, amended ceiling and realisation of one unit, year and kind of spending, in rupiah."""

    year = dy.Int64(nullable=False)
    item = dy.String(nullable=False)
    planned = dy.Int64(nullable=False, min=0)
    revised = dy.Int64(nullable=True, min=0)
    realised = dy.Int64(nullable=True, min=0)


class Comparison(UnitMonth):
    """One measure of another city in one month; `unit` is that city's name, and it is never pooled with this city's units."""

    measure = dy.String(nullable=False)
    value = dy.Float64(nullable=False, min=0, max=100)
    respondents = dy.Int64(nullable=True, min=0)
