"""What leaves a draw: a Word file that opens and is always the same, a plan that is the city's own, one calendar for all."""

import tomllib
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis.city.place import load_city
from analysis.decision.plan import Plan
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.trial.design import Design
from analysis.trial.docx import MAIN, Paragraph, Table, document
from analysis.trial.edition_plan import edition_plan
from analysis.trial.monitoring import monitoring, visit_day

LIVE = '=HYPERLINK("http://example.invalid","x") <w:fldSimple/> & "\x07"'


def test_text_of_data_stays_text() -> None:
    made = document([Paragraph(LIVE, bold=True), Table(["a", LIVE], [["1", LIVE]])])
    with zipfile.ZipFile(BytesIO(made)) as whole:
        assert whole.testzip() is None
        assert set(whole.namelist()) == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
        assert {one.date_time for one in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        trees = {name: ElementTree.fromstring(whole.read(name)) for name in whole.namelist()}
    body = trees["word/document.xml"]
    texts = [one.text for one in body.iter(f"{{{MAIN}}}t")]
    assert texts.count(LIVE.replace("\x07", " ")) == 3
    used = {one.tag.removeprefix(f"{{{MAIN}}}") for one in body.iter()}
    assert not used & {"fldSimple", "instrText", "hyperlink", "object"}
    assert made == document([Paragraph(LIVE, bold=True), Table(["a", LIVE], [["1", LIVE]])])


def test_the_plan_is_the_citys_own_but_for_its_design(city_folder: Path) -> None:
    before = (city_folder / "plan.toml").read_text("utf-8")
    note = {"id": 'catatan "baru"', "en": "note"}
    after = edition_plan(before, 2, Design(3, 2, 0.15), head="one\ntwo", source="drawn", note=note)
    old, new = tomllib.loads(before), tomllib.loads(after)
    assert after.startswith("# one\n# two\n")
    assert new["retreat_edition"] == 2
    assert new["note"] == note
    told = new["next_edition"]
    assert (told["waves"], told["months_apart"], told["hold_out_percent"]) == (3, 2, 15)
    for same in ("note", "next_edition", "retreat_edition"):
        old.pop(same), new.pop(same)
    assert new == old
    Plan.model_validate(tomllib.loads(after))


def test_a_plan_without_a_design_is_named() -> None:
    with pytest.raises(RetretError) as stopped:
        edition_plan(
            'proposal = true\nretreat_edition = 1\n[note]\nid = ""\n',
            2,
            Design(2, 3),
            head="",
            source="",
            note={},
        )
    assert stopped.value.values == {"key": "next_edition.waves"}


def test_one_calendar_for_all(checkout: Path) -> None:
    calendar = load_city(Root(checkout)).calendar
    found = monitoring(12 * 2027 + 5, calendar)
    kinds = [what for _, _, what in found]
    assert (kinds.count("attendance"), kinds.count("survey"), kinds.count("visit")) == (24, 8, 8)
    assert found[0][:2] == (date(2026, 6, 1), date(2026, 6, 30))
    assert all(first <= last for first, last, _ in found)
    visits = [first for first, _, what in found if what == "visit"]
    assert {one.month % 3 for one in visits} == {2}
    known = [one for one in visits if one <= calendar.last_day]
    assert all(calendar.is_working_day(one) for one in known)


def test_a_visit_moves_off_a_holiday(checkout: Path) -> None:
    calendar = load_city(Root(checkout)).calendar
    assert visit_day(date(2025, 8, 1), calendar) == date(2025, 8, 13)
    moved = visit_day(date(2024, 4, 1), calendar)
    assert moved > date(2024, 4, 10)
    assert calendar.is_working_day(moved)
    assert visit_day(date(2031, 2, 1), calendar) == date(2031, 2, 12)
