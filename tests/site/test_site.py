"""The built site: every unit has its page, every link leads somewhere, old stays until new is whole, same bytes twice."""

import base64
import hashlib
import html
import json
import re
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from random import Random

import polars as pl
import pytest

from analysis.city.place import load_city
from analysis.cli import main
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.audit import audit
from analysis.publish.chart_library import NAME, plotly_bundle
from analysis.publish.page_facts import Facts
from analysis.publish.parts import write_parts
from analysis.publish.site import build_site
from tests.site.sample import write_pages

ENGLISH = (
    "On this page Search Copy to Clipboard Note Warning Important Caution Table of contents Toggle Source "
    "Back to top Previous Next Published Author Footnotes Reuse Citation Skip to content Download"
)
LABELS = re.compile(r">\s*(" + "|".join(re.findall(r"[A-Z][a-z ]+(?= [A-Z]|$)", ENGLISH)) + r")\s*<")


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@pytest.fixture(scope="session")
def read(sample_site: Path) -> Mapping[Path, Facts]:
    return {page: Facts(page.read_text("utf-8")) for page in pages(sample_site)}


def test_every_unit_of_the_city_has_a_page(sample: Root, sample_site: Path) -> None:
    codes = set(pl.read_csv(sample.cities / "malang" / "units.csv", infer_schema=False)["code"])
    assert {page.stem for page in (sample_site / "reports" / "unit").glob("*.html")} == codes
    assert "35.73.05.1002" in codes and len(codes) == 115


@pytest.fixture(params=["sample_site", pytest.param("built_site", marks=pytest.mark.repeats)])
def site(request: pytest.FixtureRequest) -> Path:
    """The hand-made site of a whole city, and the site of a small simulated one."""
    return request.getfixturevalue(request.param)


def test_nothing_is_wrong_in_a_site(site: Path) -> None:
    assert audit(site) == []


def test_the_audit_sees_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "reports" / "unit").mkdir(parents=True)
    (tmp_path / "index.html").write_text(
        '<link rel="stylesheet" href="s.css"><a href="hilang.html">a</a><a href="#tiada">b</a>'
        '<a href="https://example.org/">c</a><a href="/akar.html">d</a><p onclick="x()">e</p>',
        "utf-8",
    )
    (tmp_path / "s.css").write_bytes(Random(1).randbytes(100_000))
    (tmp_path / "reports" / "unit" / "x.html").write_text(Random(1).randbytes(60_000).hex(), "utf-8")
    with (tmp_path / "besar.bin").open("wb") as big:
        big.truncate(31_000_000)
    assert [(one.code, one.page) for one in audit(tmp_path)] == [
        ("audit-lost", "index.html"),
        ("audit-anchor", "index.html"),
        ("audit-leaves", "index.html"),
        ("audit-leaves", "index.html"),
        ("audit-handler", "index.html"),
        ("audit-blocking", "index.html"),
        ("audit-heavy", "reports/unit/x.html"),
        ("audit-whole", tmp_path.name),
    ]


