"""retret bench as a person runs it, with parts that are made up: tables, the record, and what cannot be measured."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.bench import parts as all_parts
from analysis.bench.asked import Asked, Step
from analysis.bench.cost import Cost
from analysis.bench.readme import FILES, RECORD
from analysis.bench.record import Row, read_record, row, write_record
from analysis.cli import main
from analysis.console import bench
from analysis.problems import RetretError
from tests.bench.figures import HERE, whole


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """Parts that take no time; what they were asked."""
    asked_of: list[Asked] = []

    def notebooks(asked: Asked, step: Step) -> tuple[Row, ...]:
        asked_of.append(asked)
        step(1, 1)
        return tuple(
            row(way, asked.units, [Cost(n, n, 50)] * asked.rounds) for way, n in (("ours", 1), ("cli", 9))
        )

    def fails(asked: Asked, step: Step) -> tuple[Row, ...]:
        raise RetretError("bench-not-built")

    def missing(asked: Asked, step: Step) -> tuple[Row, ...]:
        raise RetretError("dask-missing")

    found = {"notebooks": notebooks, "build": fails, "cluster": missing}
    monkeypatch.setattr(all_parts, "PARTS", found)
    monkeypatch.setattr(bench, "PARTS", found)
    monkeypatch.setattr(all_parts, "this_machine", lambda checkout: HERE)
    return asked_of


def test_parts_are_measured_told_and_recorded(
    made_up: list[Asked], checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "bench",
        "--units",
        "5",
        "--rounds",
        "2",
        "--out",
        str(tmp_path),
        "--root",
        str(checkout),
        "--lang",
        "en",
    ]
    assert main(words) == 1
    told = capsys.readouterr()
    assert "Not measured: build of a whole city. There are no pages to measure yet." in told.err
    assert "Not measured: Dask cluster." in told.err
    assert "9.0 × │ ≥ 5.0 ×" in told.out
    assert (made_up[0].units, made_up[0].rounds) == (5, 2)
    record = read_record(tmp_path / "bench.json")
    assert list(record) == ["notebooks"]
    assert record["notebooks"].rows[1] == Row("cli", 5, (9.0, 9.0), (9.0, 9.0), (50.0, 50.0))


def test_a_missing_package_is_no_failure_and_a_single_part_stops(
    made_up: list[Asked], checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["bench", "--out", str(tmp_path), "--root", str(checkout), "--quick"]
    assert main([*words, "--part", "cluster", "--part", "notebooks"]) == 0
    assert main([*words, "--part", "build"]) == 2
    assert "retret build" in capsys.readouterr().err
    assert main([*words, "--units", "0"]) == 2
    assert "--units 0" in capsys.readouterr().err
    assert main([*words, "--part", "everything"]) == 2


def test_a_busy_machine_is_told(
    made_up: list[Asked],
    checkout: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(all_parts, "this_machine", lambda checkout: replace(HERE, load=3.2))
    words = ["bench", "--part", "notebooks", "--out", str(tmp_path), "--root", str(checkout), "--lang", "en"]
    assert main(words) == 0
    assert "Other work was running on this machine (load 3.2)" in capsys.readouterr().out


def test_how_long_it_will_take_is_told_from_the_record(checkout: Path) -> None:
    part = whole()["notebooks"]
    asked = Asked(HERE, checkout, units=230, rounds=6)  # pyright: ignore[reportArgumentType]
    assert all_parts.expected("notebooks", asked, {"notebooks": part}) == pytest.approx(60 * 2 * 2)
    assert all_parts.expected("site", asked, {"site": part}) == pytest.approx(60 * 2)
    assert all_parts.expected("site", asked, {}) is None


def test_the_readmes_are_written_from_the_record_alone(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "notebooks").mkdir()
    for name in ("_quarto.yml", "ARCHITECTURE.md", *FILES):
        shutil.copy(checkout / name, tmp_path / name)
    write_record(tmp_path / RECORD, whole())
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "--readme"]) == 0
    assert "README.id.md" in capsys.readouterr().out
    assert "| 6.0 × | ≥ 5.0 × |" in (tmp_path / "README.md").read_text("utf-8")
    assert "| 6,0 × | ≥ 5,0 × |" in (tmp_path / "README.id.md").read_text("utf-8")
    assert "514 cities: " in (tmp_path / "ARCHITECTURE.md").read_text("utf-8")
    assert (tmp_path / "docs" / "bench.svg").read_text("utf-8").startswith("<svg")
    (tmp_path / RECORD).write_text("{}", "utf-8")
    before = (tmp_path / "README.md").read_bytes()
    assert main(["bench", "--readme"]) == 2
    assert (tmp_path / "README.md").read_bytes() == before
