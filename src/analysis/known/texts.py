"""Which messages a page tells, each with a fingerprint: a text that changed makes those pages again that tell it."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tomllib import loads

from analysis.known.inputs import Place
from analysis.known.prints import Prints, mark, walk
from analysis.messages import catalogue

FOLDER = "catalogue"
CODE = f"code:{FOLDER}/"
"""How the label of a file of messages begins among those of the package's code."""


def fingerprints(place: Place) -> Prints:
    """The fingerprint of every message by its code, as the files stand when they are first asked for in a run."""
    folder = place.package / FOLDER

    def read() -> Prints:
        found: Prints = {}
        for name in walk(folder):
            file = folder / name
            found |= place.seen.meaning(place.seen.of(file) or "", "texts", lambda file=file: _of_file(file))
        return found

    return dict(place.seen.once((place.package, FOLDER), read))


def _of_file(file: Path) -> Prints:
    return _marks(loads(file.read_text("utf-8")))


@cache
def own() -> Mapping[str, str]:
    """The same of the messages that this process tells."""
    return _marks(catalogue())


def _marks(messages: Mapping[str, Mapping[str, str]]) -> Prints:
    return {code: mark(texts) for code, texts in messages.items()}


def labelled(codes: Iterable[str], prints: Mapping[str, str]) -> Prints:
    """The fingerprints of some messages, each with its label; of a code without a message an empty one."""
    return {f"text:{code}": prints.get(code, "") for code in sorted(codes)}
