"""Every folder, from one root. The checkout gives notebooks and templates; the root holds data and outputs."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from analysis.problems import RetretError

Edition = Literal["leadership", "public"]
EDITIONS: tuple[Edition, ...] = ("leadership", "public")


@dataclass(frozen=True)
class Output:
    """One site of a city: for whom, in which language, and in which folder below the root (`site`)."""

    name: str
    edition: Edition
    lang: Literal["id", "en"]
    site: str


LEADERSHIP = Output("leadership-id", "leadership", "id", "_site")
OUTPUTS = (
    LEADERSHIP,
    # Side by side, so that a page leads to itself in the other language from disk too.
    Output("public-id", "public", "id", "_public/id"),
    Output("public-en", "public", "en", "_public/en"),
)


@dataclass(frozen=True)
class Root:
    """Where data and outputs live (`base`). Equal to the checkout unless --root or RETRET_ROOT moves it.

    `output`: the site whose pages, fragments and files are meant; each has folders of its own.
    """

    base: Path
    output: Output = LEADERSHIP

    def of(self, name: str) -> "Root":
        """The same root for the output of that name, one of those that `output_names` gives."""
        return replace(self, output=next(one for one in OUTPUTS if one.name == name))

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
        """Executed pages: those of the leadership in the checkout's own place, so that plain `quarto render` works there."""
        if self.output == LEADERSHIP:
            return self.base / "reports"
        return self.interim / "outputs" / self.output.name / "reports"

    @property
    def parts(self) -> Path:
        return self.reports / "_parts"

    @property
    def downloads(self) -> Path:
        return self.reports / "_data"

    @property
    def takeaways(self) -> Path:
        """Briefs, workbooks and the data package, as readers take them away."""
        return self.reports / "_files"

    @property
    def site(self) -> Path:
        return self.base / self.output.site

    @property
    def stage(self) -> Path:
        """The folder that an engine renders."""
        return self.interim / "site" / self.output.name

    @property
    def rendered(self) -> Path:
        """Where the last rendering is kept, as it came from the engine."""
        return self.interim / "cache" / "rendered" / self.output.name

    def page(self, address: str) -> Path:
        """Where the page of an address ("reports/unit/35.73") stands, without suffix."""
        return self.reports.parent / address

    def address(self, page: Path) -> str:
        """A page's address, after the name of its output unless that is the leadership's."""
        told = page.relative_to(self.reports.parent).with_suffix("").as_posix()
        return told if self.output == LEADERSHIP else f"{self.output.name}/{told}"

    @property
    def failed_list(self) -> Path:
        """The addresses of pages that failed when they were last run."""
        return self.interim / "cache" / f"failed-{self.output.name}.json"

    def failed(self, address: str) -> Path:
        """Where the broken notebook of a page is kept, by the address that `address` gives."""
        return self.interim / "failed" / address


def output_names(asked: Iterable[str]) -> tuple[str, ...]:
    """The outputs asked for in their own order, "all" for every one; a name that is none stops and lists those there are."""
    names = [one.name for one in OUTPUTS]
    wanted = set(asked)
    unknown = sorted(wanted - {*names, "all"})
    if unknown:
        raise RetretError("unknown-output", output=unknown[0], known=", ".join((*names, "all")))
    return tuple(name for name in names if name in wanted or "all" in wanted)


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
