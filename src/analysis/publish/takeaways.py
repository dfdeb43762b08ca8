"""What readers take away, written whole: a brief and a workbook a unit, a workbook a group and a measure, the city's CSV."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from analysis.city.place import City
from analysis.facts.joint import CITY_TYPE
from analysis.messages import Lang, text
from analysis.publish.written import replaced_folder, write_bytes, write_json
from analysis.takeaway.brief import unit_brief
from analysis.takeaway.city_brief import city_brief
from analysis.takeaway.datapackage import Tables, described
from analysis.takeaway.further import add_deviations, add_outcomes, add_peers
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import PointRow, name_of, point_rows
from analysis.takeaway.printing import as_pdf
from analysis.takeaway.workbook import Workbook
from analysis.wording.amounts import words

Facts = Mapping[str, Any]
BRIEFS, BOOKS, CSV = "brief", "xlsx", "csv"


def write_takeaways(
    folder: Path, everyone: Iterable[Facts], city: City, *, decision: Facts, state: Facts, lang: Lang
) -> None:
    """`brief/CODE.pdf`, `xlsx/CODE.xlsx`, `xlsx/indicator-CODE.xlsx` and `csv/`, with "-simulasi" in every name where data are.

    `everyone` are the facts of all units and groups of one edition, `decision` and `state` its facts of those names: nothing
    else is read, so that nothing leaves which the edition does not hold. The folder is replaced when all is written.
    """
    issue = Issue.of(city, state, lang)
    with replaced_folder(folder) as aside:
        for part in (BRIEFS, BOOKS, CSV):
            (aside / part).mkdir()
        _write(aside, everyone, decision, issue)


def _write(aside: Path, everyone: Iterable[Facts], decision: Facts, issue: Issue) -> None:
    sources: dict[str, None] = {}
    with Tables(aside / CSV, issue) as tables, _measure_books(aside / BOOKS, issue) as books:
        for facts in everyone:
            sources.update(dict.fromkeys(one["source"] for one in facts["indicators"]))
            rows = list(point_rows(facts, issue.lang))
            tables.add_page(facts)
            for row, book in zip(rows, books.of(facts, rows), strict=True):
                tables.add(row)
                book.add(row)
            write_book(aside / BOOKS, facts, rows, decision, issue)
            if facts["kind"] == "unit":
                write_brief(aside / BRIEFS, facts, decision, issue)
    write_json(aside / CSV / "datapackage.json", described(tables, sources, issue))


def write_brief(folder: Path, facts: Facts, decision: Facts, issue: Issue) -> None:
    """A unit's brief; the city's is that of the decision."""
    is_city = facts["unit"]["type"] == CITY_TYPE
    sheet = city_brief(decision, issue) if is_city else unit_brief(facts, issue)
    write_bytes(folder / issue.file_name(facts["unit"]["code"], ".pdf"), as_pdf(sheet, issue.until))


def write_book(folder: Path, facts: Facts, rows: Iterable[PointRow], decision: Facts, issue: Issue) -> None:
    """The workbook of a unit or group, with the sheets that are its own."""
    title = text("takeaway-book-unit", issue.lang, name=name_of(facts, issue.lang))
    path = folder / issue.file_name(facts["unit"]["code"], ".xlsx")
    with Workbook(path, title, facts["indicators"], issue) as book:
        for row in rows:
            book.add(row)
        if facts["kind"] == "group":
            add_peers(book, facts, issue.lang)
        elif facts["unit"]["type"] == CITY_TYPE:
            add_outcomes(book, decision, issue.lang)
        else:
            add_deviations(book, facts, issue.lang)


class _MeasureBooks:
    """One open workbook a measure; each is opened when the first page tells of its measure."""

    def __init__(self, folder: Path, issue: Issue, open_books: ExitStack) -> None:
        self._folder, self._issue, self._open = folder, issue, open_books
        self._books: dict[str, Workbook] = {}

    def of(self, facts: Facts, rows: Iterable[PointRow]) -> Iterator[Workbook]:
        """The book of each row's measure."""
        about = {one["code"]: one for one in facts["indicators"]}
        for row in rows:
            if row.indicator not in self._books:
                self._books[row.indicator] = self._opened(about[row.indicator])
            yield self._books[row.indicator]

    def _opened(self, one: Facts) -> Workbook:
        lang = self._issue.lang
        title = text("takeaway-book-measure", lang, name=words(one["title"], lang))
        path = self._folder / self._issue.file_name(f"indicator-{one['code']}", ".xlsx")
        return self._open.enter_context(Workbook(path, title, [one], self._issue))


@contextmanager
def _measure_books(folder: Path, issue: Issue) -> Generator[_MeasureBooks, None, None]:
    with ExitStack() as open_books:
        yield _MeasureBooks(folder, issue, open_books)
