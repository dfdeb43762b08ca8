"""The writing of one simulation, file by file: each job writes its files and says which faults and revisions it planted."""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis.simulate.answers import answers
from analysis.simulate.deliveries import Delivery, delivered_rows, deliveries, write_delivery
from analysis.simulate.document import Document, habits, rendered, write_document
from analysis.simulate.documents import documents
from analysis.simulate.donors import write_donors
from analysis.simulate.faults import Fault, Plan, plan_faults, spoil_delivery, spoil_recap, spoil_survey
from analysis.simulate.recap import Recap, recap_sheet, recaps
from analysis.simulate.resent import Resent, earlier, later_path, plan_resent
from analysis.simulate.sheets import Sheet, write_workbook
from analysis.simulate.staff import Staff
from analysis.simulate.survey_exports import form_document, write_eskm
from analysis.simulate.survey_raw import raw_sheets
from analysis.simulate.survey_tabulation import tabulation_sheets
from analysis.simulate.table_faults import spoil_table
from analysis.simulate.table_plan import Kinds, plan_tables
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave, waves


@dataclass(frozen=True)
class Work:
    """Everything that is to be written: files of each kind, gaps included, with the faults and revisions planned for them.

    `compared`: whether comparison cities send, where the scenario has them. `like`: a raw folder that differs in nothing
    that was over before the retreat.
    """

    raw: Path
    marker: str
    town: Town
    staff: Mapping[str, Staff]
    waves: Sequence[Wave]
    deliveries: Sequence[Delivery]
    recaps: Sequence[Recap]
    documents: Sequence[Document]
    plan: Plan
    tables: Kinds
    resent: Mapping[str, str]
    compared: bool = True
    dirt: bool = False
    like: Path | None = None


@dataclass(frozen=True)
class Done:
    """What one job planted."""

    faults: tuple[Fault, ...] = ()
    resent: tuple[Resent, ...] = ()


Job = Callable[[], Done]


def plan_work(
    raw: Path,
    marker: str,
    town: Town,
    staff: Mapping[str, Staff],
    *,
    dirt: bool,
    sources: Collection[str] | None = None,
) -> Work:
    """All files of a town, of these sources alone where they are named, and what is planted in them."""
    wanted = sources is None or "attendance" in sources
    surveys = waves(town) if sources is None or "survey" in sources else ()
    sent, monthly = (deliveries(town), recaps(town)) if wanted else ((), ())
    tables = documents(town, staff, sources)
    plan = plan_faults(town, surveys, sent, monthly, dirt=dirt)
    kinds = plan_tables(town, tables, dirt=dirt)
    resent = plan_resent(town, surveys, monthly, tables, {**plan.kinds, **kinds})
    compared = sources is None or "comparison" in sources
    return Work(raw, marker, town, staff, surveys, sent, monthly, tables, plan, kinds, resent, compared, dirt)


def jobs(work: Work) -> Iterator[Job]:
    """A job for each file that was sent."""
    yield from (partial(_survey, work, one) for one in work.waves if one.gap is None)
    yield from (partial(_delivery, work, one) for one in work.deliveries if one.gap is None)
    yield from (partial(_recap, work, one) for one in work.recaps if one.gap is None)
    yield from (partial(_table, work, one) for one in work.documents)
    if work.town.scenario.donors and work.compared:
        yield partial(_donors, work)


def _survey(work: Work, wave: Wave) -> Done:
    if work.like and _over_before(work, wave):
        (work.raw / wave.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(work.like / wave.path, work.raw / wave.path)
        return Done()
    given = answers(work.town, wave)
    if wave.surveyor.layout == "eskm":
        write_eskm(work.raw / wave.path, work.town, wave, given, work.marker)
        return Done()
    if wave.surveyor.layout == "form":
        return _table(work, form_document(work.town, wave, given))
    make = raw_sheets if wave.surveyor.layout == "raw" else tabulation_sheets
    sheets, fault = spoil_survey(work.plan, wave, make(work.town, wave, given))
    return _workbook(work, wave.path, sheets, fault)


def _over_before(work: Work, wave: Wave) -> bool:
    """Whether a wave was over before the retreat and nothing is planted in its file, which then is the same in every scenario."""
    retreat = work.town.retreat
    return (
        retreat is not None
        and wave.last_day < retreat[0]
        and not {wave.path} & {*work.resent, *work.plan.kinds}
    )


def _delivery(work: Work, delivery: Delivery) -> Done:
    rows, fault = spoil_delivery(work.plan, delivery, delivered_rows(work.town, delivery, work.staff))
    write_delivery(work.raw / delivery.path, delivery, rows, work.marker)
    return Done((fault,) if fault else ())


def _recap(work: Work, recap: Recap) -> Done:
    sheet, fault = spoil_recap(work.plan, recap, recap_sheet(work.town, recap, work.staff[recap.unit.code]))
    return _workbook(work, recap.path, (sheet,), fault)


def _workbook(work: Work, path: str, sheets: tuple[Sheet, ...], fault: Fault | None) -> Done:
    kind = work.resent.get(path)
    resent: tuple[Resent, ...] = ()
    if kind:
        write_workbook(work.raw / later_path(path, kind), sheets, work.marker)
        sheets, again = earlier(path, kind, sheets, None)
        resent = (again,)
    write_workbook(work.raw / path, sheets, work.marker)
    return Done((fault,) if fault else (), resent)


def _table(work: Work, document: Document) -> Done:
    habit = habits(work.town, document)
    sheet = rendered(work.town, document)
    sheet, faults = spoil_table(work.town, document, sheet, work.tables.get(document.path, ()))
    kind = work.resent.get(document.path)
    resent: tuple[Resent, ...] = ()
    if kind:
        write_document(work.raw / later_path(document.path, kind), sheet, habit, work.marker)
        (sheet,), again = earlier(document.path, kind, (sheet,), document)
        resent = (again,)
    write_document(work.raw / document.path, sheet, habit, work.marker)
    return Done(tuple(faults), resent)


def _donors(work: Work) -> Done:
    write_donors(work.raw, work.town, work.marker)
    return Done()
