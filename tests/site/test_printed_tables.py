"""Tables on a narrow phone and on paper: codes stay whole, rows stay with their header, and addresses tear no column apart."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.browser import opened

pytestmark = pytest.mark.browser

UNIT = "reports/unit/35.73.05.1002.html"
PHONE = {"width": 360, "height": 640}
A4 = {"width": 680, "height": 1000}
LINES = """all => all.map(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
})"""
AFTER = "all => [...new Set(all.map(one => getComputedStyle(one, '::after').content))]"
LEADING_OUT = f"<a href='https://contoh.go.id/{'a' * 200}'>luar</a>"


def test_codes_of_promises_stand_on_one_line_on_a_phone(browser: Browser, built_site: Path) -> None:
    with opened(browser, built_site / UNIT, viewport=PHONE) as (page, _):
        codes = page.locator(".coded tbody th")
        assert all(code.startswith("K-") for code in codes.all_inner_texts())
        assert set(codes.evaluate_all(LINES)) == {1}


def test_on_paper_names_in_tables_and_lists_stand_for_their_pages(browser: Browser, built_site: Path) -> None:
    with opened(browser, built_site / UNIT, viewport=A4) as (page, _):
        page.emulate_media(media="print")
        for place in ("main th > a", "main li > a:not([href^='http'])"):
            links = page.locator(place)
            assert links.count() and links.evaluate_all(AFTER) == ["none"]
        (told,) = page.locator("main p.more > a").first.evaluate_all(AFTER)
        assert "follow-through.html" in told


def test_on_paper_what_leads_out_is_spelled_out_and_keeps_the_table_within_the_sheet(
    browser: Browser, built_site: Path
) -> None:
    with opened(browser, built_site / UNIT, viewport=A4) as (page, _):
        page.emulate_media(media="print")
        table = page.locator(".coded table")
        before = table.evaluate("one => one.scrollWidth")
        table.locator("tbody td").last.evaluate("(one, link) => { one.innerHTML = link; }", LEADING_OUT)
        told = table.locator("td > a").evaluate_all(AFTER)
        assert len(told) == 1 and "contoh.go.id" in told[0]
        assert table.evaluate("one => one.scrollWidth") == before <= A4["width"]


def test_on_paper_a_header_stays_with_its_first_row(browser: Browser, built_site: Path) -> None:
    with opened(browser, built_site / UNIT, viewport=A4) as (page, _):
        page.emulate_media(media="print")
        broken = "all => [...new Set(all.map(one => getComputedStyle(one).%s))]"
        assert page.locator("thead").evaluate_all(broken % "breakAfter") == ["avoid"]
        assert page.locator("tbody tr:first-child").evaluate_all(broken % "breakBefore") == ["avoid"]
