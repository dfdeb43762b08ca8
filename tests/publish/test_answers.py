"""Answers of the estimators: the same from memory and from processes of their own, and asked again only where they must."""

from collections.abc import Mapping
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.effects.design import Design
from analysis.effects.verdict import UsualBars
from analysis.facts.question import Answer, Question, answer
from analysis.indicators.definition import by_code
from analysis.known.shelf import Shelf
from analysis.publish import answers
from analysis.publish.answers import Known, remembered, withholding
from tests.effects.panels import frame

DESIGN = Design(treated_from="2024-01", mid=0.5)


def question(seed: int) -> Question:
    rows = frame(4, seed=seed)
    return Question(rows, rows, DESIGN, {"new-head": frozenset({"U00"})}, UsualBars())


def same(one: Answer, other: Answer) -> bool:
    frames = ("effects", "weights", "checks")
    alike = all(getattr(one.found, name).equals(getattr(other.found, name)) for name in frames)
    return alike and (one.contrasts, one.apart) == (other.contrasts, other.apart)


def foresee(known: Known, asked: Mapping[str, Question]) -> None:
    for code, one in asked.items():
        known.foreseeing(code, one)


@pytest.fixture
def worthwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "WORTH_PROCESSES", 8)


@pytest.mark.usefixtures("worthwhile")
@pytest.mark.parametrize("fresh", [False, True])
def test_processes_answer_as_one_does_and_are_not_asked_twice(tmp_path: Path, *, fresh: bool) -> None:
    asked = {"a": question(1), "b": question(2)}
    expected = {code: answer(code, one) for code, one in asked.items()}
    with remembered(Shelf(tmp_path), "code", fresh=fresh, jobs=2) as known:
        foresee(known, asked)
        with pytest.MonkeyPatch.context() as here:
            # The processes have the function as it was.
            here.setattr(answers, "answer", refuse)
            for _ in range(2):
                assert all(same(known.answering(code, one), expected[code]) for code, one in asked.items())


def refuse(code: str, asked: Question) -> Answer:
    raise AssertionError(code)


class Here(Executor):
    """An executor that notes what it was asked, and breaks if it is to."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.asked: list[str | Question] = []
        self.breaks: bool = breaks

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked.append(args[0])
        future: Future[Any] = Future()
        if self.breaks:
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.usefixtures("worthwhile")
def test_what_is_known_is_asked_of_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, pool = {"a": question(1), "b": question(2), "c": question(3)}, Here()
    monkeypatch.setattr(answers, "executor", lambda jobs: pool)
    with remembered(Shelf(tmp_path), "code", jobs=2) as known:
        first = known.answering("a", asked["a"])
        known.foreseeing("a", asked["a"])
        known.foreseeing("b", asked["b"])
        assert pool.asked == []
        # With the next one there are enough units.
        known.foreseeing("c", asked["c"])
        estimates, more = pool.asked[::2], pool.asked[1::2]
        assert estimates == ["b", "c"]
        assert [one is asked[code] for one, code in zip(more, ("b", "c"), strict=True)] == [True, True]
        assert same(known.answering("a", asked["a"]), first)


@pytest.mark.usefixtures("worthwhile")
def test_a_question_that_takes_its_process_down_is_answered_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"a": question(1), "b": question(2)}
    monkeypatch.setattr(answers, "executor", lambda jobs: Here(breaks=True))
    with remembered(Shelf(tmp_path), "code", jobs=2) as known:
        foresee(known, asked)
        assert same(known.answering("a", asked["a"]), answer("a", asked["a"]))


def test_a_few_units_are_not_worth_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "executor", lambda *given: pytest.fail("started"))
    with remembered(Shelf(tmp_path), "code", jobs=2) as known:
        foresee(known, {"a": question(1), "b": question(2)})


def test_what_is_withheld_is_worked_out_again_only_for_other_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = by_code()["complaint-response"]
    rows = pl.DataFrame({"unit": ["a", "b"], "value": [1.0, 2.0]})
    asked: list[float] = []

    def work(found: pl.DataFrame, members: object, whole: str, indicator: object) -> list[int]:
        asked.append(float(found["value"].sum()))
        return [1]

    monkeypatch.setattr(answers, "hidden_rows", work)
    hiding = withholding(Shelf(tmp_path), "code")
    groups = {"all": ("a", "b")}
    assert [list(hiding(rows, groups, "city", one)) for _ in range(2)] == [[1], [1]]
    assert list(withholding(Shelf(tmp_path), "code")(rows.rechunk(), groups, "city", one)) == [1]
    assert asked == [3.0]
    other = rows.with_columns(pl.col("value") + 1)
    hiding(other, groups, "city", one)
    hiding(rows, {"all": ("a",)}, "city", one)
    hiding(rows, groups, "town", one)
    withholding(Shelf(tmp_path), "other code")(rows, groups, "city", one)
    withholding(Shelf(tmp_path), "code", fresh=True)(rows, groups, "city", one)
    assert asked == [3.0, 5.0, 3.0, 3.0, 3.0, 3.0]
