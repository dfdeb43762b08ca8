"""The design: its defaults, every wrong key or value told by name, and what a panel cannot carry out."""

from pathlib import Path

import polars as pl
import pytest

from analysis.effects.design import Design, allowed, explain, read_design
from analysis.effects.design_check import check_design
from analysis.effects.panel import panel_from
from analysis.messages import LANGS, text
from analysis.problems import RetretError

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)] + [f"2025-{month:02d}" for month in range(1, 7)]


def panel(regressors: tuple[str, ...] = (), **columns: object) -> pl.DataFrame:
    """Units A and B over 18 months, with columns changed or added."""
    rows = pl.DataFrame({"unit": [*["A"] * 18, *["B"] * 18], "period": MONTHS * 2, "value": [0.5] * 36})
    series = {name: pl.Series(given) if isinstance(given, list) else given for name, given in columns.items()}
    return panel_from(rows.with_columns(**{name: pl.lit(one) for name, one in series.items()}), regressors)


def design(**keys: object) -> Design:
    return Design.model_validate({"treated_from": "2025-01", **keys})


def written(tmp_path: Path, content: str) -> Path:
    file = tmp_path / "design.toml"
    file.write_text(content, "utf-8")
    return file


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    read = read_design(written(tmp_path, ""))
    assert read == Design()
    assert read.model_dump() == {
        "treated_from": None,
        "transition": (),
        "anticipation": 0,
        "horizon": None,
        "scale": "identity",
        "effect": ("mean",),
        "slope_origin": 1,
        "trend": True,
        "seasonal": "none",
        "harmonics": None,
        "period_length": None,
        "calendar": "none",
        "regressors": (),
        "errors": "ar1+rw",
        "lags": None,
        "small_sample": False,
        "order": (1, 0, 0),
        "seasonal_order": (0, 0, 0),
        "likelihood": "gaussian",
        "estimators": ("its",),
        "donor_weights": {},
        "cluster": "unit",
        "control_group": "never-treated",
        "reference_period": -1,
        "sensitivity": {"relative_magnitudes": (), "smoothness": (), "target": "event:0"},
        "weights": "equal",
        "design_effect": 1.5,
        "placebo": (),
        "pooling": "both",
        "direction": "up",
        "mid": None,
        "level": 0.95,
        "fdr": 0.10,
        "refuse": "default",
        "seed": 2025,
    }


def test_every_key_is_read(tmp_path: Path) -> None:
    content = """
        treated_from = 1989
        transition = [1988, "1990"]
        anticipation = 1
        horizon = 12
        scale = "log"
        effect = ["step", "slope"]
        slope_origin = 0
        trend = false
        seasonal = "harmonics"
        harmonics = 2
        period_length = 4
        calendar = "id"
        regressors = ["rain"]
        errors = "arima"
        lags = 3
        small_sample = true
        order = [0, 1, 1]
        seasonal_order = [1, 0, 0]
        likelihood = "poisson"
        cluster = "group"
        control_group = "not-yet-treated"
        reference_period = 1987
        sensitivity = {relative_magnitudes = [0.5, 1], smoothness = [0.1], target = "event:2"}
        estimators = ["synthetic-control", "its"]
        weights = "n"
        design_effect = 1
        placebo = ["time", "space"]
        pooling = "none"
        direction = "down"
        mid = 0.5
        level = 0.9
        fdr = 0.05
        refuse = "none"
        seed = 7
        [donor_weights]
        Cataluna = 0.8508
        "Madrid (Comunidad de)" = 0.1492
    """
    read = read_design(written(tmp_path, content))
    assert read.treated_from == "1989"
    assert read.transition == ("1988", "1990")
    assert read.donor_weights == {"Cataluna": 0.8508, "Madrid (Comunidad de)": 0.1492}
    assert read.reference_period == "1987"
    assert set(read.model_fields_set) == set(Design.model_fields)


@pytest.mark.parametrize(
    ("key", "near"), [("treated_form", "treated_from"), ("estimator", "estimators"), ("SEED", "seed")]
)
def test_an_unknown_key_is_told_with_the_nearest(tmp_path: Path, key: str, near: str) -> None:
    with pytest.raises(RetretError) as found:
        read_design(written(tmp_path, f"{key} = 3\nlevel = 9"))
    assert found.value.code == "design-unknown-key"
    assert found.value.exit_code == 1
    for lang in LANGS:
        said = text(found.value.code, lang, **found.value.values)
        assert f"› {key}:" in said
        assert f" {near}?" in said


