"""Survey waves (SKM): what is true of every accepted wave, whatever layout it came in."""

import dataframely as dy
import polars as pl

ELEMENTS: tuple[str, ...] = tuple(f"u{k}" for k in range(1, 10))
"""The nine elements of the community satisfaction survey (SKM), in the official order of PermenPANRB 14/2017."""


class Survey(dy.Schema):
    """One survey wave of one unit (SKM): fieldwork dates, respondents, and the sum of answers per element.

    `total_u3` is the sum of the 1-4 answers to element 3 and `answered_u3` how many answered it.
    `sum_index` and `sum_index_squares` run over respondents' own index (25 x mean of their answers, 25-100),
    so that the sampling variance needs no respondent rows. `top_answers` counts the answers 4 of all elements;
    `population` is how many were served. `mode` (paper, kiosk, link), `vendor` and `form_version` break the series
    when they change. `mix` holds, by trait (service, gender, education, age) and stratum, how many answered and the sum
    of their indices, so that a wave can be post-stratified. No respondent is kept.
    """

    unit = dy.String(nullable=False)
    first_day = dy.Date(nullable=False)
    last_day = dy.Date(nullable=False)
    respondents = dy.Int64(nullable=False, min=1)
    total_u1 = dy.Int64(nullable=False, min=0)
    total_u2 = dy.Int64(nullable=False, min=0)
    total_u3 = dy.Int64(nullable=False, min=0)
    total_u4 = dy.Int64(nullable=False, min=0)
    total_u5 = dy.Int64(nullable=False, min=0)
    total_u6 = dy.Int64(nullable=False, min=0)
    total_u7 = dy.Int64(nullable=False, min=0)
    total_u8 = dy.Int64(nullable=False, min=0)
    total_u9 = dy.Int64(nullable=False, min=0)
    answered_u1 = dy.Int64(nullable=False, min=0)
    answered_u2 = dy.Int64(nullable=False, min=0)
    answered_u3 = dy.Int64(nullable=False, min=0)
    answered_u4 = dy.Int64(nullable=False, min=0)
    answered_u5 = dy.Int64(nullable=False, min=0)
    answered_u6 = dy.Int64(nullable=False, min=0)
    answered_u7 = dy.Int64(nullable=False, min=0)
    answered_u8 = dy.Int64(nullable=False, min=0)
    answered_u9 = dy.Int64(nullable=False, min=0)
    sum_index = dy.Float64(nullable=False)
    sum_index_squares = dy.Float64(nullable=False)
    printed_index = dy.Float64(nullable=True)
    top_answers = dy.Int64(nullable=False, min=0)
    population = dy.Int64(nullable=True, min=0)
    mode = dy.String(nullable=True)
    vendor = dy.String(nullable=True)
    form_version = dy.String(nullable=True)
    mix = dy.List(
        dy.Struct(
            {
                "trait": dy.String(),
                "stratum": dy.String(),
                "respondents": dy.Int64(),
                "sum_index": dy.Float64(),
            }
        ),
        nullable=False,
    )
    file = dy.String(nullable=False)
    sheet = dy.String(nullable=True)
    row = dy.Int64(nullable=False)
    layout = dy.String(nullable=False)
    simulated = dy.Bool(nullable=False)

    @dy.rule()
    def ends_after_it_begins(cls) -> pl.Expr:
        return pl.col("last_day") >= pl.col("first_day")

    @dy.rule()
    def answers_lie_between_one_and_four(cls) -> pl.Expr:
        return pl.all_horizontal(
            pl.col(f"total_{u}").is_between(pl.col(f"answered_{u}"), 4 * pl.col(f"answered_{u}"))
            for u in ELEMENTS
        )

    @dy.rule()
    def no_more_answers_than_respondents(cls) -> pl.Expr:
        return pl.all_horizontal(pl.col(f"answered_{u}") <= pl.col("respondents") for u in ELEMENTS)
