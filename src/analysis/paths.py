"""Every folder, from one root. The checkout gives notebooks and templates; the root holds data and outputs."""

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.problems import RetretError


@dataclass(frozen=True)
class Root:
    """Where data and outputs live (`base`). Equal to the checkout unless --root or RETRET_ROOT moves it."""

    base: Path

    @property
    def cities(self) -> Path:
        return self.base / "data" / "cities"

    @property
    def raw(self) -> Path:
        return self.base / "data" / "raw"

    @property
    def simulated(self) -> Path:
        return self.base / "data" / "simulated"

    @property
    def interim(self) -> Path:
        return self.base / "data" / "interim"

    @property
    def processed(self) -> Path:
        return self.base / "data" / "processed"

    @property
    def facts(self) -> Path:
        return self.processed / "facts"

    @property
    def reports(self) -> Path:
        return self.base / "reports"

    @property
    def parts(self) -> Path:
        return self.reports / "_parts"

    @property
    def downloads(self) -> Path:
        return self.reports / "_data"

    @property
    def site(self) -> Path:
        return self.base / "_site"

    def stage(self, edition: str, lang: str) -> Path:
        """The folder that an engine renders, one for each edition and language."""
        return self.interim / "site" / f"{edition}-{lang}"


def _nearest(start: Path, *marks: str) -> Path | None:
    for folder in (start, *start.parents):
        if all((folder / mark).exists() for mark in marks):
            return folder
    return None


def find_root(root: str | Path | None = None, start: Path | None = None) -> Root:
    """The root asked for, else RETRET_ROOT, else the nearest parent that holds data/cities."""
    asked = root or os.environ.get("RETRET_ROOT")
    if asked:
        base = Path(asked).resolve()
        if not (base / "data" / "cities").is_dir():
            raise RetretError("no-root", start=str(asked))
        return Root(base)
    here = (start or Path.cwd()).resolve()
    found = _nearest(here, "data/cities")
    if found is None:
        raise RetretError("no-root", start=str(here))
    return Root(found)


def find_checkout(start: Path | None = None) -> Path:
    """The folder with notebooks/ and _quarto.yml: above the working folder, else above this file."""
    marks = ("notebooks", "_quarto.yml")
    found = _nearest((start or Path.cwd()).resolve(), *marks) or _nearest(Path(__file__).resolve(), *marks)
    if found is None:
        raise RetretError("no-checkout")
    return found
