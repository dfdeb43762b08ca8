"""A second city, invented whole: other unit types, its own calendar and events, a retreat in two turns that were drawn."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from analysis.city import tables
from analysis.effects.design import as_toml

SLUG, DISTRICTS, HAMLETS, OFFICES = "teluk-biru", 12, 3, 12
FIRST, LAST = (2022, 1), (2025, 6)
EFFECT, USUAL = 7.0, 76.0
"""What is planted in the share of services finished on time, in points, from the month after each unit's own retreat."""

RETREATS = (("2024-01-15", "2024-02-08", "2024-02-10"), ("2024-07-20", "2024-08-14", "2024-08-16"))
"""Announced, first and last day of the two turns, half a year apart."""

SOURCE = "rekaan"
HEAD = f"""slug = "{SLUG}"
name = "Kabupaten Teluk Biru"
government = "Pemerintah Kabupaten Teluk Biru"
head_title = "Bupati"
first_month = "2022-01"
last_month = "2025-06"
six_day_types = ["klinik"]
counter_types = ["distrik", "kampung", "kantor"]
place_types = ["distrik"]
tile_types = ["kampung"]
supplier = []
"""
KINDS = {
    "distrik": ("Distrik", "District"),
    "kampung": ("Kampung", "Hamlet"),
    "kantor": ("Kantor", "Office"),
}


def units() -> list[tuple[str, str, str, str]]:
    """Code, type, name and parent: districts with hamlets, offices, and the regency itself."""
    rows = [("TB", "kabupaten", "Kabupaten Teluk Biru", "")]
    for k in range(1, DISTRICTS + 1):
        rows.append((f"TB.D{k:02}", "distrik", f"Distrik Karang {k:02}", "TB"))
        rows += [
            (f"TB.D{k:02}.{h}", "kampung", f"Kampung Pasir {k:02}-{h}", f"TB.D{k:02}")
            for h in range(1, HAMLETS + 1)
        ]
    rows += [(f"TB.K{k:02}", "kantor", f"Kantor Bidang {k:02}", "TB") for k in range(1, OFFICES + 1)]
    return rows


def write_city(folder: Path, example: dict[str, object]) -> None:
    """The city's folder as its guide says, before any retreat; `example`: a plan whose thresholds are taken over."""
    folder.mkdir(parents=True)
    groups = "".join(
        f'\n[[group]]\nslug = "{kind}"\nname_id = "Semua {kind}"\nname_en = "All {kind}"\nnoun_id = "{kind}"\n'
        f'noun_en = "{kind}"\ntypes = ["{kind}"]\n'
        for kind in KINDS
    )
    names = {**KINDS, "kabupaten": ("Kabupaten", "Regency"), "klinik": ("Klinik", "Clinic")}
    labels = "".join(f'{kind} = {{ id = "{a}", en = "{b}" }}\n' for kind, (a, b) in names.items())
    (folder / "city.toml").write_text(f"{HEAD}{groups}\n[type_name]\n{labels}", "utf-8")
    rows = [(*one, "2020-01-01", "", SOURCE, "L") for one in units()]
    _table(folder / "units.csv", tables.UNITS, rows)
    _table(folder / "aliases.csv", tables.ALIASES, [])
    _table(folder / "succession.csv", tables.SUCCESSION, [])
    _table(folder / "retreats.csv", tables.RETREATS, [])
    _table(folder / "public_facts.csv", tables.FACTS, [])
    ramadan = [("2021-04-13", "2021-05-12"), ("2022-04-03", "2022-05-01"), ("2023-03-23", "2023-04-21")]
    ramadan += [("2024-03-12", "2024-04-09"), ("2025-03-01", "2025-03-30")]
    own = [("2023-06-12", "2023-06-12", "holiday", "Hari jadi kabupaten", SOURCE, "L")]
    days = [(*span, "ramadan", "Ramadan", SOURCE, "H") for span in ramadan]
    _table(folder / "calendar.csv", tables.CALENDAR, [*days, *own])
    hours = [
        (period, six, weekday, start, "15:30", "2020-01-01", "", SOURCE, "L")
        for period, start in (("normal", "07:30"), ("ramadan", "08:00"))
        for six, last in (("false", 5), ("true", 6))
        for weekday in range(1, last + 1)
    ]
    _table(folder / "schedules.csv", tables.SCHEDULES, hours)
    _table(
        folder / "attendance_codes.csv",
        tables.CODES,
        [("absen", "H", "present", "", "", "Hadir", "Present", SOURCE)],
    )
    storm = (
        "2023-11-03",
        "2023-11-09",
        "badai",
        "Badai",
        "Storm",
        "Layanan terhenti",
        "Services stood",
        "false",
    )
    leader = (
        "2024-03-01",
        "2024-03-01",
        "bupati-baru",
        "Bupati baru",
        "New regent",
        "Arah baru",
        "New aims",
        "true",
    )
    _table(folder / "events.csv", tables.EVENTS, [(*storm, SOURCE, "L"), (*leader, SOURCE, "L")])
    (folder / "corrections.toml").write_text("", "utf-8")
    (folder / "plan.toml").write_text(_as_file(_plan(example)), "utf-8")


