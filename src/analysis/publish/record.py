"""What each page was last made from, so that it can be said which of it changed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.known.prints import Prints, mark
from analysis.known.shelf import Shelf
from analysis.known.stamp import Reason, differences
from analysis.publish.pages import TEXTS, Page
from analysis.publish.written import write_json


@dataclass(frozen=True)
class Record:
    """By address what a page was made from; what a set of files stood for is on the shelf, each set once."""

    file: Path
    shelf: Shelf
    made_from: Mapping[str, Prints]

    def why(self, page: Page) -> list[Reason]:
        """What differs from when the page was last made; a set that changed is told by its members."""
        former = self.made_from.get(page.address)
        if former is None:
            return [Reason("first", "", "new")]
        found: list[Reason] = []
        both = former.keys() & page.made_from.keys()
        for one in differences(former, page.made_from):
            if one.name == TEXTS and TEXTS not in both:
                # Which messages a page tells is not known before it is run.
                continue
            members = self._members(one.name, former, page) if one.name in page.sets else []
            found += members or [one]
        return found or [Reason("lost", "", "gone")]

    def _members(self, name: str, former: Prints, page: Page) -> list[Reason]:
        kept = self.shelf.get(former[name]) if name in former else None
        return [] if kept is None else differences(json.loads(kept), page.sets[name])

    def with_pages(self, pages: Iterable[Page]) -> None:
        """These pages stand as they were made now, and the list is kept."""
        made = {**self.made_from, **{one.address: one.made_from for one in pages}}
        for name, told in {mark(one): one for page in pages for one in page.sets.values()}.items():
            if not self.shelf.holds(name):
                self.shelf.put(name, json.dumps(told).encode())
        write_json(self.file, dict(sorted(made.items())))


def read_record(file: Path, shelf: Shelf) -> Record:
    """The list as it was kept; an empty one where it is missing or damaged."""
    try:
        told: Any = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        told = {}
    return Record(file, shelf, told if isinstance(told, dict) else {})
