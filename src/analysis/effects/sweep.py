"""Inverses of many small matrices at once: all of them are swept together, column by column."""

import numpy as np

from analysis.effects.noise import Array

TOGETHER = 1024
"""So many matrices are swept together that they stay near the processor."""


def inverses(matrices: Array) -> tuple[Array, Array]:
    """Inverse (..., p, p) and log determinant (...,) of symmetric positive definite matrices (..., p, p).

    By the sweep operator (Goodnight, American Statistician 33 (1979) 149-158), without pivoting, which definite matrices
    do not need; several times faster than LAPACK where matrices are many and small. LinAlgError where one is singular.
    """
    size = matrices.shape[-1]
    flat = matrices.reshape(-1, size, size)
    inverse, logged = np.empty_like(flat, dtype=np.float64), np.zeros(len(flat))
    for start in range(0, len(flat), TOGETHER):
        some = slice(start, start + TOGETHER)
        # Matrices come last, so that every step is one operation on long rows.
        swept = np.array(np.moveaxis(flat[some], 0, -1), dtype=np.float64, order="C")
        for k in range(size):
            pivot = swept[k, k].copy()
            if not pivot.all():
                raise np.linalg.LinAlgError("singular matrix")
            logged[some] += np.log(np.abs(pivot))
            row, column = swept[k] / pivot, swept[:, k].copy()
            swept -= column[:, None] * row
            swept[k], swept[:, k] = row, -column / pivot
            swept[k, k] = 1 / pivot
        inverse[some] = np.moveaxis(swept, -1, 0)
    return inverse.reshape(matrices.shape), logged.reshape(matrices.shape[:-2])
