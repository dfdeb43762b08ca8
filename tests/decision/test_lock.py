"""Locks: the same plan has one fingerprint, and every change of a lock is found by its line and key."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.city.retreat import Retreat
from analysis.contract import TABLES
from analysis.decision.canonical import as_json, canonical, differences, fingerprint
from analysis.decision.chain import faults
from analysis.decision.data_then import DataThen, data_then
from analysis.decision.lock import LOCKS, Lock, append_lock, make_lock, read_locks
from analysis.decision.plan import Plan, parse_plan, read_plan
from analysis.decision.state import plan_state
from analysis.problems import RetretError

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOW = AT + timedelta(days=30)
RETREAT = Retreat(1, "r", date(2027, 5, 5), date(2027, 5, 15), date(2027, 5, 17), "p", None, None, "s", "H")


@pytest.fixture(scope="module")
def plan(city_folder: Path) -> Plan:
    return read_plan(city_folder)


def changed(plan: Plan, **rule: float) -> Plan:
    return plan.model_copy(update={"rule": plan.rule.model_copy(update=rule)})


def chain(plan: Plan, *ats: datetime, data: DataThen | None = None) -> tuple[Lock, ...]:
    """Locks of plans that differ in one threshold."""
    locks: tuple[Lock, ...] = ()
    for step, at in enumerate(ats):
        one = changed(plan, p_late_effect=0.7 + step / 100) if step else plan
        locks = (*locks, make_lock(one, locks, RETREAT, data, at))
    return locks


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_a_plan_is_written_changes_nothing(order: random.Random) -> None:
    plan = read_plan(Path(__file__).parents[2] / "data" / "cities" / "malang")
    mixed = shuffled(plan.model_dump(mode="json"), order)
    assert fingerprint(canonical(parse_plan(mixed))) == fingerprint(canonical(plan))


def shuffled(value: Any, order: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: shuffled(value[name], order) for name in names}
    if isinstance(value, list):
        return order.sample([shuffled(one, order) for one in value], len(value))
    return value


def test_any_figure_changes_the_fingerprint_and_is_named(plan: Plan) -> None:
    other = changed(plan, p_late_effect=0.71)
    assert fingerprint(canonical(other)) != fingerprint(canonical(plan))
    (one,) = differences(canonical(plan), canonical(other))
    assert (one.key, one.before, one.after) == ("rule.p_late_effect", 0.7, 0.71)
    fewer = plan.model_copy(update={"option": plan.option[:-1], "confounders": plan.confounders[1:]})
    keys = {one.key for one in differences(canonical(plan), canonical(fewer))}
    assert "confounders" in keys
    assert "option[boosters].cost_factor" in keys
    assert "option[waves].cost_factor" not in keys


def test_the_day_of_signing_is_no_part_of_what_is_signed(plan: Plan) -> None:
    signed = plan.model_copy(update={"locked_on": date(2026, 11, 2)})
    assert canonical(signed) == canonical(plan)


def test_locks_are_read_as_they_were_written(plan: Plan, tmp_path: Path) -> None:
    locks = chain(plan, AT, AT + timedelta(days=1))
    append_lock(tmp_path, locks[:1], locks[1])
    assert read_locks(tmp_path) == locks
    assert canonical(locks[0].the_plan()) == canonical(plan)
    assert faults(locks, changed(plan, p_late_effect=0.71), NOW) == ()
    assert not list(tmp_path.glob(".*"))


def test_every_value_of_a_lock_that_is_changed_is_found_by_its_key(plan: Plan, tmp_path: Path) -> None:
    locks = chain(plan, AT, AT + timedelta(days=1))
    now = changed(plan, p_late_effect=0.71)
    append_lock(tmp_path, locks[:1], locks[1])
    lines = (tmp_path / LOCKS).read_text("utf-8").splitlines()
    tampered = {
        "at": "2026-11-01T09:00:00Z",
        "decider": "somebody",
        "package": "9.9.9",
        "python": "2.7",
        "edition": 2,
        "plan_hash": "0" * 64,
        "anchor": "a letter",
        "retreat_first_day": "2027-06-01",
        "previous": "1" * 64,
        "number": 5,
        "hash": "2" * 64,
        "data": {"mark": "x", "until": None, "simulated": False},
    }
    for key, value in tampered.items():
        told = json.loads(lines[0]) | {key: value}
        (tmp_path / LOCKS).write_text(as_json(told) + "\n" + lines[1] + "\n", "utf-8")
        found = faults(read_locks(tmp_path), now, NOW)
        assert found, key
        assert any(one.cell and f" › {key}" in one.cell for one in found), (key, found)
    told = json.loads(lines[0])
    told["plan"]["rule"]["p_net_benefit_annual"] = 0.6
    (tmp_path / LOCKS).write_text(as_json(told) + "\n" + lines[1] + "\n", "utf-8")
    assert [one.cell for one in faults(read_locks(tmp_path), now, NOW)] == [
        "1 › plan.rule.p_net_benefit_annual"
    ]


def test_a_lock_that_is_made_anew_or_taken_out_breaks_the_chain(plan: Plan) -> None:
    locks = chain(plan, AT, AT + timedelta(days=1), AT + timedelta(days=2))
    last = locks[-1].the_plan()
    forged = make_lock(changed(plan, p_net_benefit_annual=0.6), (), RETREAT, None, AT)
    for spoilt in ((forged, *locks[1:]), locks[1:], (locks[0], locks[2]), (locks[1], locks[0], locks[2])):
        codes = {one.code for one in faults(spoilt, last, NOW)}
        assert "lock-chain" in codes, spoilt
    assert faults(locks, last, NOW) == ()


def test_dates_that_cannot_be_are_told(plan: Plan) -> None:
    def codes(*locks: Lock) -> set[str]:
        return {one.code for one in faults(locks, locks[-1].the_plan(), NOW)}

    assert codes(*chain(plan, AT, AT - timedelta(days=1))) == {"lock-back-dated"}
    assert codes(*chain(plan, NOW + timedelta(days=1))) == {"lock-future"}
    later = DataThen(mark="m", until=AT.date() + timedelta(days=1), simulated=False)
    assert codes(*chain(plan, AT, data=later)) == {"lock-knew-later"}
    known = DataThen(mark="m", until=AT.date(), simulated=False)
    first = make_lock(plan, (), RETREAT, known, AT)
    second = make_lock(changed(plan, p_late_effect=0.9), (first,), RETREAT, None, AT)
    assert codes(first, second) == {"lock-data-gone"}
    assert codes(first) == set()


def test_a_plan_that_is_not_the_last_lock_is_named_by_key(plan: Plan) -> None:
    (one,) = faults(chain(plan, AT), changed(plan, stop_bound=0.95), NOW)
    assert (one.code, one.file, one.cell) == ("lock-plan-changed", "plan.toml", "rule.stop_bound")
    (other,) = faults(chain(plan, AT), plan.model_copy(update={"locked_on": date(2020, 1, 1)}), NOW)
    assert other.code == "lock-other-day"
    assert [one.code for one in faults((), plan, NOW)] == ["lock-none"]


def test_a_damaged_line_is_told_with_its_key(plan: Plan, tmp_path: Path) -> None:
    append_lock(tmp_path, (), chain(plan, AT)[0])
    line = json.loads((tmp_path / LOCKS).read_text("utf-8"))
    for content, key in (("{", "JSON"), (as_json({k: v for k, v in line.items() if k != "at"}), "at")):
        (tmp_path / LOCKS).write_text(content + "\n", "utf-8")
        with pytest.raises(RetretError) as stopped:
            read_locks(tmp_path)
        assert (stopped.value.code, stopped.value.values["key"]) == ("lock-unreadable", key)


@pytest.mark.parametrize(
    ("retreat", "code"),
    [(date(2027, 5, 15), "plan-state-locked-before"), (date(2025, 5, 15), "plan-state-locked-after")],
)
def test_the_state_follows_from_the_dates(plan: Plan, retreat: date, code: str) -> None:
    held = Retreat(1, "r", retreat, retreat, retreat, "p", None, None, "s", "H")
    assert plan_state(plan, (), held, NOW).code == "plan-state-unlocked"
    found = plan_state(plan, chain(plan, AT), held, NOW)
    assert (found.code, found.proven) == (code, False)
    anchored = make_lock(plan, (), held, None, AT, "Letter 1")
    assert plan_state(plan, (anchored,), held, NOW).proven


def test_the_day_itself_is_not_before(plan: Plan) -> None:
    held = Retreat(1, "r", AT.date(), AT.date(), AT.date(), "p", None, None, "s", "H")
    assert plan_state(plan, chain(plan, AT), held, NOW).code == "plan-state-locked-after"


def test_locking_again_after_the_data_launders_nothing(plan: Plan) -> None:
    """A second lock makes the changed plan the last one, and yet it stays a change of the first."""
    after = RETREAT.first_day + timedelta(days=10)
    locks = chain(plan, AT, datetime(after.year, after.month, after.day, tzinfo=UTC))
    found = plan_state(locks[1].the_plan(), locks, RETREAT, NOW + timedelta(days=400))
    assert found.code == "plan-state-changed"
    assert found.lock == locks[0]
    assert [one.key for one in found.changed] == ["rule.p_late_effect"]
    # Two locks before the retreat are a plan that was thought over: the later one counts.
    both = chain(plan, AT, AT + timedelta(days=1))
    assert plan_state(both[1].the_plan(), both, RETREAT, NOW).code == "plan-state-locked-before"


def test_a_lock_of_another_edition_says_nothing(plan: Plan) -> None:
    other = plan.model_copy(update={"retreat_edition": 2})
    assert plan_state(other, chain(plan, AT), RETREAT, NOW).code == "plan-state-unlocked"


def test_a_broken_chain_is_no_lock(plan: Plan) -> None:
    (lock,) = chain(plan, AT)
    spoilt = lock.model_copy(update={"decider": "somebody"})
    assert plan_state(plan, (spoilt,), RETREAT, NOW).code == "plan-state-broken"


def test_the_data_then_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    empty = TABLES["visits"].create_empty()
    assert data_then(tmp_path, simulated=False) is None
    empty.write_parquet(tmp_path / "visits.parquet")
    assert data_then(tmp_path, simulated=False) is None
    rows = pl.concat([empty, empty.clear(2)])
    made = rows.with_row_index("n").with_columns(row=pl.col("n").cast(empty.schema["row"])).drop("n")
    made = made.select(empty.columns)
    made.write_parquet(tmp_path / "visits.parquet")
    first = data_then(tmp_path, simulated=False)
    made.reverse().write_parquet(tmp_path / "visits.parquet")
    assert data_then(tmp_path, simulated=False) == first
    made.head(1).write_parquet(tmp_path / "visits.parquet")
    assert data_then(tmp_path, simulated=False) != first
