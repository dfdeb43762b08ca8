"""Every number on a page of an indicator, of promises or of visits stands in its facts or in the page's own words."""

import json
import re
from typing import Any

import pytest

from analysis.indicators.definition import by_code
from analysis.messages import catalogue
from analysis.paths import Root
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


def test_the_check_sees_a_number_that_nobody_computed(built: Root) -> None:
    assert "271,83" not in figures_of(facts(built, "visits")) | WORDS
    assert FIGURES.findall("naik 271,83 poin") == ["271,83"]
