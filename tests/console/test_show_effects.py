"""retret show tells the effects of the last build, in the words of the page."""

import json

import pytest

from analysis.cli import main
from analysis.paths import Root


def test_the_city_and_a_unit_show_what_their_facts_hold(
    built: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    city = json.loads((built.facts / "leadership" / "effects.json").read_text("utf-8"))
    index = next(one for one in city["indicators"] if one["code"] == "skm-index")["effect"]
    assert main(["show", "35.73", "--indicator", "skm-index", "--root", str(built.base)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"{index['estimate']:+.1f}".replace(".", ",") in out
    assert (
        main(["show", "OPD.DISHUB", "--indicator", "skm-index", "--root", str(built.base), "--lang", "en"])
        == 0
    )
    assert "Change compared with units of the kind" in capsys.readouterr().out


def test_the_csv_stays_the_series_alone(built: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "35.73", "--indicator", "skm-index", "--csv", "--root", str(built.base)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("indicator,first_day")
    assert all(line.startswith("skm-index,") for line in lines[1:])
