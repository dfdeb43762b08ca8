"""Predictions of earlier releases held against what came: whether it lay inside, and the interval score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from analysis.release.forecast import LEVEL, forecast, next_quarter, observed, series_of
from analysis.released.manifest import Manifest

Facts = Mapping[str, Any]
Row = dict[str, Any]


def predictions(pages: Mapping[str, Facts], measures: Sequence[str], until: date) -> Row:
    """What is expected of the next quarter in each series of city and groups: `level`, the quarter's days, and `rows`."""
    quarter = next_quarter(until)
    first, last = _days(quarter)
    return {
        "level": LEVEL,
        "quarter": quarter,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "rows": list(_rows(pages, measures, quarter)),
    }


def _rows(pages: Mapping[str, Facts], measures: Sequence[str], quarter: int) -> Iterator[Row]:
    for page, facts in pages.items():
        for one in facts["indicators"]:
            series = series_of(one) if one["code"] in measures else None
            found = None if series is None else forecast(series, quarter, one["lowest"], one["highest"])
            if found is not None:
                yield {"page": page, "indicator": one["code"], **asdict(found)}


def _days(quarter: int) -> tuple[date, date]:
    first, after = (date(m // 12, m % 12 + 1, 1) for m in (3 * quarter, 3 * quarter + 3))
    return first, after - timedelta(days=1)


def scores(earlier: Sequence[tuple[Manifest, Row]], pages: Mapping[str, Facts], until: date) -> list[Row]:
    """One row for each prediction whose quarter is over.

    A quarter is scored once, by the release that predicted it first: none could be chosen afterwards, and quarters do not
    overlap. What a release knows of the quarter is what is observed: a figure that is withheld or missing is not scored.
    """
    first_told: dict[int, tuple[str, Row]] = {}
    for release, told in sorted(earlier, key=lambda one: one[0].at):
        first_told.setdefault(told["quarter"], (release.name, told))
    rows: list[Row] = []
    for _, (name, told) in sorted(first_told.items()):
        if date.fromisoformat(told["last_day"]) <= until:
            rows += _scored(name, told, pages)
    return rows


def _scored(name: str, told: Row, pages: Mapping[str, Facts]) -> Iterator[Row]:
    for one in told["rows"]:
        came = _came(pages, one, told["quarter"])
        if came is None:
            continue
        yield {
            **{key: one[key] for key in ("page", "indicator", "low", "middle", "high")},
            **{key: told[key] for key in ("first_day", "last_day", "level")},
            "release": name,
            "observed": came,
            "inside": one["low"] <= came <= one["high"],
            "score": interval_score(one["low"], one["high"], came, told["level"]),
        }


def _came(pages: Mapping[str, Facts], one: Row, quarter: int) -> float | None:
    facts = pages.get(one["page"], {"indicators": ()})
    about = next((about for about in facts["indicators"] if about["code"] == one["indicator"]), None)
    series = None if about is None else series_of(about)
    return None if series is None else observed(series, quarter)


def interval_score(low: float, high: float, came: float, level: float) -> float:
    """Width, and 2 / (1 - level) times how far outside: the smaller the better (Gneiting, Raftery, JASA 102 (2007) 359-378, eq. 43)."""
    outside = max(low - came, 0.0) + max(came - high, 0.0)
    return high - low + 2 / (1 - level) * outside
