"""Where a page stands: addresses only where the city names its site, the other language from disk, and a banner on what is stale."""

import html
import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from analysis.city.place import load_city
from analysis.city.settings import Settings
from analysis.city.succession import predecessors, read_succession, successors
from analysis.display.page import succession
from analysis.display.takeaway_links import message, takeaway
from analysis.paths import LEADERSHIP, OUTPUTS, Root
from analysis.publish.addresses import head_links, switch
from analysis.publish.engine import Engine
from analysis.publish.labels import Setting, finish
from analysis.publish.site import build_site
from tests.site.sample import decision

PAGE = "reports/unit/35.73.html"
EMBEDDED = Engine("smalldocs", "0.5.4", None)
PLANTED = (
    "Dinas \"Kutip\" & 'Tunggal'",
    "<script>alert(1)</script>",
    "# Judul *tebal* [tautan](x) `kode` {{< meta x >}}",
    "\u202egnp.exe\u202c \u200fאבג",
    "W" * 200,
)


@pytest.fixture(scope="module")
def settings(checkout: Path) -> Settings:
    return load_city(Root(checkout)).settings


@pytest.fixture(scope="module")
def named(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"site_url": "https://contoh.go.id/retret/", "contact": "tanya@contoh.go.id"}
    )


def shared_decision(edition: str = "public") -> dict[str, Any]:
    return {**decision(), "edition": edition, "city": "35.73", "data_until": "2026-10-31"}


def indicator(title: str) -> dict[str, Any]:
    """The least facts of an indicator's page, with one text in every place of words."""
    told = {"id": title, "en": title}
    about = {"code": "x", "title": told, "short": told, "why": told, "smallest": None}
    return {
        "kind": "indicator", "edition": "public", "simulated": True, "data_until": "2026-10-31", "indicator": about,
        "unit": {"code": "35.73", "name": title}, "effect": None, "unjudged": None, "outcome": False,
    }  # fmt: skip


def test_without_a_site_there_is_no_address_anywhere(settings: Settings) -> None:
    assert settings.site_url == ""
    for output in OUTPUTS:
        assert head_links(settings, output, PAGE) == ""
    assert "http" not in message(shared_decision(), settings, "id")
    assert "mailto:" not in takeaway(shared_decision(), settings, "id").markup


def test_with_a_site_every_page_tells_its_own_address_and_those_in_each_language(named: Settings) -> None:
    base = "https://contoh.go.id/retret"
    _, public_id, public_en = OUTPUTS
    told = head_links(named, public_en, PAGE)
    assert re.findall(r'rel="canonical" href="([^"]+)"', told) == [f"{base}/en/{PAGE}"]
    assert re.findall(r'hreflang="(\w+)" href="([^"]+)"', told) == [
        ("id", f"{base}/id/{PAGE}"),
        ("en", f"{base}/en/{PAGE}"),
    ]
    assert "hreflang" not in head_links(named, LEADERSHIP, PAGE)
    assert f'"{base}/{PAGE}"' in head_links(named, LEADERSHIP, PAGE)
    assert head_links(named, public_id, "404.html") == ""
    assert message(shared_decision(), named, "en").splitlines()[-1] == f"{base}/en/reports/decision.html"
    assert (
        message(shared_decision("leadership"), named, "id").splitlines()[-1]
        == f"{base}/reports/decision.html"
    )


def test_the_message_says_simulated_then_the_answer_with_its_grade(settings: Settings) -> None:
    first, answer = message(shared_decision(), settings, "id").splitlines()
    assert first == "DATA SIMULASI, bukan data Pemerintah Kota Malang"
    assert "Tidak dapat disimpulkan" in answer and "Bukti D" in answer
    real = {**shared_decision(), "simulated": False}
    assert message(real, settings, "id").splitlines() == [answer]


