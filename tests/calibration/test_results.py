"""Stored results: read back as written, told in both languages, and shown with what falls short first."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.calibration.measured import OURS
from analysis.calibration.results import Later, Results, as_json, read, stored_results
from analysis.calibration.row import Row
from analysis.console import calibrate
from analysis.display import method_check
from analysis.messages import LANGS
from analysis.problems import RetretError
from analysis.wording.calibration import told

MET = Row("units", "shrunken-none", "constant", "coverage", 0.96, 0.01, 300, 0.93, width=1.5)
SHORT = Row("stress", "sag", "fading", "coverage", 0.5, 0.01, 300, 0.9, {"who": "city"})
CLOSE = Row("shock", "ours", "constant", "rate", 0.07, 0.01, 300, 0.06, {"shock": 0.1})
LATER = Row("donors", "nothing", "constant", "power", None, limit=0.6, values={"donors": 12})
ROWS = (
    MET,
    CLOSE,
    SHORT,
    LATER,
    *(
        Row("beside", "interval", "constant", "coverage", 0.9, 0.01, 300, None, {"method": name})
        for name in (OURS, "iterated")
    ),
    *(
        Row("shock", name, "constant", "rate", 0.04, 0.01, 300, None, {"shock": shock})
        for name in ("ours", "clustered")
        for shock in (0.1, 0.3, 0.5)
    ),
)
RESULTS = Results(
    "2026-11-24", "abc", 300, 1.5, ROWS, {OURS: [[-1.0, 1.0], [0.5, 2.0]], "iterated": [[-1.0, 1.0], [-2, 9]]}
)


def test_states_follow_the_figure_itself_and_chance_is_told_beside_it() -> None:
    assert [row.state for row in (MET, SHORT, CLOSE, LATER)] == ["met", "short", "short", "not-available"]
    assert not SHORT.within_chance
    assert CLOSE.within_chance
    assert replace(MET, limit=None).state == "told"
    assert RESULTS.short == (SHORT, CLOSE)


def test_results_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(as_json(RESULTS), "utf-8")
    assert read(file) == RESULTS


def test_the_stored_run_is_the_long_one_and_every_row_has_words_in_both_languages() -> None:
    stored = stored_results()
    assert stored is not None
    assert stored.series == 3000
    for lang in LANGS:
        names = [told(row, lang).name for row in stored.rows]
        assert len(set(names)) == len(names)
    assert {len(each) for each in stored.intervals.values()} == {100}


def test_the_page_names_what_falls_short_before_anything_else() -> None:
    for lang in LANGS:
        listed = method_check.falling_short(RESULTS, lang).markup
        assert [listed.index(told(row, lang).name) for row in (SHORT, CLOSE)] == sorted(
            listed.index(told(row, lang).name) for row in (SHORT, CLOSE)
        )
        assert told(MET, lang).name not in listed
        assert told(LATER, lang).name in listed


def test_what_our_intervals_cannot_do_is_told_without_a_limit_too() -> None:
    strong = Row("shock", "strong", "fading", "rate", 0.15, 0.01, 300, None, {"shock": 0.1, "jump": 14.0})
    for lang in LANGS:
        markup = method_check.falling_short(replace(RESULTS, rows=(MET, strong)), lang).markup
        assert told(strong, lang).name.replace('"', "&quot;") in markup
        quiet = replace(RESULTS, rows=(MET, replace(strong, reached=0.05)))
        assert "<li>" not in method_check.falling_short(quiet, lang).markup


def test_a_picture_has_one_line_an_interval_and_marks_those_that_miss() -> None:
    drawn = method_check.hundred_intervals(RESULTS, "id").markup
    assert drawn.count('class="missed"') == 2 * sum(not a <= 0 <= b for a, b in RESULTS.intervals[OURS])
    assert drawn.count('class="held"') == 3
    assert method_check.hundred_cities(RESULTS, "en").markup.count('class="missed"') == 4 * 6


def test_a_picture_tells_the_coverage_of_the_most_series_of_its_world() -> None:
    world = {"before": 24, "pairs": 0, "rho": 0.4, "method": "iterated"}
    more = Row("comparisons", "cell", "constant", "coverage", 0.777, 0.01, 3000, None, world)
    drawn = method_check.hundred_intervals(replace(RESULTS, rows=(*ROWS, more)), "en").markup
    assert "77.7 % of 3,000 series" in drawn
    elsewhere = replace(more, values={**world, "rho": 0.6})
    fewer = replace(more, n=10)
    for row in (elsewhere, fewer):
        assert "77.7" not in method_check.hundred_intervals(replace(RESULTS, rows=(*ROWS, row)), "en").markup


def test_without_a_stored_run_the_page_says_so() -> None:
    assert "retret calibrate" in method_check.heading(None, "id").markup
    parts = (method_check.falling_short, method_check.hundred_intervals, method_check.every_row)
    assert [part(None, "id").markup for part in parts] == ["", "", ""]


def test_the_command_names_each_row_that_falls_short_and_stores_where_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(calibrate, "calibrate", lambda series, progress, only: RESULTS)
    out = tmp_path / "made.json"
    assert calibrate.run_calibrate(calibrate.Request(series=300, out=out), "en") == 1
    printed = capsys.readouterr().out
    assert printed.count("Falls short:") == 2
    assert read(out) == RESULTS


def test_in_the_short_form_a_miss_within_chance_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    close = replace(RESULTS, rows=(MET, CLOSE))
    monkeypatch.setattr(calibrate, "calibrate", lambda series, progress, only: close)
    assert calibrate.run_calibrate(calibrate.Request(), "en") == 0


AGAIN = Row("shock", "ours", "constant", "rate", 0.03, 0.01, 900, 0.06, {"shock": 0.1})
ANEW = Results("2026-11-30", "def", 900, 2.5, (AGAIN,), {})


def test_a_chapter_takes_the_place_of_its_own_rows_and_the_others_stay(tmp_path: Path) -> None:
    found = RESULTS.with_chapter("shock", ANEW)
    assert [row for row in found.rows if row.chapter == "shock"] == [AGAIN]
    assert found.rows.index(AGAIN) == 1
    assert [row for row in found.rows if row.chapter != "shock"] == [r for r in ROWS if r.chapter != "shock"]
    assert (found.date, found.commit, found.intervals) == (RESULTS.date, RESULTS.commit, RESULTS.intervals)
    assert found.later == {"shock": Later("2026-11-30", "def", 2.5)}
    file = tmp_path / "results.json"
    file.write_text(as_json(found), "utf-8")
    assert read(file) == found
    last = found.of_chapter("shock")
    assert (last.date, last.commit, last.rows) == ("2026-11-30", "def", (AGAIN,))
    assert RESULTS.with_chapter("new", replace(ANEW, rows=(replace(AGAIN, chapter="new"),))).rows[:-1] == ROWS


def test_the_page_says_which_chapter_was_run_again() -> None:
    for lang in LANGS:
        assert "def" in method_check.heading(RESULTS.with_chapter("shock", ANEW), lang).markup
        assert "def" not in method_check.heading(RESULTS, lang).markup


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stored run elsewhere than in the checkout, and quick runs."""
    file = tmp_path / "results.json"
    monkeypatch.setattr(calibrate, "stored_file", lambda: file)
    monkeypatch.setattr(calibrate, "stored_results", lambda: read(file) if file.is_file() else None)
    monkeypatch.setattr(calibrate, "calibrate", lambda series, progress, only: ANEW if only else RESULTS)
    gone = replace(ANEW, rows=(replace(AGAIN, chapter="files", name="annual", values={"happens": "two"}),))
    monkeypatch.setattr(calibrate, "through_files", lambda count, progress, file, jobs: gone)
    return file


