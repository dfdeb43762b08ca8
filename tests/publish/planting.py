"""A small city whose every text is planted: names, events, disputes, cells that nobody may see again; built with two releases."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from analysis.paths import LEADERSHIP, Root
from analysis.publish import notebooks
from analysis.publish.build import Options, build
from analysis.release.freeze import freeze
from analysis.release.naming import Order
from analysis.view import read_facts
from tests.conftest import CHECKOUT, silent
from tests.ingest.builders import Book
from tests.ingest.samples import SAMPLES

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

FORMULA = {"OPD.DISHUB": "=1+1 "}
"""Units whose names a spreadsheet would reckon with."""

SITE = "https://contoh.go.id/retret"
"""Where the city says that its site is: addresses, codes on paper and links in messages follow from it."""

SPLIT, SUCCESSORS = "35.73.05.1004", ("35.73.05.1002", "35.73.05.1011")
"""A unit that was split in two."""

OUTSIDE = ("public-id", "public-en")

SPOILT = "pengaduan/sambat"

LATE = "layanan/rekap"
"""What came after the first release: the page of changes names the units whose figures it moved."""


def planted(tag: str) -> str:
    """A hostile text of 200 signs that is known again by its tag."""
    text = f"{tag} {HOSTILE} "
    return (text + "kata " * LENGTH)[: LENGTH - 1] + "."


def plant_city(folder: Path) -> dict[str, str]:
    """Names of units, and every text of events, facts, the retreat and a dispute; what was planted, by its tag."""
    told: dict[str, str] = {}

    def text(tag: str, before: str = "") -> str:
        told[tag] = f"{before} {planted(tag)}"[:LENGTH].strip() if before else planted(tag)
        return told[tag]

    units = pl.read_csv(folder / "units.csv", infer_schema=False).filter(pl.col("code").is_in(UNITS))
    names = [
        name if code == "35.73" else text(f"unit-{code}", FORMULA.get(code, "") + name)
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
    (folder / "succession.csv").write_text(
        "predecessor,successor,from_day,joins,note\n"
        + "".join(f"{SPLIT},{one},2025-08-01,no,\n" for one in SUCCESSORS),
        "utf-8",
    )
    settings = (folder / "city.toml").read_text("utf-8")
    named = settings.replace('site_url = ""', f'site_url = "{SITE}/"')
    assert named != settings
    (folder / "city.toml").write_text(named, "utf-8")
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


def planted_city(base: Path) -> Root:
    """The city built whole from agencies' own files, of the pages of indicators only SHOWN; in public a few pages."""
    folder = base / "data" / "cities" / "malang"
    shutil.copytree(CHECKOUT / "data" / "cities" / "malang", folder)
    old = dict(pl.read_csv(folder / "units.csv", infer_schema=False).select("name", "code").iter_rows())
    told = plant_city(folder)
    names = {name: told[f"unit-{code}"] for name, code in old.items() if f"unit-{code}" in told}
    names["Inspektorat"] = told["unit-OPD.INSPEKTORAT"]
    _plant_raw(base / "data" / "raw", names)
    root = Root(base)
    _release_twice(root)
    some = [one for one in notebooks.whole() if one.code in SHOWN]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "whole", lambda: some)
        _build(root, CHECKOUT, LEADERSHIP.name)
        _build(root, _few_pages(base / "checkout"), *OUTSIDE, only=(SPLIT, *SUCCESSORS))
    return root


def _build(root: Root, checkout: Path, *outputs: str, only: tuple[str, ...] = ()) -> None:
    asked = Options(engine="embedded", skip_bad_rows=True, outputs=outputs, only=only)
    report = build(root, checkout, asked, silent)
    assert not report.failures and report.stopped is None, (report.failures, report.stopped)


def _few_pages(checkout: Path) -> Path:
    """A checkout without the written page whose links lead to pages that are not among a few units'."""
    for name in ("notebooks", "reports"):
        left = shutil.ignore_patterns("method.qmd", "_parts", "unit", "__pycache__")
        shutil.copytree(CHECKOUT / name, checkout / name, ignore=left)
    for name in ("_quarto.yml", "index.qmd", "404.qmd"):
        shutil.copyfile(CHECKOUT / name, checkout / name)
    return checkout


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
