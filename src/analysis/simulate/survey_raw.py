"""The raw survey layout: who asked, when, and one row a respondent."""

import numpy as np

from analysis.city.units import get_unit
from analysis.simulate.answers import Answers
from analysis.simulate.chance import stream
from analysis.simulate.sheets import Cell, Sheet
from analysis.simulate.spelling import spelled
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave, day_in_words

SWAPPED = (0, 1, 2, 3, 4, 5, 6, 8, 7)
OFFICIAL = tuple(range(9))
LABELS = (
    *("Persyaratan", "Prosedur", "Waktu", "Biaya", "Produk", "Kompetensi", "Perilaku"),
    *("Pengaduan", "Sarana & Prasarana"),
)
EDUCATION = ("SD", "SMP", "SMA", "D3", "S1", "S2")
WORK = ("Karyawan swasta", "Wiraswasta", "Ibu rumah tangga", "Pelajar/mahasiswa", "PNS", "Lainnya")
SERVICES = {
    "kelurahan": ("Surat pengantar", "Surat keterangan usaha", "Surat keterangan domisili", "Legalisasi"),
    "kecamatan": ("Rekomendasi izin", "Dispensasi nikah", "Legalisasi", "Perekaman KTP"),
    "puskesmas": ("Poli umum", "Poli gigi", "KIA", "Farmasi"),
}
OTHER_SERVICES = ("Layanan loket", "Konsultasi", "Permohonan informasi")
REMARKS = (
    "",
    "",
    "",
    "",
    "Sudah baik",
    "Tambah kursi tunggu",
    "Antrean jangan terlalu lama",
    "Parkir diperluas",
)
UNANSWERED = 0.002
SERVED_TIMES = 12
"""How many were served for each who answered."""


def element_order(wave: Wave) -> tuple[int, ...]:
    """Which official element (0-8) stands in each of the nine columns."""
    return SWAPPED if wave.surveyor.swapped else OFFICIAL


def raw_sheets(town: Town, wave: Wave, given: Answers) -> tuple[Sheet, ...]:
    """Info_Umum, Waktu_Pelaksanaan and Data_Survei_Mentah of one wave."""
    return (_about(town, wave), _when(town, wave), _respondents(town, wave, given))


def _about(town: Town, wave: Wave) -> Sheet:
    above = get_unit(town.city, wave.unit.parent).name if wave.unit.parent else town.city.settings.government
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Parameter", "Isi Data"),
        ("Nama Dinas/Badan", above),
        ("Nama UPTD/Kelurahan", spelled(town, wave.unit, wave.path)),
        ("Periode Survei", wave.period),
        ("Tahun Survei", wave.year),
        ("Jumlah Populasi (N)", wave.respondents * SERVED_TIMES),
        ("Moda Survei", wave.mode),
        ("Pelaksana Survei", wave.vendor),
        ("Versi Formulir", wave.form_version),
    )
    return Sheet("Info_Umum", rows, bold_rows=frozenset({0}))


def _when(town: Town, wave: Wave) -> Sheet:
    as_text = stream(town.seed, "dates-as-text", wave.path).random() < 0.4
    days = (wave.first_day, wave.last_day)
    written = [day_in_words(day) if as_text else day for day in days]
    rows: tuple[tuple[Cell, ...], ...] = (("Tanggal Mulai", written[0]), ("Tanggal Selesai", written[1]))
    return Sheet("Waktu_Pelaksanaan", rows)


def _respondents(town: Town, wave: Wave, given: Answers) -> Sheet:
    chance = stream(town.seed, "people", wave.path)
    order = element_order(wave)
    header = (
        *("No", "Jenis Kelamin", "Pendidikan Terakhir", "Pekerjaan", "Jenis Layanan"),
        *(f"U{place + 1} ({LABELS[element]})" for place, element in enumerate(order)),
        "Saran / Masukan (Teks)",
    )
    number = len(given)
    blank = chance.random((number, 9)) < UNANSWERED
    services = SERVICES.get(wave.unit.type, OTHER_SERVICES)
    traits = zip(
        *(picked(chance, choices, number) for choices in (("L", "P"), EDUCATION, WORK, services, REMARKS)),
        strict=True,
    )
    rows: list[tuple[Cell, ...]] = [header]
    for k, (gender, education, work, service, remark) in enumerate(traits):
        marks = [_mark(int(given[k, element]), bool(blank[k, element]), k) for element in order]
        rows.append((k + 1, gender, education, work, service, *marks, remark or None))
    return Sheet("Data_Survei_Mentah", tuple(rows), bold_rows=frozenset({0}))


def picked(chance: np.random.Generator, choices: tuple[str, ...], number: int) -> list[str]:
    """So many of the choices, each as likely as another."""
    return [choices[int(k)] for k in chance.integers(len(choices), size=number)]


def _mark(answer: int, blank: bool, k: int) -> Cell:
    """The answer, or what offices write for none: nothing, or a dash."""
    if not blank:
        return answer
    return "-" if k % 2 else None
