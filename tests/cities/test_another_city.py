"""The guide for other cities, followed on an invented one with other unit types and a retreat in two turns: level A."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.city.place import load_city
from analysis.cli import main
from analysis.decision.plan import read_plan
from analysis.facts.went import read_went
from analysis.paths import Root
from analysis.problems import RetretError
from tests.cities import bay
from tests.shared import unmeasured

CODE = "on-time-service"


def commands(guide: Path) -> list[list[str]]:
    """The commands of the guide's blocks, in their order."""
    blocks = re.findall(r"^```\n(.*?)^```", guide.read_text("utf-8"), re.M | re.S)
    return [line.split() for block in blocks for line in block.splitlines()]


def carry_out(words: list[str], root: Path) -> int:
    """One command of the guide in the city's root; a build stops before its pages, which other tests run."""
    words = [word.replace("<kota>", bay.SLUG) for word in words]
    if words[0] == "cp":
        shutil.copy(root / words[1], root / words[2])
        return 0
    assert words[0] == "retret"
    return main([*words[1:], *(["--stage", "facts"] if words[1] == "build" else [])])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Root:
    """The city as the guide leaves it; what people do between its commands is done where it says so."""
    root = Root(tmp_path_factory.mktemp("bay"))
    folder = root.cities / bay.SLUG
    example = tomllib.loads((checkout / "data" / "cities" / "malang" / "plan.toml").read_text("utf-8"))
    bay.write_city(folder, example)
    patch = pytest.MonkeyPatch()
    patch.chdir(root.base)
    patch.setenv("RETRET_ROOT", str(root.base))
    patch.delenv("RETRET_CITY", raising=False)
    try:
        with unmeasured():
            for words in commands(checkout / "docs" / "kota-lain.md"):
                if words[:2] == ["retret", "check"]:
                    bay.write_services(root.raw / "layanan", folder / "waves-1.csv")
                assert carry_out(words, root.base) == 0, words
                if words[0] == "cp":
                    bay.write_retreats(folder)
    finally:
        patch.undo()
    return root


def facts(root: Root, name: str) -> dict[str, Any]:
    return json.loads((root.facts / "leadership" / f"{name}.json").read_text("utf-8"))


def test_the_verdict_rests_on_the_draw(made: Root) -> None:
    decision = facts(made, "decision")
    assert (decision["level"], decision["verdict"]) == ("A", "improved")
    (outcome,) = decision["outcomes"]
    effect = outcome["effect"]
    assert (effect["estimator"], effect["evidence"], effect["status"]) == ("drawn-waves", "A", "estimated")
    assert effect["low"] < bay.EFFECT < effect["high"]
    assert effect["low"] > 0
    assert [one["quarter"] for one in effect["quarters"]] == [1, 2, 3, 4]
    assert "randomisation-p=0.005" in effect["note"]
    assert {one["estimator"] for one in effect["others"]} == {"stepped-wedge", "callaway-santanna"}
    codes = [one["code"] for one in decision["doubts"]]
    assert "doubt-spread" in codes and "doubt-one-date" not in codes and "doubt-lasting" not in codes
    assert decision["value"]["outcomes"][0]["level"] == "A"
    assert "because of the retreat" in decision["headline"]["en"] or decision["found"]["en"]


def test_each_unit_is_told_of_its_own_retreat(made: Root) -> None:
    city = load_city(made)
    went = read_went(city, read_plan(city.folder))
    assert len(went.retreats) == 2
    turns = {"2024-02-08": 0, "2024-08-14": 0}
    for code, _, _, parent in bay.units()[1:]:
        told = facts(made, code)
        turns[told["retreat"]["first_day"]] += 1
        assert told["retreat"]["first_day"] == went.of(code).first_day.isoformat()
        if parent.startswith("TB.D"):
            assert told["retreat"] == facts(made, parent)["retreat"]
    assert min(turns.values()) > 10
    assert facts(made, "TB")["retreat"]["dates"] == 2


def test_the_kept_panel_gives_the_same_number_again(
    made: Root, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made.processed / "effects"
    waves = made.cities / bay.SLUG / "waves-1.csv"
    asked = ["--list", str(waves), "--design", str(folder / f"{CODE}.design.toml"), "--draws", "9", "--json"]
    assert main(["next-year", "--analyse", str(folder / f"{CODE}.panel.csv"), *asked]) == 0
    told = json.loads(capsys.readouterr().out)
    row = next(one for one in told["rows"] if one["name"] == "mean")
    out = folder / "again.csv"
    asked = ["--design", str(folder / f"{CODE}.design.toml"), "--out", str(out)]
    assert main(["estimate", str(folder / f"{CODE}.panel.csv"), *asked]) == 0
    assert out.read_bytes() == (folder / f"{CODE}.effects.csv").read_bytes()
    city = facts(made, "effects")["indicators"]
    base = next(one for one in city if one["code"] == CODE)["effect"]
    assert (row["estimate"] > 0) == (base["estimate"] > 0)
    assert row["low"] > 0


def test_no_name_of_the_first_city_is_left(made: Root) -> None:
    for file in [*made.cities.rglob("*.*"), *made.facts.rglob("*.json")]:
        content = file.read_text("utf-8")
        for word in ("Malang", "malang", "35.73", "kelurahan", "Kecamatan"):
            assert word not in content, (file, word)


@pytest.mark.parametrize("fault", ["no-list", "dates", "strange", "changed"])
def test_a_list_that_does_not_fit_stops_with_its_reason(made: Root, tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "data" / "cities" / bay.SLUG
    shutil.copytree(made.cities / bay.SLUG, folder)
    waves = folder / "waves-1.csv"
    if fault == "no-list":
        waves.unlink()
    elif fault == "dates":
        bay.write_retreats(folder, (bay.RETREATS[0], ("2024-07-20", "2024-09-14", "2024-09-16")))
    elif fault == "strange":
        units = pl.read_csv(folder / "units.csv", infer_schema=False)
        units.filter(pl.col("code") != "TB.K12").write_csv(folder / "units.csv")
    else:
        rows = waves.read_text("utf-8")
        first = "2024-03" if "TB.K01,1," in rows else "2024-09"
        other = "2,2024-09" if first == "2024-03" else "1,2024-03"
        waves.write_text(re.sub(r"TB\.K01,\d,20\d\d-\d\d", f"TB.K01,{other}", rows), "utf-8")
    codes = {
        "no-list": "waves-no-list",
        "dates": "waves-dates",
        "strange": "waves-strange-unit",
        "changed": "next-year-list-changed",
    }
    city = load_city(Root(tmp_path))
    with pytest.raises(RetretError) as told:
        read_went(city, read_plan(city.folder))
    assert told.value.code == codes[fault]
