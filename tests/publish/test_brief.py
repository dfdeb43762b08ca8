"""Briefs: one tagged page whatever the facts, the same bytes, the words of the facts, and no text that is read as markup."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from analysis.disclosure import EDITIONS, Edition
from analysis.display.charts import ControlChart, Point
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.takeaway.brief import unit_brief
from analysis.takeaway.brief_source import SOURCE
from analysis.takeaway.city_brief import city_brief
from analysis.takeaway.issue import Issue
from analysis.takeaway.printing import as_pdf, printable, sheet_json
from analysis.takeaway.sheet import Lede, Listing, Measure, Measures, Pair, Rows, Sheet
from analysis.takeaway.sparkline import draw_sparkline
from analysis.view import read_facts
from analysis.wording.unit import finding, summary
from tests.effort import examples

DAY = date(2026, 10, 31)
HOSTILE = (
    "Dinas \"Kutip\" & 'Tunggal'",
    "<script>alert(1)</script>",
    "# Judul *tebal* _miring_ `kode` [tautan](x) ![x](y)",
    '#panic() #import "x" $x^2$ @rujukan <label> \\ \\u{41} ~ -- --- // /* */ = x',
    '#let x = read("/etc/passwd")',
    "\u202egnp.exe\u202c \u200f\u061c\u2066אבג\u2069",
    "كيلوراهن 中文 🙂 \ud800 \x00 \x1b \ue000",
    "W" * 200,
    "Kelurahan " * 20,
)


def pages(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """All text of a brief on one line, breaks inside long words mended."""
    told = " ".join(page.extract_text() for page in pages(content).pages)
    return " ".join(told.replace("\u200b", "").replace("\u00a0", " ").split())


def elements(node: Any) -> Iterator[Any]:
    """Every structure element of a tagged PDF."""
    found = node.get_object()
    if isinstance(found, list):
        for one in found:
            yield from elements(one)
    elif isinstance(found, dict):
        if "/S" in found:
            yield found
        if "/K" in found:
            yield from elements(found["/K"])


def sheet_of(root: Root, code: str, edition: Edition, lang: Lang, issue: Issue) -> Sheet:
    told = replace(issue, state=read_facts(root, "state", edition), lang=lang)
    facts = read_facts(root, code, edition)
    return city_brief(facts, told) if code == "decision" else unit_brief(facts, told)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("code", ["OPD.DISHUB", "35.73.05.1002", "PKM.DINOYO", "decision"])
def test_a_brief_is_one_tagged_page(
    built: Root, issue: Issue, code: str, edition: Edition, lang: Lang
) -> None:
    content = as_pdf(sheet_of(built, code, edition, lang, issue), DAY)
    read = pages(content)
    root = read.trailer["/Root"]
    assert len(read.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == lang
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert content == as_pdf(sheet_of(built, code, edition, lang, issue), DAY)


def test_every_picture_tells_itself_and_tables_have_headers(built: Root, issue: Issue) -> None:
    sheet = sheet_of(built, "OPD.DISHUB", "leadership", "id", issue)
    found = list(elements(pages(as_pdf(sheet, DAY)).trailer["/Root"]["/StructTreeRoot"]))
    drawn = [row for block in sheet.blocks if isinstance(block, Measures) for row in block.rows if row.course]
    told = [str(one["/Alt"]) for one in found if one["/S"] == "/Figure"]
    assert len(drawn) > 2
    assert told == [printable(row.alt) for row in drawn]
    kinds = {one["/S"] for one in found}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= kinds


def test_the_first_line_says_simulated_and_real_data_say_nothing_of_it(built: Root, issue: Issue) -> None:
    facts = read_facts(built, "OPD.DISHUB")
    assert words(as_pdf(unit_brief(facts, issue), DAY)).startswith(issue.banner)
    assert issue.banner == "DATA SIMULASI, bukan data Pemerintah Kota Malang"
    real = replace(issue, state={**issue.state, "simulated": False})
    told = words(as_pdf(unit_brief(facts, real), DAY))
    assert "SIMULASI" not in told
    assert real.file_name("OPD.DISHUB", ".pdf") == "OPD.DISHUB.pdf"
    assert issue.file_name("OPD.DISHUB", ".pdf") == "OPD.DISHUB-simulasi.pdf"


def test_a_brief_says_what_the_page_says(built: Root, issue: Issue) -> None:
    for code in ("OPD.DISHUB", "35.73.05.1002"):
        facts = read_facts(built, code)
        told = words(as_pdf(unit_brief(facts, issue), DAY))
        stands, changed, sure = summary(facts)
        for sentence in (stands, changed, sure, facts["unit"]["name"], str(issue.state["data_hash"])):
            assert " ".join(sentence.split()) in told
        for one in facts["indicators"]:
            if one["page"] == "chart":
                assert finding(one, facts) in told


def test_the_city_brief_says_the_decision_whole(built: Root, issue: Issue) -> None:
    decision = read_facts(built, "decision")
    told = words(as_pdf(city_brief(decision, issue), DAY))
    sentences = [decision["headline"], decision["grade"]]
    for key in ("reasons", "doubts", "settles", "next_edition"):
        sentences += decision[key]
    for sentence in sentences:
        assert " ".join(sentence["id"].split()) in told


def test_the_public_edition_does_not_tell_who_changed_more(built: Root, issue: Issue) -> None:
    beside = text("takeaway-beside-none", "id", n="", group="").partition(",")[0].split()[0]
    shown = {
        name: words(as_pdf(sheet_of(built, "35.73.05.1002", name, "id", issue), DAY)) for name in EDITIONS
    }
    assert beside in shown["leadership"]
    assert beside not in shown["public"]


def plain_sheet(name: str) -> Sheet:
    """A sheet that holds one text at every place where words can stand."""
    listing = Listing(name, (name, name), more=f"{{n}} {name}")
    return Sheet(
        lang="id",
        banner=name,
        name=name,
        about=name,
        state=name,
        blocks=(
            Lede((name, name), note=name, answer=name),
            Measures((name, name, name), (Measure(name, name, name, name, "", ""),), name),
            Rows(name, (name, name, name), ((name, name, name),) * 5, name, halves=True, more=name),
            Rows(name, (name, name), ((name, name),), name),
            listing,
            Pair(listing, replace(listing, numbered=True)),
        ),
        footer=name,
        author=name,
    )


def heading(sheet: Sheet) -> object:
    """The first heading as the compiler understood it."""
    found = typst.query(
        SOURCE.encode(),
        "heading.where(level: 1)",
        field="body",
        one=True,
        ignore_system_fonts=True,
        sys_inputs={"sheet": sheet_json(sheet)},
    )
    return json.loads(found)


@given(name=st.text(min_size=1, max_size=200))
@settings(max_examples=examples(20, 200))
@example(name=HOSTILE[0])
@example(name=HOSTILE[1])
@example(name=HOSTILE[2])
@example(name=HOSTILE[3])
@example(name=HOSTILE[4])
@example(name=HOSTILE[5])
@example(name=HOSTILE[6])
@example(name=HOSTILE[7])
@example(name=HOSTILE[8])
@example(name="0\ufe20")
@example(name="\ufe20")
def test_any_name_is_text_and_stays_on_one_page(name: str) -> None:
    sheet = plain_sheet(name)
    assert heading(sheet) == {"func": "text", "text": printable(name)}
    assert len(pages(as_pdf(sheet, DAY)).pages) == 1


def test_hostile_names_stand_on_the_page_as_they_are_written() -> None:
    for name in (*HOSTILE[:5], HOSTILE[7], HOSTILE[8]):
        told = words(as_pdf(plain_sheet(name), DAY)).replace(" ", "")
        assert name.replace(" ", "") in told


def test_what_steers_is_dropped_and_what_no_font_holds_is_a_box() -> None:
    assert printable("\u202egnp.exe\u202c") == "gnp.exe"
    assert printable("a\x00b\tc\nd") == "ab c d"
    assert printable("中 🙂 \ue000") == "□ □ □"
    assert printable("Tunjungsekar–Ñ ↗ Ω") == "Tunjungsekar–Ñ ↗ Ω"
    # A mark that some font holds, and none together with the sign that it is joined to.
    assert printable("0\ufe20") == "0□"
    assert printable("e\u0301 n\u0303") == "é ñ"
    assert printable("85 % (n = 3)") == "85\u00a0% (n\u00a0=\u00a03)"


def longest(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts at their longest: every measure with data and with long texts, a long name, every source missing for years."""
    long = {"id": "Kata panjang yang berulang " * 6, "en": "A long text that repeats " * 6}
    full = next(one for one in facts["indicators"] if one["latest"] is not None and one["chart"] is not None)
    shown = {key: full[key] for key in ("latest", "series", "chart", "state", "meaning")}
    listed = [{**one, **shown, "title": long, "caveat": long, "why": long} for one in facts["indicators"]]
    gaps = [[f"{2000 + n}-01-03", f"{2000 + n}-02-25"] for n in range(40)]
    sources = {one["source"] for one in facts["indicators"]}
    about = {**facts["unit"], "name": "Nama unit yang sangat panjang " * 7}
    return {**facts, "unit": about, "indicators": listed, "missing": dict.fromkeys(sorted(sources), gaps)}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_longest_facts_stay_on_one_page_and_say_that_something_was_cut(
    built: Root, issue: Issue, lang: Lang
) -> None:
    facts = longest(read_facts(built, "OPD.DISHUB"))
    content = as_pdf(unit_brief(facts, replace(issue, lang=lang)), DAY)
    assert len(pages(content).pages) == 1
    told = words(content)
    assert text("takeaway-more", lang, n="").strip().partition(":")[2].strip() in told
    assert str(issue.state["data_hash"]) in told


