"""What pages say of releases: changes with why, the foot, and predictions held to account with their n."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.display import changes, predictions
from analysis.messages import text
from analysis.paths import Root
from analysis.publish.around import Site, bottom
from analysis.released.releases import find, folder_of, latest, read_told
from analysis.view import open_changes, open_scores
from tests.release.conftest import REASON, REPLACED


def test_the_page_of_changes_tells_both_values_and_why(released: Root) -> None:
    told = open_changes("leadership", released.base)
    assert REASON in changes.heading(told, "id").markup
    assert REPLACED in changes.why(told, "id").markup
    figures = changes.figures(told, "id").markup
    row = next(one for one in told["since"]["revised"] if one["page"] == "OPD.DISHUB")
    assert told["names"]["id"]["OPD.DISHUB"] in figures
    assert text("cause-revised-data", "id") in figures
    assert row["before"] != row["after"]
    assert changes.every_release(told, "en").markup.index("2026-11-r1") < changes.every_release(
        told, "en"
    ).markup.index("2026-11<")


def test_the_public_page_names_no_file(released: Root) -> None:
    told = open_changes("public", released.base)
    assert REPLACED not in changes.why(told, "en").markup
    assert text("cause-revised-data", "en") in changes.why(told, "en").markup


def test_the_first_release_says_that_it_is_the_first(released: Root) -> None:
    told = read_told(released, "2026-11", "changes", "public")
    assert told["since"] is None
    assert text("changes-first", "id", name="2026-11") in changes.heading(told, "id").markup
    assert changes.figures(told, "id").markup == ""


def test_pages_never_tell_of_releases_of_the_other_kind(released: Root) -> None:
    last = latest(released, simulated=True)
    assert last is not None
    assert last.name == "2026-11-r1"
    assert latest(released, simulated=False) is None


def test_the_foot_names_the_release_only_where_there_is_one(released: Root) -> None:
    state = {"simulated": True, "data_until": "2026-11-30", "percent": 98, "version": "0", "pages": []}
    last = find(released, "2026-11-r1")

    def foot(data: str, mail: str = "") -> str:
        whole = {**state, "data_hash": data}
        return bottom(Site(whole, "Kota Malang", "Pemerintah", "id", last, mail), 1)

    assert "retret release verify 2026-11-r1" in foot(last.data_hash)
    assert "belum dirilis" in foot("other")
    assert "reports/changes.html" in foot("other")
    assert "mailto:" not in foot("other")
    assert "mailto:a@b.go.id?subject=Retret%2C%20rilis%202026-11-r1" in foot("other", "a@b.go.id")
    without = bottom(Site({**state, "data_hash": "x"}, "Kota Malang", "Pemerintah", "id"), 1)
    assert "changes.html" not in without
    assert "release" not in without


def test_predictions_are_told_with_their_n(released: Root) -> None:
    told = open_scores("public", released.base)
    assert told is not None
    assert told["scores"] == []
    assert "n = 0" in predictions.scored(told, "id").markup
    row = {"page": "35.73", "indicator": "late-share", "first_day": "2027-01-01", "low": 1.0, "high": 3.0}
    rows = [{**row, "inside": True, "score": 2.0}, {**row, "inside": False, "score": 12.0}]
    page = predictions.scored({**told, "scores": rows}, "id").markup
    assert text("predictions-lede", "id", inside="1", n="2", share="50", quarters="1") in page
    assert "7,0" in page
    assert predictions.scored(None, "id").markup == ""


def test_letter_and_list_tell_the_release_and_that_data_are_simulated(released: Root) -> None:
    folder = folder_of(released) / "2026-11-r1" / "surat"
    with zipfile.ZipFile(folder / "surat-2026-11-r1-simulasi.docx") as letter:
        words = letter.read("word/document.xml").decode()
    assert "DATA SIMULASI" in words
    assert REASON in words
    # Half a page of A4 holds about 30 lines of 90 letters.
    assert sum(len(part) for part in words.split("<w:t")[1:]) < 2700
    with zipfile.ZipFile(io.BytesIO((folder / "kekurangan-2026-11-r1-simulasi.xlsx").read_bytes())) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "DATA SIMULASI" in strings
    owing = 0
    for file in (folder.parent / "facts" / "leadership").glob("*.json.gz"):
        import gzip

        facts = json.loads(gzip.decompress(file.read_bytes()))
        if isinstance(facts, dict) and facts.get("kind") == "unit":
            owing += len(facts["missing"])
    assert sheet.count("<row ") == owing + 3


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_command_lists_verifies_and_compares(
    released: Root, checkout: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    at = ["--root", str(released.base), "--lang", lang]
    assert main(["release", "list", *at]) == 0
    assert REASON in capsys.readouterr().out
    assert main(["release", "verify", "--seals-only", *at]) == 0
    assert find(released, "2026-11-r1").seal in capsys.readouterr().out
    assert main(["release", "verify", "2026-11", *at]) == 1
    assert REPLACED in capsys.readouterr().out
    assert main(["release", "diff", "2026-11", "2026-11-r1", *at]) == 0
    assert text("cause-corrections", "id" if lang == "id" else "en") in capsys.readouterr().out
    assert main(["release", "diff", "2026-11", "2026-11-r1", "--csv", *at]) == 0
    assert capsys.readouterr().out.startswith("page,indicator,kind")
    assert main(["release", "diff", "2026-11", "2026-12", *at]) == 1
    assert "2026-11-r1" in capsys.readouterr().err
