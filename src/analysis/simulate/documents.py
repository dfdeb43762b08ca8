"""Every file of the declared sources but surveys and attendance, in the order of their pages."""

from collections.abc import Collection, Mapping

from analysis.simulate import (
    circumstances,
    commitments,
    complaints,
    conduct,
    coordination,
    outside_scores,
    personnel,
    programmes,
    services,
    visits,
)
from analysis.simulate.document import Document
from analysis.simulate.sources_frame import Build
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town

BUILDS: Mapping[str, Build] = {
    "services": services.build,
    "complaints": complaints.build,
    "scores": outside_scores.build,
    "penalties": conduct.penalties,
    "pulse": conduct.pulse,
    "dispositions": coordination.dispositions,
    "meetings": coordination.meetings,
    "commitments": commitments.build,
    "visits": visits.build,
    "programmes": programmes.build,
    "heads": personnel.heads,
    "participants": personnel.participants,
    "mutations": personnel.mutations,
    "staff": personnel.numbers,
    "population": circumstances.population,
    "budgets": circumstances.budgets,
}
"""Who makes the files of which source."""


def documents(
    town: Town, staff: Mapping[str, Staff], sources: Collection[str] | None = None
) -> tuple[Document, ...]:
    """Every file, of these sources alone where they are named, by source and path order of its maker."""
    chosen = (build for source, build in BUILDS.items() if sources is None or source in sources)
    return tuple(one for build in chosen for one in build(town, staff))
