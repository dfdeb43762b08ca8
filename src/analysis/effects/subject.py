"""One indicator of a panel, laid out for estimation: units, donors and the city side by side in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np
import polars as pl

from analysis.effects.columns import Shape
from analysis.effects.design import Design
from analysis.effects.hijri import shares
from analysis.effects.noise import Array
from analysis.effects.panel import AGGREGATE
from analysis.effects.period import Kind, ordinal
from analysis.effects.refusal import FEWEST_RESPONDENTS_SHOWN, LEVEL_ONLY_BELOW
from analysis.effects.scale import forward, forward_variance
from analysis.effects.series import Block, together
from analysis.effects.verdict import Bars, UsualBars


@dataclass(frozen=True)
class Subject:
    """What estimators read: blocks on the working scale over the same times, without what the design leaves out.

    `since`: first treated time by unit, (S,), NaN for never; `start`: the one date of all, or None; `others`: further
    columns by name, (S, n) for units, (1, n) for the city; `respondents` (S,): median of n, NaN where it is not told;
    `donor_others`, `donor_groups`: the same columns (J, n) and labels of the donors; `bars`: how sure a verdict has to be.
    """

    indicator: str
    kind: Kind
    design: Design
    units: Block
    city: Block
    donors: Block | None
    groups: tuple[str, ...]
    dose: Array
    since: Array
    start: float | None
    others: Mapping[str, Array]
    city_others: Mapping[str, Array]
    respondents: Array
    donor_others: Mapping[str, Array] = field(default_factory=dict)
    donor_groups: tuple[str, ...] = ()
    bars: Bars = field(default_factory=UsualBars)

    @property
    def monthly(self) -> bool:
        """Whether the limits of length apply."""
        return self.kind == "month"

    @property
    def limits(self) -> bool:
        """Whether lengths are judged."""
        return self.design.refuse == "default"

    def horizon(self, start: float) -> int:
        """Periods from the date to the end of what is judged."""
        last = int(self.units.times.max() - start) + 1
        return min(self.design.horizon or last, max(last, 1))

    def shape(self, start: float | None, before: int, effects: tuple[str, ...]) -> Shape:
        """The regression that so many periods before the date can carry."""
        design = self.design
        trend = design.trend and not (
            self.monthly and self.limits and start is not None and before < LEVEL_ONLY_BELOW
        )
        return Shape(
            since=None if start is None else int(start),
            effects=effects,
            horizon=1 if start is None else self.horizon(start),
            trend=trend,
            season=design.seasonal,
            pairs=design.pairs(before, self.kind),
            period_length=design.season(self.kind),
            slope_origin=design.slope_origin,
        )


def subjects(panel: pl.DataFrame, design: Design, kind: Kind) -> list[Subject]:
    """One subject an indicator, in the order of their names."""
    return [
        _subject(str(name[0]), rows, design, kind)
        for name, rows in panel.sort("indicator").group_by("indicator", maintain_order=True)
    ]


def _subject(indicator: str, rows: pl.DataFrame, design: Design, kind: Kind) -> Subject:
    own = rows.filter(~pl.col("donor") & (pl.col("unit") != AGGREGATE))
    whole = rows.filter(pl.col("unit") == AGGREGATE)
    starts = _starts(own if own.height else whole, design, kind)
    told = starts[~np.isnan(starts)]
    start = float(told[0]) if len(told) and len(set(told.tolist())) == 1 else None
    times = _times(rows.filter(~pl.col("donor")), design, kind, start)
    base = own if own.height else whole.with_columns(unit=pl.lit(AGGREGATE))
    units = _block(base, times, design)
    others = _others(base, times, design, kind)
    donors = rows.filter("donor")
    # Units that were never treated, and are no donors, are no part of what was done to the city.
    treated = ~np.isnan(starts) if start is not None else np.ones(len(units.units), dtype=bool)
    city, city_others = _city(
        whole,
        own.filter(pl.col("unit").is_in(list(compress(units.units, treated)))),
        times,
        design,
        kind,
        {name: each[treated] for name, each in others.items()},
        units.only(treated),
    )
    first = base.group_by("unit").agg(pl.col("dose").first(), pl.col("n").median()).sort("unit")
    return Subject(
        indicator=indicator,
        kind=kind,
        design=design,
        units=units,
        city=city,
        donors=_block(donors, times, design) if donors.height else None,
        groups=_groups(base),
        dose=first["dose"].to_numpy().astype(float),
        since=starts,
        start=start,
        others=others,
        city_others=city_others,
        respondents=first["n"].to_numpy().astype(float),
        donor_others=_others(donors, times, design, kind) if donors.height else {},
        donor_groups=_groups(donors),
    )


def _groups(rows: pl.DataFrame) -> tuple[str, ...]:
    """The group of every unit, sorted by unit; nothing where it has none."""
    return tuple(
        rows.group_by("unit").agg(pl.col("group").first()).sort("unit")["group"].fill_null("").to_list()
    )


def _starts(rows: pl.DataFrame, design: Design, kind: Kind) -> Array:
    """First treated time of every unit, sorted by unit; NaN for never."""
    if design.treated_from is not None:
        return np.full(rows["unit"].n_unique(), float(ordinal(design.treated_from, kind)))
    return (
        rows.group_by("unit")
        .agg(pl.col("treated_from").first())
        .sort("unit")["treated_from"]
        .to_numpy()
        .astype(float)
    )


def _times(rows: pl.DataFrame, design: Design, kind: Kind, start: float | None) -> Array:
    """Every period from the first to the last, but transition, anticipation and what lies beyond the horizon."""
    seen = rows.filter(pl.col("value").is_not_null())["t"]
    first, last = int(seen.min() or 0), int(seen.max() or 0)  # pyright: ignore[reportArgumentType]
    times = np.unique(seen.to_numpy()) if kind == "integer" else np.arange(first, last + 1)
    out = np.isin(times, [ordinal(one, kind) for one in design.transition])
    if start is not None:
        out |= (times >= start - design.anticipation) & (times < start)
        if design.horizon is not None:
            out |= times >= start + design.horizon
    return times[~out].astype(float)


def _grid(rows: pl.DataFrame, names: Sequence[str], times: Array, column: str) -> Array:
    """One column as (units, times), NaN where there is no row or no value."""
    made = np.full((len(names), len(times)), np.nan)
    unit = {name: k for k, name in enumerate(names)}
    place = {int(t): k for k, t in enumerate(times)}
    kept = rows.filter(pl.col("t").is_in(list(place)) & pl.col(column).is_not_null())
    at = [unit[name] for name in kept["unit"].to_list()], [place[t] for t in kept["t"].to_list()]
    made[at] = kept[column].to_numpy()
    return made


def _block(rows: pl.DataFrame, times: Array, design: Design) -> Block:
    names = sorted(rows["unit"].unique().to_list())
    raw, se, n = (_grid(rows, names, times, column) for column in ("value", "se", "n"))
    raw = np.where(n < FEWEST_RESPONDENTS_SHOWN, np.nan, raw)
    sampling = None
    if not np.isnan(se).all():
        known = forward_variance(raw, se**2, design.scale) * design.design_effect
        # A value whose own error was not told errs as the others of its kind do.
        sampling = np.where(np.isnan(known), np.nanmedian(known), known)
    weight = np.ones(len(names))
    if design.weights == "n":
        counted = np.array([np.nanmean(row) if not np.isnan(row).all() else 0.0 for row in n])
        weight = counted if counted.sum() > 0 else weight
    lever = None
    if design.scale == "count":
        exposure = _grid(rows, names, times, "exposure")
        if not np.isnan(exposure).all():
            middle = np.array([np.nanmean(row) if not np.isnan(row).all() else 1.0 for row in exposure])
            filled = np.where(np.isnan(exposure), middle[:, None], exposure)
            lever = np.sqrt(filled / middle[:, None])
    return Block(tuple(names), times, forward(raw, design.scale), sampling, weight, lever)


def _others(rows: pl.DataFrame, times: Array, design: Design, kind: Kind) -> dict[str, Array]:
    names = sorted(rows["unit"].unique().to_list())
    made = {name: np.nan_to_num(_grid(rows, names, times, name)) for name in design.regressors}
    if design.calendar == "id":
        made |= {name: np.tile(each, (len(names), 1)) for name, each in shares(times, kind).items()}
    return made


def _city(
    whole: pl.DataFrame,
    own: pl.DataFrame,
    times: Array,
    design: Design,
    kind: Kind,
    others: Mapping[str, Array],
    units: Block,
) -> tuple[Block, Mapping[str, Array]]:
    """The city as one series: its own rows, or else the mean of its units; counts and exposures are summed."""
    if whole.height:
        return _block(whole, times, design), _others(whole, times, design, kind)
    # As the values: a unit that is absent at a time moves nobody's mean.
    there = {name: np.where(np.isnan(units.values), np.nan, each) for name, each in others.items()}
    mean = {
        name: np.nan_to_num(together(replace(units, values=each, sampling=None), AGGREGATE).values)
        for name, each in there.items()
    }
    if design.scale == "count":
        return _block(_summed(own), times, design), mean
    plain = design.model_copy(update={"scale": "identity"})
    return _on_scale(together(_block(own, times, plain), AGGREGATE), design), mean


def _on_scale(raw: Block, design: Design) -> Block:
    """A series of means on the working scale; with gaps in the units a mean may leave the scale, and is a gap then."""
    values = forward(raw.values, design.scale)
    sampling = None if raw.sampling is None else forward_variance(raw.values, raw.sampling, design.scale)
    return replace(raw, values=np.where(np.isfinite(values), values, np.nan), sampling=sampling)


def _summed(own: pl.DataFrame) -> pl.DataFrame:
    """Totals of all units by period; a period in which one of them is missing has no total."""
    units = own["unit"].n_unique()
    complete = (pl.col("value").count() == units) & (pl.col("exposure").count().is_in([0, units]))
    made = own.group_by("t").agg(
        value=pl.when(complete).then(pl.col("value").sum()),
        exposure=pl.when(pl.col("exposure").count() > 0).then(pl.col("exposure").sum()),
        complete=complete,
    )
    return made.with_columns(unit=pl.lit(AGGREGATE), se=pl.lit(None, pl.Float64), n=pl.lit(None, pl.Float64))
