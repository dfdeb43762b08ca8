"""Faults planted in the files: which kinds, in which files, and what a mended cell would read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from analysis.problems import column_letter
from analysis.simulate.chance import stream
from analysis.simulate.deliveries import FIRST_ROW, HEADER, Delivery
from analysis.simulate.recap import SYSTEM, Recap
from analysis.simulate.sheets import Sheet, with_cell
from analysis.simulate.survey_tabulation import HEADER_ROW
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave, day_in_words

MENDED = {
    "raw": ("answer-typed-twice", "impossible-date"),
    "tabulation": ("text-in-number",),
    "delivery": ("out-before-in",),
    "recap": ("text-in-number",),
}
"""Faults of the default city in surveys and attendance; its corrections.toml mends every one of them."""
TIMES = 2
"""How many files of each layout get each kind of dirt: about two in a hundred survey files."""
CODES: Mapping[str, str] = {
    "answer-outside-scale": "answer-outside-scale",
    "misspelt-unit": "unit-not-known",
    "29-february-2025": "no-such-day",
    "impossible-date": "no-such-day",
    "footer-as-data": "footer-in-data",
    "merged-header": "merged-header",
    "text-in-number": "not-a-whole-number",
    "out-before-in": "out-before-in",
    "unknown-code": "unknown-code",
    "impossible-day": "no-such-day",
    "unknown-period": "not-a-period",
    "bare-u8-u9": "element-unlabelled",
    "missing-month": "month-missing",
    "truncated": "truncated-workbook",
    "encrypted": "encrypted-workbook",
    "not-a-workbook": "not-a-workbook",
    "not-recognised": "file-not-recognised",
    "sent-twice": "period-twice",
}
"""What a check should say of a kind, where it is the same in every layout."""
LEFT = {
    "raw": ("answer-outside-scale", "29-february-2025", "misspelt-unit", "text-in-number", "bare-u8-u9"),
    "tabulation": ("text-in-number", "unknown-period", "footer-as-data", "merged-header", "bare-u8-u9"),
    "delivery": ("out-before-in", "impossible-day", "misspelt-unit", "unknown-code"),
    "recap": ("missing-month", "text-in-number", "misspelt-unit"),
}
"""Faults that dirt adds and nothing mends."""


@dataclass(frozen=True)
class Fault:
    """One planted fault: `wrong` stands in the cell where `right` should; a whole-file fault has no cell.

    `code` is how the code begins that a check should say of it, None where that is left open; `twin` is the other row where
    two rows are at fault together.
    """

    kind: str
    file: str
    sheet: str | None = None
    cell: str | None = None
    wrong: str = ""
    right: str = ""
    mended: bool = False
    code: str | None = None
    row: int | None = None
    twin: int | None = None
    severity: Literal["error", "note"] = "error"


@dataclass(frozen=True)
class Plan:
    """Which fault each file gets: kind, and whether corrections.toml mends it; at most one a file."""

    kinds: Mapping[str, tuple[str, bool]]


def plan_faults(
    town: Town, waves: Sequence[Wave], deliveries: Sequence[Delivery], recaps: Sequence[Recap], *, dirt: bool
) -> Plan:
    """Faults spread over files of each layout, one a file, as far as there are files; sent files only."""
    files = {
        "raw": [w.path for w in waves if w.surveyor.layout == "raw" and w.gap is None],
        "tabulation": [w.path for w in waves if w.surveyor.layout == "tabulation" and w.gap is None],
        "delivery": [d.path for d in deliveries if d.gap is None and d.has_clock],
        "recap": [r.path for r in recaps if r.gap is None and len(r.months) > 2 and r.system == SYSTEM],
    }
    kinds: dict[str, tuple[str, bool]] = {}
    for layout, paths in files.items():
        wanted = [(kind, True) for kind in MENDED[layout]]
        wanted += [(kind, False) for kind in LEFT[layout] * TIMES] if dirt else []
        order = stream(town.seed, "faults", layout).permutation(len(paths))
        kinds |= {paths[int(k)]: one for k, one in zip(order, wanted, strict=False)}
    return Plan(kinds)


Spoiled = tuple[tuple[Sheet, ...], Fault | None]


def spoil_survey(plan: Plan, wave: Wave, sheets: tuple[Sheet, ...]) -> Spoiled:
    """The wave's sheets with its planned fault in them, and the fault; unchanged when none is planned."""
    kind, mended = plan.kinds.get(wave.path, ("", False))
    if not kind:
        return sheets, None
    spoil = _RAW if wave.surveyor.layout == "raw" else _TABULATION
    changed, fault = spoil[kind](wave, sheets)
    return changed, replace(fault, mended=mended)


