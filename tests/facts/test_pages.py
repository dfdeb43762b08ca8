"""Pages of indicators, commitments and visits: what they tell against the tables they come from."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from analysis.city.place import load_city
from analysis.disclosure import EDITIONS
from analysis.facts.follow_through import COUNTS, delay, each, latest, overdue, unproven
from analysis.facts.unit import as_public
from analysis.facts.visits import coverage, unvisited
from analysis.indicators.definition import Indicator, by_code, whole
from analysis.messages import LANGS, catalogue
from analysis.paths import Root
from analysis.wording.follow_through import kept, one_by_one, promises, visits
from analysis.wording.indicator_page import formula, lede, title


def facts(root: Root, code: str, edition: str = "leadership") -> dict[str, Any]:
    return json.loads((root.facts / edition / f"{code}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def series(built: Root) -> pl.DataFrame:
    return pl.read_parquet(built.processed / "series.parquet")


def shown(root: Root) -> list[Indicator]:
    """The indicators of which something came."""
    return [by_code()[one["code"]] for one in facts(root, "indicators")["indicators"]]


def test_every_whole_indicator_of_which_something_came_has_a_page(built: Root, series: pl.DataFrame) -> None:
    came = set(series["indicator"].unique())
    expected = {one.code for one in whole()} & came
    listed = [one["code"] for one in facts(built, "indicators")["indicators"]]
    assert set(listed) == expected and len(listed) == len(expected) > 30
    pages = {file.stem for file in (built.site / "reports" / "indicator").glob("*.html")}
    assert pages == expected


def test_groups_hold_every_member_once(built: Root) -> None:
    for one in shown(built):
        for group in facts(built, one.code)["groups"]:
            told = [row["unit"] for row in group["units"]]
            assert len(set(told)) == len(told)
            assert not set(told) & set(group["withheld"])
            if not one.hides_by_value:
                assert len(told) + len(group["withheld"]) + group["absent"] == group["members"]


def test_no_unit_has_a_rank_without_an_interval(built: Root) -> None:
    rows = [
        row for one in shown(built) for group in facts(built, one.code)["groups"] for row in group["units"]
    ]
    assert any(row["rank_low"] for row in rows) and any(row["low"] is None for row in rows)
    assert all(row["low"] is not None for row in rows if row["rank_low"] is not None)


def test_withheld_values_are_on_no_page(built: Root, series: pl.DataFrame) -> None:
    small = series.filter(pl.col("status") == "withheld", pl.col("numerator") > 0)
    assert small.height
    for edition in EDITIONS:
        penalties = facts(built, "penalties", edition)
        assert all(not group["units"] for group in penalties["groups"])
        points = penalties["indicator"]["series"]
        assert all(point["numerator"] is None for point in points if point["status"] == "withheld")


def test_the_change_is_that_of_the_page_of_effects(built: Root) -> None:
    told = {one["code"]: one for one in facts(built, "effects")["indicators"]}
    for one in shown(built):
        page = facts(built, one.code)
        assert page["effect"] == (told[one.code]["effect"] if one.code in told else None)
        assert (page["unjudged"] is None) == (one.code in told)


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_has_a_title_a_reason_and_its_formula_in_words(built: Root, lang: Any) -> None:
    for one in shown(built):
        page = facts(built, one.code)
        assert one.title.in_language(lang) in title(page, lang)
        assert lede(page, lang).endswith(".")
        assert formula(page, lang).endswith(".")
    neutral = facts(built, "excused-share")
    assert neutral["unjudged"] == "neutral" and "arah baik" in lede(neutral, "id")


def test_what_is_counted_is_told_of_every_indicator() -> None:
    for one in whole():
        if one.formula != "survey-index":
            assert f"counted-{one.code}" in catalogue()
        if one.formula == "ratio":
            assert f"divided-{one.code}" in catalogue()


def commitments() -> pl.DataFrame:
    rows = [
        {"unit": "a", "month": date(2025, 6, 1), "due": 3, "done": 1, "delay_days": [5]},
        {"unit": "a", "month": date(2025, 9, 1), "due": 2, "done": 1, "delay_days": [-3]},
        {"unit": "b", "month": date(2025, 7, 1), "due": 1, "done": 1, "delay_days": [0]},
        {"unit": "c", "month": date(2025, 8, 1), "due": 4, "done": 0, "delay_days": []},
    ]
    return pl.DataFrame(rows, schema_overrides={"delay_days": pl.List(pl.Int64)})


def test_what_is_overdue_is_due_and_not_done_since_its_oldest_month() -> None:
    assert overdue(commitments()) == [
        {"unit": "c", "overdue": 4, "oldest": "2025-08-01"},
        {"unit": "a", "overdue": 3, "oldest": "2025-06-01"},
    ]


def test_delay_is_the_median_of_what_is_done_and_absent_where_nothing_is() -> None:
    assert delay(commitments()) == {"median": 0.0, "low": None, "high": None, "done": 3}
    assert delay(commitments().filter(pl.col("unit") == "c")) is None


def test_promises_add_up_from_units_to_the_city(built: Root) -> None:
    page = facts(built, "follow-through")
    register = pl.read_parquet(built.base / "data" / "interim" / "accepted-simulated" / "commitments.parquet")
    for name in ("commitments", "due", "done", "verified"):
        assert page["city"][name] == register[name].sum()
        assert page["city"][name] == sum(unit[name] for unit in page["promised"])
    late = sum(one["overdue"] for one in page["overdue"])
    assert late == page["city"]["due"] - page["city"]["done"]
    due, done, verified = (page["city"][name] for name in ("due", "done", "verified"))
    assert (
        promises(page, "id") == f"{done} dari {due} janji yang jatuh tempo selesai, {verified} diverifikasi"
    )


def test_each_unit_s_promises_are_on_its_page_and_not_in_public(built: Root) -> None:
    page = facts(built, "follow-through")
    units = load_city(built).units["code"].to_list()
    told = {code: facts(built, code)["promises"] for code in units}
    city = told.pop("35.73")
    assert city == facts(built, "decision")["promises"]
    assert city["overdue"] == page["city"]["due"] - page["city"]["done"]
    by_unit = {one["unit"]: one for one in page["promised"]}
    assert {code for code, one in told.items() if one is not None} == set(by_unit)
    for code, one in by_unit.items():
        assert {name: told[code][name] for name in COUNTS} == {name: one[name] for name in COUNTS}
        assert told[code]["overdue"] == one["due"] - one["done"]
        assert facts(built, code, "public")["promises"] is None
    assert facts(built, "35.73", "public")["promises"] == city


def flat(grounds: Any) -> list[dict[str, Any]]:
    """Grounds in a row, from a list or from lists by kind; in one order, for their strength depends on counts."""
    rows = grounds if isinstance(grounds, list) else [one for of in grounds.values() for one in of]
    return sorted(rows, key=lambda one: one["code"])


def test_everyone_sees_the_same_decision(built: Root) -> None:
    mine, public = facts(built, "decision"), facts(built, "decision", "public")
    # Units that moved are counted among those that an edition shows; what is decided rests on all of them.
    counted = {"outcomes", "reasons", "doubts", "grounds"}
    assert {key for key, told in mine.items() if public[key] != told} <= {"edition", *counted}
    assert public.keys() == mine.keys() and public["edition"] == "public"
    for key in counted - {"outcomes"}:
        assert [one["code"] for one in flat(public[key])] == [one["code"] for one in flat(mine[key])]
    told = json.dumps(public["promises"])
    assert not any(code in told for code in load_city(built).units["code"].to_list())


def test_promises_that_are_said_are_told_apart_from_verified_ones() -> None:
    one = {
        "commitments": 9,
        "due": 7,
        "done": 5,
        "verified": 2,
        "unproven": 1,
        "overdue": 2,
        "oldest": "2025-08-01",
        "as_of": "2026-10-31",
    }
    told = kept(one, "id")
    assert told == [
        "Sampai 31 Oktober 2026: 9 janji dibuat, 7 jatuh tempo. Dari yang jatuh tempo, 5 dikatakan selesai oleh unitnya dan 2 sudah diverifikasi unit lain.",
        "Dikatakan selesai dan belum diverifikasi: 3, di antaranya 2 dengan bukti yang tercatat di register dan 1 tanpa bukti.",
        "Lewat tenggat dan belum selesai: 2, yang tertua jatuh tempo Agustus 2025.",
    ]
    assert kept(one | {"overdue": 0}, "en")[2] == "No promise is overdue."
    assert len(kept(one | {"verified": 5, "unproven": 0}, "en")) == 2
    assert kept(one | {"due": 0, "done": 0, "verified": 0, "unproven": 0, "overdue": 0}, "en") == [
        "By 31 October 2026: 9 promises made, none is due yet."
    ]
    assert "too few" in kept(one | {"due": None}, "en")[0]


def register_rows() -> pl.DataFrame:
    """Two months of one unit as told on two days; the later day counts, and another unit's promises do not."""
    now, before = date(2025, 10, 31), date(2025, 8, 31)
    june, july = date(2025, 6, 1), date(2025, 7, 1)
    none = {"overdue": [], "checked": [], "unchecked": [], "unproven": [], "ahead": []}
    rows = [
        {"unit": "a", "month": june, "as_of": now, **none, "checked": ["K-1"], "unchecked": ["K-2", "K-3"], "unproven": ["K-1", "K-3"]},
        {"unit": "a", "month": july, "as_of": now, **none, "overdue": ["K-4"], "ahead": ["K-5"]},
        {"unit": "a", "month": july, "as_of": before, **none, "ahead": ["K-4", "K-5"]},
        {"unit": "b", "month": june, "as_of": now, **none, "overdue": ["K-6"]},
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(none, pl.List(pl.String)))


