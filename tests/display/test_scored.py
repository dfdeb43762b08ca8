"""The scored decisions on the page: errors with their limits, losses with who beats us and by how much, what limits do not cover."""

from dataclasses import replace

import pytest

from analysis.calibration.results import Results, stored_results
from analysis.calibration.row import Row
from analysis.calibration.rules import RULES
from analysis.calibration.scoring import scoring
from analysis.display import scored
from analysis.display.charts import PeerChart
from analysis.display.figure import Figure
from analysis.messages import LANGS, Lang, text

LOST = {"ours": 2.0, "always": 2.2, "never": 5.0, "before-after": 1.25, "clustered": 2.5, "bayes": 0.5}


def told(name: str, happens: str, reached: float, limit: float | None, **more: float | str) -> Row:
    figure = "power" if name.startswith("annual") else "rate"
    values = {"happens": happens, **({} if "pays" in more else {"beside": "donors"}), **more}
    return Row("decision", name, "constant", figure, reached, 0.01, 400, limit, values, bound=reached + 0.005)


ROWS = (
    told("wrong-annual", "nothing", 0.011, 0.025),
    told("wrong-stop", "one", 0.0, 0.05),
    told("annual", "one", 0.321, None),
    told("annual", "two", 0.7, 0.6),
    told("wrong-annual", "local-shock", 0.144, None),
    replace(told("annual", "two", 0.002, None), values={"happens": "two", "beside": "alone"}),
    told("annual-at", "two", 0.069, None, pays=0.5),
)
RESULTS = Results("2026-11-30", "abc", 3000, 1.0, ROWS, {})


def with_losses(lost: dict[str, float]) -> Results:
    extra = {"happens_on_average": 0.43, "believed_before": 0.12}
    rows = [
        Row(
            "loss", "expected", "constant", "loss", at, 0.02, 400, None,
            {"rule": rule, "beside": "donors", **(extra if rule == "ours" else {})},
        )
        for rule, at in lost.items()
    ]  # fmt: skip
    return replace(RESULTS, rows=(*ROWS, *rows))


@pytest.mark.parametrize("lang", LANGS)
def test_errors_stand_with_their_limit_and_what_it_does_not_cover(lang: Lang) -> None:
    markup = scored.errors(RESULTS, lang).markup
    comma = "," if lang == "id" else "."
    for share in ("1.1 %", "70.0 %", "2.5 %", "60.0 %", "14.4 %", "6.9 %", "0.2 %"):
        assert share.replace(".", comma) in markup
    assert "32.1".replace(".", comma) not in markup
    assert text("scoring-others-title", lang) in markup
    assert text("calibration-column-bound", lang) in markup
    assert scored.errors(replace(RESULTS, rows=()), lang).markup == ""
    assert scored.errors(None, lang).markup == ""


def test_a_bound_beyond_its_limit_is_told_as_short() -> None:
    rows = (replace(ROWS[0], bound=0.03),)
    assert text("calibration-state-short", "en") in scored.errors(replace(RESULTS, rows=rows), "en").markup
    kept = scored.errors(replace(RESULTS, rows=ROWS[:1]), "en").markup
    assert text("calibration-state-short", "en") not in kept


def drawn(found: object) -> tuple[Figure, PeerChart]:
    assert isinstance(found, Figure)
    assert isinstance(found.chart, PeerChart)
    return found, found.chart


def test_losses_are_ordered_ours_marked_and_whoever_loses_less_is_named() -> None:
    figure, chart = drawn(scored.losses(with_losses(LOST), "donors", "en"))
    assert [row.code for row in chart.rows if row.mine] == ["ours"]
    values = [row.value for row in chart.rows]
    assert values == sorted(LOST.values())
    assert "before/after t-test (by 0.75)" in figure.caption
    for part in ("0.43", "0.12"):
        assert part in figure.caption
    assert "always annual (by" not in figure.caption
    assert next(row[3] for row in figure.table_rows) == "0.00"
    assert ["the rule of the plan", "2.00", "0.02", "1.50"] in figure.table_rows
    figure, _ = drawn(scored.losses(with_losses({**LOST, "before-after": 2.3}), "donors", "en"))
    assert text("scoring-losses-unbeaten", "en") in figure.caption


def test_without_losses_there_is_no_figure() -> None:
    for results in (None, RESULTS, with_losses({"ours": 1.0})):
        found = scored.losses(results, "donors", "id")
        assert not isinstance(found, Figure)
        assert found.markup == ""


@pytest.mark.parametrize("chapter", ["files", "trial"])
def test_further_chapters_have_their_own_table(chapter: str) -> None:
    values = {"files": {"happens": "nothing"}, "trial": {"rho": 0.4, "shared": 20.0}}[chapter]
    name = {"files": "wrong-annual", "trial": "held"}[chapter]
    figure = {"files": "rate", "trial": "coverage"}[chapter]
    row = Row(chapter, name, "constant", figure, 0.951, 0.01, 17, 0.95, values)
    for lang in LANGS:
        markup = scored.further(replace(RESULTS, rows=(row,)), chapter, lang).markup
        assert "95" in markup
        assert "17" in markup
        assert scored.further(RESULTS, chapter, lang).markup == ""


def test_the_stored_run_holds_every_rule_beside_and_without_comparison_cities() -> None:
    stored = stored_results()
    assert stored is not None
    rows = [row for row in stored.rows if row.chapter == "loss"]
    assert {(row.values["rule"], row.values["beside"]) for row in rows} == {
        (rule, beside) for rule in RULES for beside in ("donors", "alone")
    }
    assert min(row.n for row in stored.rows if row.chapter == "decision") == scoring().cities
    assert {"decision", "trial", "files"} <= set(stored.later)
