"""Randomness by name: each draw has its own stream, so that one change moves nothing else."""

from zlib import crc32

import numpy as np


def stream(seed: int, *names: object) -> np.random.Generator:
    """The random stream of these names; the same seed and names give the same numbers, in any order of asking."""
    return np.random.default_rng([seed, *(crc32(str(name).encode()) for name in names)])


def carried_on(seed: int, name: str, length: int, *, carry: float, spread: float) -> list[float]:
    """An AR(1) series of this length with stationary standard deviation `spread`; longer series begin alike."""
    steps = stream(seed, name).normal(0.0, 1.0, length)
    values: list[float] = []
    before = 0.0
    for k, step in enumerate(steps):
        before = spread * step if k == 0 else carry * before + spread * (1 - carry**2) ** 0.5 * step
        values.append(float(before))
    return values
