"""Rows of the calibration in words: what was done, the limit, what was reached, and how that is to be read."""

from dataclasses import dataclass

from analysis.calibration.row import Row
from analysis.messages import Lang, text
from analysis.wording.numbers import number

DECIMALS = {"rho": 1, "shock": 1, "ratio": 2, "effect": 1, "smallest": 0, "jump": 0, "pays": 1, "error": 1}
WORDS = {
    "who": "calibration-who",
    "form": "calibration-form",
    "errors": "calibration-errors",
    "method": "method-name",
    "happens": "scoring-truth",
    "beside": "scoring-beside",
    "rule": "scoring-rule",
}
"""Values that have words of their own: under which codes they stand."""

SAID_WHOLE = ("decision", "loss", "files")
"""Chapters whose rows say by themselves whether an effect stays."""


@dataclass(frozen=True)
class Told:
    """One row as text."""

    name: str
    limit: str
    reached: str
    error: str
    verdict: str

    @property
    def line(self) -> str:
        """The row on one line."""
        return f"{self.name}: {self.reached} ({self.error}); {self.limit}"


def told(row: Row, lang: Lang) -> Told:
    """The row's name with its values, and its figures as percentages or numbers."""
    return Told(
        name=name(row, lang),
        limit=_limit(row, lang),
        reached=figure(row.reached, row, lang),
        error=_error(row, lang),
        verdict=verdict(row, lang),
    )


def name(row: Row, lang: Lang) -> str:
    """What was done: the world, who was judged, which figure is told, and whether the effect stayed."""
    values = {key: _value(key, value, lang) for key, value in row.values.items()}
    said = text(f"calibration-{row.chapter}-{row.name}", lang, **values)
    measured = text(f"calibration-figure-{row.figure}", lang) if row.chapter in ("cells", "stress") else ""
    stays = "" if row.chapter in SAID_WHOLE else text(f"calibration-truth-{row.truth}", lang)
    parts = (said, measured, stays)
    return ", ".join(part for part in parts if part)


def verdict(row: Row, lang: Lang) -> str:
    """Met, short, told without a limit, or not there yet; a miss within chance says so."""
    said = text(f"calibration-state-{row.state}", lang)
    close = row.state == "short" and row.within_chance
    return f"{said} {text('calibration-within-chance', lang)}" if close else said


def figure(value: float | None, row: Row, lang: Lang) -> str:
    """A share as a percentage; a width or a loss as it is."""
    if value is None:
        return text("calibration-no-figure", lang)
    return number(value, 2, lang) if row.figure in ("width", "loss") else f"{number(100 * value, 1, lang)} %"


def _error(row: Row, lang: Lang) -> str:
    """The simulation's error, or how bad the figure may still be."""
    if row.reached is None:
        return ""
    if row.bound is None:
        return f"±{figure(row.error, row, lang)}"
    code = "calibration-at-least" if row.least else "calibration-at-most"
    return text(code, lang, limit=figure(row.bound, row, lang))


def _limit(row: Row, lang: Lang) -> str:
    if row.limit is None:
        return text("calibration-no-limit", lang)
    code = "calibration-at-least" if row.least else "calibration-at-most"
    return text(code, lang, limit=figure(row.limit, row, lang))


def _value(key: str, value: float | str, lang: Lang) -> str:
    if isinstance(value, str):
        return text(f"{WORDS[key]}-{value}", lang) if key in WORDS else value
    return number(value, DECIMALS.get(key, 0), lang)
