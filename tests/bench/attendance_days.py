"""Employee-days against plain polars on one file: `python -m tests.bench.attendance_days [rows]`."""

import sys

from analysis.console.bench import run_bench


def main(rows: int) -> int:
    """The table of `retret bench`."""
    return run_bench(None, "en", rows=rows)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000))
