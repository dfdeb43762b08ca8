"""What whole simulated cities decided, one line a city, kept as they come: a run that ends early is gone on with later."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from analysis.calibration.results import commit, unchanged
from analysis.problems import RetretError
from analysis.whole import whole

KEPT = Path("data") / "calibration" / "cities.csv"
"""Below the checkout, beside the rows that are made from it."""

LAYERS = ("calibration", "decision", "effects", "facts", "indicators", "ingest", "simulate")
"""The layers that a city goes through: lines of one record come from the same code in all of them."""


@dataclass(frozen=True)
class Decided:
    """One city: under which truth, with which seed, and what was decided; `option` "" where that is a study or nothing.

    `level`, `effect` and `error` are of the outcome that has a value, in smallest changes that matter; None where it has no
    estimate. `commit`: of the code that decided.
    """

    commit: str
    truth: str
    seed: int
    option: str
    level: str
    effect: float | None
    error: float | None


class Record:
    """Cities that were decided, by truth and seed; with a file each new one is written at once.

    `commit`: of the code that decided those that there are; of this code where there are none.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = {(one.truth, one.seed): one for one in _read(file)} if file else {}
        self.commit = next((one.commit for one in self._known.values()), None) or commit()

    def go_on(self) -> None:
        """Further cities may be added. Lines of other code stop with the file's name: they are never mixed nor thrown away."""
        for one in self._known.values():
            if not unchanged(one.commit, LAYERS):
                raise RetretError("calibrate-other-code", 1, file=str(self._file), commit=one.commit)
        self.commit = commit()

    def known(self, truth: str, seed: int) -> Decided | None:
        """What that city decided, where it is kept."""
        return self._known.get((truth, seed))

    def keep(self, one: Decided) -> None:
        """One more city."""
        self._known[one.truth, one.seed] = one
        if self._file:
            with whole(self._file) as aside:
                aside.write_text(_as_csv(self._known.values()), "utf-8")


def _read(file: Path) -> list[Decided]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Decided(
                commit=row["commit"],
                truth=row["truth"],
                seed=int(row["seed"]),
                option=row["option"],
                level=row["level"],
                effect=float(row["effect"]) if row["effect"] else None,
                error=float(row["error"]) if row["error"] else None,
            )
            for row in csv.DictReader(lines)
        ]


def _as_csv(cities: Iterable[Decided]) -> str:
    text = io.StringIO()
    told = csv.DictWriter(text, [one.name for one in fields(Decided)], lineterminator="\n")
    told.writeheader()
    for one in sorted(cities, key=lambda one: (one.truth, one.seed)):
        told.writerow(
            {
                key: round(value, 4) if isinstance(value, float) else value
                for key, value in asdict(one).items()
            }
        )
    return text.getvalue()
