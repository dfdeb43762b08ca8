"""retret visits plan as a person runs it: the draw, its folder, the results back through the door, and refusals."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import python_calamine
from pypdf import PdfReader

from analysis.city.place import City, load_city
from analysis.cli import main
from analysis.console.template import HEADER_ROW, write_template
from analysis.contract import DIMENSIONS, TABLES
from analysis.delivery.form import Example, find_source, make_form
from analysis.facts.visits import drawn
from analysis.indicators.compute import unit_series
from analysis.indicators.definition import by_code
from analysis.indicators.pool import group_series
from analysis.paths import Root
from analysis.sampling.plan import read_plans
from tests.ingest.builders import checked

MONTH, VISITS = "2026-12", 12
ORIGIN = {"file": "a.xlsx", "sheet": "s", "row": 2, "layout": "register", "simulated": True}
NONE: list[str] = []


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Root:
    """The shipped city with what a build leaves of its units, promises and visits."""
    root = Root(tmp_path_factory.mktemp("visited"))
    shutil.copytree(checkout / "data" / "cities", root.cities)
    (root.simulated / "raw").mkdir(parents=True)
    (root.simulated / "raw" / "x.xlsx").touch()
    folder = root.facts / "leadership"
    folder.mkdir(parents=True)
    units = load_city(root).units.filter(pl.col("type") != "kota")
    for k, (code, name, kind) in enumerate(units.select("code", "name", "type").iter_rows()):
        about = {"code": code, "name": name, "type": kind, "parent_name": None}
        owed = {"survey": [["2026-04-01", "2026-06-30"]]} if k % 3 == 0 else {}
        way = [{"verdict": "below-city" if k % 5 == 0 else "not-separable"}]
        told = {
            "simulated": True,
            "data_until": "2026-10-31",
            "unit": about,
            "deviations": way,
            "missing": owed,
        }
        (folder / f"{code}.json").write_text(json.dumps(told), "utf-8")
    codes = units["code"].to_list()
    store = root.interim / "accepted-simulated"
    store.mkdir(parents=True)
    promises = [
        {
            **ORIGIN, "unit": code, "as_of": date(2026, 10, 31), "month": date(2026, 8, 1), "commitments": 3, "due": 2,
            "done": 1, "verified": 0, "delay_days": [0], "overdue": [f"K-{k}-1"], "checked": [], "unchecked": [f"K-{k}-2"],
            "unproven": [f"K-{k}-2"], "ahead": [f"K-{k}-3"],
        }
        for k, code in enumerate(codes[::2])
    ]  # fmt: skip
    for name, rows in (("commitments", promises), ("visits", [])):
        schema = TABLES[name].create_empty().schema
        pl.DataFrame(rows, schema=schema).write_parquet(store / f"{name}.parquet")
    return root


def run(town: Root, *words: str, lang: str = "en") -> int:
    return main(["visits", "plan", "--month", MONTH, *words, "--root", str(town.base), "--lang", lang])


@pytest.fixture(scope="module")
def city(town: Root) -> City:
    return load_city(town)


@pytest.fixture(scope="module")
def folder(town: Root, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plan") / "december"
    assert run(town, "--visits", str(VISITS), "--seed", "7", "--out", str(out)) == 0
    return out


def test_only_shown_nothing_is_written(town: Root, city: City, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(town, "--seed", "7", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["visits"] == city.settings.visits.a_month
    assert len(told["units"]) == city.units.height - 1
    assert sum(one["chance_percent"] for one in told["units"]) == pytest.approx(100 * told["visits"])
    assert {one["reasons"] for one in told["units"]} > {"unvisited", "overdue unvisited"}
    assert run(town, lang="id") == 0
    shown = capsys.readouterr().out
    assert "DATA SIMULASI" in shown and "Hanya ditampilkan" in shown


def test_the_folder_is_whole_and_its_checklists_are_tagged_pages(
    folder: Path, town: Root, city: City
) -> None:
    assert {one.name for one in folder.iterdir()} == {
        "plan.csv",
        "kunjungan-2026-12-simulasi.xlsx",
        "checklists",
    }
    plan = read_plans(city.folder)
    assert (folder / "plan.csv").read_text("utf-8") == plan.write_csv()
    visits = plan.filter(pl.col("visit").is_not_null())
    assert visits.height == VISITS
    for code, visit in visits.select("unit", "visit").iter_rows():
        page = PdfReader(folder / "checklists" / f"{visit}-{code}-simulasi.pdf")
        assert len(page.pages) == 1
        assert page.trailer["/Root"]["/MarkInfo"]["/Marked"]
        words = " ".join(page.pages[0].extract_text().split())
        name = city.units.filter(pl.col("code") == code)["name"].item()
        assert name.split()[0] in words and "SIMULATED DATA" in words and visit in words
        for mine in (one for one in _promises(town) if one["unit"] == code):
            assert mine["overdue"][0] in words and mine["unchecked"][0] in words
        for one in ("Service policy", "Innovation", "Kepala di Tempat"):
            assert one in words


def _promises(town: Root) -> list[dict[str, list[str]]]:
    return pl.read_parquet(town.interim / "accepted-simulated" / "commitments.parquet").to_dicts()


def test_what_was_found_comes_back_through_the_door_weighted_by_its_chance(
    folder: Path, city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plan, workbook filled in but for one visit, check without a word, indicator: Hajek's mean by hand."""
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "kunjungan-2026-12-simulasi.xlsx"))
    rows = book.get_sheet_by_name("Kunjungan").to_python()
    form = make_form(find_source("visits"), None, city)
    places = {field.header: field.name for field in form.fields}
    given = [
        {places[str(head)]: cell for head, cell in zip(rows[HEADER_ROW], row, strict=True) if cell != ""}
        for row in rows[HEADER_ROW + 1 :]
    ]
    assert len(given) == VISITS and set(given[0]) == {"visit", "unit", "manner", "probability"}
    filled = [_found(row, k) for k, row in enumerate(given[1:])]
    raw = tmp_path / "raw"
    write_template(raw / "kunjungan" / "december.xlsx", form, city, "id", rows=filled)
    assert main(["check", str(raw), "--root", str(city.folder.parents[2]), "--lang", "en"]) == 0
    capsys.readouterr()
    table = checked(raw, city).tables["visits"]
    assert table.height == VISITS - 1
    weights = [100 / float(str(row["probability"])) for row in given[1:]]
    scores = [sum(float(str(row[one])) for one in DIMENSIONS) / len(DIMENSIONS) for row in filled]
    truth = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
    one = by_code()["visit-score"]
    tables = {name: form.create_empty() for name, form in TABLES.items()} | {"visits": table}
    series = group_series(unit_series(tables, (one,)), [("all", city.units["code"].to_list())], (one,))
    assert series.filter(pl.col("unit") == "all")["value"].to_list() == pytest.approx([truth])
    told = drawn(read_plans(city.folder), table, date(2026, 12, 31))
    assert told["drawn"] == [
        {"month": MONTH, "drawn": VISITS, "done": VISITS - 1, "differing": 0, "over": True}
    ]
    assert [row["visit"] for row in told["undone"]] == [given[0]["visit"]]
    other = table.with_columns(probability=pl.col("probability") * 0.9)
    assert drawn(read_plans(city.folder), other, date(2026, 10, 31)) == {
        "drawn": [
            {"month": MONTH, "drawn": VISITS, "done": VISITS - 1, "differing": VISITS - 1, "over": False}
        ],
        "undone": NONE,
    }


