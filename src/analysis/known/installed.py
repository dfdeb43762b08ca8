"""The installed packages that this one rests on, with their versions; packages beside them do not count."""

import sys
from importlib import metadata
from pathlib import Path

from analysis.known.prints import Prints, Seen, mark

NAME = "retret"
OPTIONAL = ("statsmodels",)
"""What is used where it is there, though nothing requires it."""


def installed(seen: Seen) -> Prints:
    """Version by name of every package that the requirements reach; worked out anew when anything is installed or removed."""
    names = sorted(
        entry.name
        for folder in sys.path
        if folder.endswith("-packages") and Path(folder).is_dir()
        for entry in Path(folder).iterdir()
        if entry.name.endswith(".dist-info")
    )
    return dict(seen.meaning(mark(names), "installed", _reached))


def _reached() -> Prints:
    # Slow to import, and what was worked out before never comes here.
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: Prints = {}
    waiting = [NAME, *OPTIONAL]
    while waiting:
        name = canonicalize_name(waiting.pop())
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if name in found:
            continue
        found[name] = one.version
        needed = map(Requirement, one.requires or ())
        # What only another Python or an extra needs may be there for others: it is no part of this one.
        waiting += (
            line.name for line in needed if line.marker is None or line.marker.evaluate({"extra": ""})
        )
    found.pop(NAME, None)
    return dict(sorted(found.items()))