@pytest.mark.parametrize(
    "line",
    [
        'treated_from = "06/2025"',
        "treated_from = 2025-06-01",
        "transition = ['2025-05', '2025-05']",
        "transition = '2025-05'",
        "anticipation = -1",
        "horizon = 0",
        "scale = 'sqrt'",
        "effect = []",
        "effect = ['jump']",
        "effect = ['mean', 'mean']",
        "slope_origin = 2",
        "trend = 'perhaps'",
        "seasonal = true",
        "harmonics = 0",
        "period_length = 0",
        "calendar = 'us'",
        "regressors = [1]",
        "errors = 'ar2'",
        "estimators = ['bsts']",
        "lags = -1",
        "order = [1, 0]",
        "order = [1, 0, -1]",
        "likelihood = 'negative-binomial'",
        "cluster = 'city'",
        "control_group = 'all'",
        "reference_period = '06/2025'",
        "sensitivity = {relative_magnitudes = [-1]}",
        "sensitivity = {target = 'event:-1'}",
        "estimators = []",
        "donor_weights = {A = 'much'}",
        "weights = 'size'",
        "design_effect = 0.5",
        "placebo = ['unit']",
        "pooling = 'all'",
        "direction = 'left'",
        "mid = 0",
        "mid = inf",
        "level = 0.4",
        "fdr = 0.6",
        "refuse = 'all'",
        "seed = 'x'",
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_what_to_write(tmp_path: Path, line: str) -> None:
    key = line.partition(" ")[0]
    with pytest.raises(RetretError) as found:
        read_design(written(tmp_path, line))
    assert found.value.code == "design-value"
    assert found.value.exit_code == 1
    said = text(found.value.code, "en", **found.value.values)
    assert f"design.toml › {key}" in said
    assert allowed(key) in said


def test_an_unknown_key_of_sensitivity_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RetretError) as found:
        read_design(written(tmp_path, "sensitivity = {smooth = [1]}"))
    assert found.value.code == "design-unknown-key"
    assert found.value.values["key"] == "sensitivity.smooth"
    assert found.value.values["near"] == "smoothness"


def test_no_file_and_no_toml(tmp_path: Path) -> None:
    with pytest.raises(RetretError, match="design-no-file"):
        read_design(tmp_path / "design.toml")
    with pytest.raises(RetretError, match="design-not-toml"):
        read_design(written(tmp_path, "level == 3"))


def test_every_key_is_explained_in_both_languages() -> None:
    for lang in LANGS:
        keys = explain(lang)
        assert [key.name for key in keys] == list(Design.model_fields)
        assert all(key.meaning and key.allowed and key.default for key in keys)
    assert {key.name: key.default for key in explain("id")}["estimators"] == '["its"]'


def test_harmonics_by_the_rule_of_seasons() -> None:
    asked = Design(seasonal="harmonics")
    assert [asked.pairs(months, "month") for months in (23, 24, 35, 36)] == [0, 1, 1, 2]
    assert [asked.pairs(quarters, "quarter") for quarters in (7, 8, 12)] == [0, 1, 2]
    assert Design(seasonal="harmonics", harmonics=3).pairs(5, "month") == 3
    assert Design(harmonics=3).pairs(36, "month") == 0
    assert Design(period_length=7).season("integer") == 7


DONORS = [*[False] * 18, *[True] * 18]
GOOD = [
    (design(), panel()),
    (design(transition=["2025-01", "2024-12"], horizon=4), panel()),
    (design(scale="logit", seasonal="dummies", calendar="id"), panel()),
    (design(estimators=["its", "synthetic-control"], donor_weights={"B": 1}), panel(donor=DONORS)),
    (design(estimators=["dose"]), panel(dose=[*[0.0] * 18, *[2.0] * 18])),
    (design(weights="n", regressors=["rain", "n"]), panel(("rain",), n=30, rain=1.5)),
    (Design(), panel()),
    (Design(), panel(treated_from=[*["2025-01"] * 18, *[None] * 18])),
    (design(), panel(treated_from=[*["2025-01"] * 18, *[None] * 18])),
]


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_what_can_be_carried_out_passes(number: int) -> None:
    check_design(*GOOD[number])


LATE = [*["2025-02"] * 18, *[None] * 18]
BAD = [
    (design(treated_from="2026-01"), panel(), "design-outside-panel", ["treated_from", "2026-01", "2025-06"]),
    (design(treated_from="2023-12"), panel(), "design-outside-panel", ["2023-12", "2024-01"]),
    (design(transition=["2025-09"]), panel(), "design-outside-panel", ["transition", "2025-09"]),
    (design(treated_from="2025-Q1"), panel(), "design-period-kind", ["treated_from", "2025-Q1", "2025-06"]),
    (design(transition=[2025]), panel(), "design-period-kind", ["transition", "2025"]),
    (design(treated_from="2024-01"), panel(), "design-no-before", ["2024-01"]),
    (design(treated_from="2024-02", anticipation=1), panel(), "design-no-before", ["2024-02"]),
    (design(treated_from="2025-06", transition=["2025-06"]), panel(), "design-no-after", ["2025-06"]),
    (
        design(),
        panel(value=[0.5 if k % 18 < 12 else None for k in range(36)]),
        "design-no-after",
        ["2025-01"],
    ),
    (Design(), panel(treated_from="2026-03"), "design-no-after", ["2026-03"]),
    (design(), panel(treated_from=LATE), "design-two-dates", ["2025-01", "2025-02", "A"]),
    (design(), panel(donor=True), "design-all-donors", ["donor"]),
    (design(estimators=["donor-mean"]), panel(), "design-no-donors", ["estimators", "donor-mean"]),
    (design(estimators=["its", "synthetic-control"]), panel(), "design-no-donors", ["synthetic-control"]),
    (design(placebo=["space"]), panel(), "design-no-donors", ["placebo", "space"]),
    (
        design(donor_weights={"C": 1}),
        panel(donor=DONORS),
        "design-strange-donor",
        ["donor_weights", "C", "B?"],
    ),
    (design(donor_weights={"A": 1}), panel(donor=DONORS), "design-strange-donor", ["A"]),
    (Design(estimators=("donor-mean",)), panel(donor=DONORS), "design-no-date", ["donor-mean"]),
    (Design(estimators=("dose",)), panel(dose=1.0), "design-no-date", ["dose"]),
    (Design(placebo=("time",)), panel(), "design-no-date", ["time"]),
    (design(estimators=["dose"]), panel(), "design-no-dose", ["dose"]),
    (design(regressors=["rain"]), panel(rain=1.0), "design-no-regressor", ["regressors", "rain"]),
    (design(regressors=["dose"]), panel(), "design-no-regressor", ["dose"]),
    (design(regressors=["value"]), panel(), "design-reserved", ["value"]),
    (
        design(regressors=["rain"]),
        panel().with_columns(rain=pl.lit("wet")),
        "design-regressor-text",
        ["rain"],
    ),
    (
        design(regressors=["rain"]),
        panel(("rain",), rain=[1.0, None] * 18),
        "design-regressor-empty",
        ["2024-02"],
    ),
    (design(weights="n"), panel(n=[1.0] * 35 + [None]), "design-no-n", ["weights", "B", "2025-06"]),
    (design(seasonal="dummies", period_length=1), panel(), "design-no-season", ["dummies", "period_length"]),
    (
        design(scale="log"),
        panel(value=[0.5] * 20 + [0.0] * 16),
        "design-outside-scale",
        ["B", "2024-03", "0.0"],
    ),
    (
        design(scale="logit"),
        panel(value=[0.5] * 3 + [1.0] * 33),
        "design-outside-scale",
        ["A", "2024-04", "1.0"],
    ),
    (
        design(scale="count"),
        panel(value=[3.0] * 35 + [-1.0]),
        "design-outside-scale",
        ["B", "2025-06", "-1.0"],
    ),
]


@pytest.mark.parametrize(
    "number", range(len(BAD)), ids=[f"{code}-{k}" for k, (_, _, code, _) in enumerate(BAD)]
)
def test_what_cannot_be_carried_out_is_told_by_key_and_row(number: int) -> None:
    asked, data, code, named = BAD[number]
    with pytest.raises(RetretError) as found:
        check_design(asked, data)
    assert found.value.code == code
    assert found.value.exit_code == 1
    for lang in LANGS:
        said = text(code, lang, **found.value.values)
        assert all(word in said for word in named), said


def test_the_calendar_needs_months_or_quarters() -> None:
    years = panel_from(pl.DataFrame({"unit": ["A"] * 4, "period": range(2020, 2024), "value": [1.0] * 4}))
    check_design(Design(treated_from="2022"), years)
    with pytest.raises(RetretError, match="design-no-calendar"):
        check_design(Design(treated_from="2022", calendar="id"), years)
