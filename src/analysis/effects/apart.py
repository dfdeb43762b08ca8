"""The city's result without units that something happened to: specifications that a panel alone cannot name."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

import polars as pl
from threadpoolctl import threadpool_limits

from analysis.effects.design import Design
from analysis.effects.panel import kind_of_panel
from analysis.effects.robustness import dropped_rows
from analysis.effects.rows import Row
from analysis.effects.subject import subjects
from analysis.effects.verdict import Bars


def without(
    panel: pl.DataFrame, design: Design, members: Mapping[str, AbstractSet[str]], bars: Bars
) -> list[Row]:
    """Check rows `specification`, one a name of `members`: the city without these units, by quick fits.

    Names that hold none of the panel's units, or all of them, have no row.
    """
    with threadpool_limits(1, "blas"):
        return [
            row
            for subject in subjects(panel, design, kind_of_panel(panel))
            for row in dropped_rows(replace(subject, bars=bars), members)
        ]
