"""How many threads linear algebra takes: one, since its matrices are small here and several commands share a machine."""

import os

ONE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Settings read where NumPy is imported first."""


def one_thread() -> None:
    """One thread for this process and for all that it starts, unless somebody asked for another number.

    Threads of OpenBLAS wait by spinning: on a busy machine they took ten times the work's own processor time. With one,
    sums also come in one order, whatever the number of processors.
    """
    for name, value in ONE.items():
        os.environ.setdefault(name, value)
