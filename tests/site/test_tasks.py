"""The five reading tasks of docs/lima-tugas-baca.md: each done on a phone in at most three taps from home."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.site.browser import opened

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}
MOST = 3


class Reader:
    """Someone with a phone: taps are counted, scrolling and typing are not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, place: Locator) -> None:
        box = place.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 16, "too small to hit"
        self.taps += 1
        place.tap()
        self.page.wait_for_load_state()

    def reads(self, place: str | Locator) -> str:
        """What stands at a place that can be seen, reached in time."""
        assert self.taps <= MOST
        found = self.page.locator(place).first if isinstance(place, str) else place
        found.wait_for(state="visible")
        return found.inner_text()


@pytest.fixture
def reader(browser: Browser, built_site: Path) -> Iterator[Reader]:
    with opened(browser, built_site / "index.html", viewport=PHONE, has_touch=True) as (page, _):
        yield Reader(page)


def test_is_it_going_on_next_year(reader: Reader) -> None:
    answer = reader.reads("h1")
    assert answer and "Bukti" in reader.reads(".grade")
    reader.tap(reader.page.get_by_role("link", name="Apakah tahun depan diadakan lagi?"))
    assert answer.split(".")[0].split("\n")[0][:20] in reader.reads("h1")


def test_did_my_kelurahan_change(reader: Reader) -> None:
    reader.tap(reader.page.locator(".tiles li a", has_text="Merjosari"))
    assert reader.reads("h1") == "Kelurahan Merjosari"
    assert "retret" in reader.reads(".lede")


def test_which_promises_are_overdue(reader: Reader) -> None:
    reader.tap(reader.page.get_by_role("link", name="Janji mana yang lewat tenggat?"))
    assert "Lewat tenggat" in reader.reads(reader.page.get_by_role("heading", name="Lewat tenggat"))
    assert reader.page.locator(".dated tbody tr").count() > 0


def test_what_is_missing_of_an_agency(reader: Reader) -> None:
    reader.tap(reader.page.locator("#find-unit"))
    reader.page.keyboard.type("dishub")
    reader.tap(reader.page.locator(".found a").first)
    assert reader.reads("h1") == "Dinas Perhubungan"
    reader.tap(reader.page.get_by_role("link", name="yang belum ada"))
    heading = reader.page.locator("#missing")
    assert reader.reads(heading) == "Yang belum ada"
    box = heading.bounding_box()
    assert box is not None and 0 <= round(box["y"]) < PHONE["height"]
    assert reader.reads(".missing li")


def test_where_does_this_number_come_from(reader: Reader) -> None:
    reader.tap(reader.page.locator(".tiles li a", has_text="Merjosari"))
    reader.tap(reader.page.locator("figure h2 a").first)
    told = reader.reads(".definition")
    assert all(part in told for part in ("Rumus", "Sumber", "Penanggung jawab", "Ditinjau"))
