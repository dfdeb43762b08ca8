"""The CSV behind each chart: the same periods and figures, with plain numbers for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.display.takeaway_links import file_name
from analysis.publish.written import replaced_folder, write_text

Facts = Mapping[str, Any]
COLUMNS = ("first_day", "last_day", "value", "numerator", "denominator", "base", "status")


def write_downloads(folder: Path, everyone: Iterable[Facts], banner: str) -> None:
    """One folder a unit or group: a CSV an indicator with a chart, and one for the nine elements; of the city every indicator.

    What has no chart of its own stands in the unit's workbook and in the city's package. `banner` stands in the first line
    of what is simulated, whose names say it as well. Written aside.
    """
    with replaced_folder(folder) as aside:
        for facts in everyone:
            for name, rows in tables(facts).items():
                mark = f"# {banner}\n" if facts["simulated"] else ""
                file = file_name(name, ".csv", simulated=facts["simulated"])
                write_text(aside / facts["unit"]["code"] / file, mark + as_csv(rows))


def tables(facts: Facts) -> dict[str, list[list[object]]]:
    """The rows of each CSV by name, header first; only what has a period."""
    found: dict[str, list[list[object]]] = {}
    whole = facts["unit"].get("parent", "") is None
    for one in facts["indicators"]:
        rows = [[point[key] for key in COLUMNS] for point in one["series"]]
        if rows and one["part_of"] is None and (whole or one["page"] == "chart"):
            found[one["code"]] = [list(COLUMNS), *rows]
        elif rows and one["part_of"] is not None:
            found.setdefault("elements", [["element", *COLUMNS]]).extend([one["code"], *row] for row in rows)
    return found


def as_csv(rows: Sequence[Sequence[object]]) -> str:
    """Comma, decimal point, empty where withheld or missing."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [["" if cell is None else cell for cell in row] for row in rows]
    )
    return text.getvalue()
