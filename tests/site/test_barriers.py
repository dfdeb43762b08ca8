"""Every kind of page in a browser, from disk: no barrier in any colours, no room that a phone lacks, nothing lost without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analysis.paths import Root
from tests.site.axe import COLOURS, violations
from tests.site.browser import PHONE, UNIT, Window, opened

pytestmark = pytest.mark.browser

KINDS = (
    "index.html",
    UNIT,
    "reports/unit/35.73.05.html",
    "reports/group/kelurahan.html",
    "reports/decision.html",
    "reports/method.html",
    "reports/data-quality.html",
    "reports/public-facts.html",
    "reports/indicators.html",
    "reports/indicator/late-share.html",
    "reports/follow-through.html",
    "reports/visits.html",
    "reports/assumptions.html",
    "reports/glossary.html",
    "reports/downloads.html",
    "reports/about.html",
    "404.html",
)
VISIBLE = "[...document.querySelectorAll('*')].map(one => one.checkVisibility({visibilityProperty: true}))"


@pytest.fixture(
    scope="session",
    params=[("built_site", name) for name in KINDS]
    + [("sample_site", name) for name in ("index.html", UNIT)],
    ids=lambda pair: "-".join(pair),
)
def file(request: pytest.FixtureRequest) -> Path:
    """Every kind of page of the built city, and the two pages where the hand-made site has more to show."""
    name, page = request.param
    return request.getfixturevalue(name) / page


@pytest.fixture(scope="session")
def window(browser: Browser) -> Window:
    return Window(browser)


@pytest.fixture(scope="session")
def phone(browser: Browser) -> Window:
    return Window(browser, viewport=PHONE)


@pytest.fixture(scope="session")
def scriptless(browser: Browser) -> Window:
    return Window(browser, java_script_enabled=False)


def test_the_check_for_barriers_sees_one(browser: Browser, sample_site: Path) -> None:
    with opened(browser, sample_site / "404.html") as (page, _):
        page.evaluate(
            "document.querySelector('main').innerHTML += '<p style=\"color:#ccc;background:#fff\">pudar</p>'"
        )
        assert [name for name, _ in violations(page)] == ["color-contrast"]


def test_no_barrier_in_light_dark_and_forced_colours(window: Window, file: Path) -> None:
    with window.opened(file) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert violations(page) == []
        shown = page.evaluate(VISIBLE)
        for change in (
            lambda: page.emulate_media(color_scheme="dark"),
            lambda: page.emulate_media(forced_colors="active"),
        ):
            change()
            assert page.evaluate(VISIBLE) == shown
            assert violations(page, COLOURS) == []


@pytest.fixture(scope="session", params=range(len(KINDS)), ids=lambda at: f"public-{KINDS[at]}")
def public_file(request: pytest.FixtureRequest, outputs: Root) -> Path:
    """One page of every kind of the public edition, in turns in either language."""
    at: int = request.param
    return outputs.of(("public-id", "public-en")[at % 2]).site / KINDS[at]


def test_no_barrier_in_the_public_edition(window: Window, public_file: Path) -> None:
    with window.opened(public_file) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert violations(page) == []


SHIFTED = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 50));
})"""


def test_pages_fit_a_phone_and_nothing_moves_while_they_load(phone: Window, file: Path) -> None:
    with phone.opened(file) as page:
        assert page.evaluate(SHIFTED) == 0
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 360, "height": 640})
        texts = page.evaluate(
            """[...document.querySelectorAll('svg.chart text')].map(one =>
                parseFloat(getComputedStyle(one).fontSize) * one.ownerSVGElement.getScreenCTM().a)"""
        )
        assert all(size >= 10.9 for size in texts)


def test_pages_are_whole_without_scripts(window: Window, scriptless: Window, file: Path) -> None:
    with window.opened(file) as page:
        with_scripts = page.locator("main").inner_text()
    with scriptless.opened(file) as page:
        without = page.locator("main").inner_text()
        assert page.locator("button.explore:visible").count() == 0
        assert (
            page.locator("figure.fig:not(.empty) :is(svg.chart, ul.courses)").count()
            == page.locator("figure.fig:not(.empty)").count()
        )
        for words in ("Jelajahi grafik", "Saring menurut nama, jenis, atau kode"):
            with_scripts = with_scripts.replace(words, "")
        assert with_scripts.split() == without.split()
