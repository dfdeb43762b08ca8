"""Commitments made on the last day of the retreat: the register as it stood on two or three days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.leaders import settling, turnovers
from analysis.simulate.levels import levels
from analysis.simulate.sources_frame import month_end, path_of, share, titled
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town
from analysis.simulate.waves import day_in_words

SOURCE, SENDER = "commitments", "inspektorat"
COLUMNS = (
    *("words:No", "commitment", "unit", "words:Uraian Komitmen", "made", "due", "status", "done_on"),
    *("evidence", "words:Tautan Bukti", "verified_on", "verifier", "words:Nama Kepala"),
)
WORDS = (
    *("Apel pagi setiap Senin", "Antrean layanan di bawah 30 menit", "Rapat koordinasi mingguan"),
    *("Papan janji layanan dipasang", "Aduan dijawab dalam tiga hari", "Kunjungan RW sebulan sekali"),
)
FEWEST, MOST = 2, 4
DUE_MONTHS = (1, 12)
SNAPSHOT_MONTHS = (3, 8)
"""Months after the retreat at whose end the register was sent; it is sent once more on the last simulated day."""


@dataclass(frozen=True)
class Promise:
    """One commitment and what became of it; days that never come are None."""

    number: str
    unit: Unit
    words: str
    made: date
    due: date
    done_on: date | None
    evidence: bool
    verified_on: date | None


def build(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One register a snapshot; none where the simulation ends before the first of them."""
    if town.retreat is None:
        return
    made, found = town.retreat[1], promises(town)
    days = {month_end(made, after) for after in SNAPSHOT_MONTHS} | {town.last_day}
    for as_of in sorted(day for day in days if month_end(made, SNAPSHOT_MONTHS[0]) <= day <= town.last_day):
        rows = [_row(town, staff, k, promise, as_of) for k, promise in enumerate(found, start=1)]
        path = path_of(SOURCE, SENDER, f"komitmen-{as_of:%Y-%m}.xlsx")
        above = titled("REGISTER KOMITMEN PIMPINAN", f"Keadaan per : {day_in_words(as_of)}")
        yield Document(SOURCE, path, SENDER, COLUMNS, rows, above)


def promises(town: Town) -> Sequence[Promise]:
    """Two to four promises of each head who was there."""
    changed = turnovers(town)
    found: list[Promise] = []
    for place, unit in enumerate((unit for unit in town.units if town.treated(unit)), start=1):
        found += _promised(town, unit, place, changed.get(unit.code, ()))
    return found


def _promised(town: Town, unit: Unit, place: int, changed: tuple[date, ...]) -> Iterator[Promise]:
    assert town.retreat is not None
    usual, made, chance = levels(SOURCE), town.retreat[1], stream(town.seed, "commitments", unit.code)
    own = float(chance.normal(0.0, usual["unit_spread"]))
    new = usual["turnover_points"] if settling(changed, made) else 0.0
    for k in range(int(chance.integers(FEWEST, MOST + 1))):
        due = month_end(made, int(chance.integers(DUE_MONTHS[0], DUE_MONTHS[1] + 1)))
        kept = share(usual["done"] + own + new + town.gain("commitments-done", unit, due))
        draw, shown, checked = chance.random(3)
        late, wait = float(chance.normal(-4.0, 12.0)), int(chance.integers(5, 40))
        done = max(made + timedelta(days=7), due + timedelta(days=round(late))) if draw < kept else None
        seen = done + timedelta(days=wait) if done and checked < usual["verified_share"] else None
        words = WORDS[int(chance.integers(len(WORDS)))]
        evidence = bool(shown < usual["evidence_share"])
        yield Promise(f"K-{place:03}-{k + 1}", unit, words, made, due, done, evidence, seen)


def _row(town: Town, staff: Mapping[str, Staff], number: int, promise: Promise, as_of: date) -> Row:
    """A promise as known on a day; only another unit verifies."""
    checkers = [
        unit for unit in town.of_type("inspektorat", "setda", "badan") if unit.code != promise.unit.code
    ]
    done = promise.done_on if promise.done_on and promise.done_on <= as_of else None
    seen = (
        promise.verified_on
        if done and checkers and promise.verified_on and promise.verified_on <= as_of
        else None
    )
    begun = stream(town.seed, "begun", promise.number).random() < 0.5
    status = "done" if done else "working" if begun else "open"
    evidence = promise.evidence if done else False
    link = f"https://contoh.invalid/bukti/{promise.number}" if evidence else None
    first = next((one for one in checkers if one.type == "inspektorat"), checkers[0] if checkers else None)
    verifier = first.code if seen and first else None
    head = (number, promise.number, promise.unit.code, promise.words, promise.made, promise.due, status, done)
    return (*head, evidence, link, seen, verifier, staff[promise.unit.code].names[0])
