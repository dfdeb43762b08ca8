"""A Word document of headings, paragraphs and tables: plain text only, the same bytes each time."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EPOCH = (1980, 1, 1, 0, 0, 0)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True)
class Paragraph:
    """A line of text; `size` in half points."""

    text: str
    bold: bool = False
    size: int = 22


@dataclass(frozen=True)
class Table:
    """A header that is repeated on each page, and rows of text."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Part = Paragraph | Table


def document(parts: Sequence[Part]) -> bytes:
    """The .docx (Office Open XML, ECMA-376): no field, link or macro, so text from data stays text; times are fixed."""
    body = "".join(_paragraph(one) if isinstance(one, Paragraph) else _table(one) for one in parts)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    relation = f'<Relationship Id="rId1" Type="{OFFICE}" Target="word/document.xml"/>'
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    main = f'<Override PartName="/word/document.xml" ContentType="{DOCUMENT}"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{kinds}{main}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{MAIN}"><w:body>{body}{page}</w:body></w:document>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as whole:
        for name, content in files.items():
            whole.writestr(zipfile.ZipInfo(name, EPOCH), HEAD + content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _paragraph(one: Paragraph) -> str:
    look = f'<w:rPr>{"<w:b/>" if one.bold else ""}<w:sz w:val="{one.size}"/></w:rPr>'
    text = escape(FORBIDDEN.sub(" ", one.text))
    return f'<w:p><w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _table(one: Table) -> str:
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for side in SIDES)
    grid = "".join("<w:gridCol/>" for _ in one.head)
    rows = _row(one.head, head=True) + "".join(_row(row) for row in one.rows)
    # A paragraph must follow a table, or two of them would become one.
    return f"<w:tbl><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>"


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    made = "".join(f"<w:tc>{_paragraph(Paragraph(cell, bold=head, size=18))}</w:tc>" for cell in cells)
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{made}</w:tr>"
