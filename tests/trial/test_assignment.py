"""The draw: whole clusters, the same from the same seed, even chances, its share in every stratum, and refusals with reasons."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.trial.assignment import Cluster, check, clusters, draw, listed, numbered
from analysis.trial.balance import balance
from analysis.trial.design import HELD, Design
from analysis.trial.wave_list import drawn, read_list

PLAN = Design(2, 3, 0.1)


def made(*sizes: int) -> list[Cluster]:
    """Strata of so many clusters."""
    return [
        Cluster(f"K{s}.{k}", f"K{s}.{k}", f"S{s}", (f"K{s}.{k}", f"K{s}.{k}.1"))
        for s, size in enumerate(sizes)
        for k in range(size)
    ]


def test_the_city_is_drawn_by_kecamatan_and_agency(checkout: Path) -> None:
    city = load_city(Root(checkout))
    found = {one.code: one for one in clusters(city)}
    assert "35.73.05.1002" in found["35.73.05"].units
    assert "PKM.DINOYO" in found["35.73.05"].units
    assert "OPD.SETDA.UMUM" in found["OPD.SETDA"].units
    everyone = [unit for one in found.values() for unit in one.units]
    assert sorted(everyone) == sorted(city.units.filter(pl.col("type") != "kota")["code"].to_list())
    assert {one.stratum for one in found.values()} == {"kecamatan", "perangkat-daerah", "bumd"}
    check(list(found.values()), PLAN)


@given(
    sizes=st.lists(st.integers(4, 20), min_size=1, max_size=4),
    waves=st.integers(1, 3),
    percent=st.integers(0, 40),
    seed=st.integers(0, 10**6),
)
def test_every_stratum_gets_its_share_of_every_arm(
    sizes: list[int], waves: int, percent: int, seed: int
) -> None:
    found = made(*sizes)
    design = Design(waves, 3, percent / 100)
    arms = draw(found, design, seed)
    for stratum, size in enumerate(sizes):
        own = arms[[one.stratum == f"S{stratum}" for one in found]]
        assert abs((own == HELD).sum() - size * percent / 100) < 1 + 1e-9
        counts = [(own == wave).sum() for wave in range(waves)]
        assert max(counts) - min(counts) <= 1
    assert abs((arms == HELD).sum() - len(found) * percent / 100) < 1 + 1e-9
    turned = draw(found[::-1], design, seed)
    assert turned[::-1].tolist() == arms.tolist()


def test_everyone_has_the_same_chance() -> None:
    found = made(5, 3, 17)
    many = np.array([draw(found, PLAN, seed) for seed in range(3000)])
    assert (many == HELD).mean(0) == pytest.approx(0.1, abs=0.022)
    assert (many == 0).mean(0) == pytest.approx(0.45, abs=0.037)


def test_anyone_can_draw_it_again() -> None:
    """The order within a stratum, by hand."""
    found = made(6)
    line = sorted(range(6), key=lambda k: sha256(f"42/0/K0.{k}".encode()).hexdigest())
    arms = draw(found, Design(2, 3), 42)
    first = arms[line[0]]
    assert [arms[k] for k in line] == [(first + place) % 2 for place in range(6)]
    assert draw(found, PLAN, 42, 1).tolist() == draw(found, PLAN, 42, 1).tolist()
    assert len({tuple(draw(made(10, 10), PLAN, 42, number).tolist()) for number in range(30)}) > 25


@pytest.mark.parametrize(
    ("sizes", "design", "code"),
    [
        ((9, 2), Design(3, 1), "next-year-strata"),
        ((9, 2), PLAN, "next-year-strata"),
        ((9, 9), Design(2, 3, 0.5), "next-year-hold-out"),
        ((9, 9), Design(1, 0), "next-year-one-date"),
        ((4, 3), PLAN, "next-year-nobody-held"),
    ],
)
def test_what_cannot_be_drawn_is_refused(sizes: tuple[int, ...], design: Design, code: str) -> None:
    with pytest.raises(RetretError) as stopped:
        check(made(*sizes), design)
    assert stopped.value.code == code


def test_a_unit_that_no_cluster_holds_is_named() -> None:
    assert numbered(made(2), ["K0.1.1", "K0.0"]).tolist() == [1, 0]
    with pytest.raises(RetretError) as stopped:
        numbered(made(2), ["K0.0", "K9"])
    assert stopped.value.values == {"unit": "K9"}


def test_the_list_is_read_back_and_a_changed_one_is_found(tmp_path: Path) -> None:
    waves = drawn(made(8, 12), PLAN, 11, 12 * 2027 + 5)
    rows = waves.rows()
    file = tmp_path / "waves.csv"
    rows.write_csv(file)
    again = read_list(file)
    assert (again.arms.tolist(), again.seed, again.design, again.first) == (
        waves.arms.tolist(), 11, PLAN, 12 * 2027 + 5
    )  # fmt: skip
    assert rows.filter(pl.col("wave") == 2)["treated_from"].unique().to_list() == ["2027-09"]
    moved = rows.with_columns(
        wave=pl.when(pl.col("cluster") == "K0.0").then(3 - pl.col("wave").fill_null(1)).otherwise("wave"),
        treated_from=pl.when(pl.col("cluster") == "K0.0")
        .then(pl.when(pl.col("wave").fill_null(1) == 1).then(pl.lit("2027-09")).otherwise(pl.lit("2027-06")))
        .otherwise("treated_from"),
    )
    for changed, code in (
        (moved, "next-year-list-changed"),
        (rows.with_columns(seed=pl.lit(12)), "next-year-list-changed"),
        (rows.drop("seed"), "next-year-list-columns"),
        (rows.with_columns(seed=pl.lit("x")), "next-year-list-one"),
        (rows.with_columns(treated_from=pl.lit("2027")), "next-year-month"),
        (rows.with_columns(treated_from=pl.lit("2027-06")), "next-year-list-dates"),
        (rows.clear(), "next-year-list-one"),
        (pl.concat([rows, rows.head(1)]), "next-year-list-twin"),
    ):
        changed.write_csv(file)
        with pytest.raises(RetretError) as stopped:
            read_list(file)
        assert stopped.value.code == code


def test_balance_by_hand() -> None:
    found = made(4)
    arms = np.array([0, 1, HELD, HELD])
    values = {"K0.0": 1.0, "K0.0.1": 3.0, "K0.1": 4.0, "K0.2": 6.0}
    mean, total = balance(found, arms, {"a": values, "b": values}, totals=("b",))
    assert mean.arms == (0, 1, HELD)
    assert mean.means == (2.0, 4.0, 6.0)
    assert mean.differences == pytest.approx((-1.0, 0.0, 1.0))
    assert total.means == (4.0, 4.0, 6.0)
    assert mean.largest == 1.0
    (none,) = balance(found, arms, {"c": {}})
    assert np.isnan(none.largest)


def test_the_list_says_who_waits() -> None:
    rows = listed(made(2), np.array([0, HELD]), ["2027-06"])
    assert rows.rows() == [
        ("K0.0", 1, "2027-06", "K0.0", "S0"),
        ("K0.0.1", 1, "2027-06", "K0.0", "S0"),
        ("K0.1", None, None, "K0.1", "S0"),
        ("K0.1.1", None, None, "K0.1", "S0"),
    ]
