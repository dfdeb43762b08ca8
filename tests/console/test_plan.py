"""retret plan as a person runs it: check, lock, diff and verify, in both languages; wrong input writes nothing."""

import json
import shutil
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.decision.lock import LOCKS
from analysis.messages import LANGS, Lang
from analysis.paths import Root


@pytest.fixture
def place(tmp_path: Path, city_folder: Path) -> Root:
    shutil.copytree(city_folder, tmp_path / "data" / "cities" / "malang")
    return Root(tmp_path)


def folder(place: Root) -> Path:
    return place.cities / "malang"


def rewrite(place: Root, old: str, new: str) -> None:
    file = folder(place) / "plan.toml"
    written = file.read_text("utf-8")
    assert old in written
    file.write_text(written.replace(old, new, 1), "utf-8")


def run(place: Root, *words: str, lang: Lang = "id") -> int:
    return main(["plan", *words, "--root", str(place.base), "--lang", lang])


@pytest.mark.parametrize("lang", LANGS)
def test_check_tells_what_is_open_and_writes_nothing(
    place: Root, capsys: pytest.CaptureFixture[str], lang: Lang
) -> None:
    before = {file.name: file.read_bytes() for file in folder(place).iterdir()}
    assert run(place, "check", lang=lang) == 0
    told = capsys.readouterr().out
    assert {"id": "masih usulan", "en": "still a proposal"}[lang] in told
    assert {"id": "belum dikunci", "en": "not locked"}[lang] in told
    assert {file.name: file.read_bytes() for file in folder(place).iterdir()} == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('city = "malang"', 'city = "batu"', "plan.toml › city: "),
        ("retreat_edition = 1", "retreat_edition = 7", "plan.toml › retreat_edition: "),
        ('["unrest", "wfa-2025"]', '["unrest", "storm"]', "plan.toml › short_events: "),
        ('["unrest", "wfa-2025"]', '["rotation-2025"]', "plan.toml › short_events: "),
        ('"35.73.05"]', '"99.99"]', "plan.toml › contrast.flood.within: "),
        ('"ikm-batu-change-2025"]', '"ikm-kediri"]', "plan.toml › outcome.skm-index.bias_facts: "),
        ("bias_sd = 2.37", "bias_sd = 1.1", "plan.toml › outcome.skm-index.bias_sd: "),
        ("p_late_effect = 0.70", "", "plan.toml › rule.p_late_effect: "),
        ("people = 100", "people = 0", "plan.toml › cost.people: "),
        ('decides = "high"', 'decides = "own"\nown = 0\nown_source = "s"', "plan.toml › cost.own: "),
        ("improved_above_zero = 0.975", "", "plan.toml › thresholds.improved_above_zero: "),
        ('scale = "points"', "weight = 0.6", "plan.toml › outcome.weight: "),
        (
            "smallest_change_that_matters = 1.0",
            "smallest_change_that_matters = -1.0",
            "plan.toml › outcome.0.smallest_change_that_matters: ",
        ),
        ('indicator = "skm-index"', 'indicator = "ikm"', "plan.toml › outcome.0: "),
        ("months = 18", "months = 9", "plan.toml › horizon.months: "),
        (
            "post_months_for_verdict = 10",
            "post_months_for_verdict = 15",
            "plan.toml › thresholds.post_months_for_verdict: ",
        ),
    ],
)
def test_a_wrong_plan_stops_with_its_key_and_is_never_locked(
    place: Root, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    rewrite(place, "proposal = true", "proposal = false")
    rewrite(place, old, new)
    for lang in LANGS:
        for words in (("check",), ("lock", "--out", str(place.base / "record.md"))):
            assert run(place, *words, lang=lang) == 1
            out = capsys.readouterr()
            assert told in out.out + out.err
    assert not (folder(place) / LOCKS).exists()
    assert not (place.base / "record.md").exists()


def test_a_lasting_event_that_nobody_named_is_a_note(place: Root, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(place, '"rotation-2025", ', "")
    assert run(place, "check", lang="en") == 0
    assert "rotation-2025 near the retreat did not end and is not named" in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGS)
def test_a_lock_is_one_line_and_one_page(place: Root, capsys: pytest.CaptureFixture[str], lang: Lang) -> None:
    assert run(place, "lock", lang=lang) == 1
    assert "plan.toml › proposal" in capsys.readouterr().err
    rewrite(place, "proposal = true", "proposal = false")
    page = place.base / "record.md"
    assert run(place, "lock", "--out", str(page), lang=lang) == 0
    told = capsys.readouterr().out
    line = json.loads((folder(place) / LOCKS).read_text("utf-8"))
    written = page.read_text("utf-8")
    assert line["hash"] in told
    assert line["hash"] in written
    assert "Tanggal penguncian tidak terbukti secara independen" in written
    # Edition 1 was held in May 2025: no lock of today can be made before its data.
    assert "dikunci sesudah datanya ada" in written
    assert "Data yang sudah diterima saat itu: tidak ada." in written
    assert "paling sedikit 80 %" in written
    assert {"id": "# Berita acara", "en": "# Record of locking"}[lang] in told
    assert len(written.split()) < 400
    assert run(place, "verify", lang=lang) == 0
    assert run(place, "lock", lang=lang) == 1
    assert len((folder(place) / LOCKS).read_text("utf-8").splitlines()) == 1


def test_an_anchor_is_told_and_an_empty_one_refused(place: Root, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(place, "proposal = true", "proposal = false")
    assert run(place, "lock", "--anchor", " ") == 1
    assert run(place, "lock", "--out", str(place.base / "nowhere" / "record.md")) == 1
    assert not (folder(place) / LOCKS).exists()
    assert run(place, "lock", "--anchor", "Surat 045/123/2026") == 0
    told = capsys.readouterr().out
    assert "Surat 045/123/2026" in told
    assert "tidak terbukti" not in told


def test_what_changed_is_told_by_key(place: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "diff") == 1
    assert run(place, "verify") == 1
    rewrite(place, "proposal = true", "proposal = false")
    assert run(place, "lock") == 0
    capsys.readouterr()
    assert run(place, "diff", lang="en") == 0
    assert "Nothing differs." in capsys.readouterr().out
    rewrite(place, "p_net_benefit_annual = 0.80", "p_net_benefit_annual = 0.60")
    assert run(place, "diff", lang="en") == 0
    assert "rule.p_net_benefit_annual: 0.8 → 0.6" in capsys.readouterr().out
    assert run(place, "verify", lang="en") == 1
    assert "plan.toml › rule.p_net_benefit_annual: differs from the last lock" in capsys.readouterr().out
    assert run(place, "lock") == 0
    capsys.readouterr()
    assert run(place, "diff", "1", "2") == 0
    assert "rule.p_net_benefit_annual: 0.8 → 0.6" in capsys.readouterr().out
    assert run(place, "check", lang="en") == 0
    assert "changed after its lock" in capsys.readouterr().out
    assert run(place, "diff", "7", lang="en") == 1
    assert "There are: 1, 2." in capsys.readouterr().err


def test_a_tampered_lock_stops_verify_and_the_next_lock(
    place: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(place, "proposal = true", "proposal = false")
    assert run(place, "lock") == 0
    file = folder(place) / LOCKS
    file.write_text(file.read_text("utf-8").replace('"p_late_effect":0.7', '"p_late_effect":0.5'), "utf-8")
    capsys.readouterr()
    for words in (("verify",), ("lock",)):
        assert run(place, *words, lang="en") == 1
        assert "locks.jsonl › 1 › plan.rule.p_late_effect: its content" in capsys.readouterr().out
    assert len(file.read_text("utf-8").splitlines()) == 1


def test_deliveries_that_nobody_read_stop_a_lock(place: Root, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(place, "proposal = true", "proposal = false")
    place.raw.mkdir(parents=True)
    (place.raw / "survey.csv").write_text("x\n", "utf-8")
    assert run(place, "lock", lang="en") == 1
    assert "were not read" in capsys.readouterr().err
    assert not (folder(place) / LOCKS).exists()


@pytest.mark.parametrize("lang", LANGS)
def test_help_speaks_both_languages(capsys: pytest.CaptureFixture[str], lang: Lang) -> None:
    assert main(["plan", "lock", "--help", "--lang", lang]) == 0
    assert "--anchor" in capsys.readouterr().out


def test_the_plan_of_an_edition_to_come_is_locked_before_it(
    place: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its file stands beside the plan of the edition before; both are in one chain, and each is held against its own."""
    rewrite(place, "proposal = true", "proposal = false")
    assert run(place, "lock") == 0
    retreats = folder(place) / "retreats.csv"
    first = retreats.read_text("utf-8").splitlines()
    later = first[1].replace("2025-", "2099-").replace("1,", "2,", 1)
    retreats.write_text("\n".join([*first, later]) + "\n", "utf-8")
    other = folder(place) / "plan-2.toml"
    written = (folder(place) / "plan.toml").read_text("utf-8")
    other.write_text(written.replace("retreat_edition = 1", "retreat_edition = 2"), "utf-8")
    capsys.readouterr()
    asked = ("--plan", str(other))
    assert run(place, "verify", *asked, lang="en") == 1
    assert "no lock for edition 2" in capsys.readouterr().out
    assert run(place, "lock", *asked, "--anchor", "Surat 1", lang="en") == 0
    assert "locked before the retreat begins" in capsys.readouterr().out
    for words, told in ((asked, "before the retreat of 15 May 2099"), ((), "after the data existed")):
        assert run(place, "verify", *words, lang="en") == 0
        assert told in capsys.readouterr().out
    other.write_text(other.read_text("utf-8").replace("stop_bound = 0.90", "stop_bound = 0.95"), "utf-8")
    assert run(place, "verify", *asked, lang="en") == 1
    assert "plan-2.toml › rule.stop_bound: differs" in capsys.readouterr().out
    assert run(place, "verify", lang="en") == 0
