"""What the public edition withholds cannot be found in anything that leaves, nor be worked out from what does."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from pypdf import PdfReader

from analysis.city.place import load_city
from analysis.city.units import groups
from analysis.disclosure import HIDDEN, STEP, coarse, disclose
from analysis.facts.joint import city_code
from analysis.facts.kept_back import with_kept_back
from analysis.indicators.compute import too_few
from analysis.indicators.definition import by_code, indicators
from analysis.indicators.pool import group_series
from analysis.messages import Lang, text
from analysis.paths import OUTPUTS, Root
from analysis.wording.numbers import number
from tests.facts.test_kept_back import derived
from tests.publish.books import MONTHLY, figures, sheets

PUBLIC = [one.name for one in OUTPUTS if one.edition == "public"]
FIGURES = ("value", "numerator", "denominator", "base")


@pytest.fixture(scope="module")
def series(outputs: Root) -> pl.DataFrame:
    return pl.read_parquet(outputs.processed / "series.parquet")


@pytest.fixture(scope="module")
def secret(series: pl.DataFrame) -> set[tuple[str, str, str]]:
    """Unit, measure and first day of everything that the public edition withholds."""
    held = series.filter((pl.col("status") == "withheld") | pl.col(HIDDEN))
    return {
        (unit, code, day.isoformat())
        for unit, code, day in held.select("unit", "indicator", "first_day").iter_rows()
    }


def public_pages(root: Root) -> Iterator[dict[str, Any]]:
    for file in (root.facts / "public").glob("*.json"):
        facts = json.loads(file.read_text("utf-8"))
        if isinstance(facts, dict) and facts.get("kind") in ("unit", "group", "indicator"):
            yield facts


def points(facts: dict[str, Any]) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    for one in facts["indicators"] if "indicators" in facts else [facts["indicator"]]:
        for point in one["series"]:
            yield (facts["unit"]["code"], one["code"], point["first_day"]), point


def test_no_withheld_figure_stands_in_the_facts(outputs: Root, secret: set[tuple[str, str, str]]) -> None:
    seen = 0
    for facts in public_pages(outputs):
        for key, point in points(facts):
            if key in secret:
                seen += 1
                assert point["status"] == "withheld" and not any(
                    point[name] is not None for name in FIGURES
                ), key
            else:
                assert point["value"] is not None, key
                assert not point["base"] or point["base"] % STEP == 0, key
        for one in facts.get("indicators", ()):
            latest = one["latest"]
            assert latest is None or (facts["unit"]["code"], one["code"], latest["first_day"]) not in secret
    assert seen > 1000


@pytest.mark.parametrize("name", PUBLIC)
def test_nor_in_tables_workbooks_or_pages(
    outputs: Root, secret: set[tuple[str, str, str]], name: str
) -> None:
    site, lang = outputs.of(name).site, outputs.of(name).output.lang
    word = text("cell-withheld", lang)
    count = cells = 0
    government = load_city(outputs).settings.government
    for unit, code, day in secret:
        file = site / "reports" / "_data" / unit / f"{code}-simulasi.csv"
        if file.is_file():
            (line,) = [line for line in file.read_text("utf-8").splitlines() if line.startswith(f"{day},")]
            assert re.fullmatch(rf"{day},[-\d]+,,,,,withheld", line), line
            count += 1
    assert count > 100
    for file in (site / "reports" / "_files" / "xlsx").iterdir():
        found = figures(sheets(file, banner=text("banner-simulated", lang, government=government)), lang)
        of, measure = file.stem.removesuffix("-simulasi"), file.stem.startswith("indicator-")
        for (code, day), told in found.items():
            key = (code, of.removeprefix("indicator-"), day) if measure else (of, code, day)
            if key in secret:
                assert {told[name] for name in MONTHLY} | {told.get("base", word)} == {word}, (file, code)
                cells += 1
    assert cells > 1000
    units = {unit for unit, _, _ in secret}
    for page in (site / "reports" / "unit").glob("*.html"):
        facts = json.loads((outputs.facts / "public" / f"{page.stem}.json").read_text("utf-8"))
        charted = [one for one in facts["indicators"] if one["page"] == "chart"]
        held = sum(point["status"] == "withheld" for one in charted for point in one["series"])
        assert page.read_text("utf-8").count(f'<td class="withheld">{word}') >= held
        assert held == 0 or page.stem in units


FIGURE = re.compile(r"\d[\d.,]*\d")
TELLING = 3
"""Digits of a figure that does not stand on a sheet by chance."""


def given_away(root: Root, series: pl.DataFrame, secret: set[tuple[str, str, str]]) -> tuple[set[str], int]:
    """Withheld values that stand on the briefs of an output's units though no fact of that page has them; how many were sought."""
    edition, lang = root.output.edition, root.output.lang
    sought: dict[str, set[str]] = {}
    for unit, code, day, value in series.select("unit", "indicator", "first_day", "value").iter_rows():
        if value is not None and (unit, code, day.isoformat()) in secret:
            told = number(value, by_code()[code].decimals, lang)
            if sum(sign.isdigit() for sign in told) >= TELLING:
                sought.setdefault(unit, set()).add(told)
    found: set[str] = set()
    for unit, values in sought.items():
        sheet = root.site / "reports" / "_files" / "brief" / f"{unit}-simulasi.pdf"
        if sheet.is_file():
            facts = json.loads((root.facts / edition / f"{unit}.json").read_text("utf-8"))
            mine = set(FIGURE.findall(PdfReader(sheet).pages[0].extract_text()))
            known = set() if edition == "leadership" else set(_told_by(facts, lang))
            found |= {f"{unit} {one}" for one in (values & mine) - known}
    return found, sum(map(len, sought.values()))


