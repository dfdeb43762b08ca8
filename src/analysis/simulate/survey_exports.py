"""Survey layouts that no workbook holds: the csv of an online form, and the JSON of the e-SKM application."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np

from analysis.simulate.answers import Answers
from analysis.simulate.chance import stream
from analysis.simulate.document import Document, Row
from analysis.simulate.people import SUGGESTIONS, names, phones, sentences
from analysis.simulate.spelling import spelled
from analysis.simulate.survey_raw import EDUCATION, OTHER_SERVICES, SERVED_TIMES, SERVICES, WORK, picked
from analysis.simulate.town import Town
from analysis.simulate.waves import Wave

FORM = (
    *("answered:Stempel waktu", "respondent:Nama Lengkap", "respondent:No HP", "unit", "service", "gender"),
    *("age", "education", "form_version", "u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9", "remark"),
)
AGES = (18, 70)
Json = dict[str, object]


def form_document(town: Town, wave: Wave, given: Answers) -> Document:
    """The export of one wave: metadata first, answers as the form asks them, free text last."""
    chance, number = stream(town.seed, "people", wave.path), len(given)
    who, where = names(chance, number), phones(chance, number)
    services = picked(chance, SERVICES.get(wave.unit.type, OTHER_SERVICES), number)
    genders, education = picked(chance, ("male", "female"), number), picked(chance, EDUCATION, number)
    ages = chance.integers(*AGES, size=number).tolist()
    words, when = sentences(chance, number, SUGGESTIONS), _moments(chance, wave, number)
    before = zip(when, who, where, services, genders, ages, education, strict=True)
    rows: list[Row] = [
        (*head[:3], wave.unit.code, *head[3:], wave.form_version, *(int(mark) for mark in marks), said)
        for head, marks, said in zip(before, given, words, strict=True)
    ]
    return Document("survey", wave.path, wave.unit.code, FORM, rows)


def _moments(chance: np.random.Generator, wave: Wave, number: int) -> list[datetime]:
    """When each answered, in order: somebody on the first day and somebody on the last."""
    span = (wave.last_day - wave.first_day).days
    days = sorted([0, span, *(int(day) for day in chance.integers(0, span + 1, number - 2))])
    minutes = chance.integers(480, size=number).tolist()
    opening = datetime.combine(wave.first_day, time(7, 45))
    return [opening + timedelta(days=day, minutes=m) for day, m in zip(days, minutes, strict=True)]


def write_eskm(path: Path, town: Town, wave: Wave, given: Answers, marker: str) -> None:
    """The JSON of one wave under a marker key."""
    whole: Json = {
        "keterangan": marker,
        "unit": spelled(town, wave.unit, wave.path),
        "periode": f"{wave.period} {wave.year}",
        "mulai": str(wave.first_day),
        "selesai": str(wave.last_day),
        "moda": wave.mode,
        "pelaksana": wave.vendor,
        "versi_formulir": wave.form_version,
        "populasi": wave.respondents * SERVED_TIMES,
        "responden": _people(town, wave, given),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _people(town: Town, wave: Wave, given: Answers) -> list[Json]:
    chance, number = stream(town.seed, "people", wave.path), len(given)
    services = picked(chance, SERVICES.get(wave.unit.type, OTHER_SERVICES), number)
    genders, education = picked(chance, ("L", "P"), number), picked(chance, EDUCATION, number)
    ages, status = chance.integers(*AGES, size=number).tolist(), picked(chance, WORK, number)
    words, when = sentences(chance, number, SUGGESTIONS), _moments(chance, wave, number)
    found: list[Json] = []
    for k in range(number):
        marks = [int(mark) for mark in given[k]]
        answers: Json = {f"U{at + 1}": mark for at, mark in enumerate(marks[:7])}
        answers |= {"pengaduan": marks[7], "sarpras": marks[8], "saran": words[k]}
        person: Json = {"waktu": when[k].isoformat(), "layanan": services[k], "gender": genders[k]}
        person |= {"age": ages[k], "education": education[k], "status": status[k], "answers": answers}
        found.append(person)
    return found