def test_each_promise_tells_its_evidence_whether_it_is_verified_and_whether_it_is_overdue() -> None:
    told = each(register_rows(), "a")
    assert [(one["code"], one["state"], one["evidence"]) for one in told] == [
        ("K-4", "overdue", None),
        ("K-2", "unchecked", True),
        ("K-3", "unchecked", False),
        ("K-1", "checked", False),
        ("K-5", "ahead", None),
    ]
    assert [row[2:] for row in one_by_one({"each": told}, "en")] == [
        ["not done, overdue", "none yet", "no"],
        ["done", "on record", "no"],
        ["done", "none", "no"],
        ["done", "none", "yes"],
        ["not due yet", "none yet", "no"],
    ]
    assert one_by_one({"each": told}, "id")[0][:2] == ["K-4", "Juli 2025"]
    assert latest(register_rows()).group_by("unit").agg(n=unproven()).sort("unit")["n"].to_list() == [1, 0]


def test_a_unit_s_promises_one_by_one_are_those_that_it_counts(built: Root) -> None:
    units = load_city(built).units.filter(pl.col("parent").is_not_null())["code"].to_list()
    told = [one for code in units if (one := facts(built, code)["promises"]) is not None]
    assert told
    for one in told:
        states = Counter(row["state"] for row in one["each"])
        assert states["checked"] == one["verified"]
        assert states["unchecked"] == one["done"] - one["verified"]
        assert states["overdue"] == one["overdue"]
        assert len(one["each"]) == one["commitments"]
        assert one["unproven"] == sum(
            row["evidence"] is False for row in one["each"] if row["state"] == "unchecked"
        )
    assert facts(built, "decision")["promises"]["unproven"] == sum(one["unproven"] for one in told)


