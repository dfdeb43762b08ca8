"""Services: half-yearly recaps by the organisation section, and a few units' own registers of requests."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

import numpy as np

from analysis.city.units import Unit
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.levels import levels
from analysis.simulate.people import names, phones
from analysis.simulate.sources_frame import at_office, path_of, share, signed, titled, working_days
from analysis.simulate.staff import Staff
from analysis.simulate.survey_raw import OTHER_SERVICES, SERVICES
from analysis.simulate.town import Town
from analysis.simulate.waves import slug

SOURCE, SENDER = "services", "organisasi"
BUSY_TYPES = ("dinas", "rsud", "bumd", "kecamatan")
RECAP = ("unit", "channel", "month", "received", "completed", "on_time", "backlog")
REGISTER = (
    *("number:Nomor Register", "applicant:Nama Pemohon", "applicant:NIK", "applicant:No HP", "service"),
    *("channel", "entered", "finished", "promised_days"),
)


def build(town: Town, staff: Mapping[str, Staff]) -> Iterator[Document]:
    """Every file: a recap each half-year for those without a register, and the registers."""
    counters = town.of_type(*town.city.settings.counter_types)
    order = stream(town.seed, "registers").permutation(len(counters))
    own = [counters[int(k)] for k in order[: round(levels(SOURCE)["register_units"] * len(counters) / 95)]]
    recapped = [unit for unit in counters if unit not in own]
    rows = [
        row for unit in recapped for channel in _channels(town, unit) for row in _months(town, unit, channel)
    ]
    for year, half in sorted({(month.year, (month.month + 5) // 6) for month in town.months}):
        mine = [
            row
            for row in rows
            if isinstance(row[2], date) and (row[2].year, (row[2].month + 5) // 6) == (year, half)
        ]
        total = (*("Jumlah", None, None), *(sum(int(str(row[k])) for row in mine) for k in range(3, 6)))
        path = path_of(SOURCE, SENDER, f"rekap-layanan-{year}-s{half}.xlsx")
        above = titled("REKAPITULASI PELAYANAN PUBLIK", f"SEMESTER {half} {year}")
        below = (total, *signed(date(year, 6 * half, 28), "Bagian Organisasi"))
        yield Document(SOURCE, path, SENDER, RECAP, mine, above, below)
    for unit in own:
        above = titled("BUKU REGISTER PELAYANAN", f"Unit Kerja : {unit.name}")
        path = path_of(SOURCE, slug(unit), "register-layanan.csv")
        yield Document(SOURCE, path, slug(unit), REGISTER, list(_requests(town, unit)), above)


def _channels(town: Town, unit: Unit) -> tuple[str, ...]:
    online = stream(town.seed, "online", unit.code).random() < levels(SOURCE)["online_share"]
    return ("counter", "online") if online else ("counter",)


def _volume(town: Town, unit: Unit, channel: str) -> float:
    usual = levels(SOURCE)
    times = usual["agency_times"] if unit.type in BUSY_TYPES else 1.0
    own = float(stream(town.seed, "volume", unit.code, channel).lognormal(0.0, 0.3))
    return usual["a_month"] * times * own * (0.5 if channel == "online" else 1.0)


def on_time_chance(town: Town, unit: Unit, month: date) -> float:
    """The chance that a request finished in a month was within its promise."""
    usual = levels(SOURCE)
    own = stream(town.seed, "on-time-level", unit.code).normal(0.0, usual["unit_spread"])
    now = stream(town.seed, "on-time-month", unit.code, month).normal(0.0, usual["month_spread"])
    middle = month + timedelta(days=15)
    drift = usual["drift"] * (town.years(month) - 1.75)
    return share(usual["on_time"] + float(own + now) + drift + town.gain("service-on-time", unit, middle))


def _months(town: Town, unit: Unit, channel: str) -> Iterator[Row]:
    waiting = 0
    for month in town.months:
        chance = stream(town.seed, "services", unit.code, channel, month)
        received = int(chance.poisson(_volume(town, unit, channel)))
        completed = int(chance.binomial(waiting + received, levels(SOURCE)["completed_share"]))
        waiting += received - completed
        on_time = int(chance.binomial(completed, on_time_chance(town, unit, month)))
        yield unit.code, channel, month, received, completed, on_time, waiting


def _requests(town: Town, unit: Unit) -> Iterator[Row]:
    """One row a request: working days to the end are within the promise as often as the unit's level says."""
    days = [day for month in town.months for day in working_days(town, month)]
    place = {day: k for k, day in enumerate(days)}
    promised = int(levels(SOURCE)["promised_days"])
    services = SERVICES.get(unit.type, OTHER_SERVICES)
    number = 0
    for month in town.months:
        chance = stream(town.seed, "register", unit.code, month)
        count = int(chance.poisson(_volume(town, unit, "counter")))
        who, where = names(chance, count), phones(chance, count)
        late = chance.random(count) >= on_time_chance(town, unit, month)
        took = np.where(
            late, promised + chance.geometric(0.4, count), chance.integers(0, promised + 1, count)
        )
        begun = sorted(int(k) for k in chance.integers(len(working_days(town, month)), size=count))
        first = place[working_days(town, month)[0]]
        for k in range(count):
            number += 1
            entered = at_office(chance, days[first + begun[k]])
            end = first + begun[k] + int(took[k])
            finished = max(datetime.combine(days[end], time(15, 35)), entered) if end < len(days) else None
            service = services[int(chance.integers(len(services)))]
            nik = f"9999{chance.integers(10**12):012}"
            yield f"REG-{number:05}", who[k], nik, where[k], service, "counter", entered, finished, promised
