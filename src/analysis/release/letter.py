"""The files that go with a release: the letter to leadership as a Word document, and the list of who owes what."""

import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.city.place import City
from analysis.messages import Lang, text
from analysis.release.owing import Owed, owed
from analysis.released.manifest import Manifest
from analysis.released.releases import read_packed
from analysis.sources.declaration import by_name
from analysis.trial.docx import Paragraph, document
from analysis.wording.monthly import Month, letter
from analysis.wording.numbers import period

LANG: Lang = "id"
"""Letters of the city's administration are written in its language."""

COLUMNS = ("code", "unit", "source", "owner", "periods", "first", "last")
WIDTHS = (18, 34, 34, 26, 10, 20, 20)


def letter_files(folder: Path, release: Manifest, city: City) -> Iterator[tuple[str, bytes]]:
    """The letter and the list, made from the facts and changes that the release's folder holds."""
    facts = folder / "facts" / "leadership"
    codes = city.units.get_column("code").to_list()
    units = {code: _read(facts / f"{code}.json.gz") for code in codes}
    rows = owed(units)
    owing: Counter[str] = Counter()
    for one in rows:
        owing[one.name] += one.periods
    about = Month(
        changes=_read(folder / "told" / "leadership" / "changes.json.gz"),
        decision=_read(facts / "decision.json.gz"),
        owing=sorted(owing.items(), key=lambda one: (-one[1], one[0])),
        disputed=sum(one["status"] == "open" for unit in units.values() for one in unit["disputes"]),
        government=city.settings.government,
        head=city.settings.head_title,
    )
    lines = letter(about, LANG)
    ending = "-simulasi" if release.simulated else ""
    yield f"surat/surat-{release.name}{ending}.docx", document([Paragraph(line) for line in lines])
    yield f"surat/kekurangan-{release.name}{ending}.xlsx", workbook(rows, about)


def _read(file: Path) -> Mapping[str, Any]:
    return json.loads(read_packed(file))


def workbook(rows: list[Owed], about: Month) -> bytes:
    """The list as one sheet; cells are text or numbers, never formulas."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        # A clock in the file would make every one of them another file.
        book.set_properties({"created": _at(about)})
        sheet = book.add_worksheet(text("owing-sheet", LANG))
        bold = book.add_format({"bold": True})
        top = 0
        if about.changes["simulated"]:
            sheet.write_string(0, 0, text("banner-simulated", LANG, government=about.government), bold)
            top = 1
        sheet.write_string(top, 0, text("owing-title", LANG, name=about.changes["name"]), bold)
        head = top + 1
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(head, column, text(f"owing-{name}", LANG), bold)
        for row, one in enumerate(rows, start=head + 1):
            for column, cell in enumerate(_cells(one)):
                sheet.write(row, column, cell)
        sheet.freeze_panes(head + 1, 0)
        if rows:
            sheet.autofilter(head, 0, head + len(rows), len(COLUMNS) - 1)
    return made.getvalue()


def _at(about: Month) -> datetime:
    return datetime.fromisoformat(about.changes["at"])


def _cells(one: Owed) -> tuple[str | int, ...]:
    source = by_name()[one.source].title.in_language(LANG)
    ends = (period(*days, LANG) for days in (one.first, one.last))
    return one.unit, one.name, source, one.owner, one.periods, *ends