def _told_by(facts: Any, lang: Lang) -> Iterator[str]:
    """Every number of some facts as pages may write it."""
    if isinstance(facts, dict | list):
        for one in facts.values() if isinstance(facts, dict) else facts:
            yield from _told_by(one, lang)
    elif isinstance(facts, int | float):
        yield from (number(abs(facts), decimals, lang) for decimals in range(4))


@pytest.mark.repeats
@pytest.mark.parametrize("name", PUBLIC)
def test_nor_on_a_sheet_of_paper(
    outputs: Root, series: pl.DataFrame, secret: set[tuple[str, str, str]], name: str
) -> None:
    found, sought = given_away(outputs.of(name), series, secret)
    assert found == set()
    assert sought > 500


def test_the_search_on_paper_finds_what_leaders_are_told(
    outputs: Root, series: pl.DataFrame, secret: set[tuple[str, str, str]]
) -> None:
    found, _ = given_away(outputs, series, secret)
    assert found


def test_no_unit_s_commitments_are_told(outputs: Root) -> None:
    city = city_code(load_city(outputs))
    slugs = {group.slug for group in groups(load_city(outputs))}
    about_head = {one.code for one in indicators() if one.about_head}
    assert {"commitments-done", "commitments-verified", "commitment-delay"} <= about_head
    for facts in public_pages(outputs):
        code = facts["unit"]["code"]
        assert code == city or code in slugs or not facts.get("promises"), code
        for (_, measure, _), point in points(facts):
            assert measure not in about_head or code == city or code in slugs or point["value"] is None
    told = json.loads((outputs.facts / "public" / "follow-through.json").read_text("utf-8"))
    assert told["promised"] == told["overdue"] == []
    assert all(one["promising"] >= 5 or one["due"] is None for one in told["groups"])


def test_nothing_withheld_follows_from_rows_and_totals(outputs: Root, series: pl.DataFrame) -> None:
    """For every measure and period the totals that are told, less what is told of units, as equations: none has one unknown."""
    city = load_city(outputs)
    members = {group.slug: set(group.members) for group in groups(city)}
    everyone = {code for code in city.units["code"] if code != city_code(city)}
    members[city_code(city)] = everyone
    told = disclose(series, "public").with_columns(
        pl.Series("raw", series["status"]), pl.Series("few", _few(series))
    )
    seen = Counter[bool]()
    for (code, _), period in told.group_by("indicator", _start(list(members))):
        one = by_code()[str(code)]
        units = period.filter(pl.col("unit").is_in(list(everyone)))
        inside = units if one.people is None else units.filter(~pl.col("few"))
        unknown = sorted(set(inside.filter(pl.col("value").is_null())["unit"]))
        totals = period.filter(pl.col("unit").is_in(list(members)) & pl.col("value").is_not_null())["unit"]
        assert derived(unknown, [sorted(members[total] & set(unknown)) for total in totals]) == set(), code
        seen[one.in_waves] += bool(unknown and totals.len())
    assert seen[False] > 100 and seen[True] > 10


