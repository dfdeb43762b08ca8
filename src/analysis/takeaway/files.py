"""The files that readers take away, each written whole from the facts that it tells: briefs, workbooks, the data package."""

import io
import tarfile
import zipfile
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.facts.schema import schema_file
from analysis.messages import text
from analysis.takeaway.brief import unit_brief
from analysis.takeaway.city_brief import city_brief
from analysis.takeaway.datapackage import Tables, package_text
from analysis.takeaway.further import add_deviations, add_outcomes, add_peers
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import Origins, PointRow, name_of, point_rows
from analysis.takeaway.printing import as_pdf
from analysis.takeaway.workbook import Workbook
from analysis.wording.amounts import words

Facts = Mapping[str, Any]
Measures = Mapping[str, tuple[Path, str]]
"""By the code of a measure, the file of its workbook and the fingerprint of its data."""

SQUEEZED = 3
"""How hard the facts are packed: what they have in common is found already, and harder takes longer than all the rest."""

PACKED = (1980, 1, 1, 0, 0, 0)
"""The time of every file of an archive: the same content, the same bytes."""


def write_brief(path: Path, facts: Facts, decision: Facts, issue: Issue) -> None:
    """A unit's brief; the city's is that of the decision."""
    is_city = facts["unit"]["parent"] is None
    sheet = city_brief(decision, issue) if is_city else unit_brief(facts, issue)
    path.write_bytes(as_pdf(sheet, issue.until))


def write_book(
    path: Path, facts: Facts, decision: Facts, issue: Issue, origins: Origins | None = None
) -> None:
    """The workbook of a unit or group, with the sheets that are its own; `origins` add whence each figure came."""
    title = text("takeaway-book-unit", issue.lang, name=name_of(facts, issue.lang))
    with Workbook(path, title, facts["indicators"], issue, origins=origins is not None) as book:
        for row in point_rows(facts, issue.lang, origins or {}):
            book.add(row)
        if facts["kind"] == "group":
            add_peers(book, facts, issue.lang)
        elif facts["unit"]["parent"] is None:
            add_outcomes(book, decision, issue.lang)
        else:
            add_deviations(book, facts, issue.lang)


def write_measures(measures: Measures, everyone: Iterable[Facts], issue: Issue) -> None:
    """The workbooks of some measures over all units and groups, in one reading of their facts."""
    with _measure_books(measures, issue) as books:
        for facts in everyone:
            for row, book in books.of(facts):
                book.add(row)


def write_package(path: Path, everyone: Iterable[Facts], issue: Issue) -> None:
    """The city's series as CSV with its `datapackage.json`, in one archive."""
    sources: dict[str, None] = {}
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        with Tables(folder, issue) as tables:
            for facts in everyone:
                sources.update(dict.fromkeys(one["source"] for one in facts["indicators"]))
                tables.add_page(facts)
                for row in point_rows(facts, issue.lang):
                    tables.add(row)
        (folder / "datapackage.json").write_text(package_text(tables, sources, issue), "utf-8")
        _pack(path, folder.iterdir())


def write_facts(path: Path, folder: Path) -> None:
    """The facts behind all pages of an edition with their schema, in one archive.

    All pages tell much alike; packed as one stream, each such part takes room once and not once a file.
    """
    with tarfile.open(path, "w:xz", format=tarfile.USTAR_FORMAT, preset=SQUEEZED) as packed:
        for file in _by_name((*folder.glob("*.json"), schema_file())):
            content, told = file.read_bytes(), tarfile.TarInfo(file.name)
            told.size = len(content)
            packed.addfile(told, io.BytesIO(content))


def _pack(path: Path, files: Iterable[Path]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in _by_name(files):
            packed.writestr(zipfile.ZipInfo(file.name, PACKED), file.read_bytes(), zipfile.ZIP_DEFLATED)


def _by_name(files: Iterable[Path]) -> list[Path]:
    return sorted(files, key=lambda one: one.name)


class _MeasureBooks:
    """One open workbook a measure; each is opened when the first page tells of its measure."""

    def __init__(self, measures: Measures, issue: Issue, open_books: ExitStack) -> None:
        self._measures, self._issue, self._open = measures, issue, open_books
        self._books: dict[str, Workbook] = {}

    def of(self, facts: Facts) -> Iterator[tuple[PointRow, Workbook]]:
        """Each row of a page's facts that is of these measures, with its book."""
        about = {one["code"]: one for one in facts["indicators"] if one["code"] in self._measures}
        for row in point_rows({**facts, "indicators": list(about.values())}, self._issue.lang):
            if row.indicator not in self._books:
                self._books[row.indicator] = self._opened(about[row.indicator])
            yield row, self._books[row.indicator]

    def _opened(self, one: Facts) -> Workbook:
        path, mark = self._measures[one["code"]]
        title = text("takeaway-book-measure", self._issue.lang, name=words(one["title"], self._issue.lang))
        return self._open.enter_context(Workbook(path, title, [one], self._issue.told(mark)))


@contextmanager
def _measure_books(measures: Measures, issue: Issue) -> Generator[_MeasureBooks, None, None]:
    with ExitStack() as open_books:
        yield _MeasureBooks(measures, issue, open_books)
