"""One schema per source table: what is true of every accepted row, whatever layout it came in."""

import dataframely as dy

from analysis.contract.attendance import Attendance
from analysis.contract.conduct import Dispositions, Meetings, Penalties, Pulse
from analysis.contract.context import Budgets, Comparison, Heads, Mutations, Participants, Population, Staff
from analysis.contract.follow_through import DIMENSIONS, Commitments, Programmes, Visits
from analysis.contract.service import Complaints, Scores, Services
from analysis.contract.survey import ELEMENTS, Survey

__all__ = ["DIMENSIONS", "ELEMENTS", "ORIGIN", "TABLES", "Attendance", "Survey"]

ORIGIN: tuple[str, ...] = ("file", "sheet", "row", "layout", "simulated")
"""Where a row came from: file under the raw folder, sheet, first spreadsheet row, layout, simulated or real."""

TABLES: dict[str, type[dy.Schema]] = {
    "survey": Survey,
    "attendance": Attendance,
    "services": Services,
    "complaints": Complaints,
    "scores": Scores,
    "penalties": Penalties,
    "pulse": Pulse,
    "dispositions": Dispositions,
    "meetings": Meetings,
    "commitments": Commitments,
    "visits": Visits,
    "programmes": Programmes,
    "heads": Heads,
    "participants": Participants,
    "staff": Staff,
    "population": Population,
    "mutations": Mutations,
    "budgets": Budgets,
    "comparison": Comparison,
}
"""The contract of every source, by its name (sources/declared)."""
