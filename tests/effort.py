"""How long a run searches: a few examples of what is slow in every run, many where RETRET_LONG is set."""

import os

LONG = bool(os.environ.get("RETRET_LONG"))


def examples(every_run: int, long: int) -> int:
    """How many examples of a property whose code is slow; pure functions keep hypothesis's own number."""
    return long if LONG else every_run
