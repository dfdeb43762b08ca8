"""The window that goes from file to file: it forgets what a test did in it, and a failure does not reach the next file."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.site.browser import Window

pytestmark = pytest.mark.browser

STATE = """[matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(forced-colors: active)').matches,
    matchMedia('print').matches, innerWidth, scrollY, window.mark ?? null]"""
FRESH = [False, False, False, 1280, 0, None]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text("<!doctype html><title>a</title><p style='height: 5000px'>a")
    return tmp_path / "a.html"


def test_a_window_forgets_what_was_done_in_it(browser: Browser, file: Path) -> None:
    window = Window(browser)
    with window.opened(file) as page:
        page.emulate_media(color_scheme="dark", forced_colors="active", media="print")
        page.set_viewport_size({"width": 320, "height": 640})
        page.evaluate("scrollTo(0, 300); window.mark = 1")
        assert page.evaluate(STATE) == [True, True, True, 320, 300, 1]
    with window.opened(file) as again:
        assert again is page
        assert again.evaluate(STATE) == FRESH
    again.context.close()


@pytest.mark.parametrize("fault", ["console.error('fault')", "new Image().src = 'http://127.0.0.1:9/x.png'"])
def test_a_fault_is_told_of_its_own_file_and_not_of_the_next(
    browser: Browser, file: Path, fault: str
) -> None:
    window = Window(browser)
    with pytest.raises(AssertionError), window.opened(file) as page:
        page.evaluate(fault)
        page.wait_for_timeout(300)
    with window.opened(file) as again:
        assert again is not page
        assert again.evaluate(STATE) == FRESH
    again.context.close()