def spoil_recap(plan: Plan, recap: Recap, sheet: Sheet) -> tuple[Sheet, Fault | None]:
    """The recap with its planned fault, and the fault."""
    kind, mended = plan.kinds.get(recap.path, ("", False))
    if not kind:
        return sheet, None
    if kind == "missing-month":
        return _without_month(recap, sheet)
    row, column, wrong = (4, 5, "2O") if kind == "text-in-number" else (5, 3, misspelt(recap.unit.name))
    changed, fault = _cell(recap.path, sheet, row, column, kind, wrong)
    return changed, replace(fault, mended=mended)


def _without_month(recap: Recap, sheet: Sheet) -> tuple[Sheet, Fault]:
    """The recap without its second month, though the months around it are there."""
    gone = recap.months[1]
    rows = tuple(row for row in sheet.rows if row[1:3] != (gone.month, gone.year))
    return replace(sheet, rows=rows), Fault(
        "missing-month", recap.path, sheet.name, right=f"{gone:%Y-%m}", code=CODES["missing-month"]
    )


def spoil_delivery(plan: Plan, delivery: Delivery, rows: pl.DataFrame) -> tuple[pl.DataFrame, Fault | None]:
    """The csv rows with their planned fault, and the fault: in the first row from the tenth that has clock times."""
    kind, mended = plan.kinds.get(delivery.path, ("", False))
    if not kind:
        return rows, None
    row = 10 + next(k for k, came in enumerate(rows["Jam Masuk"][10:]) if came)
    column, wrong = {
        "out-before-in": ("Jam Pulang", "06:10"),
        "misspelt-unit": ("Unit Kerja", misspelt(rows["Unit Kerja"][row])),
        "impossible-day": ("Tanggal", f"{delivery.month:%Y-%m}-32"),
        "unknown-code": ("Kode", "TL9"),
    }[kind]
    place = f"{column_letter(HEADER.index(column))}{row + FIRST_ROW}"
    fault = Fault(
        kind,
        delivery.path,
        None,
        place,
        wrong,
        str(rows[column][row]),
        mended,
        CODES.get(kind),
        row + FIRST_ROW,
    )
    return rows.with_columns(rows[column].scatter(row, wrong)), fault


def _cell(file: str, sheet: Sheet, row: int, column: int, kind: str, wrong: str | int) -> tuple[Sheet, Fault]:
    """The sheet with a wrong value in a 0-based place, and the fault with what stood there."""
    right = sheet.rows[row][column]
    address = f"{column_letter(column)}{row + 1}"
    fault = Fault(kind, file, sheet.name, address, str(wrong), str(right), code=CODES.get(kind), row=row + 1)
    return with_cell(sheet, row, column, wrong), fault


