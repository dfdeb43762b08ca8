"""What workbooks tell of a page's facts and nothing else, so that a file is made again only where that changed."""

from typing import Any

from analysis.takeaway.further import EFFECT_KEYS, MOVED_KEYS
from analysis.takeaway.issue import Facts

Row = dict[str, Any]

OF_MEASURE = (
    "code",
    "title",
    "unit",
    "lowest",
    "highest",
    "decimals",
    "direction",
    "part_of",
    "state",
    "why",
    "caveat",
    "owner",
    "source",
)
OF_POINT = ("first_day", "last_day", "value", "numerator", "denominator", "base", "status")
OF_CHART = ("low", "high")
OF_EFFECT = ("status", "reason", "verdict", *EFFECT_KEYS)
OF_PAGE = ("code", "name", "parent")


def measure_told(one: Facts) -> Row:
    """What a workbook tells of one measure of one page: what it is, its state, and every period."""
    return {
        **_kept(one, OF_MEASURE),
        "chart": None if one["chart"] is None else _kept(one["chart"], OF_CHART),
        "series": [_kept(point, OF_POINT) for point in one["series"]],
    }


def book_told(facts: Facts) -> Row:
    """What the workbook of a unit or group tells: its measures, and beside which units it stands or how it differs from them."""
    beside: Row = (
        {"peers": facts["peers"]}
        if facts["kind"] == "group"
        else {"deviations": [_kept(one, ("code", *OF_EFFECT)) for one in facts["deviations"]]}
    )
    about = {key: facts["unit"][key] for key in OF_PAGE if key in facts["unit"]}
    measures = [measure_told(one) for one in facts["indicators"]]
    return {"kind": facts["kind"], "unit": about, "indicators": measures, **beside}


def outcomes_told(decision: Facts) -> Row:
    """What the city's workbook tells of the outcomes that decide."""
    return {
        "outcomes": [
            {
                **_kept(one, ("title", *MOVED_KEYS)),
                "effect": None if one["effect"] is None else _kept(one["effect"], OF_EFFECT),
            }
            for one in decision["outcomes"]
        ]
    }


def _kept(facts: Facts, keys: tuple[str, ...]) -> Row:
    return {key: facts[key] for key in keys}
