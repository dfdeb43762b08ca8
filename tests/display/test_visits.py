"""The page of visits: what was drawn and made, and nothing where no plan was published."""

from datetime import date

import polars as pl

from analysis.display.visits import drawn as shown
from analysis.facts.unit import as_public
from analysis.facts.visits import drawn
from analysis.sampling.plan import COLUMNS

EMPTY = pl.DataFrame(schema={"unit": pl.String, "visit": pl.String, "probability": pl.Float64})


def plans() -> pl.DataFrame:
    """Two visits of November, one of December."""
    days = [date(2026, 11, 3), date(2026, 11, 9), date(2026, 12, 4)]
    rows = [
        {
            "month": f"{day:%Y-%m}",
            "unit": unit,
            "visit": f"V-{day:%Y-%m}-0{k}",
            "day": day,
            "chance_percent": 25.0,
        }
        for k, (unit, day) in enumerate(zip("aba", days, strict=True), 1)
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def test_nothing_is_shown_where_no_plan_was_published() -> None:
    facts = drawn(plans().clear(), EMPTY, date(2026, 11, 30))
    assert facts == {"drawn": [], "undone": []}
    assert shown(facts, {}, "id").markup == ""


def test_drawn_made_missed_and_not_due_yet_stand_side_by_side() -> None:
    came = pl.DataFrame({"unit": ["a"], "visit": ["V-2026-11-01"], "probability": [0.25]})
    facts = drawn(plans(), came, date(2026, 11, 30))
    assert [(one["month"], one["drawn"], one["done"], one["over"]) for one in facts["drawn"]] == [
        ("2026-11", 2, 1, True),
        ("2026-12", 1, 0, False),
    ]
    assert facts["undone"] == [{"unit": "b", "visit": "V-2026-11-02", "day": "2026-11-09"}]
    page = shown(facts, {"a": "Unit A", "b": "Unit B"}, "en").markup
    assert "not due yet" in page and "Unit B" in page and "unit/b.html" in page and "Unit A" not in page
    public = shown(as_public({"edition": "leadership", **facts}), {}, "en").markup
    assert "November 2026" in public and "Unit B" not in public


def test_a_visit_to_another_unit_than_was_drawn_counts_as_otherwise() -> None:
    came = pl.DataFrame({"unit": ["b"], "visit": ["V-2026-11-01"], "probability": [0.25]})
    assert drawn(plans(), came, date(2026, 11, 30))["drawn"][0]["differing"] == 1
