"""Dirt that is a whole file: truncated, encrypted, not what its name says, sent twice, nothing we know."""

from collections.abc import Sequence
from pathlib import Path

from analysis.simulate.faults import CODES, Fault
from analysis.simulate.jobs import Work
from analysis.simulate.waves import Wave

OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of the container in which an office program stores a workbook with a password."""


def add_broken_files(raw: Path, work: Work, marker: str) -> tuple[Fault, ...]:
    """Whole-file faults written into the folder, made from copies of good files where there are any."""
    taken = {*work.plan.kinds, *work.resent}
    good = [wave for wave in work.waves if wave.gap is None and wave.path not in taken]
    good = [wave for wave in good if wave.path.endswith(".xlsx")]
    found = [*_rewritten(raw, good), _not_recognised(raw, marker), *_cut_tables(raw, work)]
    if len(good) > 3:
        twin = good[3].path.removesuffix(".xlsx") + "-kirim-ulang.xlsx"
        (raw / twin).write_bytes((raw / good[3].path).read_bytes())
        found.append(Fault("sent-twice", twin, wrong=good[3].path, code=CODES["sent-twice"]))
    return tuple(found)


def _cut_tables(raw: Path, work: Work) -> list[Fault]:
    """A second copy of a table of two sources whose sending broke off in the middle."""
    found: list[Fault] = []
    for source in ("programmes", "visits"):
        path = next((one.path for one in work.documents if one.source == source and not one.is_csv), None)
        if path:
            copy = path.replace(".xlsx", "-terputus.xlsx")
            content = (raw / path).read_bytes()
            (raw / copy).write_bytes(content[: len(content) // 2])
            found.append(Fault("truncated", copy, code=CODES["truncated"]))
    return found


def _rewritten(raw: Path, good: Sequence[Wave]) -> list[Fault]:
    """The first three good survey files made unreadable: cut off, encrypted, and a text file under a wrong name."""
    kinds = ("truncated", "encrypted", "not-a-workbook")
    found: list[Fault] = []
    for kind, wave in zip(kinds, good, strict=False):
        path = raw / wave.path
        content = path.read_bytes()
        sealed = OLE_HEAD + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)
        path.write_bytes(
            {
                "truncated": content[: len(content) // 2],
                "encrypted": sealed,
                "not-a-workbook": b"Nomor;Nilai\n1;4\n",
            }[kind]
        )
        found.append(Fault(kind, wave.path, code=CODES[kind]))
    return found


def _not_recognised(raw: Path, marker: str) -> Fault:
    name = "skm/catatan-rapat.txt"
    (raw / name).parent.mkdir(parents=True, exist_ok=True)
    (raw / name).write_text(f"# {marker}\nHasil rapat menyusul.\n", "utf-8")
    return Fault("not-recognised", name, code=CODES["not-recognised"])
