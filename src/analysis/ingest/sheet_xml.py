"""What the reader of typed cells does not tell: error cells, formulas never calculated, hidden rows and columns."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from analysis.ingest.cell import Wrong

MOST_ROWS = 100_000
MOST_COLUMNS = 702
"""Z Z is column 702; a stray cell far away would make the dense table of cells huge."""

_SPECIAL = re.compile(rb"""\bhidden\s*=|\bt\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CALCULATED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)<v>[^<]+</v></c>")
_FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Z]{3,}\d+|[A-Z]{1,2}\d{6,})["']""")
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


@dataclass(frozen=True)
class Marks:
    """Marks of one sheet, all 0-based: cells that hold no readable value, hidden rows and hidden columns."""

    broken: dict[tuple[int, int], Wrong]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    too_large: bool = False


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """The part that holds each sheet, by sheet name; raises ParseError on malformed XML."""
    book_name = next(name for name in parts if re.match(r"xl/workbook\w*\.xml$", name, re.I))
    folder, base = posixpath.split(book_name)
    links = _root(parts.get(f"{folder}/_rels/{base}.rels", b"<none/>"))
    target = {link.get("Id"): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for sheet in _named(_root(parts[book_name]), "sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        path = target.get(link) or ""
        found[sheet.get("name", "")] = posixpath.normpath(
            path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
        )
    return found


def read_marks(content: bytes) -> Marks:
    """The marks of one sheet; the XML is walked only where a quick look found anything to mark."""
    calculated = len(_CALCULATED.findall(content)) == len(_FORMULA.findall(content))
    utf8 = not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if utf8 and calculated and not _SPECIAL.search(content) and not _FAR.search(content):
        return Marks({})
    return _walk(_root(content))


def _walk(root: Element) -> Marks:
    broken: dict[tuple[int, int], Wrong] = {}
    hidden: set[int] = set()
    row, last_row, last_column = -1, 0, 0
    for node in _named(root, "row"):
        row = _number(node.get("r"), row + 2) - 1
        if node.get("hidden") in ("1", "true"):
            hidden.add(row)
        column = -1
        for cell in node:
            column = _column(cell.get("r"), column + 1)
            wrong = _broken(cell)
            if wrong:
                broken[row, column] = wrong
            if len(cell):
                last_row, last_column = max(last_row, row), max(last_column, column)
    too_large = last_row >= MOST_ROWS or last_column >= MOST_COLUMNS
    return Marks(broken, frozenset(hidden), frozenset(_hidden_columns(root)), too_large)


def _broken(cell: Element) -> Wrong | None:
    """A cell in error, or a formula without the value that a spreadsheet program would have stored."""
    value, formula = None, False
    for child in cell:
        tag = child.tag.rpartition("}")[2]
        formula = formula or tag == "f"
        if tag in ("v", "is"):
            value = "".join(child.itertext())
    if cell.get("t") == "e":
        return Wrong("error-cell", {"written": value or "#N/A"})
    return Wrong("uncalculated-formula") if formula and not value else None


def _hidden_columns(root: Element) -> Iterator[int]:
    for node in _named(root, "col"):
        if node.get("hidden") in ("1", "true"):
            first = _number(node.get("min"), 1)
            yield from range(first - 1, min(_number(node.get("max"), first), MOST_COLUMNS))


def _root(content: bytes) -> Element:
    """The root element; a document type or entity, which no spreadsheet needs, is a ParseError too."""
    try:
        return fromstring(content)
    except (DefusedXmlException, ValueError, LookupError) as fault:
        raise ParseError("not plain XML") from fault


def _named(root: Element, name: str) -> Iterator[Element]:
    return (node for node in root.iter() if node.tag.rpartition("}")[2] == name)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _column(reference: str | None, otherwise: int) -> int:
    match = _ADDRESS.match(reference or "")
    if not match:
        return otherwise
    index = 0
    for letter in match[1]:
        index = 26 * index + ord(letter) - 64
    return index - 1
