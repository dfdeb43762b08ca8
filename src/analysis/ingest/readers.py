"""The reader of each declared source whose files are tables of one row an item."""

from collections.abc import Mapping

from analysis.ingest import (
    commitments,
    complaints,
    context,
    dispositions,
    meetings,
    penalties,
    programmes,
    pulse,
    scores,
    services,
    survey_form,
    visits,
)
from analysis.ingest.reader import Reader

READERS: Mapping[str, Reader] = {
    "survey": survey_form.READER,
    "services": services.READER,
    "complaints": complaints.READER,
    "scores": scores.READER,
    "penalties": penalties.READER,
    "pulse": pulse.READER,
    "dispositions": dispositions.READER,
    "meetings": meetings.READER,
    "commitments": commitments.READER,
    "visits": visits.READER,
    "programmes": programmes.READER,
    "heads": context.HEADS,
    "participants": context.PARTICIPANTS,
    "staff": context.STAFF,
    "population": context.POPULATION,
    "mutations": context.MUTATIONS,
    "budgets": context.BUDGETS,
    "comparison": context.COMPARISON,
}
"""Attendance is not among them: its files are sums already, or far too long for one cell at a time."""
