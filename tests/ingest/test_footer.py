"""Lines below a table: remarks and signatures of any city, and rows that only look like them."""

import pytest

from analysis.ingest.footer import begins_like_a_closing


@pytest.mark.parametrize(
    "line", ["Malang, 30 Juni 2025", "Teluk Biru, 3 Januari 2024", "Mengetahui", "Kota Baru, 01/02/2024"]
)
def test_where_and_when_a_list_was_signed_closes_it(line: str) -> None:
    assert begins_like_a_closing(line)


@pytest.mark.parametrize(
    "line",
    [
        "Kelurahan Lowokwaru",
        "Dinas Sosial, Pemberdayaan Perempuan",
        "12, 30 Juni 2025",
        "Rapat 3, 30 Juni 2025",
    ],
)
def test_a_unit_or_a_number_does_not(line: str) -> None:
    assert not begins_like_a_closing(line)
