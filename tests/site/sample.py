"""A small hand-made site's inputs: facts as the joint stage writes them, and executed notebooks with one of each chart."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from analysis.disclosure import EDITIONS
from analysis.display.charts import (
    Chart,
    ControlChart,
    Course,
    CoursesChart,
    ElementChart,
    ElementRow,
    MovedChart,
    MovedRow,
    PeerChart,
    PeerRow,
    Point,
)
from analysis.display.figure import Figure, Html
from analysis.display.shown import PUBLISH
from analysis.display.tables import html_table
from analysis.indicators.definition import FAMILIES
from analysis.paths import Root

STUBS = (
    ("effects", "Efek"),
    ("method-check", "Uji hitungan"),
    ("data-status", "Status data"),
    ("data-dictionary", "Kamus data"),
    ("indicators", "Indikator"),
    ("follow-through", "Tindak lanjut"),
    ("visits", "Kunjungan"),
)
"""Pages that are linked from every page and whose inside other tests look at."""

TILES = ("up", "flat", "down", "unsure", "none")
ELEMENTS = (
    "Persyaratan",
    "Sistem, mekanisme, dan prosedur",
    "Waktu penyelesaian",
    "Biaya atau tarif",
    "Produk layanan",
    "Kompetensi pelaksana",
    "Perilaku pelaksana",
    "Sarana dan prasarana",
    "Penanganan pengaduan",
)
LONG = "Rata-rata 87 unit berubah +0,9 poin; setahun sebelumnya, tanpa retret, +0,8 poin. Selisihnya di bawah batas berarti (1,0 poin)."
MONTHS = 36


def both(text: str) -> dict[str, str]:
    return {"id": text, "en": text, "code": "sample"}


def decision() -> dict[str, object]:
    return {
        "kind": "decision",
        "edition": "leadership",
        "simulated": True,
        "headline": both(
            "Tidak dapat disimpulkan. Bila diulang, ulangi dalam 2 gelombang supaya hasilnya bisa dinilai."
        ),
        "grade": both("Bukti D, dari A sampai D: gambaran sebelum dan sesudah, bukan sebab akibat"),
        "retreat": {"first_day": "2025-05-15", "last_day": "2025-05-17", "announced": "2025-05-05"},
        "value": {
            "reason": "no-values",
            "under_lock": None,
            "assumptions": {"scenario": "mid"},
            "options": [
                {"code": "annual", "scenario": scenario, "cost": cost, "days_away": 294}
                for scenario, cost in (("low", 4e8), ("mid", 6e8), ("high", 9e8))
            ],
        },
        "reasons": [
            both(f"Indeks kepuasan masyarakat: {LONG}"),
            both("Menit terlambat: 31 dari 87 unit membaik dan 24 memburuk; setahun sebelumnya 29 dan 26."),
            both("Bagian hari terlambat: tidak ada data pembanding."),
            both("Alasan keempat hanya ada di halaman putusan."),
        ],
        "doubts": [both("Semua unit ikut pada tanggal yang sama."), both("Wali kota baru sejak Februari.")],
        "settles": [both("Data bulanan dari 19 kota pembanding.")],
        "next_edition": [both("Undi gelombangnya per kecamatan."), both("Sisakan 10 % unit.")],
    }


def write_facts(root: Root) -> None:
    """units, state and decision of both editions."""
    rows = pl.read_csv(root.cities / "malang" / "units.csv", schema_overrides={"code": pl.String})
    names = dict(rows.select("code", "name").iter_rows())
    units = [
        {
            "code": row["code"],
            "name": row["name"],
            "type": row["type"],
            "parent": row["parent"],
            "parent_name": names.get(row["parent"]),
            "group": row["type"],
            "href": f"reports/unit/{row['code']}.html",
            "tile": TILES[place * 7 % 11 % 5],
            "completeness": [30 + place % 7, 36],
            "is_city": row["type"] == "kota",
            "ended": False,
        }
        for place, row in enumerate(rows.iter_rows(named=True))
    ]
    state = {
        "simulated": True,
        "data_until": "2026-10-31",
        "came": 3456,
        "expected": 3600,
        "percent": 96,
        "data_hash": "0123456789abcdef",
        "version": "0.1.0",
        "edition": "leadership",
        "pages": ["follow-through", "visits"],
        "city": {"slug": "malang", "code": "35.73", "name": "Kota Malang"},
    }
    told = (("units", units), ("state", state), ("decision", decision()), *of_the_city())
    for name, content in told:
        for edition in EDITIONS:
            file = root.facts / edition / f"{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(content), "utf-8")


def of_the_city() -> tuple[tuple[str, object], ...]:
    """The city's series, and the list of indicators: one judged and one not."""
    about: dict[str, object] = {"unit": "index", "decimals": 2, "change_scale": "points", "latest": None}
    judged = {
        **about,
        "code": "skm-index",
        "family": "service",
        "title": both("Indeks Kepuasan Masyarakat (IKM)"),
        "outcome": True,
        "effect": {
            "status": "estimated",
            "estimate": 1.7,
            "low": 0.6,
            "high": 2.9,
            "verdict": "improved-after",
        },
    }
    other = {**judged, "code": "late-minutes", "family": "discipline", "title": both("Menit terlambat"), "outcome": False, "effect": None}  # fmt: skip
    series = [
        {"date": f"{2023 + k // 4}-{1 + 3 * (k % 4):02}-15", "value": None if k == 5 else 86 + k / 3}
        for k in range(14)
    ]
    city = {
        "retreat": decision()["retreat"],
        "indicators": [{"code": one["code"], "series": series} for one in (judged, other)],
    }
    return (("35.73", city), ("indicators", {"indicators": [judged, other]}))


