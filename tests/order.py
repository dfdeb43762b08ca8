"""In which order files of tests begin, so that workers which take whole files end together."""

EARLY = (
    "site/test_barriers.py",  # builds the small city; meanwhile the other worker has what needs none
    "console/test_next_year.py",
    "cities/test_another_city.py",
    "console/test_scored_files.py",
    "publish/test_build.py",
    "site/test_browser.py",
    "site/test_finder.py",
    "decision/test_worlds.py",
    "release/test_recompute.py",
    "publish/test_planted.py",
    "publish/test_warm.py",
    "display/test_decision_page.py",
    "publish/test_keys.py",
    "publish/test_outputs.py",
    "publish/test_brief.py",
    "bench/test_parts.py",
    "faults/test_build_killed.py",
    "faults/test_kernel.py",
)
"""Files below this folder that take longest, first of all; the others follow by name, and the last of them are short."""


def place(file: str) -> int:
    """Where a file, as a path below this folder, stands before the order of names."""
    return EARLY.index(file) if file in EARLY else len(EARLY)
