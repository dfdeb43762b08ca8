"""retret next-year as a person runs it: the table, the draw's folder, the estimate afterwards, and refusals that write nothing."""

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from analysis.city.place import load_city
from analysis.cli import main
from analysis.decision.plan import Plan
from analysis.paths import Root
from analysis.trial.design import DESIGNS

DRAW = ("--waves", "2", "--months-apart", "3", "--hold-out", "10", "--start", "2027-05", "--trials", "0")
NAMES = {"waves.csv", "balance.csv", "monitoring.csv", "plan-2.toml", "design.toml", "daftar-gelombang.docx"}
CHOICES = (
    'treated_from = "2025-06"\ntransition = ["2025-05"]\nscale = "log"\ndirection = "down"\nmid = 0.1625\n'
)
WAVES = 'treated_from = "2025-Q3"\ntransition = ["2025-Q2"]\nmid = 1.0\n'


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Root:
    """The shipped city with what a build would have left of two outcomes."""
    base = tmp_path_factory.mktemp("town")
    shutil.copytree(checkout / "data" / "cities", base / "data" / "cities")
    root = Root(base)
    folder = root.processed / "effects"
    folder.mkdir(parents=True)
    units = load_city(root).units.filter(pl.col("type") != "kota")["code"].to_list()
    months = [f"{y}-{m:02}" for y in (2023, 2024, 2025, 2026) for m in range(1, 13)][4:42]
    quarters = [f"{y}-Q{q}" for y in (2023, 2024, 2025, 2026) for q in range(1, 5)][1:14]
    rng = np.random.default_rng(1)
    for code, periods, choices in (("late-minutes", months, CHOICES), ("skm-index", quarters, WAVES)):
        noise = np.exp(rng.normal(0.3, 0.3, (len(units), len(periods))))
        rows = [(u, p, float(noise[i, j])) for i, u in enumerate(units) for j, p in enumerate(periods)]
        pl.DataFrame(rows, schema=["unit", "period", "value"], orient="row").write_csv(
            folder / f"{code}.panel.csv"
        )
        (folder / f"{code}.design.toml").write_text(choices, "utf-8")
    series = [
        {
            "unit": u,
            "indicator": code,
            "first_day": date(2026, 6, 1),
            "last_day": date(2026, 6, 30),
            "value": 2.0 + k,
            "people": 10 + k,
        }
        for code in ("late-minutes", "skm-index")
        for k, u in enumerate(units)
    ]
    pl.DataFrame(series).write_parquet(root.processed / "series.parquet")
    return root


def run(town: Root, *words: str, lang: str = "en") -> int:
    return main(["next-year", *words, "--root", str(town.base), "--lang", lang])


