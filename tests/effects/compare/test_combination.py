"""Keys that do not go together: both are named, and what to write instead."""

import pytest

from analysis.effects.design import Design
from analysis.effects.design_check import check_design
from analysis.effects.panel import panel_from
from analysis.messages import LANGS, text
from analysis.problems import RetretError
from tests.effects.panels import frame

CLASHES: list[tuple[dict[str, object], list[str]]] = [
    ({"likelihood": "poisson", "scale": "log"}, ['likelihood = "poisson"', 'scale = "log"', '"identity"']),
    ({"likelihood": "quasi-poisson", "errors": "newey-west"}, ["quasi-poisson", 'errors = "newey-west"', '"iid"']),
    ({"likelihood": "poisson", "errors": "ar1+rw"}, ["poisson", 'errors = "ar1+rw"', '"iid"']),
    ({"likelihood": "poisson", "estimators": ("its", "donor-mean")}, ["likelihood", "donor-mean", '["its"]']),
    ({"likelihood": "poisson", "estimators": ("local-level",)}, ["likelihood", "local-level"]),
    ({"errors": "arima", "estimators": ("dose",)}, ['errors = "arima"', "dose", '"ar1+rw"']),
    ({"scale": "count", "estimators": ("local-level",)}, ["local-level", 'scale = "count"']),
    ({"scale": "count", "errors": "arima", "order": (0, 1, 1)}, ["order = [0, 1, 1]", 'scale = "count"']),
    (
        {"scale": "count", "errors": "arima", "seasonal_order": (0, 1, 0)},
        ["seasonal_order = [0, 1, 0]", 'scale = "count"'],
    ),
]  # fmt: skip
GOOD: list[dict[str, object]] = [
    {"likelihood": "poisson"},
    {"likelihood": "quasi-poisson", "errors": "iid"},
    {"scale": "count", "errors": "newey-west"},
    {"scale": "count", "errors": "arima"},
    {"scale": "log", "errors": "arima", "order": (0, 1, 1)},
    {"errors": "prais-winsten", "estimators": ("its", "local-level")},
]


def stopped(**keys: object) -> RetretError:
    panel = panel_from(frame(2, value=lambda u, k, e: 5 + abs(e), donor=lambda u, k: u))
    with pytest.raises(RetretError) as found:
        check_design(Design.model_validate({"treated_from": "2024-01", **keys}), panel)
    return found.value


@pytest.mark.parametrize(("keys", "named"), CLASHES)
def test_both_keys_are_named_and_what_to_write(keys: dict[str, object], named: list[str]) -> None:
    error = stopped(**keys)
    assert (error.code, error.exit_code) == ("design-not-together", 1)
    for lang in LANGS:
        said = text(error.code, lang, **error.values)
        assert all(word in said for word in named), said


@pytest.mark.parametrize("keys", GOOD)
def test_what_goes_together_passes(keys: dict[str, object]) -> None:
    panel = panel_from(frame(2, value=lambda u, k, e: 5 + abs(e)))
    check_design(Design.model_validate({"treated_from": "2024-01", **keys}), panel)


def test_counts_below_zero_are_told_with_their_row() -> None:
    panel = panel_from(frame(1, value=lambda u, k, e: -2.0 if k == 3 else 5.0))
    with pytest.raises(RetretError) as found:
        check_design(Design(treated_from="2024-01", likelihood="poisson"), panel)
    assert found.value.code == "design-likelihood-negative"
    for lang in LANGS:
        said = text(found.value.code, lang, **found.value.values)
        assert all(word in said for word in ("likelihood", "poisson", "U00", "2022-04", "-2.0"))


def test_a_seasonal_order_needs_a_season() -> None:
    panel = panel_from(frame(1, [str(2000 + k) for k in range(24)]))
    with pytest.raises(RetretError, match="design-no-seasonal-order"):
        check_design(Design(treated_from="2010", errors="arima", seasonal_order=(1, 0, 0)), panel)
    check_design(
        Design(treated_from="2010", errors="arima", seasonal_order=(1, 0, 0), period_length=4), panel
    )
