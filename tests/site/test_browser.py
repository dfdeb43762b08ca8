"""The site in a browser, from disk: no request, no error; it finds, opens charts, fits paper and the first screen of a phone."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.axe import violations
from tests.site.browser import PHONE, UNIT, opened, served

pytestmark = pytest.mark.browser

A4 = {"width": 680, "height": 1000}
"""A sheet between its margins (180 x 265 mm) in CSS pixels."""


def test_the_first_screen_of_a_phone_holds_the_answer(browser: Browser, site: Path) -> None:
    with opened(browser, site / "index.html", viewport=PHONE) as (page, _):
        for place in (".sim", ".finder input", ".q", ".verdict h1", ".grade", ".state", ".reasons h2"):
            box = page.locator(place).first.bounding_box()
            assert box is not None and box["y"] + box["height"] <= 640, place
        first = page.locator(".reasons li").first.bounding_box()
        assert first is not None and first["y"] + 40 <= 640


def test_the_chart_opens_with_the_points_of_the_drawing(browser: Browser, site: Path) -> None:
    with opened(browser, site / UNIT) as (page, seen):
        assert not any("plotly" in url for url in seen.requests)
        figures = page.locator("figure.fig:has(button.explore)")
        for place in range(figures.count()):
            figure = figures.nth(place)
            shown = [one.get_attribute("d") or "" for one in figure.locator("svg.chart path.points").all()]
            figure.locator("button.explore").click()
            figure.locator(".plot .main-svg").first.wait_for()
            assert figure.locator(".canvas").is_hidden()
            spec = json.loads(
                figure.locator("script.spec").inner_text()
                or figure.locator("script.spec").text_content()
                or ""
            )
            drawn = page.evaluate(
                "one => one.data.map(trace => [trace.x.length, trace.y.length])",
                figure.locator(".plot").element_handle(),
            )
            assert len(drawn) == len(spec["data"]) and all(across == along > 0 for across, along in drawn)
            if shown:
                assert shown[0].count("M") == sum(value is not None for value in spec["data"][0]["y"])
        assert sum(url.endswith("plotly.packed.js") for url in seen.requests) == 1
        assert violations(page) == []


NEAR = """svg => {
    const places = svg.querySelector('.points').getAttribute('d').slice(1).split('M').map(one => one.split(/[ h]/).map(Number));
    const grid = svg.getScreenCTM();
    return places.map(([x, y]) => [grid.a * x + grid.e + 2, grid.d * y + grid.f + 9]);
}"""


@pytest.mark.parametrize("touch", [False, True], ids=["pointer", "finger"])
def test_near_a_point_its_row_is_told(browser: Browser, built_site: Path, touch: bool) -> None:
    size = PHONE if touch else {"width": 1280, "height": 900}
    with opened(browser, built_site / UNIT, viewport=size, has_touch=touch) as (page, _):
        figure = page.locator("figure.fig:has(svg.control path.points)").nth(1)
        figure.locator("svg.control").scroll_into_view_if_needed()
        rows = figure.locator(".data tbody tr:not(:has(.withheld))")
        told = [
            (one.locator("th").text_content(), one.locator("td").first.text_content()) for one in rows.all()
        ]
        places = figure.locator("svg.control").evaluate(NEAR)
        assert len(places) == len(told) > 10
        for at in (0, len(told) // 2, len(told) - 1):
            x, y = places[at]
            (page.touchscreen.tap if touch else page.mouse.move)(x, y)
            tip = figure.locator(".tip")
            assert tip.is_visible() and (tip.text_content() or "").startswith(": ".join(map(str, told[at])))
            box = tip.bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
        if not touch:
            page.mouse.move(2, 2)
            assert tip.is_hidden()


def test_an_open_chart_speaks_indonesian_and_closes(browser: Browser, site: Path) -> None:
    with opened(browser, site / UNIT) as (page, _):
        figure = page.locator("figure.fig:has(svg.control)").first
        button = figure.locator("button.explore")
        button.click()
        figure.locator(".plot .main-svg").first.wait_for()
        titles = figure.locator(".modebar-btn").evaluate_all("all => all.map(one => one.dataset.title)")
        assert {"Perbesar", "Perkecil", "Simpan sebagai gambar"} <= set(titles)
        ticks = " ".join(figure.locator(".plot .xtick").all_text_contents())
        assert re.search(r"20\d\d", ticks) and "May" not in ticks
        assert button.inner_text() == "Kembali ke gambar"
        button.click()
        assert figure.locator(".canvas").is_visible() and figure.locator(".plot").is_hidden()


@pytest.mark.parametrize("name", ["index.html", UNIT, "reports/group/kelurahan.html"])
def test_paper_gets_every_figure_whole(browser: Browser, site: Path, name: str) -> None:
    with opened(browser, site / name, viewport=A4) as (page, _):
        assert page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")
        page.emulate_media(media="print")
        for place in ("figure.fig:not(:has(.courses))", ".tiles li", ".courses li"):
            breaks = page.locator(place).evaluate_all(
                "all => all.map(one => getComputedStyle(one).breakInside)"
            )
            assert set(breaks) <= {"avoid"}
        heights = page.locator("figure.fig").evaluate_all("all => all.map(one => one.scrollHeight)")
        assert all(height <= A4["height"] for height in heights), heights
        assert page.locator(".finder:visible, .site-nav:visible, button:visible").count() == 0
        assert page.locator(".sim").is_visible()


def test_text_grows_to_twice_its_size_without_loss(browser: Browser, site: Path) -> None:
    with opened(browser, site / UNIT, viewport={"width": 640, "height": 900}) as (page, _):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_server_gives_the_same_pages_as_a_disk(browser: Browser, built_site: Path) -> None:
    with (
        served(built_site) as address,
        opened(browser, built_site / UNIT, address=f"{address}/{UNIT}") as (page, seen),
    ):
        page.locator("#find-unit").fill("lowok")
        assert page.locator(".found a").count() >= 2
        page.locator("button.explore").first.click()
        page.locator(".plot .main-svg").first.wait_for()
        assert all(url.startswith((address, "data:", "blob:")) for url in seen.requests)


def test_the_theme_is_switched_and_kept(browser: Browser, sample_site: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with (
        served(sample_site) as address,
        opened(browser, sample_site / UNIT, address=f"{address}/{UNIT}", color_scheme="light") as (page, _),
    ):
        light = page.evaluate(paper)
        page.locator("button.explore").first.click()
        page.locator(".plot .main-svg").first.wait_for()
        page.get_by_role("button", name="Tampilan gelap").click()
        dark = page.evaluate(paper)
        assert dark != light and page.locator("button.theme").get_attribute("aria-pressed") == "true"
        assert page.locator(".plot").count() == 0 and page.locator("svg.control").first.is_visible()
        assert violations(page) == []
        page.goto(f"{address}/index.html")
        assert page.evaluate(paper) == dark
        page.emulate_media(media="print")
        assert page.evaluate(paper) in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_a_policy_stops_what_is_not_ours(browser: Browser, sample_site: Path) -> None:
    page = browser.new_page()
    page.goto((sample_site / "404.html").as_uri())
    page.evaluate("""() => {
        const one = document.createElement('p');
        one.innerHTML = '<img src="https://example.org/x.png"><b onclick="window.ran = 1">x</b>';
        document.querySelector('main').append(one);
        one.querySelector('b').click();
    }""")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("fetch('https://example.org/').then(() => 'went', () => 'stopped')") == "stopped"
    page.close()


def test_tiles_lie_beside_each_other_and_are_large_enough_to_hit(browser: Browser, sample_site: Path) -> None:
    boxes = "all => all.map(one => { const b = one.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
    for wide in (360, 1280):
        with opened(browser, sample_site / "index.html", viewport={"width": wide, "height": 900}) as (
            page,
            _,
        ):
            found = page.locator(".tiles .kec li a").evaluate_all(boxes)
            named = page.locator(".tiles .kec h3").evaluate_all(boxes)
        assert len(found) == 57 and len(named) == 5
        assert all(right - left >= 24 and base - top >= 24 for left, top, right, base in found)
        assert not [
            (one, other)
            for one, other in combinations([*found, *named], 2)
            if min(one[2], other[2]) - max(one[0], other[0]) > 0.5
            and min(one[3], other[3]) - max(one[1], other[1]) > 0.5
        ]


def test_paper_repeats_headers_keeps_rows_whole_and_spells_links_out(
    browser: Browser, built_site: Path
) -> None:
    with opened(browser, built_site / UNIT, viewport=A4) as (page, _):
        page.emulate_media(media="print")
        style = "all => [...new Set(all.map(one => getComputedStyle(one)[%r]))]"
        assert page.locator("thead").evaluate_all(style % "display") == ["table-header-group"]
        assert page.locator("tbody tr").evaluate_all(style % "breakInside") == ["avoid"]
        page.locator("main").evaluate("one => { one.innerHTML += '<p><a href=\"x.html\">kata</a></p>'; }")
        told = page.locator("main p > a").last.evaluate("one => getComputedStyle(one, '::after').content")
        assert "x.html" in told or "attr(href)" in told