def _start(totals: list[str]) -> pl.Expr:
    """The first day of what a total is over: of a wave the quarter in which the middle of its fieldwork lies, else the month."""
    in_waves = [one.code for one in indicators() if one.in_waves]
    quarter = pl.when(pl.col("indicator").is_in(in_waves)).then(pl.col("date").dt.truncate("1q"))
    own = quarter.otherwise(pl.col("date").dt.truncate("1mo"))
    return pl.when(pl.col("unit").is_in(totals)).then(pl.col("first_day")).otherwise(own)


def _few(series: pl.DataFrame) -> pl.Series:
    parts = [
        rows.with_columns(few=too_few(by_code()[str(code)]))
        for (code,), rows in series.with_row_index("at").group_by("indicator")
    ]
    return pl.concat(parts).sort("at")["few"]


def test_another_secret_with_the_same_totals_changes_nothing_that_is_told(
    outputs: Root, series: pl.DataFrame
) -> None:
    """Two withheld units of the same groups exchange a part of their counts: whoever sees the public rows cannot tell."""
    city = load_city(outputs)
    code, first, second = "complaint-resolved", "35.73.05.1002", "35.73.05.1011"
    mine = (pl.col("indicator") == code) & (pl.col("status") == "withheld")
    days = series.filter(mine & (pl.col("unit") == first))["first_day"].to_list()
    both = [
        day
        for day in days
        if series.filter(mine & (pl.col("unit") == second) & (pl.col("first_day") == day)).height
    ]
    assert both
    moved = pl.when(mine & (pl.col("unit") == first) & pl.col("first_day").is_in(both)).then(1.0)
    moved = (
        moved.when(mine & (pl.col("unit") == second) & pl.col("first_day").is_in(both))
        .then(-1.0)
        .otherwise(0.0)
    )
    other = series.with_columns(numerator=pl.col("numerator") + moved)
    units = other.filter(
        pl.col("unit").is_in(city.units["code"].to_list()) & (pl.col("unit") != city_code(city))
    )
    whole = [(group.slug, group.members) for group in groups(city)]
    everyone = [one for one in city.units["code"] if one != city_code(city)]
    again = pl.concat(
        [
            units.drop(HIDDEN),
            group_series(units.drop(HIDDEN), [*whole, (city_code(city), everyone)], indicators()),
        ]
    )
    again = with_kept_back(again, dict(whole), city_code(city), indicators())
    keys = ["unit", "indicator", "first_day", "last_day"]
    shown = [disclose(one, "public").drop("values", "se").sort(keys) for one in (series, again)]
    assert other.filter(moved != 0).height >= 2
    assert shown[0].equals(shown[1], null_equal=True)


def test_a_total_of_two_states_does_not_give_a_late_unit_away() -> None:
    """A unit that is too small to be told comes late: the totals of both states, as they are told, leave several counts open."""
    fits = {
        late
        for late in range(1, 10)
        for before in range(38, 43)
        if _told(before) == 40 and _told(before + late) == 45
    }
    assert len(fits) > 1


def _told(count: int) -> int:
    return int(coarse(count, STEP) or 0)


def test_the_staged_folder_holds_no_more_than_the_site(
    outputs: Root, secret: set[tuple[str, str, str]]
) -> None:
    for name in PUBLIC:
        stage = outputs.of(name).stage
        assert not [path for path in stage.rglob("*") if path.suffix in (".parquet", ".toml")]
        kept = {path.relative_to(stage).parts[0] for path in stage.rglob("*") if path.is_file()}
        assert kept <= {"_quarto.yml", "index.qmd", "404.qmd", "reports", "_site"}
        told = [
            book
            for path in (stage / "reports").rglob("*.ipynb")
            for book in [json.loads(path.read_text("utf-8"))]
        ]
        assert told and not any(
            output["output_type"] == "stream"
            for book in told
            for cell in book["cells"]
            for output in cell.get("outputs", ())
        )
