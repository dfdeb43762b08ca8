"""The rank of an estimate among those of units that nothing happened to, by the same comparison."""

from collections.abc import Sequence

from analysis.effects.rows import Row, Told, check


def placebo_rank(told: Told, names: Sequence[str], own: float, others: Sequence[float]) -> list[Row]:
    """Placebos in space by the size of estimates (Abadie, J. Econ. Lit. 59 (2021) 391-425)."""
    p = (1 + sum(abs(each) >= abs(own) for each in others)) / (1 + len(others))
    first = check(
        told, "placebo-space", estimate=own, value=p, passed=all(abs(each) < abs(own) for each in others)
    )
    return [
        first,
        *(
            check(told, "placebo-space", unit=name, estimate=each, passed=abs(each) < abs(own))
            for name, each in zip(names, others, strict=True)
        ),
    ]