def test_while_the_city_names_no_site_nothing_leads_anywhere(built: Root, issue: Issue) -> None:
    facts = read_facts(built, "OPD.DISHUB")
    sheet = unit_brief(facts, issue)
    assert issue.settings.site_url == ""
    assert sheet.link is None
    assert "/Annots" not in pages(as_pdf(sheet, DAY)).pages[0]


def test_a_named_site_gives_a_link_and_a_code(built: Root, issue: Issue) -> None:
    named = replace(
        issue, settings=issue.settings.model_copy(update={"site_url": "https://contoh.go.id/retret/"})
    )
    sheet = unit_brief(read_facts(built, "OPD.DISHUB"), named)
    content = as_pdf(sheet, DAY)
    page = "https://contoh.go.id/retret/reports/unit/OPD.DISHUB.html"
    links = {one.get_object()["/A"]["/URI"] for one in pages(content).pages[0]["/Annots"]}
    assert links == {page}
    assert len(pages(content).pages) == 1
    assert content == as_pdf(sheet, DAY)


def test_without_the_package_that_draws_codes_the_way_out_is_named(
    issue: Issue, built: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    named = replace(issue, settings=issue.settings.model_copy(update={"site_url": "https://contoh.go.id"}))
    with pytest.raises(RetretError) as stopped:
        unit_brief(read_facts(built, "OPD.DISHUB"), named)
    assert "retret[qr]" in text(stopped.value.code, "id")


def test_a_sparkline_bridges_no_gap_and_marks_each_signal() -> None:
    points = tuple(
        Point(date(2024, 1 + at, 1), None if at == 4 else float(at), "run-of-8" if at in (8, 9) else None, "")
        for at in range(12)
    )
    span = (date(2024, 6, 1), date(2024, 6, 3))
    chart = ControlChart("", 1, points, 5.0, 2.0, 8.0, None, None, False, span, "")
    drawn = draw_sparkline(chart)
    lines = [one.split('"', 1)[0].split() for one in drawn.split('points="')[1:]]
    assert [len(one) for one in lines] == [4, 7]
    assert drawn.count("<path") == 2
    assert drawn.count("<circle") == 9
    assert drawn.count("<rect") == 2