def test_the_command_tells_faults_and_facts(
    sample_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(sample_site)]) == 0
    assert "0 hal yang salah" in capsys.readouterr().out
    assert main(["audit", "--facts", str(sample_site)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {page.relative_to(sample_site).as_posix() for page in pages(sample_site)}
    assert told["404.html"]["headings"] == [["h1", "Halaman tidak ditemukan"]]
    assert main(["audit", str(tmp_path)]) != 0
    (tmp_path / "index.html").write_text('<a href="hilang.html">a</a>', "utf-8")
    assert main(["audit", str(tmp_path)]) == 1
    assert "index.html: tautan" in capsys.readouterr().out


def test_no_label_is_english(site: Path) -> None:
    found = {(page.name, hit) for page in pages(site) for hit in LABELS.findall(page.read_text("utf-8"))}
    assert found == set()
    assert LABELS.search("<h2>On this page</h2>") and LABELS.search("<div>Note</div>")


def test_the_frame_stands_outside_the_main_element(sample_site: Path) -> None:
    for page in pages(sample_site):
        text = page.read_text("utf-8")
        order = [
            text.index(mark)
            for mark in ('<header class="site-head"', "<main", "</main>", '<footer class="site-foot"')
        ]
        assert order == sorted(order), page
        assert text.count("<main") == text.count("<h1") == text.count('<html lang="id"') == 1, page


def test_simulated_data_say_so_on_every_page_and_real_figures_say_that(sample_site: Path) -> None:
    for page in pages(sample_site):
        text = page.read_text("utf-8")
        if page.name == "public-facts.html":
            assert "Situs ini memakai data simulasi; angka di halaman ini nyata, dengan sumbernya" in text
        else:
            assert "DATA SIMULASI, bukan data Pemerintah Kota Malang" in text, page


def test_only_our_own_scripts_and_styles_are_left(sample_site: Path) -> None:
    index = (sample_site / "index.html").read_text("utf-8")
    assert re.findall(r'<script data-load="([^"]+)"', index) == [
        "reports/_parts/units.js reports/_style/theme.js reports/_style/finder.js reports/_style/explore.js"
    ]
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', index) == ["reports/_style/site.css"]
    assert not (sample_site / "site_libs").exists() and not (sample_site / "search.json").exists()


def test_the_chart_library_is_that_of_the_package_packed_below_its_notice(sample_site: Path) -> None:
    told = (sample_site / "reports/_style" / NAME).read_text("ascii")
    notice, held, closing = re.split(r'window\.retretPlotly="|(?<=[\w+/=])";', told)
    assert zlib.decompress(base64.b64decode(held)) == plotly_bundle().read_bytes()
    assert "MIT license" in notice and "Plotly" in notice and closing == "\n"


def test_every_page_allows_by_hash_what_it_runs_and_nothing_else(sample_site: Path) -> None:
    for page in pages(sample_site):
        text = page.read_text("utf-8")
        policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)[0])
        run = re.findall(r"<script(?! type=\"application/json\")[^>]*>(.*?)</script>", text, re.S)
        hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in run]
        assert [f"'sha256-{one}'" in policy for one in hashes] == [True], page
        assert "default-src 'none'" in policy and "unsafe-eval" not in policy
        assert policy.index("'strict-dynamic'") and "http" not in policy
        assert not re.search(r"<[^>]+\son[a-z]+=", text), page


def test_the_passport_names_engine_and_data_and_no_clock(sample_site: Path) -> None:
    passport = json.loads((sample_site / "build.json").read_text("utf-8"))
    assert passport["engine"] == "smalldocs" and passport["data_hash"] == "0123456789abcdef"
    assert passport["pages"] == len(pages(sample_site))
    assert f"dirender dengan smalldocs {passport['engine_version']}" in (
        sample_site / "index.html"
    ).read_text("utf-8")


def test_home_holds_the_whole_answer_and_every_unit(sample_site: Path) -> None:
    facts = Facts((sample_site / "index.html").read_text("utf-8"))
    told = " ".join(facts.words)
    for part in (
        "Apakah retret pimpinan 15-17 Mei 2025 layak menjadi agenda tahunan?",
        "Tidak dapat disimpulkan. Bila diulang",
        "Bukti D",
        "Data sampai Oktober 2026; 96 % kiriman sudah masuk",
        "Bagian hari terlambat",
        "Wali kota baru",
        "19 kota pembanding",
        "Undi gelombangnya",
    ):
        assert part in told
    assert "Alasan keempat" not in told
    assert len(facts.rows) == 1 + 115
    tiles = [href for _, href in facts.links if re.fullmatch(r"reports/unit/35\.73\.\d\d\.\d{4}\.html", href)]
    assert len(tiles) == 2 * 57


def test_public_facts_stand_with_source_date_and_confidence(sample: Root, sample_site: Path) -> None:
    facts = Facts((sample_site / "reports/public-facts.html").read_text("utf-8"))
    rows = [row for row in facts.rows if row[0] != "Ukuran"]
    listed = load_city(sample).facts
    assert len(rows) == listed.height
    assert all(re.search(r"keyakinan (tinggi|sedang|rendah)|pengetahuan umum", row[2]) for row in rows)
    told = " ".join(facts.words)
    assert all(value in told for value in ("1.834", "89,15", "85,5", "91,2", "sekitar 20"))


