"""A PDF with its small objects packed together (ISO 32000-1, 7.5.7 and 7.5.8): half the bytes, every object as it was.

Typst writes each of the hundreds of dictionaries that make a sheet readable aloud by itself, and unpacked.
"""

import re
import zlib
from collections.abc import Iterator, Mapping

END = re.compile(rb"xref\n0 (\d+)\n(.*?)trailer\n<<(.*?)>>\nstartxref\n(\d+)\n%%EOF\s*\Z", re.S)
ENTRY = re.compile(rb"(\d{10}) \d{5} n")
OBJECT = re.compile(rb"(\d+) 0 obj\n(.*)\nendobj\s*\Z", re.S)
SIZE = re.compile(rb"/Size \d+")
WIDTHS = (1, 4, 2)
"""Bytes of an entry: what it is, where it stands, and its place there."""
FREE, ALONE, PACKED = 0, 1, 2
LAST = 65_535


def packed(content: bytes) -> bytes:
    """The same document; ValueError where the file does not end in one table of all its objects, as Typst's do."""
    end = END.search(content)
    if end is None:
        raise ValueError("not a PDF with one table of objects at its end")
    objects = dict(_objects(content, end))
    small = {number: body for number, body in objects.items() if not body.endswith(b"endstream")}
    pack, table = len(objects) + 1, len(objects) + 2
    first = min(int(one) for one in ENTRY.findall(end[2]))
    told, places = bytearray(content[:first]), {0: (FREE, 0, LAST)}
    places |= {number: (PACKED, pack, at) for at, number in enumerate(small)}
    large = {number: body for number, body in objects.items() if number not in small}
    for number, body in {**large, pack: _pack(small)}.items():
        places[number] = (ALONE, len(told), 0)
        told += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(told)
    places[table] = (ALONE, start, 0)
    told += b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, _table(places, end[3]), start)
    return bytes(told)


def _objects(content: bytes, end: re.Match[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and content of each object; it reaches from where the table says to where the next one begins."""
    starts = sorted(int(one) for one in ENTRY.findall(end[2]))
    for start, stop in zip(starts, [*starts[1:], end.start()], strict=True):
        found = OBJECT.match(content[start:stop])
        if found is None:
            raise ValueError(f"no object at {start}")
        yield int(found[1]), found[2]


def _pack(objects: Mapping[int, bytes]) -> bytes:
    """A stream that holds objects: first their numbers and where each begins, then all of them."""
    starts, at = list[bytes](), 0
    for number, body in objects.items():
        starts.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(starts) + b"\n"
    kind = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(kind, head + b"\n".join(objects.values()))


def _table(places: Mapping[int, tuple[int, int, int]], trailer: bytes) -> bytes:
    """A stream that tells where each object stands, and what the trailer told."""
    rows = b"".join(
        b"".join(part.to_bytes(width) for part, width in zip(places[number], WIDTHS, strict=True))
        for number in range(len(places))
    )
    kind = b"/Type/XRef/W[%d %d %d]%b" % (*WIDTHS, SIZE.sub(b"/Size %d" % len(places), trailer))
    return _stream(kind, rows)


def _stream(kind: bytes, content: bytes) -> bytes:
    squeezed = zlib.compress(content, 9)
    head = b"<<%b/Filter/FlateDecode/Length %d>>" % (kind, len(squeezed))
    return b"%b\nstream\n%b\nendstream" % (head, squeezed)
