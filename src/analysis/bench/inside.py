"""Work that is measured inside a process of its own: `python -m MODULE WORDS...`, which tells its cost as JSON."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from subprocess import run

from analysis.bench.cost import TAIL, Cost, own_cost
from analysis.problems import RetretError


def measured(module: str, *words: str) -> tuple[Cost, int]:
    """What a module's work costs, without the time to start Python and to make it ready, and the number that it gives."""
    ran = run([sys.executable, "-m", module, *words], capture_output=True, text=True, check=False)
    if ran.returncode:
        why = "\n".join((ran.stderr or ran.stdout).strip().splitlines()[-TAIL:])
        raise RetretError("bench-failed", 1, command=" ".join((module, *words[:1])), why=why)
    told = json.loads(ran.stdout.splitlines()[-1])
    return Cost(**told["cost"]), told["number"]


def tell(work: Callable[[], int]) -> None:
    """Does the work and tells its cost to `measured`."""
    tell_cost(*own_cost(work))


def tell_cost(found: Cost, number: int) -> None:
    """The cost of what was done already, told to `measured`."""
    print(json.dumps({"cost": asdict(found), "number": number}))