def digest(site: Path) -> dict[str, str]:
    files = (file for file in site.rglob("*") if file.is_file())
    return {str(file.relative_to(site)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture
def other(sample: Root, tmp_path: Path) -> Root:
    """A root of its own with an old site, to break."""
    shutil.copytree(sample.base, tmp_path / "root", ignore=shutil.ignore_patterns("_site", "interim"))
    root = Root(tmp_path / "root")
    root.site.mkdir()
    (root.site / "index.html").write_text("lama", "utf-8")
    return root


def test_the_old_site_stays_when_rendering_fails(other: Root, checkout: Path) -> None:
    (other.parts / "home.md").unlink()
    (other.parts / "top-0.md").write_text("[x](hilang.qmd)\n", "utf-8")
    with pytest.raises(RetretError) as stopped:
        build_site(other, checkout, engine="embedded")
    assert stopped.value.code == "engine-failed"
    assert [file.name for file in other.site.iterdir()] == ["index.html"]
    assert (other.site / "index.html").read_text("utf-8") == "lama"


def test_a_source_outside_the_subset_stops_before_rendering(other: Root, checkout: Path) -> None:
    (other.parts / "home.md").write_text("a\n\nLihat @fig-x.\n", "utf-8")
    with pytest.raises(RetretError) as stopped:
        build_site(other, checkout, engine="embedded")
    assert stopped.value.code == "outside-subset"
    assert "reports/_parts/home.md:3: " in stopped.value.values["lines"]
    assert (other.site / "index.html").read_text("utf-8") == "lama"


def test_the_new_site_takes_the_place_of_the_old_whole_and_is_the_same_bytes(
    other: Root, sample_site: Path, checkout: Path
) -> None:
    (other.site / "usang.html").write_text("x", "utf-8")
    write_parts(other, load_city(other))
    report = build_site(other, checkout, engine="embedded")
    first = digest(sample_site)
    assert digest(other.site) == first and len(first) > 120
    assert not (other.site / "usang.html").exists() and report.pages == len(pages(other.site))
    assert [path.name for path in other.base.iterdir() if path.name.startswith(".")] == []


def test_an_english_site_speaks_english(other: Root, checkout: Path) -> None:
    english = other.of("public-en")
    write_pages(english)
    write_parts(english, load_city(english))
    build_site(english, checkout, engine="embedded")
    index = (english.site / "index.html").read_text("utf-8")
    assert (
        '<html lang="en"' in index
        and "SIMULATED DATA, not data of" in index
        and "List of all 115 units" in index
    )


def test_real_data_have_no_banner(other: Root, checkout: Path) -> None:
    file = other.facts / "leadership" / "state.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"simulated": False}), "utf-8")
    write_parts(other, load_city(other))
    build_site(other, checkout, engine="embedded")
    assert not any('class="sim"' in page.read_text("utf-8") for page in pages(other.site))


def test_without_a_build_pages_name_the_command(checkout: Path, tmp_path: Path) -> None:
    root = Root(tmp_path)
    for name in ("_quarto.yml", "index.qmd", "404.qmd"):
        shutil.copy(checkout / name, tmp_path / name)
    (tmp_path / "reports").mkdir()
    shutil.copytree(checkout / "reports" / "_style", tmp_path / "reports" / "_style")
    for page in (checkout / "reports").glob("*.qmd"):
        shutil.copy(page, tmp_path / "reports" / page.name)
    from smalldocs.site import build

    made = build(tmp_path, quiet=True)
    assert "make site" in (root.site / "index.html").read_text("utf-8")
    assert not any("not found" in warning for warning in made.warnings)
    (root.parts / "home.md").write_text("sudah", "utf-8")
    build(tmp_path, quiet=True)
    assert (root.parts / "home.md").read_text("utf-8") == "sudah"
