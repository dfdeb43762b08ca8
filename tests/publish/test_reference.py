"""Pages of reference: every term and assumption in both languages, figures from the plan, links only to what is there."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.city.place import City, load_city
from analysis.decision.plan import read_plan
from analysis.display.assumptions import ALWAYS, assumptions, declared
from analysis.display.glossary import glossary, terms
from analysis.messages import LANGS, Lang
from analysis.paths import Root
from analysis.publish.around import PAGES, Site, bottom, top
from analysis.publish.home import tasks
from analysis.publish.reference import Held, about, downloads, held

STATE = {
    "simulated": True, "edition": "leadership", "data_until": "2026-10-31", "percent": 96, "version": "0.1.0",
    "data_hash": "0123456789abcdef", "city": {"slug": "malang", "code": "35.73", "name": "Kota Malang"},
}  # fmt: skip


@pytest.fixture(scope="module")
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


def site(*pages: str, lang: Lang = "id") -> Site:
    return Site({**STATE, "pages": list(pages)}, "Kota Malang", "Pemerintah Kota Malang", lang)


def test_thirty_terms_or_more_each_in_both_languages_and_in_order() -> None:
    assert len(terms()) >= 30
    for lang in LANGS:
        named = re.findall(r'<dt id="([^"]+)">([^<]+)</dt>', glossary(lang))
        assert {anchor for anchor, _ in named} == set(terms())
        assert [name.casefold() for _, name in named] == sorted(name.casefold() for _, name in named)


@pytest.mark.parametrize("lang", LANGS)
def test_every_assumption_tells_why_what_if_wrong_and_where_with_the_plans_figures(
    city: City, lang: Lang
) -> None:
    thresholds = read_plan(city.folder).thresholds
    told = assumptions(thresholds, ["visits", "follow-through"], lang)
    assert told.count('<section class="assumption">') == len(declared()) >= 10
    assert "{" not in told
    changed = assumptions(thresholds.model_copy(update={"post_months_for_verdict": 37}), [], lang)
    assert "37" in changed and "37" not in told
    for one in declared():
        assert set(one) == {"used", "taken", "why", "wrong"} and one["used"]
        assert set(one["used"]) <= ALWAYS | {"visits", "follow-through"}


def test_pages_without_facts_are_linked_from_nowhere(city: City) -> None:
    bare, whole = site(), site("follow-through", "visits")
    thresholds = read_plan(city.folder).thresholds
    for name in ("follow-through", "visits"):
        address = f"{name}.html"
        parts = (bottom, lambda one, _depth: tasks(one))
        assert all(address not in part(bare, 1) and address in part(whole, 1) for part in parts)
        assert address not in assumptions(thresholds, bare.pages, "id")
        assert address in assumptions(thresholds, whole.pages, "id")


def test_every_page_is_one_tap_from_every_page(checkout: Path) -> None:
    foot = bottom(site("follow-through", "visits"), 1)
    written = {file.stem for file in (checkout / "reports").glob("*.qmd")}
    linked = set(re.findall(r'href="\.\./reports/([a-z-]+)\.html"', foot))
    assert written <= linked
    assert {page for _, page in PAGES} <= set(
        re.findall(r"reports/([a-z-]+)\.html", top(site("follow-through"), 1))
    )


def test_downloads_are_told_with_their_sizes_and_how_to_cite_them(city: City, tmp_path: Path) -> None:
    for name, size in (
        ("35.73/late-share.csv", 2400),
        ("35.73.05/late-share.csv", 900),
        ("35.73/elements.csv", 400),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    files = held(tmp_path)
    assert files[-1] == Held("35.73/late-share.csv", 2400)
    told = downloads(files, [], site(), city)
    assert '<a href="_data/35.73/late-share.csv">Hari pegawai yang terlambat</a>' in told
    assert "3 berkas, 4 KB" in told and "2 KB" in told
    assert "0123456789abcdef" in told
    assert downloads([Held("35.73/late-share.csv", 2_340_000)], [], site(), city).count("2,3 MB") == 2
    assert "<table" not in downloads(held(tmp_path / "none"), [], site(), city)


def test_downloads_name_the_workbook_of_each_measure_and_the_files_of_the_city(city: City) -> None:
    series = [Held("35.73/late-share-simulasi.csv", 2400)]
    files = [
        {"path": "xlsx/indicator-late-share-simulasi.xlsx", "kind": "measure", "of": "late-share", "bytes": 50_000},
        {"path": "brief/35.73-simulasi.pdf", "kind": "brief", "of": "35.73", "bytes": 30_000},
        {"path": "brief/OPD.X-simulasi.pdf", "kind": "brief", "of": "OPD.X", "bytes": 31_000},
        {"path": "csv/retret-malang-simulasi.zip", "kind": "package", "of": "retret-malang", "bytes": 90_000},
    ]  # fmt: skip
    told = downloads(series, files, site(), city)
    links = re.findall(r'href="(_[^"]+)"', told)
    assert links == [
        "_files/csv/retret-malang-simulasi.zip",
        "_files/brief/35.73-simulasi.pdf",
        "_data/35.73/late-share-simulasi.csv",
        "_files/xlsx/indicator-late-share-simulasi.xlsx",
    ]
    assert "90 KB" in told and "50 KB" in told


def test_an_address_for_questions_is_told_where_the_city_has_one(city: City) -> None:
    assert "mailto:" not in about(site(), city)
    given = city.settings.model_copy(update={"contact": "tanya@example.org"})
    assert 'href="mailto:tanya@example.org"' in about(site(), replace(city, settings=given))


def test_a_government_does_not_answer_for_simulated_data(city: City) -> None:
    assert "bukan terbitan Pemerintah Kota Malang" in about(site(), city)
    real = Site({**STATE, "pages": [], "simulated": False}, "Kota Malang", "Pemerintah Kota Malang", "id")
    assert "Pemerintah Kota Malang bertanggung jawab atas data" in about(real, city)
