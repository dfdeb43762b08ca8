"""How long a command takes to say anything, beside a Python that does nothing."""

import sys
from functools import partial

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import cost
from analysis.bench.record import Row, row
from analysis.bench.rounds import in_turns

COMMANDS = {
    "python": ("-c", "pass"),
    "help": ("-m", "analysis.cli", "--help"),
    "version": ("-m", "analysis.cli", "version"),
}
TIMES = 5
"""So many runs a round: they are short, and any of them may be disturbed."""


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """Each command alone, in turns."""
    ways = {name: partial(cost, [sys.executable, *words]) for name, words in COMMANDS.items()}
    found = in_turns(ways, TIMES * asked.rounds, step)
    return tuple(row(name, 1, costs) for name, costs in found.items())
