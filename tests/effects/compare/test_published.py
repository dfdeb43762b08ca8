"""Published numbers by the public contract: a csv and a design as they would be written."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from analysis.effects.design import read_design
from analysis.effects.estimate import estimate
from analysis.effects.output import Estimates
from analysis.effects.panel import read_panel


def case(checkout: Path, name: str) -> pl.DataFrame:
    file = checkout.parent / "shared" / "cases" / name
    if not file.is_file():
        pytest.skip("the reference cases are not beside this checkout")
    return pl.read_csv(file)


def run(folder: Path, rows: pl.DataFrame, design: str) -> Estimates:
    rows.write_csv(folder / "panel.csv")
    (folder / "design.toml").write_text(design, "utf-8")
    return estimate(read_panel(folder / "panel.csv"), read_design(folder / "design.toml"))


def told(found: Estimates, estimand: str) -> dict[str, float]:
    return found.effects.filter(pl.col("estimand") == estimand).row(0, named=True)


def sicily(checkout: Path) -> pl.DataFrame:
    month = pl.col("month").cast(pl.String).str.zfill(2)
    return case(checkout, "sicily_smoking_ban.csv").select(
        unit=pl.lit("Sicily"),
        period=pl.concat_str(pl.col("year"), pl.lit("-"), month),
        value="aces",
        exposure="stdpop",
    )


def ratio(row: dict[str, float]) -> list[float]:
    return [float(np.exp(row[name])) for name in ("estimate", "low", "high")]


BAN = 'treated_from = "2005-01"\n'


@pytest.mark.parametrize(
    ("keys", "ratios", "dispersion"),
    [
        ('likelihood = "poisson"\neffect = ["step"]', (0.894, 0.864, 0.925), 3.56),
        ('likelihood = "quasi-poisson"\neffect = ["step"]', (0.894, 0.839, 0.953), 3.56),
        (
            'likelihood = "quasi-poisson"\neffect = ["step"]\nseasonal = "harmonics"\nharmonics = 2',
            (0.885, 0.839, 0.933),
            2.26,
        ),
    ],
)
def test_the_smoking_ban_of_sicily(
    checkout: Path, tmp_path: Path, keys: str, ratios: tuple[float, ...], dispersion: float
) -> None:
    """Lopez Bernal, Cummins, Gasparrini, International Journal of Epidemiology 46 (2017) 348-355, and its code."""
    found = run(tmp_path, sicily(checkout), BAN + keys)
    step = told(found, "step")
    assert ratio(step) == pytest.approx(list(ratios), abs=1e-3)
    assert step["df"] == np.inf
    assert f"ratio={ratio(step)[0]:.4f}" in str(step["note"])
    checked = found.checks.filter(pl.col("check") == "dispersion")
    assert checked["value"].to_list() == [pytest.approx(dispersion, abs=0.005)]
    if "harmonics" in keys:
        assert np.exp(12 * told(found, "trend")["estimate"]) == pytest.approx(1.067, abs=1e-3)


def test_the_smoking_ban_with_a_change_of_slope(checkout: Path, tmp_path: Path) -> None:
    keys = 'likelihood = "quasi-poisson"\neffect = ["step", "slope"]\nseasonal = "harmonics"\nharmonics = 2'
    found = run(tmp_path, sicily(checkout), BAN + keys)
    assert ratio(told(found, "step")) == pytest.approx([0.8765, 0.8268, 0.9292], abs=1e-3)
    slope = told(found, "slope")
    assert ratio(slope)[0] == pytest.approx(1.0015, abs=1e-4)
    assert 2 * (1 - slope["p_positive"]) == pytest.approx(0.42, abs=0.01)
    assert "ratio=1.0015" in str(slope["note"])


def test_proposition_99_with_newey_west_errors(checkout: Path, tmp_path: Path) -> None:
    """Linden, Stata Journal 15 (2015) 480-500."""
    rows = case(checkout, "prop99_california.csv").select(
        unit=pl.lit("California"), period="year", value="cigsale"
    )
    keys = 'treated_from = 1989\neffect = ["step", "slope"]\nslope_origin = 0\nerrors = "newey-west"\nlags = 1\nsmall_sample = true'
    found = run(tmp_path, rows, keys)
    published = {"trend": (-1.7795, 0.3834), "step": (-20.0581, 4.7244), "slope": (-1.4947, 0.4368)}
    for name, numbers in published.items():
        row = told(found, name)
        assert (row["estimate"], row["se"]) == pytest.approx(numbers, abs=1e-4)
        assert row["df"] == 27
        assert row["note"] == "newey-west lags=1"
    assert told(found, "post-trend")["estimate"] == pytest.approx(-3.2741, abs=1e-4)


def test_the_nile_as_a_level_that_wanders(checkout: Path, tmp_path: Path) -> None:
    rows = case(checkout, "nile.csv").select(unit=pl.lit("Nile"), period="year", value="volume")
    keys = 'treated_from = 1899\neffect = ["step"]\ntrend = false\nestimators = ["local-level"]'
    found = run(tmp_path, rows, keys)
    assert set(found.checks["check"]) == {"variance:level", "variance:irregular"}
    assert told(found, "step")["estimate"] == pytest.approx(849.97 - 1097.75, abs=0.5)
