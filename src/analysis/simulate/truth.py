"""What was planted, written beside the files: truth.json, corrections.toml and SIMULASI.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from analysis.messages import LANGS, text
from analysis.simulate.deliveries import Delivery, suppliers
from analysis.simulate.document import Document
from analysis.simulate.faults import Fault
from analysis.simulate.levels import levels
from analysis.simulate.planted import breaks, confounders, expected_codes, limit_codes, planted
from analysis.simulate.recap import Recap, system_of
from analysis.simulate.resent import Resent
from analysis.simulate.staff import Staff
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave

SCHEMA = "retret-truth/2"


@dataclass(frozen=True)
class Written:
    """What one simulation consists of, gaps, faults and revisions included."""

    waves: Sequence[Wave]
    deliveries: Sequence[Delivery]
    recaps: Sequence[Recap]
    documents: Sequence[Document]
    staff: Mapping[str, Staff]
    faults: Sequence[Fault]
    resent: Sequence[Resent]


def truth(town: Town, written: Written) -> dict[str, object]:
    """Everything planted: effects by outcome and unit, what an honest analysis finds and cannot find, gaps, faults."""
    survey = levels("survey")
    half_life = town.scenario.half_life_months
    return {
        "schema": SCHEMA,
        "simulated": True,
        "scenario": town.scenario.name,
        "seed": town.seed,
        "first_day": str(town.first_day),
        "last_day": str(town.last_day),
        "planted": planted(town),
        "doses": {code: round(dose, 4) for code, dose in town.doses.items()},
        "days_present": dict(sorted(town.days_present.items())),
        "background": {
            "skm_index": survey["level"],
            "skm_drift_a_year": survey["drift"],
            "skm_unit_drift_spread": survey["unit_drift"],
            "skm_spread_between_units": survey["unit_spread"],
        },
        "confounders": confounders(town),
        "breaks": breaks(town),
        "honest": _told("honest", expected_codes(town), months=f"{half_life:g}" if half_life else ""),
        "cannot_be_found": _told("limit", limit_codes(town)),
        "units": _units(town, written),
        "files": _files(written),
        "gaps": list(_gaps(town, written)),
        "resent": [asdict(one) for one in written.resent],
        "faults": [asdict(fault) for fault in written.faults],
    }


def _told(kind: str, codes: Iterable[str], **values: object) -> list[dict[str, str]]:
    return [{"code": code, **_both(f"simulated-{kind}-{code}", **values)} for code in codes]


def _both(code: str, **values: object) -> dict[str, str]:
    return {lang: text(code, lang, **values) for lang in LANGS}


def _files(written: Written) -> dict[str, list[str]]:
    """Files by source, as far as they were sent; revisions and dirt come beside them."""
    found: dict[str, list[str]] = {
        "survey": [one.path for one in written.waves if one.gap is None],
        "attendance": [one.path for one in (*written.deliveries, *written.recaps) if one.gap is None],
    }
    for one in written.documents:
        found.setdefault(one.source, []).append(one.path)
    return found


def _units(town: Town, written: Written) -> dict[str, object]:
    """How each unit surveys and reports, and how many work there at the end."""
    surveyors = {wave.unit.code: wave.surveyor for wave in written.waves}
    system = {unit.code: supplier.system for supplier, units in suppliers(town) for unit in units}
    made: dict[str, object] = {}
    for code, staff in written.staff.items():
        survey = surveyors.get(code)
        made[code] = {
            "employees": len(staff.numbers),
            "employees_at_start": len(staff.working(town.first_day)),
            "attendance_system": system.get(code, system_of(staff.unit)),
            "survey": {"rhythm": survey.rhythm, "layout": survey.layout, "swapped_u8_u9": survey.swapped}
            if survey
            else None,
        }
    return made


def _gaps(town: Town, written: Written) -> Iterable[dict[str, str]]:
    """Every unit and period whose data never came, or has not come yet."""
    for wave in written.waves:
        if wave.gap:
            yield _gap(wave.unit.code, "survey", wave.first_day, wave.last_day, wave.gap)
    for one in written.deliveries:
        for unit in (*one.left_out, *(one.units if one.gap else ())):
            yield _gap(unit.code, "attendance", one.month, one.month, one.gap or "never-sent")
    for one in written.recaps:
        for month in (*one.left_out, *(one.months if one.gap else ())):
            yield _gap(one.unit.code, "attendance", month, month, one.gap or "never-sent")


def _gap(unit: str, source: str, first: object, last: object, reason: str) -> dict[str, str]:
    return {"unit": unit, "source": source, "first_day": str(first), "last_day": str(last), "reason": reason}


def corrections(town: Town, faults: Iterable[Fault]) -> str:
    """corrections.toml: one entry for each fault that is mended."""
    day = town.last_day + timedelta(days=5)
    lines = [f"# {text('simulated-marker', government=town.city.settings.government)}", ""]
    for fault in faults:
        if fault.mended:
            lines += ["[[correction]]", f"file = {_quoted(fault.file)}"]
            lines += [f"sheet = {_quoted(fault.sheet)}"] if fault.sheet else []
            lines += [f"cell = {_quoted(fault.cell or '')}"]
            lines += [f"old = {_quoted(fault.wrong)}", f"new = {_quoted(fault.right)}"]
            reason = text(f"simulated-reason-{fault.kind}")
            lines += [
                f"reason = {_quoted(reason)}",
                f"who = {_quoted(text('simulated-who'))}",
                f"date = {day}",
                "",
            ]
    return "\n".join(lines)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_truth(folder: Path, town: Town, written: Written) -> None:
    """The three files beside raw/."""
    told = json.dumps(truth(town, written), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(f"{told}\n", "utf-8")
    (folder / "corrections.toml").write_text(corrections(town, written.faults), "utf-8")
    values = {
        "government": town.city.settings.government,
        "scenario": town.scenario.name,
        "seed": str(town.seed),
        "first": str(town.first_day),
        "last": str(town.last_day),
    }
    (folder / "SIMULASI.md").write_text("\n".join(_both("simulated-readme", **values).values()), "utf-8")
