"""The files that readers take away, each written whole from the facts that it tells: briefs, workbooks, the data package."""

import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.facts.schema import schema_file
from analysis.messages import text
from analysis.takeaway.brief import unit_brief
from analysis.takeaway.city_brief import city_brief
from analysis.takeaway.datapackage import Tables, package_text, series_text
from analysis.takeaway.figure_sheets import MEASURES, UNITS, add_figures
from analysis.takeaway.further import add_deviations, add_outcomes, add_peers
from analysis.takeaway.issue import Issue
from analysis.takeaway.points import Origins, name_of, point_rows
from analysis.takeaway.printing import as_pdf
from analysis.takeaway.workbook import Workbook
from analysis.wording.amounts import words

Facts = Mapping[str, Any]
Measures = Mapping[str, tuple[Path, str]]
"""By the code of a measure, the file of its workbook and the fingerprint of its data."""

SQUEEZED = (
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 1,
        "mf": lzma.MF_HC4,
        "mode": lzma.MODE_FAST,
        "nice_len": 128,
        "depth": 8,
        "dict_size": 1 << 25,
    },
)
"""How hard the facts are packed: a short search over all of them, for what they have in common is long and often the same.

As small as xz's level 2 makes them in two thirds of its time; harder takes longer than all the rest.
"""

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
    with Workbook(path, title, facts["indicators"], issue) as book:
        add_figures(book, point_rows(facts, issue.lang, origins or {}), MEASURES, issue.lang)
        if facts["kind"] == "group":
            add_peers(book, facts, issue.lang)
        elif facts["unit"]["parent"] is None:
            add_outcomes(book, decision, issue.lang)
        else:
            add_deviations(book, facts, issue.lang)


def write_measures(measures: Measures, everyone: Collection[Facts], issue: Issue) -> None:
    """The workbooks of some measures over all units and groups."""
    for code, (path, mark) in measures.items():
        pages = [(facts, [one for one in facts["indicators"] if one["code"] == code]) for facts in everyone]
        told = next(one for _, ones in pages for one in ones if one["series"])
        title = text("takeaway-book-measure", issue.lang, name=words(told["title"], issue.lang))
        rows = (row for facts, ones in pages for row in point_rows({**facts, "indicators": ones}, issue.lang))
        with Workbook(path, title, [told], issue.told(mark)) as book:
            add_figures(book, rows, UNITS, issue.lang)


def write_package(
    path: Path, everyone: Iterable[Facts], issue: Issue, telling: Callable[[Facts], str] = series_text
) -> None:
    """The city's series as CSV with its `datapackage.json`, in one archive; `telling` may know a page's lines already."""
    sources: dict[str, None] = {}
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        with Tables(folder, issue) as tables:
            for facts in everyone:
                sources.update(dict.fromkeys(one["source"] for one in facts["indicators"]))
                tables.add_page(facts)
                tables.add(telling(facts))
        (folder / "datapackage.json").write_text(package_text(tables, sources, issue), "utf-8")
        _pack(path, folder.iterdir())


def write_facts(path: Path, folder: Path) -> None:
    """The facts behind all pages of an edition with their schema, in one archive.

    All pages tell much alike; packed as one stream, each such part takes room once and not once a file.
    """
    with (
        lzma.open(path, "w", filters=SQUEEZED) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.USTAR_FORMAT) as packed,
    ):
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
