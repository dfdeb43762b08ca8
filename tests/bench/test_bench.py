"""The bench runs and reads every row; no time is asserted."""

import pytest

from analysis.console.bench import run_bench
from tests.conftest import CHECKOUT


def test_the_bench_reads_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench(CHECKOUT, "en", rows=20_000) == 0
    assert "ratio" in capsys.readouterr().out
