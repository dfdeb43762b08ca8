"""Services, complaints and external scores: what is true of every accepted row."""

import dataframely as dy
import polars as pl

from analysis.contract.origin import Origin, UnitMonth


class Services(UnitMonth):
    """Requests for services of one unit, month and channel.

    A month holds what was received in it (`received`) and what was finished in it (`completed`). `working_days` lists how
    many working days each finished request took, where a register tells; `backlog` is open on the month's last day.
    """

    channel = dy.String(nullable=False)
    received = dy.Int64(nullable=False, min=0)
    completed = dy.Int64(nullable=False, min=0)
    promised = dy.Int64(nullable=False, min=0)
    on_time = dy.Int64(nullable=False, min=0)
    backlog = dy.Int64(nullable=True, min=0)
    working_days = dy.List(dy.Int64(min=0), nullable=True)

    @dy.rule()
    def on_time_is_completed(cls) -> pl.Expr:
        return (pl.col("on_time") <= pl.col("promised")) & (pl.col("promised") <= pl.col("completed"))


class Complaints(UnitMonth):
    """Complaints received by one unit, month and channel, as far as the register tells.

    `answerable` had their three days; `answered_in_time` of them were answered within them. `judged` are closed or
    older than the limit of their class; `resolved_in_time` of them were closed within it. `days` are calendar days from
    receipt to closing, of the closed ones.
    """

    channel = dy.String(nullable=False)
    received = dy.Int64(nullable=False, min=0)
    answerable = dy.Int64(nullable=False, min=0)
    answered_in_time = dy.Int64(nullable=False, min=0)
    judged = dy.Int64(nullable=False, min=0)
    resolved_in_time = dy.Int64(nullable=False, min=0)
    closed = dy.Int64(nullable=False, min=0)
    reopened = dy.Int64(nullable=True, min=0)
    forwarded_known = dy.Int64(nullable=False, min=0)
    forwarded_often = dy.Int64(nullable=False, min=0)
    days = dy.List(dy.Int64(min=0), nullable=False)

    @dy.rule()
    def parts_lie_within_their_whole(cls) -> pl.Expr:
        return pl.all_horizontal(
            pl.col(part) <= pl.col(whole)
            for part, whole in (
                ("answered_in_time", "answerable"),
                ("answerable", "received"),
                ("resolved_in_time", "judged"),
                ("judged", "received"),
                ("closed", "received"),
                ("forwarded_often", "forwarded_known"),
                ("forwarded_known", "received"),
            )
        )

    @dy.rule()
    def no_more_reopened_than_closed(cls) -> pl.Expr:
        return (pl.col("reopened") <= pl.col("received")).fill_null(True)


class Scores(Origin):
    """One score given by others: instrument and its version, the period measured, and the day it was published."""

    instrument = dy.String(nullable=False)
    version = dy.String(nullable=False)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    published = dy.Date(nullable=True)
    score = dy.Float64(nullable=False, min=0, max=100)

    @dy.rule()
    def is_measured_before_it_is_published(cls) -> pl.Expr:
        return (
            (pl.col("first_day") <= pl.col("last_day")) & (pl.col("last_day") <= pl.col("published"))
        ).fill_null(True)