def misspelt(name: str) -> str:
    """The name with two neighbouring letters of its last word changed places: Merjosari, Merjsoari."""
    begins = name.rfind(" ") + 1
    pairs = [k for k in range(begins + 1, len(name) - 1) if name[k].isalpha() and name[k + 1].isalpha()]
    at = next((k for k in reversed(pairs[: len(pairs) // 2 + 1]) if name[k] != name[k + 1]), len(name) - 2)
    return f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}"


def _raw_answer(kind: str, wrong: str | int) -> "Spoiler":
    def spoil(wave: Wave, sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], Fault]:
        about, when, people = sheets
        row = next(k for k, line in enumerate(people.rows) if k > 5 and isinstance(line[7], int))
        people, fault = _cell(wave.path, people, row, 7, kind, wrong)
        return (about, when, people), fault

    return spoil


def _raw_typed_twice(wave: Wave, sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], Fault]:
    about, when, people = sheets
    row = next(k for k, line in enumerate(people.rows) if k > 5 and isinstance(line[9], int))
    people, fault = _cell(wave.path, people, row, 9, "answer-typed-twice", int(f"{people.rows[row][9]}" * 2))
    return (about, when, people), fault


def _raw_unit(wave: Wave, sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], Fault]:
    about, when, people = sheets
    about, fault = _cell(wave.path, about, 2, 1, "misspelt-unit", misspelt(str(about.rows[2][1])))
    return (about, when, people), fault


def _raw_date(kind: str) -> "Spoiler":
    def spoil(wave: Wave, sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], Fault]:
        about, when, people = sheets
        when = with_cell(when, 0, 1, day_in_words(wave.first_day))
        words = str(when.rows[0][1]).split(" ", 1)[1]
        wrong = "29 Februari 2025" if kind == "29-february-2025" else f"32 {words}"
        when, fault = _cell(wave.path, when, 0, 1, kind, wrong)
        return (about, when, people), fault

    return spoil


def _bare_labels(wave: Wave, sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], Fault]:
    """U8 and U9 lose their labels; the fault is placed at U8."""
    last = sheets[-1]
    row, column = (0, 12) if wave.surveyor.layout == "raw" else (HEADER_ROW + 1, 8)
    changed, fault = _cell(wave.path, last, row, column, "bare-u8-u9", "U8")
    changed, _ = _cell(wave.path, changed, row, column + 1, "bare-u8-u9", "U9")
    return (*sheets[:-1], changed), fault


def _tabulation(kind: str) -> "Spoiler":
    def spoil(wave: Wave, sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], Fault]:
        (sheet,) = sheets
        footer = next(k for k, line in enumerate(sheet.rows) if line[0] == "Jumlah Nilai Per Unsur")
        row, column, wrong = {
            "text-in-number": (HEADER_ROW + 6, 3, "tiga"),
            "misspelt-unit": (3, len(sheet.rows[3]) - 1, misspelt(str(sheet.rows[3][-1]))),
            "unknown-period": (5, len(sheet.rows[5]) - 1, "Periode : TW V 2025" if len(sheet.rows[5]) == 1 else "TW V 2025"),
            "footer-as-data": (footer, 0, wave.respondents + 1),
            "merged-header": (HEADER_ROW + 1, 3, ""),
        }[kind]  # fmt: skip
        changed, fault = _cell(wave.path, sheet, row, column, kind, wrong)
        if kind == "merged-header":
            changed = replace(changed, merged=(*sheet.merged, f"C{row + 1}:D{row + 1}"))
        return (changed,), fault

    return spoil


Spoiler = Callable[[Wave, tuple[Sheet, ...]], tuple[tuple[Sheet, ...], Fault]]
_RAW: dict[str, Spoiler] = {
    "answer-typed-twice": _raw_typed_twice,
    "answer-outside-scale": _raw_answer("answer-outside-scale", 5),
    "text-in-number": _raw_answer("text-in-number", "empat"),
    "misspelt-unit": _raw_unit,
    "impossible-date": _raw_date("impossible-date"),
    "29-february-2025": _raw_date("29-february-2025"),
    "bare-u8-u9": _bare_labels,
}
_TABULATION: dict[str, Spoiler] = {
    **{kind: _tabulation(kind) for kind in ("text-in-number", "misspelt-unit", "unknown-period")},
    **{kind: _tabulation(kind) for kind in ("footer-as-data", "merged-header")},
    "bare-u8-u9": _bare_labels,
}
