"""Penalties, cohesion, dispositions and meetings: what is true of every accepted row."""

import dataframely as dy
import polars as pl

from analysis.contract.origin import Origin, UnitMonth


class Penalties(UnitMonth):
    """Disciplinary penalties of one unit and month by level (PP 94/2021)."""

    light = dy.Int64(nullable=False, min=0)
    medium = dy.Int64(nullable=False, min=0)
    heavy = dy.Int64(nullable=False, min=0)
    penalties = dy.Int64(nullable=False, min=0)


class Pulse(Origin):
    """One round of the cohesion survey in one unit; a respondent's score is the mean of the items, 1-5.

    `item_variance` is the mean over items of the variance between respondents, from which rwg is computed; sums of
    scores and of their squares give the unit mean and ICC(1). No respondent is kept.
    """

    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    form_version = dy.String(nullable=True)
    respondents = dy.Int64(nullable=False, min=1)
    items = dy.Int64(nullable=False, min=1)
    sum_score = dy.Float64(nullable=False)
    sum_score_squares = dy.Float64(nullable=False)
    sum_task = dy.Float64(nullable=False)
    sum_social = dy.Float64(nullable=False)
    item_variance = dy.Float64(nullable=True, min=0)

    @dy.rule()
    def scores_lie_between_one_and_five(cls) -> pl.Expr:
        n = pl.col("respondents")
        return pl.all_horizontal(pl.col(f"sum_{s}").is_between(n, 5 * n) for s in ("score", "task", "social"))


class Dispositions(UnitMonth):
    """Dispositions sent to one unit by others in one month.

    `judged` have a due time that is past or were answered; `in_time` of them were answered by it. `hours` are whole hours from
    sending to answer, of the answered ones.
    """

    received = dy.Int64(nullable=False, min=0)
    answered = dy.Int64(nullable=False, min=0)
    judged = dy.Int64(nullable=False, min=0)
    in_time = dy.Int64(nullable=False, min=0)
    forwarded_often = dy.Int64(nullable=False, min=0)
    hours = dy.List(dy.Int64(min=0), nullable=False)

    @dy.rule()
    def parts_lie_within_their_whole(cls) -> pl.Expr:
        return (
            (pl.col("in_time") <= pl.col("judged"))
            & (pl.col("judged") <= pl.col("received"))
            & (pl.col("answered") <= pl.col("received"))
            & (pl.col("forwarded_often") <= pl.col("received"))
        )


class Meetings(UnitMonth):
    """Invitations of one unit to coordination meetings of one month: the head came, somebody else did, or nobody."""

    invited = dy.Int64(nullable=False, min=0)
    head_present = dy.Int64(nullable=False, min=0)
    deputised = dy.Int64(nullable=False, min=0)

    @dy.rule()
    def those_who_came_were_invited(cls) -> pl.Expr:
        return pl.col("head_present") + pl.col("deputised") <= pl.col("invited")