@pytest.fixture(scope="module")
def undian(town: Root, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("draw") / "undian"
    assert run(town, *DRAW, "--seed", "7", "--out", str(out)) == 0
    return out


def test_the_table_in_both_languages(town: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(town, "--trials", "20", "--cost-per-wave", "1000000") == 0
    english = capsys.readouterr().out
    line = next(line for line in english.splitlines() if "all on one date" in line)
    assert line.count("nothing") == 3
    assert "%" not in line
    assert "* 2 waves in 3-month steps, 10% wait" in english
    assert "Rp3,000,000" in english
    assert "tried 20 times" in english
    assert "were at one before" in english
    assert run(town, "--trials", "0", lang="id") == 0
    indonesian = capsys.readouterr().out
    assert "semua pada satu tanggal" in indonesian
    assert "Biaya" not in indonesian


def test_the_table_as_json(town: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(town, "--json", "--trials", "5", "--outcome", "skm-index", "--cost-per-wave", "5") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "skm-index"
    assert told["simulated"]["trials"] == 5
    assert len(told["designs"]) == len(DESIGNS)
    one_date, half = told["designs"][0], told["designs"][-1]
    assert one_date["mean_sd"] is None
    assert one_date["power"] is None
    assert half["hold_out_percent"] == 50
    assert all(one["months_10_12_sd"] > one["mean_sd"] for one in told["designs"][1:])
    assert [one["extra_cost"] for one in told["designs"]][:2] == [0, 5]


def test_without_a_build_a_correlation_is_enough(
    tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(checkout / "data" / "cities", tmp_path / "data" / "cities")
    assert run(Root(tmp_path)) == 2
    assert "--rho 0.4" in capsys.readouterr().err
    assert run(Root(tmp_path), "--rho", "0.4", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["noise"] == {"sd": None, "rho": 0.4, "shared": 0.0, "seen": 1.0}
    assert told["designs"][1]["power"] is None
    assert run(Root(tmp_path), "--rho", "0.4") == 0
    assert "SD of one unit-month only" in capsys.readouterr().out


@pytest.mark.repeats
def test_a_draw_is_whole_and_the_same_each_time(town: Root, undian: Path, tmp_path: Path) -> None:
    assert {file.name for file in undian.iterdir()} == NAMES
    again = tmp_path / "again"
    again.mkdir()
    assert run(town, *DRAW, "--seed", "7", "--out", str(again)) == 0
    for name in NAMES:
        assert (again / name).read_bytes() == (undian / name).read_bytes(), name
    assert not [one for one in tmp_path.iterdir() if one != again]
    rows = pl.read_csv(undian / "waves.csv")
    codes = load_city(town).units.filter(pl.col("type") != "kota")["code"]
    assert sorted(rows["unit"]) == sorted(codes)
    assert rows.filter(pl.col("wave") == 1)["treated_from"].unique().to_list() == ["2027-06"]
    assert rows.filter(pl.col("wave").is_null())["treated_from"].null_count() > 0
    assert rows.group_by("cluster").agg(pl.col("wave").n_unique())["wave"].max() == 1
    plan = Plan.model_validate(tomllib.loads((undian / "plan-2.toml").read_text("utf-8")))
    assert (plan.retreat_edition, plan.proposal) == (2, True)
    assert set(pl.read_csv(undian / "balance.csv")["measure"]) == {"units", "index", "late", "staff"}


def test_a_list_without_a_seed_gets_one_and_tells_it(
    town: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(town, *DRAW, "--out", str(tmp_path / "draw")) == 0
    printed = capsys.readouterr().out
    seed = pl.read_csv(tmp_path / "draw" / "waves.csv")["seed"][0]
    assert f"Seed of the draw: {seed}" in printed
    assert "This list as drawn" in printed
    assert "waits: 3 clusters" in printed or "waits: 4 clusters" in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--hold-out", "50"), "hold-out 50: must be below 50"),
        (("--hold-out", "-1"), "--hold-out -1"),
        (("--waves", "0"), "--waves 0"),
        (("--waves", "4", "--months-apart", "1"), "Stratum bumd has only 3"),
        (("--waves", "3", "--months-apart", "6"), "at most 11 months"),
        (("--waves", "1", "--hold-out", "0"), "no data can tell"),
        (("--start", "2026-06"), "reach 2026-06"),
        (("--start", "Mei 2027"), "--start Mei 2027"),
        (("--outcome", "nothing"), "late-minutes, skm-index"),
        (("--rho", "1"), "--rho 1"),
        (("--trials", "-1"), "--trials -1"),
    ],
)
def test_wrong_input_says_which_and_writes_nothing(
    town: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    usual = dict(zip(DRAW[::2], DRAW[1::2], strict=True)) | dict(zip(words[::2], words[1::2], strict=True))
    flat = [f"{key}={value}" for key, value in usual.items()]
    assert run(town, *flat, "--seed", "1", "--out", str(tmp_path / "draw")) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_start_is_needed_and_a_full_folder_stays(
    town: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(town, "--out", str(tmp_path / "draw"), "--trials", "0") == 2
    assert "--start 2027-05" in capsys.readouterr().err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("stays", "utf-8")
    assert run(town, *DRAW, "--out", str(tmp_path / "full")) == 1
    assert "not written over" in capsys.readouterr().err
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["mine"]


def after(
    undian: Path, file: Path, effect: float, *, quarters: bool = False, extra: str | None = None
) -> Path:
    """A panel of the list's units with an effect on the log scale from each one's date on."""
    rng = np.random.default_rng(3)
    rows: list[tuple[str, str, float]] = []
    for unit, since in pl.read_csv(undian / "waves.csv").select("unit", "treated_from").iter_rows():
        level = rng.normal(0, 0.3)
        for month in range(12 * 2025 + 6, 12 * 2028 + 6, 3 if quarters else 1):
            name = (
                f"{month // 12}-Q{month % 12 // 3 + 1}" if quarters else f"{month // 12}-{month % 12 + 1:02}"
            )
            treated = since is not None and f"{month // 12}-{month % 12 + 1:02}" >= since
            rows.append((unit, name, float(np.exp(level + rng.normal(0, 0.1) + effect * treated))))
    if extra:
        rows.append((extra, rows[0][1], 1.0))
    pl.DataFrame(rows, schema=["unit", "period", "value"], orient="row").write_csv(file)
    return file


def test_the_estimate_afterwards(undian: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = after(undian, tmp_path / "panel.csv", -0.4)
    words = ["next-year", "--analyse", str(panel), "--list", str(undian / "waves.csv")]
    design = ["--design", str(undian / "design.toml"), "--draws", "99"]
    assert main([*words, *design, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["level"] == "A"
    assert told["randomisation_p"] == pytest.approx(0.01)
    rows = {row["name"]: row for row in told["rows"]}
    assert set(rows) == {"mean", "last", "constant", "stepped-wedge", "callaway-santanna"}
    for row in rows.values():
        assert row["estimate"] == pytest.approx(-0.4, abs=4 * row["se"])
    assert main([*words, *design, "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "level A" in printed
    assert "p = 0.010, from 99 re-draws with seed 7" in printed
    assert "were at one before" in printed


def test_quarters_and_the_general_command_read_the_list_too(
    undian: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = after(undian, tmp_path / "panel.csv", -0.4, quarters=True)
    words = [
        "next-year",
        "--analyse",
        str(panel),
        "--list",
        str(undian / "waves.csv"),
        "--draws",
        "19",
        "--json",
    ]
    assert main([*words, "--design", str(undian / "design.toml")]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["constant"]["high"] < 0
    months = pl.read_csv(after(undian, tmp_path / "months.csv", -0.4))
    dates = pl.read_csv(undian / "waves.csv").select("unit", "treated_from")
    months.join(dates, on="unit").write_csv(tmp_path / "dated.csv")
    asked = [
        "estimate",
        str(tmp_path / "dated.csv"),
        "--design",
        str(undian / "design.toml"),
        "--out",
        str(tmp_path / "e.csv"),
    ]
    assert main(asked) == 0
    found = pl.read_csv(tmp_path / "e.csv").filter(pl.col("estimand").is_in(["att", "simple"]))
    assert found["status"].to_list() == ["estimated"] * 2


def test_a_wrong_panel_or_list_is_told(
    undian: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = after(undian, tmp_path / "panel.csv", 0.0, extra="OPD.BARU")
    assert main(["next-year", "--analyse", str(panel), "--lang", "en"]) == 2
    assert "--list waves.csv" in capsys.readouterr().err
    words = ["next-year", "--analyse", str(panel), "--lang", "en", "--list"]
    assert main([*words, str(undian / "waves.csv")]) == 1
    assert "OPD.BARU" in capsys.readouterr().err
    assert main([*words, str(tmp_path / "no.csv")]) == 1
    assert main([*words, str(panel)]) == 1
    assert "treated_from" in capsys.readouterr().err
    assert main([*words, str(undian / "waves.csv"), "--draws", "0"]) == 2
