"""Respondents become one row a wave: totals by element, spread, and the mix of those who answered."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Any

import polars as pl

from analysis.contract import ELEMENTS
from analysis.ingest.words import key, meanings

TRAITS: tuple[str, ...] = ("service", "gender", "education", "age")
WAVE: tuple[str, ...] = ("unit", "first_day", "last_day")
ABOUT: tuple[str, ...] = ("printed_index", "population", "mode", "vendor", "form_version")
TOP = 4
_AGE_BAND = 10
_LISTED = ("gender", "education")
People = Mapping[str, Sequence[Any]]
"""Columns of respondents, one place each."""

Answers = tuple[int | None, ...]
SUMS = pl.Schema(
    {"unit": pl.String, "first_day": pl.Date, "last_day": pl.Date, "row": pl.Int64, "respondents": pl.Int64}
    | {f"total_{u}": pl.Int64 for u in ELEMENTS}
    | {f"answered_{u}": pl.Int64 for u in ELEMENTS}
    | {"sum_index": pl.Float64, "sum_index_squares": pl.Float64, "top_answers": pl.Int64}
    | {"printed_index": pl.Float64, "population": pl.Int64}
    | dict.fromkeys(("mode", "vendor", "form_version"), pl.String)
    | {
        "mix": pl.List(
            pl.Struct(
                {"trait": pl.String, "stratum": pl.String, "respondents": pl.Int64, "sum_index": pl.Float64}
            )
        )
    }
)

OTHER = "other"
"""The stratum of what no list knows, and of services that fewer than FEWEST_OF_SERVICE respondents name."""

FEWEST_OF_SERVICE = 5
"""A service is free text: what a few respondents wrote may be about them."""


def columns_of(people: pl.DataFrame) -> People:
    """The columns of a table of respondents that `wave_sums` reads."""
    wanted = {"row", *ELEMENTS, *WAVE, *ABOUT, *TRAITS}
    return people.select(name for name in people.columns if name in wanted).to_dict(as_series=False)


def wave_sums(people: People) -> pl.DataFrame:
    """contract.Survey of respondents with their answers u1..u9 (None where not given), their WAVE, ABOUT it, and TRAITS.

    `row` is a wave's first row. A respondent's own index is 25 x the mean of the answers given. Sums are exact until
    they are rounded once (`fsum`), so that they do not depend on the order of respondents. Waves are a few dozen
    respondents, and files are thousands: a table's own operations would take several times as long.
    """
    waves: dict[tuple[Any, ...], list[int]] = {}
    for at, wave in enumerate(zip(*(people[name] for name in WAVE), strict=True)):
        waves.setdefault(wave, []).append(at)
    answers = list(zip(*(people[u] for u in ELEMENTS), strict=True))
    rows = [dict(zip(WAVE, wave, strict=True)) | _sums(people, answers, at) for wave, at in waves.items()]
    return pl.DataFrame(rows, schema=SUMS, orient="row")


def _sums(people: People, answers: Sequence[Answers], at: Sequence[int]) -> dict[str, Any]:
    """One wave's sums, of the respondents at these places."""
    given = [[one for one in answers[place] if one is not None] for place in at]
    own = {
        place: 25.0 * (sum(told) / len(told)) if told else None for place, told in zip(at, given, strict=True)
    }
    by_element = dict(zip(ELEMENTS, zip(*(answers[place] for place in at), strict=True), strict=True))
    known = [one for one in own.values() if one is not None]
    return {
        "row": min(people["row"][place] for place in at),
        "respondents": len(at),
        **{f"total_{u}": sum(one or 0 for one in column) for u, column in by_element.items()},
        **{f"answered_{u}": sum(one is not None for one in column) for u, column in by_element.items()},
        "sum_index": fsum(known),
        "sum_index_squares": fsum(one**2 for one in known),
        "top_answers": sum(one == TOP for told in given for one in told),
        **{name: _first(people[name][place] for place in at) for name in ABOUT},
        "mix": [
            one for trait in sorted(TRAITS) if trait in people for one in _mix(trait, people[trait], own)
        ],
    }


def _first(values: Iterable[Any]) -> Any:
    return next((one for one in values if one is not None), None)


def _mix(trait: str, values: Sequence[Any], own: Mapping[int, float | None]) -> list[dict[str, Any]]:
    """How many of each stratum answered, and the sum of their indices; strata are spelled alike."""
    found: dict[str, list[int]] = {}
    for place in own:
        stratum = _stratum(trait, values[place])
        if stratum is not None:
            found.setdefault(stratum, []).append(place)
    if trait == "service":
        found = _without_few(found)
    return [
        {
            "trait": trait,
            "stratum": stratum,
            "respondents": len(places),
            "sum_index": fsum(one for one in (own[place] for place in places) if one is not None),
        }
        for stratum, places in sorted(found.items())
    ]


def _stratum(trait: str, value: str | float | None) -> str | None:
    """Which stratum a respondent is of: a band of ages, a word of a list or OTHER, a service as it is written."""
    if isinstance(value, int | float):
        return str(int(value) // _AGE_BAND * _AGE_BAND)
    spelled = None if value is None else key(value)
    return meanings("traits", trait).get(spelled or "", OTHER) if trait in _LISTED else spelled


def _without_few(found: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Services that few respondents of the wave name are taken together as OTHER."""
    kept = {name: places for name, places in found.items() if len(places) >= FEWEST_OF_SERVICE}
    few = [place for name, places in found.items() if name not in kept for place in places]
    return kept | {OTHER: sorted(kept.get(OTHER, []) + few)} if few else kept
