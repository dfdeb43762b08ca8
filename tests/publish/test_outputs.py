"""Three sites of one city: each says in its own language, and in every file, that data are simulated, and holds what it links to."""

import io
import json
import re
import tarfile
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import polars as pl
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from analysis.city.place import load_city
from analysis.facts.schema import schema_file
from analysis.indicators.definition import indicators
from analysis.paths import OUTPUTS, Root
from analysis.publish.audit import audit
from analysis.publish.chart_library import NAME
from analysis.sources.declaration import sources
from tests.faults.builds import marks

NAMES = [one.name for one in OUTPUTS]
PUBLIC = [one.name for one in OUTPUTS if one.edition == "public"]
BANNERS = {
    "id": "DATA SIMULASI, bukan data Pemerintah Kota Malang",
    "en": "SIMULATED DATA, not data of Pemerintah Kota Malang",
}
REAL = {"id": "Situs ini memakai data simulasi", "en": "This site uses simulated data"}
WORDS = {
    "id": {
        "yang",
        "dan",
        "tidak",
        "dengan",
        "untuk",
        "dari",
        "belum",
        "pada",
        "adalah",
        "atau",
        "oleh",
        "karena",
        "sebelum",
        "sesudah",
        "setelah",
    },
    "en": {
        "the",
        "and",
        "with",
        "for",
        "from",
        "of",
        "to",
        "not",
        "is",
        "are",
        "was",
        "were",
        "that",
        "this",
        "these",
        "those",
        "before",
        "after",
    },
}
"""Words without which nobody speaks a language, and which the other does not have."""

SHOWN = ("aria-label", "placeholder", "title", "alt", "data-none", "data-some", "data-more", "data-back")
BASES = ("decision.html",)
"""Here stands on what the figures of the plan rest, in the words of whoever wrote the plan."""

CHOICES = re.compile(r"(Choices|Folder|Yang disimpan setelah dibaca): [^.]*\.")
"""Texts of agencies' forms and names of columns, told as they are."""


@pytest.fixture(params=NAMES)
def output(request: pytest.FixtureRequest, outputs: Root) -> Root:
    return outputs.of(request.param)


