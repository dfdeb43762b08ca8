"""The bench runs and reads every row; no time is asserted."""

import pytest

from analysis.console.bench import run_bench
from analysis.console.bench_city import run_bench_city
from analysis.paths import Root
from tests.conftest import CHECKOUT


def test_the_bench_reads_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench(CHECKOUT, "en", rows=20_000) == 0
    assert "ratio" in capsys.readouterr().out


def test_the_city_bench_opens_and_checks_every_file(built: Root, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench_city(built.base, "en") == 0
    out = capsys.readouterr().out
    assert "second check, nothing changed" in out
    assert "1.00" in out
