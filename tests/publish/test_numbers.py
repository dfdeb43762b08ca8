"""Every number on a page of an indicator, of promises or of visits stands in its facts or in the page's own words."""

import json
import re
from typing import Any

import pytest

from analysis.indicators.definition import by_code
from analysis.messages import catalogue
from analysis.paths import Root
from analysis.wording.numbers import number
from analysis.wording.yardstick import source_rows
from tests.publish.test_pages import FIGURES, Page, figures_of

WORDS = {"1", "9", "95", "100", "2017", "14"}
"""Figures of texts: one tap, nine elements, the level of intervals, and their like."""


def told(built: Root, address: str) -> set[str]:
    """The numbers of a page without its frame."""
    markup = (built.site / "reports" / f"{address}.html").read_text("utf-8")
    main = re.search(r"<main.*?</main>", markup, re.S)
    assert main is not None
    return {figure.lstrip("−+-") for figure in FIGURES.findall(" ".join(Page(main[0]).text))}


def facts(built: Root, code: str) -> dict[str, Any]:
    return json.loads((built.facts / "leadership" / f"{code}.json").read_text("utf-8"))


def of_texts(code: str) -> set[str]:
    """The numbers that the words of an indicator hold themselves."""
    one = by_code()[code]
    parts = (f"counted-{code}", f"divided-{code}")
    said = [one.why.id, one.caveat.id, *(catalogue()[part]["id"] for part in parts if part in catalogue())]
    return set(FIGURES.findall(" ".join(said)))


@pytest.mark.parametrize("code", ["skm-index", "late-minutes", "complaint-days", "visit-score", "penalties"])
def test_of_an_indicator(built: Root, code: str) -> None:
    found = told(built, f"indicator/{code}")
    assert len(found) > 10
    assert found - figures_of(facts(built, code), (0, 1, 2, 3)) - of_texts(code) - WORDS == set()


@pytest.mark.parametrize("code", ["follow-through", "visits"])
def test_of_promises_and_visits(built: Root, code: str) -> None:
    found = told(built, code)
    page = facts(built, code)
    promised = [unit["group"] for unit in page.get("promised", ())]
    counts = {str(promised.count(group)) for group in promised}
    assert len(found) > 10
    assert found - figures_of(page) - counts - WORDS == set()


def money(told: object) -> set[str]:
    """Every way in which an amount of rupiah of the facts may be written, in millions and thousands."""
    if isinstance(told, dict | list):
        parts = told.values() if isinstance(told, dict) else told
        return {one for part in parts for one in money(part)}
    if isinstance(told, bool) or not isinstance(told, int | float):
        return set()
    return {number(abs(told) / size, places) for size in (1e6, 1e3) for places in (0, 1)}


def derived(page: dict[str, Any]) -> set[str]:
    """What the page of the verdict computes from facts in its words: shares of doubt, the bar of each harm, last months."""
    value = page["value"]
    shares = [doubt["after"] / doubt["now"] for one in value["studies"] for doubt in one["doubts"]]
    bar = 100 * (1 - value["rule"]["p_harm_error"] / value["vetoes"])
    last = value["assumptions"]["horizon_months"]
    tried = [len(one["robustness"]["tried"]) for one in value["outcomes"]]
    planned = [len(one["robustness"]["not_tried"]) for one in value["outcomes"]]
    counts = [
        *tried,
        *(a + b for a, b in zip(tried, planned, strict=True)),
        last,
        last - 2,
        len(value["harms"]),
    ]
    return {number(100 * one, 0) for one in shares} | {number(bar, 1), *map(str, counts)}


def test_of_the_verdict(built: Root) -> None:
    page = facts(built, "decision")
    found = told(built, "decision")
    events = json.dumps(page["grounds"]["doubts"], ensure_ascii=False)
    quoted = {*FIGURES.findall(" ".join(source for _, source in source_rows(page["value"], "id")))}
    quoted |= {*FIGURES.findall(events)}
    year = str(int(page["retreat"]["last_day"][:4]) - 1)
    exact = figures_of(page, (0, 1, 2, 3))
    known = exact | money(page["value"]) | money(page["designs"]) | derived(page) | quoted
    assert len(found) > 80
    assert found - known - WORDS - {year, "80", "99", "12", "10"} == set()


def test_the_check_sees_a_number_that_nobody_computed(built: Root) -> None:
    assert "271,83" not in figures_of(facts(built, "visits")) | WORDS
    assert FIGURES.findall("naik 271,83 poin") == ["271,83"]