def control() -> ControlChart:
    """A series with a gap, with signals, with Ramadan."""
    points: list[Point] = []
    for k in range(MONTHS):
        when = date(2023 + (k + 5) // 12, (k + 5) % 12 + 1, 15)
        level = round(88 + ((k * 37) % 17 - 8) / 8 + (1.2 if k > 24 else 0), 2)
        gap = k in (7, 8)
        label = f"{when.isoformat()}: {'ditahan' if gap else level}"
        points.append(Point(when, None if gap else level, "run-of-8" if k > 31 else None, label))
    retreat = (date(2025, 5, 15), date(2025, 5, 17))
    ramadan = ((date(2024, 3, 12), date(2024, 4, 9)), (date(2025, 3, 1), date(2025, 3, 30)))
    return ControlChart(
        "indeks, 25 sampai 100",
        2,
        tuple(points),
        88.0,
        85.4,
        90.6,
        points[0].date,
        date(2025, 5, 4),
        False,
        retreat,
        "retret, 15-17 Mei 2025",
        ramadan,
        25.0,
        100.0,
    )


def peers() -> PeerChart:
    names = ("Tasikmadu", "Tunggulwulung", "Merjosari", "Kecamatan Kedungkandang", "Dinoyo", "Sumbersari")
    rows = tuple(
        PeerRow(str(k), name, None if k == 3 else 85 + k, 84.0 + k, 86.2 + k, k == 4)
        for k, name in enumerate(names)
    )
    return PeerChart("indeks, 25 sampai 100", 2, rows, 88.31, "mutu A")


def many_peers() -> PeerChart:
    """As many units as there are kelurahan, with names too long to stand beside their rows."""
    rows = tuple(
        PeerRow(
            str(k), f"Kelurahan dengan nama panjang nomor {k}", 80 + k / 5, 79 + k / 5, 81.5 + k / 5, k == 30
        )
        for k in range(57)
    )
    return PeerChart("indeks, 25 sampai 100", 2, rows)


def elements() -> ElementChart:
    rows = tuple(ElementRow(n, None if k == 4 else 3 + k / 10, 3.1 + k / 20) for k, n in enumerate(ELEMENTS))
    return ElementChart("nilai, 1 sampai 4", 2, rows, "triwulan III 2026", "triwulan II 2026")


def moved() -> MovedChart:
    rows = (MovedRow("Mei 2025", 0.2, 0.5, 0.3, 87), MovedRow("Mei 2024 (plasebo)", 0.22, 0.49, 0.29, 85))
    return MovedChart(rows, "memburuk", "tetap", "membaik")


def courses() -> CoursesChart:
    """Three units on one scale: one with a signal, one with gaps, one of which nothing may be told."""
    whole = control()
    told = (("naik", "signal-up", whole.points), ("dalam ragam biasa", "no-signal", whole.points[5:20]))
    held = tuple(replace(point, value=None, signal=None) for point in whole.points[:12])
    rows = tuple(
        Course(f"Unit {at}", "../unit/35.73.05.1002.html", state, "↗", words, points)
        for at, (words, state, points) in enumerate((*told, ("ditahan", "withheld", held)))
    )
    return CoursesChart(whole.unit_label, 2, rows, whole.retreat, whole.retreat_label, 25.0, 100.0)


CHARTS = (control(), peers(), elements(), moved(), courses())


def figure(chart: Chart, title: str) -> Figure:
    rows = [["Mei 2025", "88,31", "29"], ["Juni 2025", None, None]]
    return Figure(
        title,
        chart,
        "Tiap titik satu bulan. Pita: kisaran biasa 85,40 sampai 90,60.",
        ["Periode", "Nilai", "Penjawab"],
        rows,
    )


def unit_blocks(name: str) -> list[object]:
    head = f'<p class="crumb"><a href="../../index.html">Beranda</a></p><h1>{name}</h1>'
    lede = '<p class="lede">IKM dua belas bulan terakhir 88,31 (mutu A, sangat baik). Tidak ada tanda perubahan.</p>'
    icons = '<ul class="icons"><li class="signal-up"><i aria-hidden="true">↗</i>IKM: naik</li><li class="withheld"><i aria-hidden="true">▨</i>Terlambat: ditahan</li></ul>'
    titles = (
        "IKM: tanda naik setelah Mei 2025",
        "IKM di antara 57 kelurahan",
        "Sembilan unsur",
        "Yang berubah",
        "Unit sejenis berdampingan",
    )
    figures = [figure(chart, title) for chart, title in zip(CHARTS, titles, strict=True)]
    empty = Figure("Presensi: belum ada data", None, "Belum ada kiriman.", ["Periode"], [])
    return [Html(head + lede + icons), *figures, empty]


def notebook(blocks: Sequence[object], title: str, depth: int) -> str:
    """An executed notebook as the runner leaves it: front matter, top, outputs, bottom."""
    up = "../" * (depth - 1)
    os.environ[PUBLISH] = "1"
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": block._repr_mimebundle_()} for block in blocks
    ]
    del os.environ[PUBLISH]
    raw = f"---\ntitle: {title}\ntitle-block-style: none\n---"
    cells = [
        {"cell_type": "raw", "id": "a", "metadata": {}, "source": raw},
        _markdown("b", f"{{{{< include {up}_parts/top-{depth}.md >}}}}"),
        {
            "cell_type": "code",
            "id": "c",
            "metadata": {},
            "execution_count": None,
            "source": "view",
            "outputs": outputs,
        },
        _markdown("d", f"{{{{< include {up}_parts/bottom-{depth}.md >}}}}"),
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _markdown(name: str, source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def write_pages(root: Root) -> None:
    """Every unit with a short page, two with all charts, and one page of each other kind."""
    units = json.loads((root.facts / "leadership" / "units.json").read_text("utf-8"))
    for unit in units:
        whole = unit["code"] in ("35.73.05.1002", "35.73.05")
        blocks = unit_blocks(unit["name"]) if whole else [Html(f"<h1>{unit['name']}</h1>")]
        _page(root, f"unit/{unit['code']}", blocks, unit["name"], 2)
    everyone = [*unit_blocks("Semua kelurahan"), figure(many_peers(), "IKM 57 kelurahan")]
    _page(root, "group/kelurahan", everyone, "Semua kelurahan", 2)
    _page(
        root,
        "decision",
        [Html("<h1>Tidak dapat disimpulkan</h1>"), figure(moved(), "Yang berubah")],
        "Putusan",
        1,
    )
    quality = html_table([["Survei", "12", None]], ["Sumber", "Berkas", "Baris"], "Yang masuk")
    for name, title in STUBS:
        parts = "".join(f'<h2 id="{family}">x</h2>' for family in FAMILIES if name == "indicators")
        _page(root, name, [Html(f"<h1>{title}</h1>{parts}")], title, 1)
    _page(root, "data-quality", [Html(f"<h1>Mutu data</h1>{quality}")], "Mutu data", 1)


def _page(root: Root, name: str, blocks: Sequence[object], title: str, depth: int) -> None:
    file = root.reports / f"{name}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(notebook(blocks, title, depth), "utf-8")


def sample_root(folder: Path, checkout: Path) -> Root:
    """A root with the shipped city and everything that a site is built from."""
    shutil.copytree(checkout / "data" / "cities", folder / "data" / "cities")
    root = Root(folder)
    write_facts(root)
    write_pages(root)
    return root
