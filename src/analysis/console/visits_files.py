"""The files of a month's visits: plan.csv, the workbook that brings the results back, and a checklist for each visit."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.city.place import City
from analysis.console.template import write_template
from analysis.console.visits_units import LastBuild
from analysis.delivery.form import Example, find_source, make_form
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.written import replaced_folder, write_bytes
from analysis.sampling.plan import PER_CENT, VisitPlan, published
from analysis.takeaway.checklist import Visit, checklist
from analysis.takeaway.issue import Issue
from analysis.takeaway.printing import as_pdf

SOURCE, MANNER = "visits", "unannounced"
"""The source that results come back through, and the manner of visits that nobody is told of."""


def check_places(out: Path, city: City, plan: VisitPlan) -> None:
    """Nothing where the plan may be written: a published month is drawn once, and no folder is written over."""
    if published(city.folder, plan.month).exists():
        raise RetretError(
            "visits-published", 1, month=f"{plan.month:%Y-%m}", file=str(published(city.folder, plan.month))
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RetretError("next-year-out-full", 1, folder=str(out))


def write_visits(
    out: Path,
    root: Root,
    city: City,
    plan: VisitPlan,
    build: LastBuild,
    lang: Lang,
    advance: Callable[[int, int], None],
) -> None:
    """The folder whole, then the plan in the city's folder, from where the next build reads it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    told = plan.rows().write_csv()
    issue = Issue.of(city, {"simulated": build.simulated}, lang)
    with replaced_folder(out) as fresh:
        (fresh / "plan.csv").write_text(told, "utf-8")
        write_template(
            fresh / issue.file_name(f"kunjungan-{plan.month:%Y-%m}", ".xlsx"),
            make_form(find_source(SOURCE), None, city),
            city,
            lang,
            rows=_filled(plan),
            notes=(*([issue.banner] if issue.banner else []), text("visits-back", lang)),
        )
        for at, k in enumerate(plan.visits):
            code = plan.units[k].code
            sheet = checklist(build.facts[code], build.promises(code).to_dicts(), _visit(plan, at), issue)
            name = issue.file_name(f"{plan.number(at)}-{code}", ".pdf")
            write_bytes(fresh / "checklists" / name, as_pdf(sheet, plan.month))
            advance(at + 1, len(plan.visits))
    write_bytes(published(city.folder, plan.month), told.encode())


def _filled(plan: VisitPlan) -> list[Mapping[str, Example]]:
    """What is known before the visit: its number, the unit, the manner, and the chance that was drawn with."""
    manner = find_source(SOURCE).columns["manner"].choices[MANNER][0]
    return [
        {
            "visit": plan.number(at),
            "unit": plan.units[k].name,
            "manner": manner,
            "probability": plan.chances[k] / PER_CENT,
        }
        for at, k in enumerate(plan.visits)
    ]


def _visit(plan: VisitPlan, at: int) -> Visit:
    k = plan.visits[at]
    one = plan.units[k]
    counts = {"overdue": one.overdue, "below_city": one.below_city, "missing": one.missing}
    return Visit(
        plan.number(at),
        plan.days[at],
        plan.chances[k] / PER_CENT,
        plan.seed,
        plan.reasons[k],
        counts,
        one.last_visit,
    )


def as_told(plan: VisitPlan) -> str:
    """The plan as JSON: what was drawn, with which chances."""
    rows = plan.rows().to_dicts()
    head = {"month": f"{plan.month:%Y-%m}", "seed": plan.seed, "visits": len(plan.visits)}
    return json.dumps(
        {**head, "simulated": plan.simulated, "units": rows}, ensure_ascii=False, indent=1, default=str
    )
