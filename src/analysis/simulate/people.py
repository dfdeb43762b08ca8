"""Plainly invented people for the columns that nobody may ever read: names, telephones, words."""

import numpy as np

FIRST_NAMES = (
    *("Adelo", "Bimora", "Cantri", "Delvo", "Elsari", "Fadelo", "Gentar", "Halmi", "Indaro", "Jelira"),
    *("Kalind", "Lentra", "Marlo", "Nadiro", "Ovira", "Pramel", "Ratmi", "Salind", "Tirana", "Wuland"),
)
"""Made up; an initial follows, so that no whole name stands anywhere."""
INITIALS = "ABCDEGHKLMNPRSTUWY"
SUGGESTIONS = (
    *("", "", "", "", "Sudah baik", "Tambah kursi tunggu", "Antrean jangan terlalu lama", "Parkir diperluas"),
    *("Petugas Bu {name} ramah", "Tolong hubungi saya di {phone}", "Pak {name} di loket 2 kurang jelas"),
)
REPORTS = (
    "Lampu jalan depan rumah {name} mati sejak minggu lalu, mohon diperbaiki. Hubungi {phone}.",
    "Sampah menumpuk di gang kami, sudah dilaporkan ke Pak {name}.",
    "Pengurusan KTP saya belum selesai, nomor saya {phone}.",
    "Trotoar rusak, ibu saya {name} hampir jatuh.",
    "Air mati setiap sore di rumah {name}.",
    "Mohon informasi syarat pindah domisili.",
)
SUBJECTS = (
    *(
        "Permohonan data",
        "Undangan verifikasi",
        "Tindak lanjut aduan",
        "Usulan kegiatan",
        "Klarifikasi berkas",
    ),
    *("Permintaan personel", "Telaah staf", "Laporan bulanan"),
)


def names(chance: np.random.Generator, number: int) -> list[str]:
    """So many names."""
    pairs = chance.integers((len(FIRST_NAMES), len(INITIALS)), size=(number, 2))
    return [f"{FIRST_NAMES[a]} {INITIALS[b]}" for a, b in pairs.tolist()]


def phones(chance: np.random.Generator, number: int) -> list[str]:
    """Telephone numbers of a prefix that no operator has."""
    return [f"0800-9999-{one:04}" for one in chance.integers(10_000, size=number).tolist()]


def sentences(chance: np.random.Generator, number: int, patterns: tuple[str, ...]) -> list[str]:
    """Free text, with a name or a telephone in some of it."""
    who, where = names(chance, number), phones(chance, number)
    picked = chance.integers(len(patterns), size=number).tolist()
    return [
        patterns[k].format(name=name, phone=phone) for k, name, phone in zip(picked, who, where, strict=True)
    ]