def visit_rows() -> pl.DataFrame:
    last = date(2026, 10, 31)
    rows = [("a", "planned", 3), ("a", "unannounced", 200), ("b", "unannounced", 10), ("d", "planned", 400)]
    return pl.DataFrame(
        [
            {"unit": unit, "manner": manner, "first_day": last - timedelta(days=ago)}
            for unit, manner, ago in rows
        ]
    )


def test_visited_units_are_counted_once_and_the_longest_unvisited_come_first() -> None:
    after = date(2025, 10, 31)
    year = visit_rows().filter(pl.col("first_day") > after)
    assert coverage(year, ["a", "b", "c", "d"]) == {
        "units": 4, "visited": 2, "visits": 3, "planned": 1, "unannounced": 2,
    }  # fmt: skip
    waiting = unvisited(visit_rows(), after, ["a", "b", "c", "d"])
    assert [one["unit"] for one in waiting] == ["c", "d"]
    assert waiting[0]["last"] is None and waiting[1]["last"] is not None


def test_covered_and_waiting_units_are_all_units(built: Root) -> None:
    page = facts(built, "visits")
    assert page["city"]["visited"] + len(page["unvisited"]) == page["city"]["units"]
    assert page["city"]["planned"] + page["city"]["unannounced"] == page["city"]["visits"]
    assert all(
        0 <= one["low"] <= one["value"] <= one["high"] <= 5 for one in page["dimensions"] if one["low"]
    )
    assert str(page["city"]["visits"]) in visits(page, "id")
    assert {one["code"] for one in page["measures"]} <= set(by_code())


def test_the_public_edition_names_no_unit_that_owes_or_waits(built: Root) -> None:
    for code, name in (
        ("follow-through", "overdue"),
        ("follow-through", "promised"),
        ("visits", "unvisited"),
    ):
        assert facts(built, code)[name] and facts(built, code, "public")[name] == []
        assert as_public(facts(built, code))["edition"] == "public"
