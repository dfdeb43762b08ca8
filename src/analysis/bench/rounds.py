"""Ways that are measured in turns: every round does each of them once, and begins with another one."""

from collections.abc import Callable, Iterable, Mapping

from analysis.bench.asked import Step, silent
from analysis.bench.cost import Cost


def in_turns(
    ways: Mapping[str, Callable[[], Cost]], rounds: int, step: Step = silent
) -> Mapping[str, Iterable[Cost]]:
    """The costs of each way, one a round: what slows the machine for a while slows all of them."""
    names = list(ways)
    found: dict[str, list[Cost]] = {name: [] for name in names}
    for turn in range(rounds):
        shift = turn % len(names)
        for place, name in enumerate(names[shift:] + names[:shift], 1):
            found[name].append(ways[name]())
            step(turn * len(names) + place, rounds * len(names))
    return found
