"""One schema per source table: what is true of every accepted row, whatever layout it came in."""

import dataframely as dy

from analysis.contract.attendance import Attendance
from analysis.contract.survey import ELEMENTS, Survey

__all__ = ["ELEMENTS", "ORIGIN", "TABLES", "Attendance", "Survey"]

ORIGIN: tuple[str, ...] = ("file", "sheet", "row", "layout", "simulated")
"""Where a row came from: file under the raw folder, sheet, first spreadsheet row, layout, simulated or real."""

TABLES: dict[str, type[dy.Schema]] = {"survey": Survey, "attendance": Attendance}
