"""Finding a unit: by name, code and alias, by keyboard alone, and without scripts in the list of all of them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analysis.paths import Root
from tests.site.axe import violations
from tests.site.browser import UNIT, opened

pytestmark = pytest.mark.browser

PLACEHOLDER = """() => {
    const field = document.querySelector('#find-unit'), style = getComputedStyle(field);
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return room - pen.measureText(field.placeholder).width;
}"""


@pytest.mark.parametrize("output", ["leadership-id", "public-id", "public-en"])
def test_what_the_finder_asks_for_is_never_cut(browser: Browser, outputs: Root, output: str) -> None:
    with opened(browser, outputs.of(output).site / UNIT) as (page, _):
        for width in (320, 360, 768, 1000, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate(PLACEHOLDER) >= 0, width


@pytest.mark.parametrize("query", ["lowok", "LOWOK WARU", "lowok.waru"])
def test_the_finder_lists_both_units_of_one_name_with_their_kind(
    browser: Browser, site: Path, query: str
) -> None:
    with opened(browser, site / UNIT) as (page, _):
        page.locator("#find-unit").press_sequentially(query)
        found = page.locator(".found a").all_inner_texts()
        names = [one.split("\n")[0] for one in found]
        assert names[:2] == ["Kecamatan Lowokwaru", "Kelurahan Lowokwaru"]
        assert "Kecamatan" in found[0].split("\n")[1] and "Kelurahan" in found[1].split("\n")[1]
        assert page.locator(".finder [role=status]").inner_text() == f"{len(found)} unit cocok"


@pytest.mark.parametrize("query", ["35.73.05.1011", "3573051011"])
def test_the_finder_finds_by_code(browser: Browser, site: Path, query: str) -> None:
    with opened(browser, site / "index.html") as (page, _):
        page.locator("#find-unit").fill(query)
        assert page.locator(".found a").first.get_attribute("href") == "./reports/unit/35.73.05.1011.html"


def test_the_finder_is_reached_by_keyboard_alone(browser: Browser, site: Path) -> None:
    with opened(browser, site / "reports/method.html") as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "find-unit"
        page.keyboard.type("lowok")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert "Kelurahan Lowokwaru" in page.evaluate("document.activeElement.innerText")
        page.keyboard.press("Escape")
        assert page.locator(".found").is_hidden()
        assert page.evaluate("document.activeElement.id") == "find-unit"
        page.keyboard.type("waru")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/reports/unit/35.73.05.html")
        assert page.locator("h1").inner_text() == "Kecamatan Lowokwaru"


def test_a_slash_goes_to_the_finder_and_aliases_are_found(browser: Browser, sample_site: Path) -> None:
    with opened(browser, sample_site / "reports/method.html") as (page, _):
        page.keyboard.press("/")
        page.keyboard.type("capil")
        assert page.evaluate("document.activeElement.id") == "find-unit"
        assert "Dinas Kependudukan dan Pencatatan Sipil" in page.locator(".found a").first.inner_text()
        page.locator("#find-unit").fill("kidul dalem")
        assert page.locator(".found a").first.inner_text().startswith("Kelurahan Kiduldalem")
        page.keyboard.type("/")
        assert page.locator("#find-unit").input_value().endswith("/")


def test_the_finder_says_when_nothing_matches(browser: Browser, site: Path) -> None:
    with opened(browser, site / "index.html") as (page, _):
        page.locator("#find-unit").fill("xyzzy")
        assert page.locator(".found").inner_text() == "Tidak ada unit yang cocok"
        assert violations(page) == []


def test_the_table_of_all_units_can_be_filtered(browser: Browser, site: Path) -> None:
    with opened(browser, site / "index.html") as (page, _):
        everyone = page.locator(".units tbody tr").count()
        page.locator("#filter-units").fill("kel. lowokwaru")
        shown = page.locator(".units tbody tr:visible").all_inner_texts()
        assert 1 <= len(shown) < everyone and all("Kelurahan" in one for one in shown)
        page.locator("#filter-units").fill("")
        assert page.locator(".units tbody tr:visible").count() == everyone


def test_without_scripts_the_finder_leads_to_the_whole_list(browser: Browser, site: Path) -> None:
    with opened(browser, site / UNIT, java_script_enabled=False) as (page, _):
        page.locator("#find-unit").fill("lowok")
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html?q=lowok#units")
        assert page.locator(".units summary").is_visible()


def test_a_query_from_another_page_filters_the_list(browser: Browser, site: Path) -> None:
    with opened(browser, site / "index.html") as (page, _):
        page.goto((site / "index.html").as_uri() + "?q=lowok#units")
        names = page.locator(".units tbody tr:visible th a").all_inner_texts()
        assert {"Kecamatan Lowokwaru", "Kelurahan Lowokwaru"} <= set(names)
