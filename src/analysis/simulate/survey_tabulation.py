"""The regulation-style tabulation: title rows, a two-row merged header, respondents, footer rows."""

import numpy as np

from analysis.simulate.answers import Answers
from analysis.simulate.chance import stream
from analysis.simulate.sheets import Cell, Sheet
from analysis.simulate.spelling import spelled
from analysis.simulate.survey_raw import OTHER_SERVICES, SERVED_TIMES, SERVICES, element_order
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave, day_in_words

LABELS = (
    *("Persyaratan", "Sistem, Mekanisme, dan Prosedur", "Waktu Penyelesaian", "Biaya/Tarif"),
    *("Produk Spesifikasi Jenis Pelayanan", "Kompetensi Pelaksana", "Perilaku Pelaksana"),
    *("Penanganan Pengaduan, Saran, dan Masukan", "Sarana dan Prasarana"),
)
HEADER_ROW = 11
"""0-based row of the upper header; labels stand one below, respondents from two below."""


def written_period(wave: Wave) -> str:
    """The period in the file: a whole quarter, half-year or month, else the days of fieldwork."""
    if wave.surveyor.whole_periods:
        return f"{wave.period} {wave.year}"
    return f"{day_in_words(wave.first_day)} s.d. {day_in_words(wave.last_day)}"


def tabulation_sheets(town: Town, wave: Wave, given: Answers) -> tuple[Sheet, ...]:
    """The one sheet of a tabulated wave."""
    order = element_order(wave)
    columns = given[:, list(order)]
    body = [(k + 1, *(int(mark) for mark in marks)) for k, marks in enumerate(columns)]
    rows: list[tuple[Cell, ...]] = [
        *_title(town, wave),
        ("NO URUT RESPONDEN", "NILAI PER UNSUR PELAYANAN", *(None,) * 8),
        (None, *(f"U{place + 1} ({LABELS[element]})" for place, element in enumerate(order))),
        *body,
        *_footer(town, wave, columns),
    ]
    upper = HEADER_ROW + 1
    merged = (f"A{upper}:A{upper + 1}", f"B{upper}:J{upper}")
    return (Sheet("Pengolahan SKM", tuple(rows), merged, frozenset({0, HEADER_ROW, HEADER_ROW + 1})),)


def _title(town: Town, wave: Wave) -> list[tuple[Cell, ...]]:
    chance = stream(town.seed, "title", wave.path)
    service = SERVICES.get(wave.unit.type, OTHER_SERVICES)[int(chance.integers(3))]
    pairs = (
        ("Unit Pelayanan", spelled(town, wave.unit, wave.path)),
        ("Jenis Pelayanan", service),
        ("Periode", written_period(wave)),
        ("Moda Survei", wave.mode),
        ("Pelaksana Survei", wave.vendor),
        ("Versi Formulir", wave.form_version),
        ("Jumlah Populasi (N)", wave.respondents * SERVED_TIMES),
    )
    # Some offices write label and value into one cell, others side by side.
    in_one_cell = wave.surveyor.usual_size < 62
    return [
        ("PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT",),
        (town.city.settings.government.upper(),),
        (None,),
        *((f"{label} : {value}",) if in_one_cell else (label, value) for label, value in pairs),
        (None,),
    ]


def _footer(town: Town, wave: Wave, columns: Answers) -> list[tuple[Cell, ...]]:
    weight = wave.surveyor.weight
    means = columns.mean(axis=0)
    index = round(float(25 * weight * means.sum()), 2)
    as_text = stream(town.seed, "index-as-text", wave.unit.code).random() < 0.4
    return [
        ("Jumlah Nilai Per Unsur", *(int(total) for total in columns.sum(axis=0))),
        ("NRR Per Unsur", *_rounded(means)),
        ("NRR Tertimbang Per Unsur", *_rounded(means * weight)),
        ("Nilai SKM / IKM", f"{index:.2f}".replace(".", ",") if as_text else index),
    ]


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 3) for value in values]