def test_the_switch_leads_to_the_same_page_beside_it() -> None:
    _, public_id, public_en = OUTPUTS
    assert 'href="../../../en/reports/unit/35.73.html"' in switch(public_id, PAGE)
    assert 'lang="en"' in switch(public_id, PAGE) and ">English</a>" in switch(public_id, PAGE)
    assert 'href="../id/index.html"' in switch(public_en, "index.html")
    assert switch(LEADERSHIP, PAGE) == ""


def test_a_page_is_finished_with_what_it_is_told() -> None:
    page = (
        '<html><head></head><body><header class="site-head"><!-- retret:switch --></header>'
        '<a href="data:text/csv;charset=utf-8,%EF%BB%BFa;b" download="x.csv">a</a>'
        '<a href="y" download="z-simulasi.csv">b</a></body></html>'
    )
    told = finish(
        page,
        EMBEDDED,
        "id",
        Setting('<link rel="canonical" href="c">', "<nav>EN</nav>", True, "DATA SIMULASI"),
    )
    assert '<link rel="canonical" href="c"></head>' in told and "<nav>EN</nav>" in told
    assert told.index("gagal dibuat ulang") < told.index('<header class="site-head"')
    assert "%EF%BB%BF%23%20DATA%20SIMULASI%0Aa;b" in told
    assert re.findall(r'download="([^"]+)"', told) == ["x-simulasi.csv", "z-simulasi.csv"]
    plain = finish(page, EMBEDDED, "id", Setting())
    assert "gagal" not in plain and "retret:switch" not in plain and 'download="x.csv"' in plain


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_planted_text_is_text_in_links_messages_and_mails(named: Settings, planted: str, lang: Any) -> None:
    facts = indicator(planted)
    markup = takeaway(facts, named, lang).markup
    assert "<script" not in markup
    addresses = [html.unescape(one) for one in re.findall(r'href="([^"]*)"', markup)]
    (shared,) = [one for one in addresses if one.startswith("https://wa.me/")]
    (mail,) = [one for one in addresses if one.startswith("mailto:")]
    assert planted in unquote(shared.partition("?text=")[2])
    assert planted in unquote(mail.partition("?subject=")[2])
    for address in (shared, mail):
        assert not re.search(r"[\s<>\"'&\u200f\u202e]", address.partition("?")[2])
    assert message(facts, named, lang).count("\n") == 2


def test_a_failed_page_keeps_its_last_good_version_with_a_banner(
    sample: Root, checkout: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample.base, tmp_path / "root", ignore=shutil.ignore_patterns("_site", "interim"))
    root = Root(tmp_path / "root")
    page = next(root.reports.glob("unit/*.ipynb"))
    root.failed_list.parent.mkdir(parents=True)
    root.failed_list.write_text(json.dumps([root.address(page)]), "utf-8")
    build_site(root, checkout, engine="embedded")
    stale = [one.stem for one in root.site.rglob("*.html") if "gagal dibuat ulang" in one.read_text("utf-8")]
    assert stale == [page.stem]
    assert (root.site / "reports" / "unit" / f"{page.stem}.html").read_text("utf-8").count("<h1") == 1


def test_a_unit_that_was_split_keeps_its_page_and_leads_to_its_successors(tmp_path: Path) -> None:
    path = tmp_path / "succession.csv"
    path.write_text(
        "predecessor,successor,from_day,joins,note\nA,C,2026-01-01,no,\nA,B,2026-01-01,yes,\n", "utf-8"
    )
    table = read_succession(path)
    assert [code for code, _ in successors(table, "A")] == ["B", "C"]
    assert [code for code, _ in predecessors(table, "B")] == ["A"]
    assert successors(table, "B") == predecessors(table, "A") == []
    followers = [{"code": "B", "name": "Dinas <B>", "from_day": "2026-01-01"}]
    told = succession({"successors": followers, "predecessors": []}, "id")
    assert (
        '<a href="B.html">Dinas &lt;B&gt;</a> sejak 1 Januari 2026' in told and "tetap di alamatnya" in told
    )
    assert succession({"successors": [], "predecessors": []}, "id") == ""
    assert "tetap di alamatnya" not in succession({"successors": [], "predecessors": followers}, "id")
