"""The parts of an .xlsx file, unpacked only after their sizes were read; anything else has a named reason."""

import io
import re
import zipfile
import zlib

from analysis.ingest.cell import Wrong

LARGEST_PART = 64 * 2**20
LARGEST_BOOK = 128 * 2**20
MOST_PARTS = 2_000
"""A survey of 500 respondents unpacks to about 0.2 MB, a recap of 10,000 employee-months to about 6 MB."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NEEDED = re.compile(
    r"(\[Content_Types\]\.xml|_rels/.*|xl/(?!media/|drawings/|theme/|charts/).*\.(xml|rels))$", re.I
)
_BOOK = re.compile(r"xl/workbook\w*\.xml$", re.I)


def what_it_is(content: bytes) -> Wrong | None:
    """Why a file cannot be an .xlsx, judged by its first bytes; None when it may be one."""
    if not content:
        return Wrong("empty-file")
    if content.startswith(_OLE):
        return Wrong("encrypted-workbook" if _ENCRYPTED in content else "old-workbook")
    if not content.startswith(b"PK"):
        return Wrong("not-a-workbook")
    return None


def unpack(content: bytes) -> dict[str, bytes] | Wrong:
    """The XML parts of an .xlsx by name, or why it cannot be opened.

    No part is read beyond the size that the archive itself declares, and declared sizes have limits, so that a
    small file can never grow large here.
    """
    wrong = what_it_is(content)
    if wrong:
        return wrong
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        return Wrong("truncated-workbook")


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes] | Wrong:
    entries = archive.infolist()
    needed = [entry for entry in entries if _NEEDED.match(entry.filename)]
    if any(entry.flag_bits & 1 for entry in entries):
        return Wrong("encrypted-workbook")
    if len(entries) > MOST_PARTS or any(entry.file_size > LARGEST_PART for entry in needed):
        return Wrong("workbook-too-large")
    if sum(entry.file_size for entry in needed) > LARGEST_BOOK:
        return Wrong("workbook-too-large")
    if len({entry.filename for entry in needed}) < len(needed):
        return Wrong("truncated-workbook")
    if not any(_BOOK.match(entry.filename) for entry in needed):
        return Wrong("not-a-workbook")
    return {entry.filename: archive.read(entry) for entry in needed}


def repack(parts: dict[str, bytes]) -> io.BytesIO:
    """An archive of the checked parts, stored without compression, for the reader of typed cells."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    buffer.seek(0)
    return buffer
