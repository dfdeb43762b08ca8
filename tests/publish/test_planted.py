"""Texts that look like markup, formulas or commands, in every field of every source: text on every page and file, never live."""

import csv
import fnmatch
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from analysis.paths import Root
from analysis.publish import notebooks
from analysis.publish.build import Options, build
from analysis.publish.template import templates
from analysis.release.freeze import freeze
from analysis.release.naming import Order
from analysis.takeaway.printing import printable
from analysis.view import read_facts
from tests.conftest import CHECKOUT, silent
from tests.ingest.builders import Book
from tests.ingest.samples import SAMPLES
from tests.publish.test_outputs import members
from tests.shared import made_once

HOSTILE = (
    "\"Kutip\" 'satu' & <script>alert(1)</script><img src=x onerror=alert(2)> # *tebal* [tautan](javascript:alert(3))"
    " `kode` {{< meta x >}} $x$ =1+1 \u202egnp.exe\u202c \u200fאבג\u200f"
)
LENGTH = 200
UNITS = (
    "35.73",
    "35.73.02",
    "35.73.04",
    "35.73.05",
    "35.73.05.1002",
    "35.73.05.1004",
    "35.73.05.1011",
    "OPD.DINKES",
    "OPD.DISHUB",
    "OPD.DISPENDUKCAPIL",
    "OPD.INSPEKTORAT",
)
"""The units that samples of the sources name, and the city."""

SHOWN = ("commitments-done", "service-days", "skm-index")
"""Indicators whose pages are made: one with a dispute, one whose figures the second release tells anew, and one of a survey."""

SPOILT = "pengaduan/sambat"

LATE = "layanan/rekap"
"""What came after the first release: the page of changes names the units whose figures it moved."""


def planted(tag: str) -> str:
    """A hostile text of 200 signs that is known again by its tag."""
    text = f"{tag} {HOSTILE} "
    return (text + "kata " * LENGTH)[: LENGTH - 1] + "."


