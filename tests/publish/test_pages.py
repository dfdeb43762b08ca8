"""A built city: every unit has its page, every link leads somewhere, every number stands in the facts."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import polars as pl
import pytest

from analysis.paths import Root
from analysis.takeaway.points import MORE
from analysis.wording.numbers import number

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}


class Page(HTMLParser):
    """Links, ids, and the text of a page without scripts, styles and the axes of charts."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text: list[str] = []
        self._skip = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids |= {value for key, value in attrs if key in ("id", "name") and value}
        link = found.get(LINKS.get(tag, ""))
        if link:
            self.links.append(link)
        self._skip += tag in ("script", "style", "svg")

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("script", "style", "svg")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text.append(data)


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[Path, Page]:
    return {file: Page(file.read_text("utf-8")) for file in sorted(built_site.rglob("*.html"))}


def test_every_unit_of_the_table_has_its_page(built: Root) -> None:
    units = (
        pl.read_csv(built.cities / "malang" / "units.csv", infer_schema=False).get_column("code").to_list()
    )
    made = {file.stem for file in (built.site / "reports" / "unit").glob("*.html")}
    assert made == set(units)


def test_every_link_and_anchor_leads_somewhere_in_the_site(pages: dict[Path, Page], built_site: Path) -> None:
    for file, page in pages.items():
        for link in page.links:
            target, anchor = urldefrag(unquote(link))
            if target.startswith(("data:", "https://wa.me/?text=")):
                continue
            assert not re.match(r"[a-z]+:|//|/", target), f"{file.name}: {link} leaves the site"
            place = (file.parent / target.split("?")[0]).resolve() if target else file
            assert place.is_relative_to(built_site.resolve()), f"{file.name}: {link}"
            assert place.is_file(), f"{file.name}: {link}"
            if anchor and place.suffix == ".html":
                assert anchor in pages[place].ids, f"{file.name}: {link}"


def test_every_page_says_that_the_data_are_simulated(pages: dict[Path, Page]) -> None:
    for file, page in pages.items():
        told = " ".join(page.text)
        assert "data simulasi" in told.lower(), file


FIGURES = re.compile(r"(?<![\w,.])[−+-]?\d+(?:\.\d{3})*(?:,\d+)?(?![\w])")


def figures_of(facts: object, decimals: tuple[int, ...] = (0, 1, 2)) -> set[str]:
    """Every way in which a number of the facts may be written."""
    if isinstance(facts, dict):
        return set().union(*(figures_of(value, decimals) for value in facts.values())) if facts else set()
    if isinstance(facts, list):
        return set().union(*(figures_of(value, decimals) for value in facts)) if facts else set()
    if isinstance(facts, bool) or facts is None:
        return set()
    if isinstance(facts, int | float):
        shown = {number(abs(facts), places) for places in decimals} | {number(100 * abs(facts), 0)}
        return shown
    return set(re.findall(r"\d+", str(facts))) | {str(int(part)) for part in re.findall(r"\d+", str(facts))}


def peers_of(root: Root, facts: dict[str, Any]) -> list[Any]:
    group = facts["unit"]["group"]
    return (
        []
        if group is None
        else [json.loads((root.facts / "leadership" / f"{group}.json").read_text("utf-8"))["peers"]]
    )


@pytest.mark.parametrize("code", ["35.73.05.1002", "35.73.05", "OPD.DISHUB", "BUMD.TUGUTIRTA", "35.73"])
def test_every_number_on_a_unit_page_stands_in_the_facts(built: Root, code: str) -> None:
    facts = json.loads((built.facts / "leadership" / f"{code}.json").read_text("utf-8"))
    page = Page((built.site / "reports" / "unit" / f"{code}.html").read_text("utf-8"))
    state = json.loads((built.facts / "leadership" / "state.json").read_text("utf-8"))
    known = figures_of(facts) | figures_of(peers_of(built, facts)) | figures_of(state)
    allowed = known | {"1", "9", "4", "25", "100", "12", "95", "1,5", "88,31", "14", "2017", "94", "2021"}
    told = " ".join(page.text)
    found = FIGURES.findall(told)
    strange = {figure.lstrip("−+-") for figure in found} - allowed
    assert len(found) > 300
    assert strange == set()


def test_the_csv_holds_the_points_of_the_chart(built: Root) -> None:
    facts = json.loads((built.facts / "leadership" / "35.73.05.1002.json").read_text("utf-8"))
    late = next(one for one in facts["indicators"] if one["code"] == "late-share")
    lines = (
        (built.site / "reports" / "_data" / "35.73.05.1002" / "late-share-simulasi.csv")
        .read_text("utf-8")
        .splitlines()
    )
    assert lines[0].startswith("# DATA SIMULASI")
    rows = list(csv.DictReader(lines[1:]))
    assert [row["value"] == "" for row in rows] == [p["value"] is None for p in late["series"]]
    digits = late["decimals"] + MORE
    assert MORE >= 2
    for row, point in zip(rows, late["series"], strict=True):
        if point["value"] is not None:
            assert float(row["value"]) == round(point["value"], digits)
            exact = 100 * float(row["numerator"]) / float(row["denominator"])
            assert exact == pytest.approx(point["value"])


def test_the_embedded_engine_and_the_data_are_told_without_a_clock(built_site: Path) -> None:
    told = json.loads((built_site / "build.json").read_text("utf-8"))
    assert told["engine"] == "smalldocs"
    assert told["engine_version"] == "0.5.4"
    assert told["simulated"] is True
    assert not re.search(r"\d{2}:\d{2}", json.dumps(told))


@pytest.mark.parametrize("page", ["unit/35.73.05.1002", "group/kelurahan", "unit/35.73"])
def test_measures_without_a_chart_stand_in_a_table_of_their_family(built_site: Path, page: str) -> None:
    told = (built_site / "reports" / f"{page}.html").read_text("utf-8")
    assert "Ukuran lain" in told
    assert "Jam sampai disposisi dijawab" in told
    assert "Kepala hadir sendiri dalam rapat koordinasi" in told