def test_one_chapter_is_stored_among_the_others(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RetretError) as first:
        calibrate.run_calibrate(calibrate.Request(full=True, chapter="city"), "en")
    assert first.value.code == "calibrate-first"
    store.write_text(as_json(RESULTS), "utf-8")
    assert calibrate.run_calibrate(calibrate.Request(full=True, chapter="city"), "en") == 0
    assert read(store) == RESULTS.with_chapter("city", ANEW)
    calibrate.run_calibrate(calibrate.Request(full=True, through_files=2), "en")
    assert set(read(store).later) == {"city", "files"}
    # A whole run keeps what no whole run makes.
    calibrate.run_calibrate(calibrate.Request(full=True), "en")
    assert set(read(store).later) == {"files"}
    assert [row.chapter for row in read(store).rows][-1] == "files"
    before = store.read_bytes()
    calibrate.run_calibrate(calibrate.Request(chapter="city"), "en")
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (calibrate.Request(chapter="nothing"), "calibrate-chapter"),
        (calibrate.Request(through_files=0), "calibrate-series"),
        (calibrate.Request(series=-1), "calibrate-series"),
        (calibrate.Request(through_files=1, jobs=0), "calibrate-series"),
    ],
)
def test_what_cannot_be_run_is_told(store: Path, asked: calibrate.Request, code: str) -> None:
    with pytest.raises(RetretError) as stopped:
        calibrate.run_calibrate(asked, "en")
    assert (stopped.value.code, stopped.value.exit_code) == (code, 2)
    assert not store.exists()