def _plan(example: dict[str, object]) -> dict[str, object]:
    """The example's thresholds, rule, options and costs with this city's outcome, events and designs."""
    code, source = "on-time-service", SOURCE
    outcome = {
        "indicator": code,
        "direction": "up-is-good",
        "smallest_change_that_matters": 2.0,
        "source": source,
        "scale": "points",
        "bias_sd": 2.0,
        "bias_source": source,
    }
    keep = ("thresholds", "rule", "half_life", "horizon", "cost", "option", "next_edition")
    return {
        "city": SLUG,
        "decider": "Sekretaris Daerah Kabupaten Teluk Biru",
        "proposal": True,
        "retreat_edition": 1,
        "families_promised": ["service"],
        "short_events": ["badai"],
        "placebo_outcomes": [],
        "confounders": ["bupati-baru"],
        "veto_outcomes": [code],
        "robustness": ["linear"],
        "note": {"id": "Rekaan.", "en": "Invented."},
        "outcome": [outcome],
        "prior": [{"family": "service", "indicator": code, "mean": 0.2, "sd": 0.6, "source": source}],
        **{name: example[name] for name in keep},
    }


def _as_file(plan: dict[str, object]) -> str:
    """TOML as people write it: a line a key, a heading a table."""
    plain = [f"{key} = {as_toml(one)}" for key, one in plan.items() if not _is_table(one)]
    for key, one in plan.items():
        for table in (one if isinstance(one, list) else [one]) if _is_table(one) else []:
            plain.append(f"\n[[{key}]]" if isinstance(one, list) else f"\n[{key}]")
            plain += [f"{name} = {as_toml(value)}" for name, value in table.items()]
    return "\n".join(plain) + "\n"


def _is_table(one: object) -> bool:
    return isinstance(one, dict) or (isinstance(one, list) and bool(one) and isinstance(one[0], dict))


def write_retreats(folder: Path, turns: Sequence[tuple[str, str, str]] = RETREATS) -> None:
    """A row a turn, all of one edition."""
    rows = [
        (1, f"Retret gelombang {k}", *days, "Balai Tanjung", "", "", SOURCE, "L")
        for k, days in enumerate(turns, 1)
    ]
    _table(folder / "retreats.csv", tables.RETREATS, rows)


def write_services(folder: Path, waves: Path, effect: float = EFFECT, seed: int = 5) -> None:
    """What offices send: a monthly recap of services a year, with a tide that all share and the effect from each own turn on."""
    since = {row["unit"]: row["treated_from"] for row in csv.DictReader(waves.open(encoding="utf-8"))}
    rng = np.random.default_rng(seed)
    months = [(y, m) for y in range(FIRST[0], LAST[0] + 1) for m in range(1, 13) if (y, m) <= LAST]
    tide = np.cumsum(rng.normal(0, 0.8, len(months)))
    lines: dict[int, list[tuple[object, ...]]] = {}
    for code, _, name, _ in units()[1:]:
        level = USUAL + rng.normal(0, 4)
        for k, (year, month) in enumerate(months):
            gone = bool(since[code]) and f"{year}-{month:02}" >= since[code]
            share = np.clip(level + tide[k] + effect * gone + rng.normal(0, 2), 5, 97) / 100
            done = int(rng.integers(90, 160))
            kept = int(rng.binomial(done, share))
            lines.setdefault(year, []).append((name, f"{month:02}/{year}", done + 4, done, kept))
    head = ("Unit Kerja", "Bulan", "Permohonan Masuk", "Selesai", "Selesai Tepat Waktu")
    folder.mkdir(parents=True)
    for year, rows in lines.items():
        closing = ("Teluk Biru, 30 Juni 2025", "", "", "", "")
        _csv(folder / f"layanan-{year}.csv", head, [*rows, closing])


def _table(path: Path, columns: tables.Columns, rows: Iterable[Sequence[object]]) -> None:
    _csv(path, list(columns), rows)


def _csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