def _plant_city(folder: Path) -> dict[str, str]:
    """Names of units, and every text of events, facts, the retreat and a dispute; what was planted, by its tag."""
    told: dict[str, str] = {}

    def text(tag: str, before: str = "") -> str:
        told[tag] = f"{before} {planted(tag)}"[:LENGTH].strip() if before else planted(tag)
        return told[tag]

    units = pl.read_csv(folder / "units.csv", infer_schema=False).filter(pl.col("code").is_in(UNITS))
    names = [
        name if code == "35.73" else text(f"unit-{code}", name)
        for code, name in units.select("code", "name").iter_rows()
    ]
    units.with_columns(pl.Series("name", names)).write_csv(folder / "units.csv")
    aliases = pl.read_csv(folder / "aliases.csv", infer_schema=False)
    aliases.filter(pl.col("code").is_in(UNITS)).write_csv(folder / "aliases.csv")
    for file, columns in (
        ("events.csv", ("title_id", "bias_id")),
        ("public_facts.csv", ("indicator", "note_id", "source")),
        ("retreats.csv", ("title", "place", "note_id", "source")),
    ):
        table = pl.read_csv(folder / file, infer_schema=False)
        for column in columns:
            first = [text(f"{file}-{column}"), *table.get_column(column).to_list()[1:]]
            table = table.with_columns(pl.Series(column, first))
        table.write_csv(folder / file)
    claim, answer = text("disputes.csv-claim"), text("disputes.csv-answer")
    (folder / "disputes.csv").write_text(
        "unit,indicator,month,claim,status,answer\n"
        f"35.73.05.1002,commitments-done,2025-08,{_quoted(claim)},explained,{_quoted(answer)}\n",
        "utf-8",
    )
    return told


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _plant_raw(raw: Path, names: dict[str, str]) -> None:
    """The sample of every source and layout: units by their planted names, and planted what no one may ever see again."""
    for place, sample in enumerate(SAMPLES):
        grid = [
            [names.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in sample.grid
        ]
        for row in grid[sample.header :]:
            for column in sample.personal:
                if column:
                    row[column] = planted(f"personal-{sample.source}")
        if sample.path == SPOILT:
            grid[-1][-1] = planted("spoilt")
        Book({"Data <b>&'x' y": grid}).write(raw / f"{sample.path} & 'kutip' #{place} [a](b).xlsx")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """A small city of planted texts with two releases, built whole from agencies' own files; of the pages of indicators, SHOWN."""

    def make(base: Path) -> None:
        folder = base / "data" / "cities" / "malang"
        shutil.copytree(CHECKOUT / "data" / "cities" / "malang", folder)
        old = dict(pl.read_csv(folder / "units.csv", infer_schema=False).select("name", "code").iter_rows())
        told = _plant_city(folder)
        names = {name: told[f"unit-{code}"] for name, code in old.items() if f"unit-{code}" in told}
        names["Inspektorat"] = told["unit-OPD.INSPEKTORAT"]
        _plant_raw(base / "data" / "raw", names)
        root = Root(base)
        _release_twice(root)
        some = [one for one in notebooks.whole() if one.code in SHOWN]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(notebooks, "whole", lambda: some)
            report = build(root, CHECKOUT, Options(engine="embedded", skip_bad_rows=True), silent)
        assert not report.failures and report.stopped is None, (report.failures, report.stopped)

    return Root(made_once(tmp_path_factory, "planted", make))


def _release_twice(root: Root) -> None:
    """A release without the late file, and its revision with it, for a reason that is planted too."""
    (late,) = (root.raw / LATE).parent.glob(f"{Path(LATE).name}*")
    aside = late.rename(root.base / "late.xlsx")
    for year, reason in ((2027, None), (2028, planted("reason"))):
        build(root, CHECKOUT, Options(stage="facts", skip_bad_rows=True), silent)
        month = str(read_facts(root, "state")["data_until"])[:7]
        freeze(root, CHECKOUT, Order(month, reason, datetime(year, 1, 1, tzinfo=UTC), sites=False))
        if reason is None:
            aside.rename(late)


@pytest.fixture(scope="module")
def texts(root: Root, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What was planted in the city's folder, by its tag."""
    folder = tmp_path_factory.mktemp("again") / "malang"
    shutil.copytree(CHECKOUT / "data" / "cities" / "malang", folder)
    return _plant_city(folder)


class Page(HTMLParser):
    """What a browser makes of a page: its words, its elements with their attributes."""

    def __init__(self, file: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(file.read_text("utf-8"))
        self.close()

    @property
    def text(self) -> str:
        return squeezed(" ".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def pages(root: Root) -> dict[str, Page]:
    return {file.relative_to(root.site).as_posix(): Page(file) for file in root.site.rglob("*.html")}


def test_every_kind_of_page_is_made(pages: dict[str, Page]) -> None:
    kinds = {re.sub(r"\{\w+\}", "*", one.page) for one in templates(CHECKOUT / "notebooks")}
    written = {f"reports/{one.stem}" for one in (CHECKOUT / "reports").glob("*.qmd")}
    assert not [kind for kind in kinds | written if not fnmatch.filter(pages, f"{kind}.html")]


def test_nothing_that_was_planted_lives_on_a_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        for element, attributes in page.elements:
            assert element not in ("img", "iframe", "object", "embed"), (name, attributes)
            assert not [one for one in attributes if one.startswith("on")], (name, attributes)
            for key in ("href", "src", "action"):
                address = (attributes.get(key) or "").strip().lower()
                assert not address.startswith(("javascript:", "vbscript:")), (name, address)
        scripts = [one for one in page.elements if one[0] == "script"]
        assert sum("data-load" in told for _, told in scripts) == 1
        assert all("data-load" in told or told.get("type") == "application/json" for _, told in scripts)


def test_each_stands_as_text_where_it_is_told(pages: dict[str, Page], texts: dict[str, str]) -> None:
    told = {name: page.text for name, page in pages.items()}
    seen = {
        tag: [name for name, words in told.items() if squeezed(text) in words] for tag, text in texts.items()
    }
    units = {tag.removeprefix("unit-") for tag in texts if tag.startswith("unit-")}
    for code in units:
        assert {"index.html", f"reports/unit/{code}.html"} <= set(seen[f"unit-{code}"]), code
    assert "reports/unit/35.73.05.1002.html" in seen["disputes.csv-claim"]
    assert "reports/unit/35.73.05.1002.html" in seen["disputes.csv-answer"]
    for tag in ("indicator", "note_id", "source"):
        assert seen[f"public_facts.csv-{tag}"] == ["reports/public-facts.html"]
    assert squeezed(planted("reason")) in told["reports/changes.html"]
    assert "reports/changes.html" in seen["unit-35.73.05.1002"]
    assert "reports/indicator/service-days.html" in seen["unit-35.73.05.1002"]


def test_links_to_share_and_to_ask_carry_the_name(pages: dict[str, Page], texts: dict[str, str]) -> None:
    name = squeezed(texts["unit-OPD.DISHUB"])
    links = [told.get("href") or "" for _, told in pages["reports/unit/OPD.DISHUB.html"].elements]
    (shared,) = (one for one in links if one.startswith("https://wa.me/"))
    assert name in squeezed(unquote(shared))
    assert " " not in shared and "<" not in shared and '"' not in shared


def test_what_no_one_may_see_again_is_nowhere(root: Root, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert "personal-" not in page.text, name
    for file in (root.site / "reports").rglob("*.csv"):
        assert "personal-" not in file.read_text("utf-8"), file
    assert "personal-" not in "".join(_cells(root.takeaways))


def _cells(folder: Path) -> Iterator[str]:
    for file in (folder / "xlsx").iterdir():
        book = CalamineWorkbook.from_path(file)
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                yield from (one for one in row if isinstance(one, str))


def test_a_refused_cell_is_named_by_its_place_as_text_and_its_words_stay_unsaid(
    pages: dict[str, Page],
) -> None:
    told = pages["reports/data-quality.html"].text
    place = next(at for at, sample in enumerate(SAMPLES) if sample.path == SPOILT)
    assert f"{SPOILT} & 'kutip' #{place} [a](b).xlsx › Data <b>&'x' y › G3: bukan bilangan bulat" in told
    assert "spoilt" not in told


def test_workbooks_csv_and_sheets_of_paper_hold_it_as_text(root: Root, texts: dict[str, str]) -> None:
    code, name = "OPD.DISHUB", texts["unit-OPD.DISHUB"]
    assert any(name in one for one in _cells(root.takeaways))
    assert not [file for file in (root.takeaways / "xlsx").iterdir() if b"<f>" in file.read_bytes()]
    peers = next((root.downloads / "perangkat-daerah").glob("peers-*.csv"), None)
    rows: list[Any] = [] if peers is None else list(csv.reader(peers.read_text("utf-8").splitlines()))
    assert all(row[1] in texts.values() for row in rows[1:])
    (sheet,) = (root.takeaways / "brief").glob(f"{code}*.pdf")
    read = PdfReader(sheet)
    told = re.sub(r"\s", "", " ".join(page.extract_text() for page in read.pages)).replace("\u200b", "")
    assert re.sub(r"\s", "", printable(name)[:100]).replace("\u200b", "") in told
    assert "/JavaScript" not in str(read.trailer["/Root"])
    (facts,) = (root.takeaways / "json").iterdir()
    assert name.encode() in b"".join(members(facts).values()).replace(b'\\"', b'"')
