"""The page of the verdict: what may be told is told with its numbers, what may not is left out, and nothing names a cause."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from analysis.display import decision_page, decision_plan, decision_turns
from analysis.display.charts import PeerChart
from analysis.display.figure import Figure, Html
from analysis.facts.effects import Effects
from analysis.messages import LANGS, Lang
from analysis.sources.declaration import Words
from analysis.wording.value import chance, rupiah
from tests.decision.made import SHIPPED, valued
from tests.decision.told import changed_after_lock, decision_of
from tests.facts.test_value import judged
from tests.wording.test_unit import FORBIDDEN

PARTS: tuple[Callable[..., Any], ...] = (
    decision_page.now,
    decision_page.sure,
    decision_page.harm,
    decision_page.costs,
    decision_page.nets,
    decision_page.learning,
    decision_turns.turning,
    decision_turns.swings,
    decision_plan.plan,
)
CITY_OWN = SHIPPED.cost.model_copy(update={"own": 4e8, "own_source": "DPA 2025", "decides": "own"})
BUILT: dict[str, Callable[[], dict[str, Any]]] = {
    "no-values": lambda: decision_of(),
    "no-estimate": lambda: decision_of(valued(), found=Effects({"skm-index": judged("skm-index", "B")})),
    "level-c": lambda: decision_of(valued(), "C"),
    "level-b": lambda: decision_of(valued(), "B"),
    "own-cost": lambda: decision_of(valued(cost=CITY_OWN), "B"),
    "changed": lambda: changed_after_lock(datetime(2026, 11, 2, tzinfo=UTC)),
}


@pytest.fixture(scope="module")
def worlds() -> dict[str, dict[str, Any]]:
    return {name: make() for name, make in BUILT.items()}


def markups(decision: dict[str, Any], lang: Lang) -> Iterator[str]:
    for part in PARTS:
        made = part(decision, lang)
        for one in made if isinstance(made, list) else [made]:
            yield one.markup if isinstance(one, Html) else one.html()


def words(decision: dict[str, Any], lang: Lang) -> str:
    """All that a reader sees, without drawings, scripts and the sources that the plan quotes."""
    whole = "\n".join(markups(decision, lang))
    shown = re.sub(r"<script.*?</script>|<svg.*?</svg>|href=\"[^\"]*\"", "", whole, flags=re.S)
    quoted = re.sub(r"<details><summary>.*?</details>", "", shown, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", quoted))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("world", BUILT)
def test_nothing_names_a_cause_and_no_text_lacks_a_value(
    worlds: dict[str, dict[str, Any]], world: str, lang: Lang
) -> None:
    told = words(worlds[world], lang)
    assert len(told) > 2000
    assert not re.search(r"\{\w*\}", told)
    # "best decision" is the name of a rule that ours is set beside.
    assert not FORBIDDEN.search(re.sub("best decision|putusan terbaik|worth most", "", told))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("world", ["no-values", "no-estimate"])
def test_no_probability_of_a_net_benefit_without_values_and_estimates(
    worlds: dict[str, dict[str, Any]], world: str, lang: Lang
) -> None:
    decision = worlds[world]
    told = words(decision, lang)
    assert decision_page.nets(decision, lang) == []
    assert {"id": "Manfaat bersih, harga", "en": "Net benefit, low"}[lang] not in told
    assert {"id": "Peluang di atas nol", "en": "Probability above zero"}[lang] not in told
    assert not any(figure.key == "tornado" for figure in decision_turns.swings(decision, lang))
    index = decision["value"]["outcomes"][0]
    for one in index["break_even"]:
        assert rupiah(one["per_point_month_at_smallest"], lang) in told


def test_with_values_the_page_has_the_facts_numbers(worlds: dict[str, dict[str, Any]]) -> None:
    decision = worlds["level-b"]
    facts, told = decision["value"], words(decision, "en")
    annual = next(one for one in facts["options"] if (one["code"], one["scenario"]) == ("annual", "high"))
    information = facts["information"]
    for figure in (annual["net"]["mean"], information["perfect"], information["perfect_total"]):
        assert rupiah(figure, "en") in told
    assert f"probability {chance(annual['p'], 'en')} (an annual agenda asks for 80%)" in told
    for one in information["studies"]:
        row = [rupiah(one[key], "en") for key in ("edition", "by_rule", "net")]
        assert " ".join(row) in re.sub(r"\s+", " ", told)
    (figure,) = decision_page.nets(decision, "en")
    assert isinstance(figure.chart, PeerChart)
    drawn = {row.code: row.value for row in figure.chart.rows}
    assert drawn["annual"] == pytest.approx(annual["net"]["mean"] / 1e6)
    assert drawn["stop"] == 0


def test_the_tornado_draws_what_its_table_tells(worlds: dict[str, dict[str, Any]]) -> None:
    decision = worlds["level-b"]
    (figure,) = decision_turns.swings(decision, "en")
    assert isinstance(figure.chart, PeerChart)
    swings = {one["key"]: one for one in decision["value"]["tornado"]}
    for row in figure.chart.rows:
        ends = [100 * swings[row.code][end]["p"] for end in ("low", "high")]
        assert (row.low, row.high) == (min(ends), max(ends))
    assert len(figure.table_rows) == len(swings)
    assert "<svg" in figure.html()
    turned = [one for one in swings.values() if one["turns_below"] or one["turns_above"]]
    told = decision_turns.turning(decision, "en").markup
    assert told.count("The decision becomes") == sum(
        one[side] is not None for one in turned for side in ("turns_below", "turns_above")
    )
    assert turned
    assert f"{len(turned)} of {len(swings)} figures of the plan turn this decision" in told


def test_the_belief_before_the_data_stands_beside_that_after_them(worlds: dict[str, dict[str, Any]]) -> None:
    decision = worlds["level-c"]
    index = decision["value"]["outcomes"][0]
    assert index["p_before"] == pytest.approx(0.699, abs=0.001)
    told = words(decision, "en")
    assert f"good direction {chance(index['p_above'], 'en')}, before the data 70%" in told


def test_harm_is_told_with_what_was_asked(worlds: dict[str, dict[str, Any]]) -> None:
    told = words(worlds["level-b"], "id")
    assert "Tidak satu pun dari 2 hasil veto" in told
    assert "paling sedikit 99,4 %" in told
    assert "Tidak dapat ditaksir: layanan selesai tepat waktu dan aduan ditanggapi" in told
    ended = decision_of(valued(), "B")
    ended["value"]["decision"] |= {"code": "decide-stop-harm", "harmed": ["skm-index"]}
    assert "ended by community satisfaction index" in words(ended, "en")
    ended["value"]["decision"] |= {"harmed": [], "warned": ["skm-index"]}
    assert "Without a comparison this does not end it" in words(ended, "en")


@pytest.mark.parametrize("lang", LANGS)
def test_a_changed_plan_shows_both_decisions_and_each_change(
    worlds: dict[str, dict[str, Any]], lang: Lang
) -> None:
    told = words(worlds["changed"], lang)
    assert {"id": "Rencana diubah sesudah dikunci", "en": "changed after its lock"}[lang] in told
    assert {"id": "tidak terbukti secara independen", "en": "not independently proven"}[lang] in told
    assert {"id": "lebih dulu kumpulkan data", "en": "first gather data"}[lang] in told
    assert re.search(r"rule\.p_net_benefit_annual\s+0\.8\s+0\.6", told)


@pytest.mark.parametrize(("lang", "other"), [("id", "en"), ("en", "id")])
def test_every_figure_of_the_plan_has_its_source_on_the_page_in_its_language_alone(
    worlds: dict[str, dict[str, Any]], lang: Lang, other: Lang
) -> None:
    whole = unescape("\n".join(markups(worlds["own-cost"], lang)))
    plan = valued(cost=CITY_OWN)
    sources = [one.source for table in (plan.option, plan.study, plan.prior[:2]) for one in table]
    sources += [one.bias_source for one in plan.outcome] + [one.source for one in plan.outcome]
    for source in (*sources, plan.half_life.source, plan.horizon.source, plan.cost.away_source):
        assert isinstance(source, Words)
        assert source.in_language(lang) in whole and source.in_language(other) not in whole
    assert "DPA 2025" in whole
    own = {
        "id": "Satu edisi untuk semua berbiaya Rp400 juta menurut kota sendiri",
        "en": "An edition for all costs Rp400 million by the city's own figure",
    }
    assert own[lang] in whole


def test_figures_know_their_language(worlds: dict[str, dict[str, Any]]) -> None:
    for figure in (
        *decision_page.nets(worlds["level-b"], "en"),
        *decision_turns.swings(worlds["no-values"], "en"),
    ):
        assert isinstance(figure, Figure)
        assert figure.lang == "en"
