"""Ways that are measured in turns: every round does each of them once, and begins with another one."""

from collections.abc import Callable, Collection, Iterable, Mapping

from analysis.bench.asked import Step, silent
from analysis.bench.cost import Cost


def in_turns(
    ways: Mapping[str, Callable[[], Cost]],
    rounds: int,
    step: Step = silent,
    once: Collection[str] = (),
) -> Mapping[str, Iterable[Cost]]:
    """The costs of each way, one a round: what slows the machine for a while slows all of them. `once`: in the first round only."""
    names = list(ways)
    found: dict[str, list[Cost]] = {name: [] for name in names}
    turns = [
        name
        for turn in range(rounds)
        for name in names[turn % len(names) :] + names[: turn % len(names)]
        if turn == 0 or name not in once
    ]
    for done, name in enumerate(turns, 1):
        found[name].append(ways[name]())
        step(done, len(turns))
    return found
