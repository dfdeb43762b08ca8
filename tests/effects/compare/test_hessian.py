"""Second derivatives by differences equal those by hand."""

import numpy as np

from analysis.effects.compare.hessian import information


def test_a_quadratic_form_gives_itself_back() -> None:
    rng = np.random.default_rng(1)
    root = rng.normal(size=(4, 4))
    form = root @ root.T
    found = information(lambda at: float(-80 - 0.5 * at @ form @ at), 4)
    np.testing.assert_allclose(found, form, atol=1e-6)


def test_a_curved_function_is_told_at_its_middle() -> None:
    found = information(lambda at: float(np.cos(at[0]) + np.exp(0.3 * at[0] * at[1])), 2)
    np.testing.assert_allclose(found, [[1, -0.3], [-0.3, 0]], atol=1e-6)
