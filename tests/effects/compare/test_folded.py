"""The folded normal against the non-central chi-squared, whose root it is."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx
from scipy.special import ndtri
from scipy.stats import ncx2

from analysis.effects.compare.folded import folded_quantile, folded_slope


@given(st.floats(0, 20), st.floats(0.5, 0.999))
def test_it_is_the_root_of_a_chi_squared_quantile(bias: float, level: float) -> None:
    assert folded_quantile(bias, level) == approx(ncx2.ppf(level, 1, bias**2) ** 0.5, rel=1e-7)


@given(st.floats(1e-3, 8), st.floats(0.5, 0.999))
def test_its_slope_is_the_difference_quotient(bias: float, level: float) -> None:
    step = 1e-4
    rise = folded_quantile(bias + step, level) - folded_quantile(bias - step, level)
    assert folded_slope(bias, folded_quantile(bias, level)) == approx(rise / (2 * step), abs=1e-5)


def test_without_bias_it_is_two_sided_and_with_much_of_it_one_sided() -> None:
    assert folded_quantile(0.0, 0.95) == approx(1.959963985, abs=1e-9)
    for bias in (40.0, 1e6, 1e15):
        assert folded_quantile(bias, 0.95) == approx(bias + float(ndtri(0.95)), rel=1e-14)
