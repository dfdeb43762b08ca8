"""A small valid file of every source and layout, as a grid; tests compare, spoil and search them."""

from tests.ingest.sample import Sample, eskm, survey_form, write_json

__all__ = ["BY_NAME", "DINOYO", "LOWOKWARU", "MERJOSARI", "SAMPLES", "Sample", "eskm", "write_json"]

MERJOSARI, DINOYO, LOWOKWARU = "35.73.05.1002", "35.73.05.1004", "35.73.05.1011"

# fmt: off
SAMPLES: tuple[Sample, ...] = (
    Sample(
        "services",
        "recap",
        "layanan/rekap",
        [
            ["No", "Unit Kerja", "Kanal Layanan", "Bulan", "Permohonan Masuk", "Selesai", "Selesai Tepat Waktu", "Belum Selesai"],
            [1, "Kelurahan Merjosari", "Loket", "Mei 2025", 120, 114, 101, 9],
            [2, "Kelurahan Merjosari", "Daring", "Mei 2025", "1.200", 1150, 1100, 50],
            [3, "Kelurahan Dinoyo", "Loket", "Juni 2025", 80, 80, 79, "-"],
        ],
    ),
    Sample(
        "services",
        "register",
        "layanan/register",
        [
            ["Nomor Register", "Nama Pemohon", "Unit Kerja", "Kanal", "Waktu Masuk", "Waktu Selesai", "Janji Waktu (hari kerja)"],
            ["R-1", "Warga A", "Kelurahan Merjosari", "Loket", "28/05/2025 08:00", "02/06/2025 10:00", 1],
            ["R-2", "Warga B", "Kelurahan Merjosari", "Loket", "28/05/2025 09:00", "28/05/2025 15:00", 0],
            ["R-3", "Warga C", "Kelurahan Merjosari", "Loket", "26/05/2025 09:00", "03/06/2025 09:30", 3],
            ["R-4", "Warga D", "Kelurahan Merjosari", "Loket", "15/05/2025 11:00", None, 3],
        ],
        personal=(1,),
    ),
    Sample(
        "complaints",
        "lapor",
        "pengaduan/lapor",
        [
            [
                *("Kode Laporan", "Nama Pelapor", "Isi Laporan", "Instansi Terdisposisi", "Kanal", "Klasifikasi"),
                *("Tanggal Laporan Masuk", "Tanggal Tanggapan Pertama", "Tanggal Ditutup"),
                *("Jumlah Dibuka Kembali", "Jumlah Disposisi", "Status"),
            ],
            ["L-1", "A", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Permintaan Informasi", "02/06/2025 19:22", "05/06/2025 08:00", "07/06/2025 14:30", 0, 1, "Selesai"],
            ["L-2", "B", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Permintaan Informasi", "02/06/2025 08:00", "06/06/2025 08:00", "08/06/2025 09:00", 1, 2, "Selesai"],
            ["L-3", "C", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Tanpa Pemeriksaan Lapangan", "03/06/2025 08:00", "03/06/2025 09:00", "17/06/2025 23:00", 0, 3, "Selesai"],
            ["L-4", "D", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Tanpa Pemeriksaan Lapangan", "03/06/2025 08:00", None, "18/06/2025 09:00", 0, 1, "Selesai"],
            ["L-5", "E", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Dengan Pemeriksaan Lapangan", "04/06/2025 08:00", "05/06/2025 08:00", "03/08/2025 09:00", 0, 1, "Selesai"],
            ["L-6", "F", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Dengan Pemeriksaan Lapangan", "04/06/2025 08:00", "05/06/2025 08:00", "04/08/2025 09:00", 0, 1, "Selesai"],
            ["L-7", "G", "x", "Dinas Perhubungan", "SP4N-LAPOR", None, "20/06/2025 08:00", None, None, None, None, "Proses"],
            ["L-8", "H", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Dengan Pemeriksaan Lapangan", "28/06/2025 08:00", "28/06/2025 10:00", None, None, None, "Proses"],
            ["L-9", "I", "x", "Dinas Perhubungan", "SP4N-LAPOR", "Permintaan Informasi", "03/08/2025 11:00", None, None, None, None, "Baru"],
        ],
        personal=(1, 2),
    ),
    Sample(
        "complaints",
        "sambat",
        "pengaduan/sambat",
        [
            ["No. Tiket", "Pelapor", "Unit Tujuan", "Tgl Masuk", "Tgl Tanggapan", "Tgl Selesai", "Jumlah Diteruskan"],
            [1, "A", "Dinas Perhubungan", "2025-07-01", "2025-07-04", "2025-07-15", 0],
            [2, "B", "Dinas Perhubungan", "2025-07-01", "2025-07-05", "2025-07-16", 2],
        ],
        personal=(1,),
    ),
    Sample(
        "scores",
        "long",
        "nilai-eksternal/nilai",
        [
            ["Unit", "Instrumen", "Versi Instrumen", "Diukur Mulai", "Diukur Sampai", "Diumumkan", "Nilai"],
            ["Dinas Kependudukan dan Pencatatan Sipil", "PEKPPP", "2022", "01/05/2024", "31/08/2024", "20/05/2025", "4,73"],
            ["Dinas Kependudukan dan Pencatatan Sipil", "Ombudsman", "Opini 2025", "01/08/2025", "30/09/2025", "30/01/2026", 81.2],
        ],
    ),
    Sample(
        "scores",
        "wide",
        "nilai-eksternal/portal",
        [
            ["Kode", "Nama Data", "Satuan", "Instrumen", "Nilai 2023", "2024"],
            ["1", "Dinas Perhubungan", "Poin", "AKIP", "80,5", 82.25],
            ["2", "Dinas Kesehatan", "Poin", "AKIP", "-", "83.75"],
        ],
    ),
    Sample(
        "penalties",
        "register",
        "hukuman-disiplin/hukdis",
        [
            ["NIP", "Nama", "Unit Kerja", "Tingkat", "Tanggal SK"],
            ["990001", "A", "Dinas Perhubungan", "Ringan", "12/08/2025"],
            ["990002", "B", "Dinas Perhubungan", "Ringan", "20 Agustus 2025"],
            ["990003", "C", "Dinas Perhubungan", "Berat", "2025-08-29"],
            ["990001", "A", "Dinas Perhubungan", "Sedang", "01/09/2025"],
        ],
        personal=(0, 1),
    ),
    Sample(
        "pulse",
        "form",
        "kekompakan/pulse",
        [
            ["Stempel waktu", "Alamat Email", "Unit Kerja", "Versi Formulir", "T1", "T2", "T3", "S1", "S2", "S3", "Saran"],
            ["04/08/2025 10:12:00", "a@b.c", "Kecamatan Lowokwaru", "2025-1", 4, 4, 4, 4, 4, 4, "x"],
            ["05/08/2025 10:12:00", "b@b.c", "Kecamatan Lowokwaru", "2025-1", 2, 2, 2, 4, 4, 4, "x"],
            ["06/08/2025 10:12:00", "c@b.c", "Kecamatan Lowokwaru", "2025-1", 3, 3, 3, 5, 4, 3, "x"],
        ],
        personal=(1, 10),
    ),
    Sample(
        "dispositions",
        "eoffice",
        "disposisi/eoffice",
        [
            ["No", "Perihal", "Unit Pengirim", "Unit Penerima", "Waktu Kirim", "Waktu Jawab", "Batas Waktu", "Jumlah Diteruskan"],
            [1, "x", "Dinas Kesehatan", "Dinas Perhubungan", "20/05/2025 08:15", "21/05/2025 13:40", "23/05/2025 16:00", 0],
            [2, "x", "Dinas Kesehatan", "Dinas Perhubungan", "20/05/2025 08:15", "26/05/2025 08:15", "23/05/2025 16:00", 2],
            [3, "x", "Dinas Kesehatan", "Dinas Perhubungan", "22/05/2025 08:00", None, "23/05/2025 16:00", 1],
            [4, "x", "Dinas Kesehatan", "Dinas Perhubungan", "26/05/2025 08:00", None, "30/05/2025 16:00", None],
            [5, "x", "Dinas Perhubungan", "Dinas Perhubungan", "22/05/2025 08:00", "22/05/2025 09:00", None, 0],
        ],
        personal=(1,),
    ),
    Sample(
        "meetings",
        "list",
        "rapat/hadir",
        [
            ["No", "Nama Peserta", "Tanggal Rapat", "Nomor Rapat", "Unit Diundang", "Kehadiran"],
            [1, "A", "10/06/2025", "R-14", "Kecamatan Klojen", "Kepala"],
            [2, "B", "12/06/2025", "R-15", "Kecamatan Klojen", "Diwakili"],
            [3, "C", "17/06/2025", "R-16", "Kecamatan Klojen", "Tidak hadir"],
            [4, "D", "17/06/2025", "R-16", "Kecamatan Sukun", "Hadir sendiri"],
        ],
        personal=(1,),
    ),
    Sample(
        "commitments",
        "register",
        "komitmen/register",
        [
            [
                *("Keadaan per", "Kode Komitmen", "Komitmen", "Unit Pemilik", "Tanggal Komitmen", "Tenggat", "Status"),
                *("Tanggal Selesai", "Ada Bukti", "Tanggal Verifikasi", "Diverifikasi Oleh"),
            ],
            ["31/10/2025", "K-1", "x", "Kelurahan Merjosari", "17/05/2025", "31/08/2025", "Selesai", "20/08/2025", "Ya", "05/09/2025", "Inspektorat"],
            ["31/10/2025", "K-2", "x", "Kelurahan Merjosari", "17/05/2025", "15/08/2025", "Selesai", "18/08/2025", "Ya", None, None],
            ["31/10/2025", "K-3", "x", "Kelurahan Merjosari", "17/05/2025", "31/08/2025", "Belum", None, "Tidak", None, None],
            ["31/10/2025", "K-4", "x", "Kelurahan Merjosari", "17/05/2025", "15/12/2025", "Proses", None, None, None, None],
        ],
        personal=(2,),
    ),
    Sample(
        "visits",
        "checklist",
        "kunjungan/sidak",
        [
            [
                *("Nomor Kunjungan", "Tanggal Kunjungan", "Unit Dikunjungi", "Jenis Kunjungan", "Peluang Dikunjungi (%)"),
                *("Kebijakan Pelayanan", "Kepala di Tempat", "Kantor Kosong", "Panjang Antrean", "Jumlah Temuan"),
                *("Temuan Jatuh Tempo", "Temuan Selesai Tepat Waktu", "Catatan"),
            ],
            ["V-2025-1", "03/06/2025", "Kelurahan Merjosari", "Sidak", 20, "3,5", "Ya", "Tidak", 6, 3, 2, 1, "x"],
            ["V-2025-2", "04/06/2025", "Kelurahan Dinoyo", "Terencana", "12,5%", 4, "Tidak", "✓", "-", None, None, None, "x"],
        ],
        personal=(12,),
    ),
    Sample(
        "programmes",
        "realisation",
        "program/realisasi",
        [
            ["No", "Kode Program", "Asal Program", "Unit Pelaksana", "Bulan", "Target Fisik (%)", "Realisasi", None, "Kendala"],
            [None, None, None, None, None, None, "Fisik (%)", "Anggaran (%)", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
            [1, "P-1", "Kota", "Dinas Kesehatan", "Juni 2025", 45, "41,5", "38,2", "x"],
            [2, "P-2", "Kota", "Dinas Kesehatan", "Juni 2025", 45, 39.5, None, "x"],
            [3, "P-3", "Pusat", "Dinas Kesehatan", "Juni 2025", 50, 45, 95, "x"],
        ],
        header=3,
        personal=(8,),
    ),
    Sample(
        "heads",
        "list",
        "pejabat/pejabat",
        [
            ["Keadaan per", "NIP", "Nama", "Unit Kerja", "Status Jabatan", "TMT Jabatan", "Sampai Dengan"],
            ["31/10/2025", "990001", "A", "Kelurahan Merjosari", "Definitif", "17/04/2025", None],
            ["31/10/2025", "990002", "B", "Kelurahan Dinoyo", "Plt.", "01/01/2025", "30/06/2025"],
        ],
        personal=(1, 2),
    ),
    Sample(
        "participants",
        "list",
        "peserta-retret/peserta",
        [
            ["Edisi Retret", "NIP", "Nama", "Unit Kerja", "Peran", "Hari Hadir"],
            [2025, "99.00.01", "A", "Kelurahan Merjosari", "Lurah", 3],
            ["2025", "990002", "B", "Kelurahan Dinoyo", "Lainnya", 0],
        ],
        personal=(1, 2),
    ),
    Sample(
        "staff",
        "count",
        "pegawai/jumlah",
        [
            ["Unit Kerja", "Bulan", "Angkatan", "Jumlah Pegawai"],
            ["Kelurahan Merjosari", "Juli 2025", "PNS", 9],
            ["Kelurahan Merjosari", "Juli 2025", "PPPK 2025-07", "4"],
        ],
    ),
    Sample(
        "population",
        "long",
        "penduduk/panjang",
        [
            ["Wilayah", "Tahun", "Sumber", "Jumlah Penduduk"],
            ["Kecamatan Lowokwaru", 2023, "BPS", "164.106"],
            ["Kecamatan Lowokwaru", "2023", "Dukcapil", 172311],
        ],
    ),
    Sample(
        "population",
        "wide",
        "penduduk/lebar",
        [
            ["Kode", "Nama Data", "Sumber", "2022", "Tahun 2024"],
            ["35.73.04", "Kecamatan Sukun", "BPS", "196.300", 196860],
            ["35.73.02", "Kecamatan Klojen", "BPS", "94.112", None],
        ],
    ),
    Sample(
        "mutations",
        "register",
        "mutasi/mutasi",
        [
            ["NIP", "Nama", "TMT Mutasi", "Unit Asal", "Unit Tujuan", "Kepala Unit"],
            ["990001", "A", "17/04/2025", "Kelurahan Merjosari", "Kelurahan Dinoyo", "Ya"],
            ["990002", "B", "17/04/2025", "Kelurahan Merjosari", "Kelurahan Lowokwaru", "Tidak"],
        ],
        personal=(0, 1),
    ),
    Sample(
        "budgets",
        "ceiling",
        "anggaran/pagu",
        [
            ["No", "Unit Kerja", "Tahun Anggaran", "Jenis Belanja", "Pagu Awal (Rp)", "Pagu Perubahan (Rp)", "Realisasi (Rp)"],
            [1, "Dinas Kesehatan", 2025, "Perjalanan dinas", "1.200.000.000", "600.000.000", "540.000.000"],
            [2, "Dinas Kesehatan", 2025, "Pelatihan", 250000000, None, None],
        ],
    ),
    Sample(
        "comparison",
        "long",
        "kota-pembanding/deret",
        [
            ["Kota", "Indikator", "Bulan", "Nilai", "Jumlah Responden"],
            ["Kota Madiun", "IKM", "Mei 2025", "88,42", 412],
            ["Kota Madiun", "IKM", "Juni 2025", 88.5, None],
        ],
    ),
    Sample("survey", "form", "skm/formulir", survey_form(), personal=(1, 2, 17)),
)
# fmt: on
"""Survey workbooks and attendance files have builders of their own."""

BY_NAME = {f"{one.source}-{one.layout}": one for one in SAMPLES}