class Said(HTMLParser):
    """Every text that a page says in its own language, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.told: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        quoted = (bool(told.get("lang")) and tag != "html") or tag in ("script", "style", "title", "code")
        self.told += [value for name in SHOWN if (value := told.get(name)) and not quoted]
        if tag not in ("br", "img", "input", "meta", "link", "hr", "col"):
            self.stack.append((tag, quoted))

    def handle_endtag(self, tag: str) -> None:
        at = max((k for k, (name, _) in enumerate(self.stack) if name == tag), default=None)
        if at is not None:
            del self.stack[at:]

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(quoted for _, quoted in self.stack):
            self.told.append(" ".join(data.split()))


def names_of(root: Root) -> list[str]:
    """Proper names, longest first: of units and of who owns a source or a measure."""
    owners = {one.owner for one in indicators()} | {one.owner for one in sources()}
    units = set(load_city(root).units["name"].to_list())
    short = {name.partition(" ")[2] for name in units}
    return sorted(owners | units | short, key=len, reverse=True)


@pytest.mark.repeats
def test_each_page_speaks_its_own_language(output: Root) -> None:
    other = WORDS["en" if output.output.lang == "id" else "id"]
    names = names_of(output)
    strange: set[tuple[str, str]] = set()
    for page in output.site.rglob("*.html"):
        if page.name in BASES:
            continue
        for told in Said(page.read_text("utf-8")).told:
            said = CHOICES.sub("", told).replace("Ya (yes) or Tidak (no)", "")
            for name in names:
                said = said.replace(name, "")
            if set(re.findall(r"[a-z]+", said.lower())) & other:
                strange.add((page.relative_to(output.site).as_posix(), told[:90]))
    assert strange == set()


def test_the_check_of_words_sees_a_strange_one() -> None:
    page = '<html lang="en"><p>Both years</p><p>yang ditahan</p><p lang="id">dan lain</p><a title="dan x">y</a></html>'
    assert Said(page).told == ["Both years", "yang ditahan", "dan x", "y"]


@pytest.mark.repeats
@pytest.mark.parametrize("name", PUBLIC)
def test_every_link_leads_somewhere(outputs: Root, name: str) -> None:
    """The leadership's site is the built city's, in which nothing at all is wrong."""
    faults = audit(outputs.of(name).site)
    assert [one for one in faults if one.code in ("audit-lost", "audit-anchor", "audit-leaves")] == []


def test_the_leadership_s_site_stays_as_it_was_built(built: Root, outputs: Root) -> None:
    assert marks(outputs.site) == marks(built.site)


def test_pages_lead_to_their_files_and_share_the_answer(output: Root) -> None:
    pages = [*output.site.glob("reports/unit/*.html"), *output.site.glob("reports/group/*.html")]
    pages += [*output.site.glob("reports/indicator/*.html"), output.site / "reports/decision.html"]
    assert len(pages) > 40
    banner = BANNERS[output.output.lang]
    for page in pages:
        told = page.read_text("utf-8")
        files = [page.parent / unquote(href) for href in re.findall(r'href="([^"]*_files/[^"]+)"', told)]
        kinds = {file.suffix for file in files}
        assert kinds == ({".pdf", ".xlsx"} if page.parent.name in ("unit", "reports") else {".xlsx"}), page
        assert all(file.is_file() and "-simulasi." in file.name for file in files), page
        (shared,) = re.findall(r'href="https://wa\.me/\?text=([^"]+)"', told)
        lines = unquote(shared).splitlines()
        assert lines[0] == banner and len(lines) == 2 and "http" not in lines[1]


def test_the_verdict_is_shared_with_its_grade(output: Root) -> None:
    lang, edition = output.output.lang, output.output.edition
    facts = json.loads((output.facts / edition / "decision.json").read_text("utf-8"))
    for page in ("index.html", "reports/decision.html"):
        (shared,) = re.findall(r'wa\.me/\?text=([^"]+)"', (output.site / page).read_text("utf-8"))
        assert facts["headline"][lang].rstrip(".") in unquote(shared)
        assert facts["grade"][lang].rstrip(".") in unquote(shared)


@pytest.mark.repeats
def test_the_first_line_of_everything_says_simulated(output: Root) -> None:
    lang = output.output.lang
    banner = BANNERS[lang]
    for page in output.site.rglob("*.html"):
        first, second = Said(page.read_text("utf-8")).told[:2]
        assert banner in (first, second) or (page.stem == "public-facts" and second.startswith(REAL[lang])), (
            page
        )
    found = [file for folder in ("_data", "_files") for file in (output.site / "reports" / folder).rglob("*")]
    files = [file for file in found if file.is_file()]
    assert {file.suffix for file in files} == {".csv", ".pdf", ".xlsx", ".zip", ".xz", ".json"}
    for file in files:
        if file.name != "files.json":
            assert file.stem.removesuffix(".tar").endswith("-simulasi"), file
        if file.suffix == ".csv":
            assert file.read_text("utf-8").startswith(f"# {banner}\n"), file
        elif file.suffix == ".pdf":
            assert " ".join(PdfReader(file).pages[0].extract_text().split()).startswith(banner), file
        elif file.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(file)
            assert all(
                book.get_sheet_by_name(name).to_python()[0][0] == banner for name in book.sheet_names
            ), file


def packed(root: Root) -> Mapping[str, bytes]:
    """The facts that a site offers, by name."""
    (file,) = (root.site / "reports" / "_files" / "json").iterdir()
    return members(file)


@pytest.mark.repeats
@pytest.mark.parametrize("name", [NAMES[0], PUBLIC[0]])
def test_facts_travel_with_a_schema_that_they_keep(outputs: Root, name: str) -> None:
    rules = json.loads(schema_file().read_text("utf-8"))
    checked = jsonschema.Draft202012Validator(rules)
    told = {name: json.loads(content) for name, content in packed(outputs.of(name)).items()}
    assert told.pop("facts.schema.json") == rules
    assert {"state.json", "units.json", "decision.json", "35.73.05.1002.json", "skm-index.json"} <= set(told)
    for name, facts in told.items():
        assert not [error.message for error in checked.iter_errors(facts)], name
    spoilt = told["35.73.05.1002.json"] | {"kind": "other"}
    assert list(checked.iter_errors(spoilt))


def test_facts_are_the_same_in_every_language(outputs: Root) -> None:
    assert len({frozenset(packed(outputs.of(name)).items()) for name in PUBLIC}) == 1


def test_while_the_city_names_no_site_no_address_is_told(output: Root) -> None:
    for page in output.site.rglob("*.html"):
        head, _, body = page.read_text("utf-8").partition("</head>")
        assert not re.search(r'rel="(canonical|alternate)"', head), page
        assert 'class="paper"' not in body, page
    briefs = [*(output.takeaways / "brief").glob("*.pdf")]
    assert briefs
    assert not [file for file in briefs if any("/Annots" in one for one in PdfReader(file).pages)]


def test_the_switch_of_language_keeps_the_page(outputs: Root) -> None:
    for name, other in (PUBLIC, PUBLIC[::-1]):
        site = outputs.of(name).site
        for page in site.rglob("*.html"):
            if page.name == "404.html":
                continue
            (href,) = re.findall(r'class="languages"[^>]*>\s*<a href="([^"]+)"', page.read_text("utf-8"))
            assert (page.parent / href).resolve() == (
                outputs.of(other).site / page.relative_to(site)
            ).resolve()
    assert not any('class="languages"' in page.read_text("utf-8") for page in outputs.site.rglob("*.html"))


def members(packed: Path) -> dict[str, bytes]:
    """The files of an archive of facts by name."""
    with tarfile.open(packed) as archive:
        opened = {member.name: archive.extractfile(member) for member in archive}
        return {name: content.read() for name, content in opened.items() if content is not None}


def texts(folder: Path) -> dict[str, str]:
    """Every file of a folder as text: markup and tables as they are, what is packed unpacked, sheets of paper read."""
    found: dict[str, str] = {}
    for file in (path for path in folder.rglob("*") if path.is_file() and path.name != NAME):
        if file.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as packed:
                found[str(file)] = "".join(
                    packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
                )
        elif file.suffix == ".xz":
            found[str(file)] = b"".join(members(file).values()).decode("utf-8")
        elif file.suffix == ".pdf":
            found[str(file)] = PdfReader(file).pages[0].extract_text()
        else:
            found[str(file)] = file.read_text("utf-8", "replace")
    return found


@pytest.mark.repeats
@pytest.mark.parametrize("name", PUBLIC)
def test_no_name_of_a_source_s_file_leaves_in_public(outputs: Root, name: str) -> None:
    root = outputs.of(name)
    raw = [path for path in (root.simulated / "raw").rglob("*") if path.is_file()]
    stems = sorted({path.stem for path in raw if len(path.stem) > 12})
    assert len(stems) > 50

    def naming(told: dict[str, str]) -> list[str]:
        held = pl.Series(list(told.values()), dtype=pl.String).str.contains_any(stems)
        return [file for file, names in zip(told, held, strict=True) if names]

    assert naming({**texts(root.site), **texts(root.stage)}) == []
    assert naming(texts(outputs.site / "reports" / "_files" / "xlsx"))
