"""Made-up figures: parts of a record whose ratios are known."""

from collections.abc import Mapping

from analysis.bench.machine import Machine
from analysis.bench.record import Part, Row

HERE = Machine(
    "Processor", 2, 8.0, "Linux 6", "CPython 3.11", {"polars": "2.1"}, "2026-01-02T03:04+00:00", "abc", 0.1
)


def flat(way: str, count: int, wall: float, cpu: float, peak: float = 100.0) -> Row:
    """A row whose three runs went alike."""
    return Row(way, count, (wall,) * 3, (cpu,) * 3, (peak,) * 3)


def part(*rows: Row, machine: Machine = HERE, rounds: int = 3, **asked: int) -> Part:
    """A part of these rows that took a minute."""
    return Part(rows, {"units": 115, "rounds": rounds, "rows": 1000, "largest": 2000, **asked}, machine, 60.0)


def whole() -> Mapping[str, Part]:
    """Every part, each with figures that keep its limits but for the site's."""
    return {
        "start": part(flat("python", 1, 0.01, 0.01), flat("help", 1, 0.1, 0.09)),
        "ingest": part(flat("reader", 1000, 3.0, 3.0), flat("polars", 1000, 2.0, 3.0)),
        "estimators": part(flat("estimators", 1150, 11.5, 11.5), flat("statsmodels", 40, 4.0, 4.0)),
        "site": part(
            flat("embedded/leadership-id", 180, 9.0, 8.0), flat("embedded/public-id", 190, 9.0, 12.0)
        ),
        "notebooks": part(
            flat("ours", 115, 20.0, 40.0), flat("cli", 115, 200.0, 240.0), flat("pool", 115, 70.0, 120.0)
        ),
        "build": part(
            flat("first-build", 171, 100.0, 160.0),
            flat("same-build", 171, 0.5, 0.5),
            flat("changed-build", 171, 20.0, 25.0),
            flat("cli-pages", 171, 400.0, 390.0),
            flat("made-site", 171, 125.0, 190.0),
        ),
        "growth": part(
            *(flat(f"notebooks/{n}", n, n / 5, n / 4, 100 + n / 100) for n in (10, 115, 500, 2000)),
            *(flat(f"city/{n}", n, n**1.1, n**1.1) for n in (50, 115, 500)),
        ),
    }
