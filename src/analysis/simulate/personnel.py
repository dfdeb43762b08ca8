"""Lists of the personnel agency: heads in post, who was at the retreat, moves, and staff numbers by cohort."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.leaders import leading, rotations, terms
from analysis.simulate.levels import levels
from analysis.simulate.sources_frame import month_end, path_of, titled, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town
from analysis.simulate.waves import day_in_words

SENDER = "bkpsdm"
HEADS = (
    "words:No",
    "person:NIP",
    "words:Nama",
    "unit",
    "standing",
    "valid_from",
    "valid_to",
    "words:Nomor SK",
)
PARTICIPANTS = (
    "words:No",
    "edition",
    "person:NIP",
    "words:Nama",
    "unit",
    "role",
    "days_present",
    "words:Tanda Tangan",
)
MOVES = ("words:No", "person:NIP", "words:Nama", "moved", "origin", "unit", "leader", "words:Nomor SK")
NUMBERS = ("words:No", "unit", "month", "cohort", "number")
SNAPSHOT_MONTHS = (0, 7)
"""Months after the retreat at whose end the list of heads was sent; it is sent once more on the last simulated day."""
SECRETARIES = 5


def _called(staff: Mapping[str, Staff]) -> Mapping[str, str]:
    """The invented name that goes with each number."""
    return {
        number: name for one in staff.values() for number, name in zip(one.numbers, one.names, strict=True)
    }


def heads(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """The history of posts as it stood on two or three days."""
    found, called = terms(town, staff), _called(staff)
    days = {town.last_day}
    if town.retreat:
        days |= {month_end(town.retreat[1], after) for after in SNAPSHOT_MONTHS}
    for as_of in sorted(day for day in days if town.first_day < day <= town.last_day):
        rows: list[Row] = []
        for term in (term for term in found if term.first_day <= as_of):
            ends = term.last_day if term.last_day and term.last_day <= as_of else None
            who = (len(rows) + 1, term.number, called[term.number], term.unit)
            rows.append((*who, term.standing, term.first_day, ends, f"SK/{term.first_day:%y%m%d}"))
        path = path_of("heads", SENDER, f"pejabat-{as_of:%Y-%m}.xlsx")
        above = titled("DAFTAR PEJABAT STRUKTURAL", f"Keadaan per : {day_in_words(as_of)}")
        yield Document("heads", path, SENDER, HEADS, rows, above)


def participants(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One list for the retreat: every invited head with the days there, absent ones included, and a few secretaries."""
    if town.retreat is None or not town.first_day <= town.retreat[1] <= town.last_day:
        return
    now, called = leading(terms(town, staff), town.retreat[0]), _called(staff)
    edition = town.retreat[0].year
    listed = [
        (now[code].number, code, "head", days)
        for code, days in sorted(town.days_present.items())
        if code in now
    ]
    agencies = [unit for unit in town.of_type("dinas") if len(staff[unit.code].numbers) > 3][:SECRETARIES]
    listed += [(staff[unit.code].numbers[3], unit.code, "secretary", 3) for unit in agencies]
    rows: list[Row] = [
        (k, edition, number, called[number], code, role, days, "ttd" if days else None)
        for k, (number, code, role, days) in enumerate(listed, start=1)
    ]
    if rows:
        path = path_of("participants", SENDER, f"peserta-retret-{edition}.xlsx")
        yield Document(
            "participants", path, SENDER, PARTICIPANTS, rows, titled("DAFTAR HADIR RETRET PIMPINAN")
        )


def mutations(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One register of moves a year: staff here and there, and heads on the days of rotations."""
    called, moves = _called(staff), [*_staff_moves(town, staff), *_head_moves(town, staff)]
    for year in years(town):
        mine = sorted(move for move in moves if move[0].year == year)
        rows: list[Row] = [
            (k, number, called[number], day, origin, unit, leader, f"SK/{day:%y%m%d}")
            for k, (day, number, origin, unit, leader) in enumerate(mine, start=1)
        ]
        if rows:
            path = path_of("mutations", SENDER, f"mutasi-{year}.xlsx")
            yield Document("mutations", path, SENDER, MOVES, rows, titled(f"REGISTER MUTASI PEGAWAI {year}"))


Move = tuple[date, str, str, str, bool]


def _head_moves(town: Town, staff: Mapping[str, Staff]) -> Iterator[Move]:
    found = terms(town, staff)
    for day, codes in rotations(town).items():
        before = {term.number: code for code, term in leading(found, day - timedelta(days=1)).items()}
        for code, term in leading(found, day).items():
            if code in codes and before[term.number] != code:
                yield day, term.number, before[term.number], code, True


def _staff_moves(town: Town, staff: Mapping[str, Staff]) -> Iterator[Move]:
    codes = sorted(staff)
    rate = levels("staff")["moves_a_year_share"] / 12
    for month in town.months if len(codes) > 1 else ():
        chance = stream(town.seed, "moves", month)
        used: set[str] = set()
        people = sum(len(one.working(month)) for one in staff.values())
        for _ in range(int(chance.poisson(rate * people))):
            origin, unit = (codes[int(k)] for k in chance.choice(len(codes), 2, replace=False))
            number = staff[origin].numbers[int(chance.integers(len(staff[origin].working(month))))]
            if number not in used:
                used.add(number)
                yield month, number, origin, unit, False


def numbers(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """Staff by unit, month and cohort, one workbook a year: PNS, and each intake of PPPK by its first day."""
    for year in years(town):
        rows: list[Row] = []
        for one in staff.values():
            starts, counts = np.unique(one.starts, return_counts=True)
            for month in (month for month in town.months if month.year == year):
                for start, count in zip(
                    starts.astype("datetime64[D]").tolist(), counts.tolist(), strict=True
                ):
                    if start <= month:
                        cohort = "PNS" if start == town.first_day else f"PPPK {start:%Y-%m}"
                        rows.append((len(rows) + 1, one.unit.code, month, cohort, count))
        path = path_of("staff", SENDER, f"jumlah-pegawai-{year}.xlsx")
        yield Document("staff", path, SENDER, NUMBERS, rows, titled(f"JUMLAH PEGAWAI {year}"))
