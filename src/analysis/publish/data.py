"""The data stage: the raw folder read and checked, the good rows accepted, and one mark of all that came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.city.place import City
from analysis.ingest.accepted import accept
from analysis.ingest.door import read_folder
from analysis.ingest.memory import Memory
from analysis.ingest.result import Checked
from analysis.known.prints import mark, together
from analysis.known.source import Source
from analysis.validate import validate

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Accepted:
    """What a run goes on with: the accepted rows, and the check of what was found in the raw folder."""

    checked: Checked
    kept: Checked

    @property
    def mark(self) -> str:
        """A fingerprint of every row, file, problem, correction and change: facts come from nothing else of a delivery."""
        tables = (rows.write_json() for one in (self.checked, self.kept) for rows in one.tables.values())
        files = [
            (f.path, f.source, f.layout, f.simulated, f.rows_read, f.rows_good) for f in self.checked.files
        ]
        rest = (files, self.checked.problems, self.kept.problems, self.checked.corrections)
        return together(map(mark, (*tables, self.checked.changes.write_json(), repr(rest))))


def check_source(
    source: Source,
    city: City,
    *,
    skip_bad_rows: bool = False,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Checked:
    """The raw folder read and checked; nothing is written but the memory of what was read, where one is given."""
    delivery = read_folder(
        source.raw,
        city,
        source.corrections,
        skip_bad_rows=skip_bad_rows,
        memory=memory,
        progress=progress,
    )
    return validate(delivery, city)


def accept_source(source: Source, checked: Checked) -> Accepted:
    """The good files of a check in the store; files with problems keep their last accepted rows."""
    return Accepted(checked, accept(source.store, checked, source.raw))
