"""How the work grows: unit notebooks of ours, from ten to two thousand, and whole simulated cities of several sizes.

The notebooks are those of a built city, its units in turn: each reads its own facts and the rows of its like, as large as that
city has them. What grows with the city besides, as facts do, is seen in the cities that are built whole.
"""

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.build import built, fresh_root, simulated
from analysis.bench.cost import Cost
from analysis.bench.notebooks import Shop, built_units
from analysis.bench.record import Row, row
from analysis.bench.ways import OURS

NOTEBOOKS, CITY = "notebooks", "city"
OFTEN = 500
"""Up to so many notebooks a size is run in every round; larger ones once, since chance hardly moves them."""


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """A row a size, such as `notebooks/115` and `city/115`; a round does every size once, cities are built once."""
    codes = built_units(asked.root, max(asked.sizes))
    turns = [
        (size, turn) for turn in range(asked.rounds) for size in asked.sizes if turn == 0 or size <= OFTEN
    ]
    costs: dict[str, list[Cost]] = {}
    whole = len(asked.cities) + len(turns)
    # Cities first: what may go wrong in one is seen before a thousand notebooks were run.
    for done, size in enumerate(asked.cities, 1):
        with TemporaryDirectory(prefix="retret-bench-") as folder:
            root = fresh_root(asked.root, Path(folder) / "root")
            simulated(root, size, asked.checkout)
            costs[f"{CITY}/{size}"] = [built(root, asked.checkout)]
            step(done, whole)
    with TemporaryDirectory(prefix="retret-bench-") as folder:
        shop = Shop(asked.root, asked.checkout, Path(folder))
        for done, (size, _) in enumerate(turns, len(asked.cities) + 1):
            own = tuple(islice(cycle(codes), size))
            costs.setdefault(f"{NOTEBOOKS}/{size}", []).append(shop.run(OURS, own))
            step(done, whole)
    in_order = sorted(costs.items(), key=lambda one: one[0].startswith(CITY))
    return tuple(row(way, int(way.partition("/")[2]), found) for way, found in in_order)


def exponent(rows: Sequence[Row], kind: str = "cpu") -> float | None:
    """The power of its number with which a cost grows: the slope of the fitted line of logarithms; None below three sizes."""
    if len(rows) < 3:
        return None
    sizes, costs = np.log([one.count for one in rows]), np.log([one.middle(kind) for one in rows])
    return float(np.polyfit(sizes, costs, 1)[0])


def last_exponent(rows: Sequence[Row], kind: str = "cpu") -> float | None:
    """The same between the two largest sizes, where what a run costs once weighs least."""
    if len(rows) < 2:
        return None
    before, last = sorted(rows, key=lambda one: one.count)[-2:]
    return float(np.log(last.middle(kind) / before.middle(kind)) / np.log(last.count / before.count))
