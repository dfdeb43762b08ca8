"""Texts that look like markup, formulas or commands, in every field of every source: text on every page and file, never live."""

import csv
import fnmatch
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from analysis.paths import Root
from analysis.publish.template import templates
from analysis.takeaway.printing import printable
from tests.conftest import CHECKOUT
from tests.ingest.samples import SAMPLES
from tests.publish.planting import SPOILT, plant_city, planted
from tests.publish.test_outputs import members


@pytest.fixture(scope="module")
def texts(planted_root: Root, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What was planted in the city's folder, by its tag."""
    folder = tmp_path_factory.mktemp("again") / "malang"
    shutil.copytree(CHECKOUT / "data" / "cities" / "malang", folder)
    return plant_city(folder)


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
def pages(planted_root: Root) -> dict[str, Page]:
    return {
        file.relative_to(planted_root.site).as_posix(): Page(file)
        for file in planted_root.site.rglob("*.html")
    }


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
    # A reason that ends as a sentence does is told within one, with one full stop.
    assert squeezed(planted("reason")) in told["reports/changes.html"]
    assert f"{squeezed(planted('reason'))}." not in told["reports/changes.html"]
    assert "reports/changes.html" in seen["unit-35.73.05.1002"]
    assert "reports/indicator/service-days.html" in seen["unit-35.73.05.1002"]


def test_links_to_share_and_to_ask_carry_the_name(pages: dict[str, Page], texts: dict[str, str]) -> None:
    name = squeezed(texts["unit-OPD.DISHUB"])
    links = [told.get("href") or "" for _, told in pages["reports/unit/OPD.DISHUB.html"].elements]
    (shared,) = (one for one in links if one.startswith("https://wa.me/"))
    assert name in squeezed(unquote(shared))
    assert " " not in shared and "<" not in shared and '"' not in shared


def test_what_no_one_may_see_again_is_nowhere(planted_root: Root, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert "personal-" not in page.text, name
    for file in (planted_root.site / "reports").rglob("*.csv"):
        assert "personal-" not in file.read_text("utf-8"), file
    assert "personal-" not in "".join(_cells(planted_root.takeaways))


def _cells(folder: Path) -> Iterator[str]:
    for file in (folder / "xlsx").iterdir():
        book = CalamineWorkbook.from_path(file)
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                yield from (one for one in row if isinstance(one, str))


def _package(planted_root: Root) -> dict[str, str]:
    """The tables of the data package by name."""
    (packed,) = (planted_root.takeaways / "csv").iterdir()
    with zipfile.ZipFile(packed) as archive:
        return {one: archive.read(one).decode() for one in archive.namelist() if one.endswith(".csv")}


def test_no_cell_of_a_csv_is_a_formula(planted_root: Root, pages: dict[str, Page]) -> None:
    files = [*_package(planted_root).items()]
    files += [(file.name, file.read_text("utf-8")) for file in planted_root.downloads.rglob("*.csv")]
    for name, page in pages.items():
        links = [told.get("href") or "" for element, told in page.elements if element == "a"]
        files += [(name, unquote(one.partition(",")[2])) for one in links if one.startswith("data:text/csv")]
    assert {"units.csv", "reports/decision.html"} <= {name for name, _ in files}
    for name, content in files:
        rows = csv.reader(io.StringIO(content.removeprefix("\ufeff")), delimiter=_parting(content))
        cells = [cell for row in rows for cell in row]
        assert cells, name
        assert not [cell for cell in cells if cell.startswith(("=", "@"))], name


def _parting(content: str) -> str:
    head = content.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def test_a_refused_cell_is_named_by_its_place_as_text_and_its_words_stay_unsaid(
    pages: dict[str, Page],
) -> None:
    told = pages["reports/data-quality.html"].text
    place = next(at for at, sample in enumerate(SAMPLES) if sample.path == SPOILT)
    assert f"{SPOILT} & 'kutip' #{place} [a](b).xlsx › Data <b>&'x' y › G3: bukan bilangan bulat" in told
    assert "spoilt" not in told


def test_workbooks_csv_and_sheets_of_paper_hold_it_as_text(planted_root: Root, texts: dict[str, str]) -> None:
    code, name = "OPD.DISHUB", texts["unit-OPD.DISHUB"]
    assert any(name in one for one in _cells(planted_root.takeaways))
    for file in (planted_root.takeaways / "xlsx").iterdir():
        with zipfile.ZipFile(file) as book:
            sheets = [book.read(one) for one in book.namelist() if one.startswith("xl/worksheets/")]
        assert sheets and not [one for one in sheets if b"<f" in one], file
    units = csv.reader(_package(planted_root)["units.csv"].splitlines())
    assert [code, f"'{name}"] in [row[:2] for row in units]
    (sheet,) = (planted_root.takeaways / "brief").glob(f"{code}*.pdf")
    read = PdfReader(sheet)
    told = re.sub(r"\s", "", " ".join(page.extract_text() for page in read.pages)).replace("\u200b", "")
    assert re.sub(r"\s", "", printable(name)[:100]).replace("\u200b", "") in told
    assert "/JavaScript" not in str(read.trailer["/Root"])
    (facts,) = (planted_root.takeaways / "json").iterdir()
    assert name.encode() in b"".join(members(facts).values()).replace(b'\\"', b'"')
