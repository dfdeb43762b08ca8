"""The CSV behind each chart: the same periods and figures, with plain numbers for a spreadsheet."""

import io
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.display.takeaway_links import file_name, peers_name
from analysis.known.inputs import Place
from analysis.known.prints import Prints, together
from analysis.known.stamp import prints
from analysis.publish.written import replaced_folder, write_text
from analysis.spreadsheet import write_csv
from analysis.takeaway.points import spread

Facts = Mapping[str, Any]
COLUMNS = ("first_day", "last_day", "value", "numerator", "denominator", "base", "status")
PEER_COLUMNS = ("value", "low", "high", "rank_low", "rank_high", "ranked")


def write_downloads(
    folder: Path, codes: Collection[str], due: Iterable[Facts], names: Mapping[str, str], banner: str
) -> None:
    """One folder a unit or group: a CSV an indicator with a chart, and one for the nine elements; of the city every indicator.

    A group's folder has besides, for each measure on which they are compared, its units beside each other. `names`: of
    all units, by code. What has no chart of its own stands in the unit's workbook and in the city's package. `banner` stands in the first line
    of what is simulated, whose names say it as well. Each folder is written aside. Folders of `codes` that are not `due` stay as they are, those of others leave.
    """
    for facts in due:
        mark = f"# {banner}\n" if facts["simulated"] else ""
        with replaced_folder(folder / facts["unit"]["code"]) as aside:
            for name, rows in {**tables(facts), **peer_tables(facts, names)}.items():
                file = file_name(name, ".csv", simulated=facts["simulated"])
                write_text(aside / file, mark + as_csv(rows))
    for place in folder.iterdir() if folder.is_dir() else ():
        if place.name not in codes:
            shutil.rmtree(place)


def download_marks(place: Place, codes: Iterable[str], rests_on: Prints) -> Mapping[str, list[str]]:
    """By unit or group a fingerprint of all that its files are made from, and one of the files as they stand now."""
    behind = together(f"{name} {told}" for name, told in sorted(rests_on.items()))
    facts, folder = place.root.facts / place.root.output.edition, place.root.downloads
    names = {code: (folder / code).relative_to(place.root.base).as_posix() for code in codes}
    there = prints(place.root.base, list(names.values()), place.seen)
    return {
        code: [together((behind, place.seen.of(facts / f"{code}.json") or "")), there.get(name, "")]
        for code, name in names.items()
    }


def tables(facts: Facts) -> dict[str, list[list[object]]]:
    """The rows of each CSV by name, header first; only what has a period."""
    found: dict[str, list[list[object]]] = {}
    whole = facts["unit"].get("parent", "") is None
    for one in facts["indicators"]:
        rows = [[_cell(one, point, key) for key in COLUMNS] for point in one["series"]]
        if rows and one["part_of"] is None and (whole or one["page"] == "chart"):
            found[one["code"]] = [list(COLUMNS), *rows]
        elif rows and one["part_of"] is not None:
            found.setdefault("elements", [["element", *COLUMNS]]).extend([one["code"], *row] for row in rows)
    return found


def peer_tables(facts: Facts, names: Mapping[str, str]) -> dict[str, list[list[object]]]:
    """The units of a group beside each other, one table a measure, header first; none for a unit."""
    decimals = {one["code"]: one["decimals"] for one in facts["indicators"]}
    return {
        peers_name(code): [
            ["unit", "name", *PEER_COLUMNS],
            *(
                [row["unit"], names[row["unit"]], *(_plain(row[key], decimals[code]) for key in PEER_COLUMNS)]
                for row in rows
            ),
        ]
        for code, rows in facts.get("peers", {}).items()
        if rows
    }


def _cell(one: Facts, point: Facts, key: str) -> object:
    """A cell as it stands in a spreadsheet: figures without digits that say nothing."""
    return _plain(point[key], one["decimals"])


def _plain(told: object, decimals: int) -> object:
    return spread(told, decimals) if isinstance(told, int | float) else told


def as_csv(rows: Sequence[Sequence[object]]) -> str:
    """Comma, decimal point, empty where withheld or missing."""
    text = io.StringIO()
    write_csv(text, rows)
    return text.getvalue()