def _found(row: dict[str, Example], k: int) -> dict[str, Example]:
    """What a visitor would add to a row."""
    scores = {one: float((k + place) % 6) for place, one in enumerate(DIMENSIONS)}
    seen = {"head_on_site": "Ya", "office_empty": "Tidak", "queue": 3.0, "findings": 1.0}
    return {**row, **scores, **seen, "visited": date(2026, 12, 1 + k)}


def test_a_published_month_is_not_drawn_again(town: Root, folder: Path, tmp_path: Path) -> None:
    assert run(town, "--seed", "8", "--out", str(tmp_path / "again")) == 1
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--month", "2026-10"), "Plan a month after that"),
        (("--month", "December"), "not a month"),
        (("--month", "2027-01", "--visits", "0"), "between 1 and 114"),
        (("--month", "2027-01", "--visits", "115"), "between 1 and 114"),
        (("--month", "2027-01", "--seed", "-1"), "from 0 on"),
        (("--month", "2031-01"), "2031"),
    ],
)
def test_bad_input_is_one_clear_message_and_nothing_is_written(
    town: Root, words: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan"
    asked = ["visits", "plan", *words, "--out", str(out), "--root", str(town.base), "--lang", "en"]
    assert main(asked) > 0
    assert told in capsys.readouterr().err
    assert not out.exists()


def test_without_a_build_it_says_what_to_do(
    tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(checkout / "data" / "cities", tmp_path / "data" / "cities")
    assert run(Root(tmp_path)) == 1
    assert capsys.readouterr().err
