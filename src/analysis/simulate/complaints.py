"""Complaints: yearly LAPOR exports and Sambat registers; a few agencies hold most, and all are followed up in the end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.levels import levels
from analysis.simulate.people import REPORTS, names, phones, sentences
from analysis.simulate.sources_frame import path_of, years
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

SOURCE, SENDER = "complaints", "diskominfo"
LAPOR = (
    *(
        "number:Kode Laporan",
        "reporter:Nama Pelapor",
        "reporter:No HP",
        "received",
        "unit",
        "channel",
        "class",
    ),
    *("words:Isi Laporan", "responded", "closed", "reopened", "status"),
)
SAMBAT = (
    *("number:No. Tiket", "reporter:Pelapor", "reporter:Nomor HP", "received", "unit", "words:Uraian"),
    *("responded", "closed", "forwards"),
)
CLASSES = ("information", "no-inspection", "inspection")
CLASS_SHARES, CLASS_TIMES = (0.2, 0.6, 0.2), {"information": 0.4, "no-inspection": 1.0, "inspection": 3.5}
AGENCY_TYPES = ("dinas", "badan", "satpol_pp", "rsud", "bumd", "kecamatan")


def build(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """One export a channel and year, by day of receipt."""
    held = holders(town)
    reports = sorted(
        (report for unit in town.units for report in _reports(town, unit, unit.code in held)),
        key=lambda one: one[0],
    )
    for year in years(town):
        for channel, columns, suffix in (("lapor", LAPOR, "csv"), ("sambat", SAMBAT, "xlsx")):
            mine = [report for report in reports if report[0].year == year and report[2] == channel]
            path = path_of(SOURCE, SENDER, f"{channel}-{year}.{suffix}")
            rows = _rows(town, mine, year, channel)
            if rows:
                yield Document(SOURCE, path, f"{SENDER}-{channel}", columns, rows)


def holders(town: Town) -> tuple[str, ...]:
    """The units that hold most complaints: as the city declares, else its first four agencies by lot."""
    sending = {unit.code for unit in town.units}
    declared = tuple(code for code in town.shocks.complaints_held_by if code in sending)
    agencies = town.of_type("dinas")
    order = stream(town.seed, "holders").permutation(len(agencies))
    return declared or tuple(agencies[int(k)].code for k in order[:4])


Report = tuple[datetime, str, str, str, float, float]
"""When received, unit, channel, class, hours to the answer, hours to the end."""


def _reports(town: Town, unit: Unit, held: bool) -> Iterator[Report]:
    usual = levels(SOURCE)
    name = "held" if held else "agency" if unit.type in AGENCY_TYPES else "kelurahan"
    own = float(stream(town.seed, "complaint-level", unit.code).normal(0.0, usual["unit_spread"]))
    for month in town.months:
        chance = stream(town.seed, "complaints", unit.code, month)
        for _ in range(int(chance.poisson(usual[f"{name}_a_month"]))):
            received = datetime.combine(month, datetime.min.time())
            received += timedelta(days=int(chance.integers(28)), minutes=int(chance.integers(1440)))
            channel = "sambat" if chance.random() < usual["sambat_share"] else "lapor"
            kind = CLASSES[int(chance.choice(3, p=CLASS_SHARES))]
            times = np.exp(own) * (1 + town.gain("complaint-days", unit, received.date()))
            answer = times * float(chance.lognormal(np.log(usual["answer_hours"]), usual["answer_spread"]))
            spread = float(chance.lognormal(np.log(24 * usual["close_days"]), usual["close_spread"]))
            ends = times * CLASS_TIMES[kind] * spread
            yield received, unit.code, channel, kind, answer, max(ends, answer + 1)


def _rows(town: Town, reports: Sequence[Report], year: int, channel: str) -> list[Row]:
    """Rows as known on the last simulated day: what came later is not yet in the register."""
    usual, chance = levels(SOURCE), stream(town.seed, "complaint-words", channel, year)
    count = len(reports)
    who, where, told = names(chance, count), phones(chance, count), sentences(chance, count, REPORTS)
    again, passed = chance.random(count) < usual["reopened_share"], chance.poisson(usual["forwards"], count)
    until = datetime.combine(town.last_day, datetime.max.time())
    rows: list[Row] = []
    for k, (received, unit, _, kind, answer, ends) in enumerate(reports):
        responded, closed = (_by(received + timedelta(minutes=round(60 * h)), until) for h in (answer, ends))
        head = (f"{channel.upper()}-{year}-{k + 1:04}", who[k], where[k], received, unit)
        if channel == "sambat":
            rows.append((*head, told[k], responded, closed, int(passed[k])))
        else:
            status = "closed" if closed else "working" if responded else "open"
            rows.append((*head, "lapor", kind, told[k], responded, closed, int(again[k]), status))
    return rows


def _by(moment: datetime, until: datetime) -> datetime | None:
    return moment if moment <= until else None
