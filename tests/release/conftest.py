"""A small city with two releases: 2026-11, and its revision after late data, replaced data and a correction."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.paths import Root
from analysis.release.freeze import freeze
from analysis.release.naming import Order
from tests.conftest import CHECKOUT, silent
from tests.shared import made_once, unmeasured

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
REASON = "aduan November menyusul"
NEW = "pengaduan/diskominfo/lapor-2026-11.csv"
REPLACED = "pengaduan/diskominfo/lapor-2026.csv"
CORRECTED = "disposisi/umum/disposisi-2024-s2.csv"


def late_data(root: Root) -> None:
    """November's first complaints come, five of October's are taken back, and one disposition is corrected."""
    raw = root.simulated / "raw"
    file = raw / REPLACED
    lines = file.read_text("utf-8").splitlines(keepends=True)
    october = [line for line in lines[2:] if "/10/2026" in line.split(",")[3]]
    late = [line.replace("/10/2026", "/11/2026").replace("LAPOR-", "LAPOR-N") for line in october[:40]]
    (raw / NEW).write_text("".join([*lines[:2], *late]), "utf-8")
    file.write_text("".join(line for line in lines if line not in october[:5]), "utf-8")
    answered = (raw / CORRECTED).read_text("utf-8-sig").splitlines()[2].split(",")[6]
    day, rest = answered[:3], answered[5:]
    table = {
        "file": CORRECTED,
        "cell": "G3",
        "old": answered,
        "new": f"{day}08{rest}",
        "reason": "Salah ketik.",
        "who": "Bagian Umum",
    }
    written = "".join(f'{key} = "{value}"\n' for key, value in table.items())
    with (root.simulated / "corrections.toml").open("a", encoding="utf-8") as corrections:
        corrections.write(f"\n[[correction]]\n{written}date = 2026-12-02\n")


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, built: Root) -> Root:
    """Both releases; tests read the root and change nothing in it."""
    from analysis.publish.build import Options, build

    def make(base: Path) -> None:
        base.rmdir()
        shutil.copytree(built.base, base)
        root = Root(base)
        freeze(root, CHECKOUT, Order("2026-11", None, FIRST))
        late_data(root)
        with unmeasured():
            assert build(root, CHECKOUT, Options(stage="facts"), silent).good
        freeze(root, CHECKOUT, Order("2026-11", REASON, LATER, sites=False))

    return Root(made_once(tmp_path_factory, "released", make))
