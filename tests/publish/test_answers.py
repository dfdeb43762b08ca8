"""Answers of the estimators: the same from memory and from processes of their own, and asked again only where they must."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.effects.design import Design
from analysis.effects.verdict import UsualBars
from analysis.facts.question import Answer, Question, answer
from analysis.known.shelf import Shelf
from analysis.publish import answers
from analysis.publish.answers import remembered
from tests.effects.panels import frame

DESIGN = Design(treated_from="2024-01", mid=0.5)


def question(seed: int) -> Question:
    rows = frame(4, seed=seed)
    return Question(rows, rows, DESIGN, {"new-head": frozenset({"U00"})}, UsualBars())


def same(one: Answer, other: Answer) -> bool:
    frames = ("effects", "weights", "checks")
    alike = all(getattr(one.found, name).equals(getattr(other.found, name)) for name in frames)
    return alike and (one.contrasts, one.apart) == (other.contrasts, other.apart)


@pytest.fixture
def worthwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "WORTH_PROCESSES", 8)


@pytest.mark.usefixtures("worthwhile")
@pytest.mark.parametrize("fresh", [False, True])
def test_processes_answer_as_one_does_and_are_not_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fresh: bool
) -> None:
    asked = {"a": question(1), "b": question(2)}
    expected = {code: answer(code, one) for code, one in asked.items()}
    known = remembered(Shelf(tmp_path), "code", fresh=fresh, jobs=2)
    known.foreseeing(asked)

    def refuse(code: str, asked: Question) -> Answer:
        raise AssertionError(code)

    monkeypatch.setattr(answers, "answer", refuse)
    assert all(same(known.answering(code, one), expected[code]) for code, one in asked.items())


@pytest.mark.usefixtures("worthwhile")
def test_what_is_known_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = remembered(Shelf(tmp_path), "code", jobs=2)
    asked = {"a": question(1), "b": question(2)}
    first = known.answering("a", asked["a"])
    started: list[list[str]] = []

    def start(_work: object, due: list[tuple[str, str, Question]], _jobs: int) -> Iterator[object]:
        started.append([code for _, code, _ in due])
        return iter(())

    monkeypatch.setattr(answers, "spread", start)
    known.foreseeing(asked)
    assert started == []
    assert same(known.answering("a", asked["a"]), first)
    known.foreseeing({**asked, "c": question(3)})
    assert started == [["b", "c"]]


def test_a_few_units_are_not_worth_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "spread", lambda *given: pytest.fail("started"))
    remembered(Shelf(tmp_path), "code", jobs=2).foreseeing({"a": question(1), "b": question(2)})
