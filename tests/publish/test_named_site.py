"""A city that names its site, really built: every address that pages, messages and sheets of paper tell leads to a page of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from analysis.paths import LEADERSHIP, Root
from analysis.publish.addresses import UNLISTED
from tests.publish.planting import OUTSIDE, SITE, SPLIT, SUCCESSORS

CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
OTHER = re.compile(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">')
SHARED = re.compile(r'href="https://wa\.me/\?text=([^"]+)"')
NAMES = (LEADERSHIP.name, *OUTSIDE)


def base(root: Root) -> str:
    """Where the pages of an output stand below the city's address."""
    return f"{SITE}/{root.output.lang}/" if root.output.name in OUTSIDE else f"{SITE}/"


def listed(root: Root) -> Iterator[tuple[str, str]]:
    """Every page that has an address of its own, with its content."""
    for file in sorted(root.site.rglob("*.html")):
        if file.name not in UNLISTED:
            yield file.relative_to(root.site).as_posix(), file.read_text("utf-8")


def page_at(root: Root, address: str) -> Path:
    """The file that an address of an output leads to."""
    assert address.startswith(base(root)), address
    return root.site / unquote(address.removeprefix(base(root)))


@pytest.fixture(params=NAMES)
def named(planted_root: Root, request: pytest.FixtureRequest) -> Root:
    return planted_root.of(request.param)


def test_every_page_tells_its_own_address(named: Root) -> None:
    pages = dict(listed(named))
    assert f"reports/unit/{SPLIT}.html" in pages
    for name, content in pages.items():
        assert CANONICAL.findall(content) == [base(named) + name]
        # On paper, where no link can be followed, it stands at the foot.
        assert re.findall(r'<span class="paper">· ([^<]+)</span>', content) == [base(named) + name]
    assert all(not CANONICAL.search((named.site / one).read_text("utf-8")) for one in UNLISTED)


@pytest.mark.parametrize("name", OUTSIDE)
def test_public_pages_tell_both_languages_and_each_is_there(planted_root: Root, name: str) -> None:
    sites = {planted_root.of(one).output.lang: planted_root.of(one) for one in OUTSIDE}
    for page, content in listed(planted_root.of(name)):
        told = dict(OTHER.findall(content))
        assert told == {lang: base(root) + page for lang, root in sites.items()}
        assert all(page_at(sites[lang], address).is_file() for lang, address in told.items()), page


def test_pages_of_one_language_tell_no_other(planted_root: Root) -> None:
    assert not [page for page, content in listed(planted_root) if OTHER.search(content)]


def test_a_message_ends_with_the_address_of_what_it_tells(named: Root) -> None:
    units = {page: content for page, content in listed(named) if page.startswith("reports/unit/")}
    assert len(units) >= 1 + len(SUCCESSORS)
    for page, content in units.items():
        (shared,) = SHARED.findall(content)
        assert unquote(shared).splitlines()[-1] == base(named) + page


def test_a_sheet_of_paper_leads_to_its_page_by_a_link_and_in_words(named: Root) -> None:
    (sheet,) = (named.takeaways / "brief").glob(f"{SPLIT}*.pdf")
    (page,) = PdfReader(sheet).pages
    links = [cast(DictionaryObject, one.get_object()) for one in page.annotations or ()]
    (address,) = {str(cast(DictionaryObject, one["/A"])["/URI"]) for one in links}
    assert page_at(named, address) == named.site / "reports" / "unit" / f"{SPLIT}.html"
    assert page_at(named, address).is_file()
    text = re.sub(r"\s", "", page.extract_text()).replace("\u200b", "")
    assert address in text


def test_a_unit_that_was_split_keeps_its_address_and_leads_to_its_successors(named: Root) -> None:
    units = named.site / "reports" / "unit"
    before = (units / f"{SPLIT}.html").read_text("utf-8")
    note = before.partition('<div class="note">')[2].partition("</div>")[0]
    assert re.findall(r'href="([^"]+)"', note) == [f"{one}.html" for one in SUCCESSORS]
    for one in SUCCESSORS:
        after = (units / f"{one}.html").read_text("utf-8")
        note = after.partition('<div class="note">')[2].partition("</div>")[0]
        assert re.findall(r'href="([^"]+)"', note) == [f"{SPLIT}.html"]
