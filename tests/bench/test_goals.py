"""Goals from figures whose ratios are known, the growth of costs, the readme's table, the picture and the simulated fleet."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis.bench.fleet import Fleet, measured, simulate, table
from analysis.bench.goals import GOALS, Told, told
from analysis.bench.growth import exponent, last_exponent
from analysis.bench.picture import growth_picture
from analysis.bench.readme import FILES, PICTURE, RECORD, shown, shown_in, with_lines
from analysis.bench.readme import table as readme_table
from analysis.bench.record import read_record
from analysis.problems import RetretError
from tests.bench.figures import HERE, flat, part, whole

KNOWN = {
    "cli-cpu": 6.0,
    "cli-wall": 10.0,
    "pool-wall": 3.5,
    "same-seconds": 0.5,
    "same-share": 0.005,
    "changed-share": 0.2,
    "made-site": 3.2,
    "ingest-wall": 1.5,
    "estimators-cpu": 10.0,
    "site-cpu": 12.0,
    "help-wall": 0.1,
    "help-python": 10.0,
    "growth-notebooks": 1.0,
    "growth-city": 1.1,
    "growth-memory": 120 / 101.15,
}
MISSED = {"changed-share", "site-cpu", "growth-city"}


def test_goals_are_the_ratios_of_their_rows() -> None:
    found = told(whole())
    assert {one.goal.code: one.value for one in found} == pytest.approx(KNOWN)
    assert {one.goal.code for one in found if not one.goal.reached(one.value)} == MISSED
    assert len({goal.code for goal in GOALS}) == len(GOALS)


def test_what_was_not_measured_is_no_goal() -> None:
    assert told({"notebooks": part(flat("ours", 1, 1.0, 1.0))}) == []


def test_a_miss_that_would_read_like_its_limit_has_a_digit_more() -> None:
    goal = next(one for one in GOALS if one.code == "ingest-wall")
    assert (goal.most, shown(Told(goal, 1.5), "en")) == (1.5, "1.5 ×")
    assert shown(Told(goal, 1.54), "en") == "1.54 × (not yet)"
    assert shown(Told(goal, 1.56), "en") == "1.6 × (not yet)"


def test_powers_are_found_again() -> None:
    rows = [flat("x", n, 1.0, 3.0 * n**1.5) for n in (10, 50, 400)]
    assert exponent(rows) == pytest.approx(1.5)
    assert last_exponent(rows[::-1]) == pytest.approx(1.5)
    fixed = [flat("x", n, 1.0, 100.0 + n) for n in (10, 100, 1000)]
    assert exponent(fixed) < last_exponent(fixed) < 1  # pyright: ignore[reportOptionalOperand]
    assert exponent(rows[:2]) is None
    assert last_exponent(rows[:1]) is None


def test_readmes_and_architecture_show_the_committed_record(checkout: Path) -> None:
    made = shown_in(checkout, read_record(checkout / RECORD))
    assert {checkout / name for name in FILES} <= made.keys()
    for file, content in made.items():
        assert content == file.read_text("utf-8"), file.name


def test_the_committed_picture_is_that_of_the_record(checkout: Path) -> None:
    growth = read_record(checkout / RECORD).get("growth")
    assert (checkout / PICTURE).is_file() == (growth is not None)
    if growth is not None:
        assert growth_picture(growth, "en") == (checkout / PICTURE).read_text("utf-8")


def test_a_table_names_what_is_not_reached_and_each_machine_once() -> None:
    parts = dict(whole())
    parts["site"] = replace(parts["site"], machine=replace(HERE, processor="Another"))
    lines = readme_table(parts, "en").splitlines()
    assert [line for line in lines if "not yet" in line] == [
        line
        for line in lines
        if line.startswith(("| build after", "| site step", "| processor time of a whole"))
    ]
    assert (
        "| 115 unit notebooks, processor time: papermill's command in a loop over retret | 6.0 × | ≥ 5.0 × |"
        in lines
    )
    assert sum("Another" in line for line in lines) == 1
    assert sum("Processor, 2 cores" in line for line in lines) == 1


def test_a_file_without_marks_is_told(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("before\n<!-- fleet -->\nold\n<!-- /fleet -->\nafter\n", "utf-8")
    assert with_lines(file, "fleet", "new") == "before\n<!-- fleet -->\nnew\n<!-- /fleet -->\nafter\n"
    with pytest.raises(RetretError) as stopped:
        with_lines(file, "bench", "new")
    assert stopped.value.code == "bench-no-marks"


def test_a_picture_has_a_point_a_size_and_linear_growth_is_parallel_to_the_dashes() -> None:
    drawn = ElementTree.fromstring(growth_picture(whole()["growth"], "id"))
    space = "{http://www.w3.org/2000/svg}"
    places = [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in drawn.iter(f"{space}circle")]
    assert len(places) == 7
    (dashes,) = [one for one in drawn.iter(f"{space}path") if "stroke-dasharray" in one.attrib]
    wide, high = map(float, dashes.attrib["d"].split("l")[1].split())
    (x, y), (far, top) = places[0], places[3]
    assert (top - y) / (far - x) == pytest.approx(high / wide, rel=0.01)


ALONE = Fleet(cities=7, pages=60, first=100.0, page=0.5, last=10.0, workers=1, batch=25, task=0.0)


def test_one_worker_needs_the_sum_of_all_work() -> None:
    found = simulate(ALONE)
    assert found.seconds == pytest.approx(7 * (100 + 30 + 10))
    assert found.busy == pytest.approx(1.0)
    assert (found.scheduler, found.died) == (0.0, 0)


def test_many_workers_need_the_longest_chain_and_a_slow_scheduler_all_its_tasks() -> None:
    assert simulate(replace(ALONE, workers=100)).seconds == pytest.approx(100 + 12.5 + 10)
    slow = simulate(replace(ALONE, workers=100, task=60.0))
    assert slow.seconds >= 7 * 5 * 60
    assert slow.scheduler == pytest.approx(1.0, abs=0.1)


def test_what_dies_is_done_again() -> None:
    whole_work = 7 * (100 + 30 + 10)
    found = simulate(replace(ALONE, workers=4, lost=20.0))
    assert found.died > 0
    assert found.seconds * 4 >= whole_work
    assert found.busy * found.seconds * 4 > whole_work
    assert found == simulate(replace(ALONE, workers=4, lost=20.0))


def test_a_fleet_is_made_of_what_was_measured() -> None:
    fleet = measured(
        {
            **whole(),
            "growth": part(flat("notebooks/10", 10, 9.0, 9.0), flat("notebooks/115", 115, 20.0, 23.0)),
        }
    )
    assert fleet.page == pytest.approx(0.2)
    assert fleet.pages == round(171 * 150 / 115)
    assert fleet.last == pytest.approx(12 / 190 * 171 * 150 / 115)
    whole_city = fleet.first + fleet.pages * fleet.page + fleet.last
    assert whole_city == pytest.approx(160 * 150 / 115, rel=0.01)
    assert sum(line.startswith("| ") for line in table(replace(fleet, cities=3)).splitlines()) == 13


def test_a_task_costs_what_the_dearer_run_of_empty_tasks_tells() -> None:
    parts = {**whole(), "growth": part(flat("notebooks/115", 115, 20.0, 23.0))}
    assert measured(parts).task == Fleet(0, 0, 0, 0, 0, 1).task
    tasks = part(
        flat("empty/2", 2000, 9.0, 8.0), flat("empty/4", 2000, 9.0, 10.0), flat("dask/2", 115, 9.0, 99.0)
    )
    assert measured({**parts, "cluster": tasks}).task == pytest.approx(0.005)
