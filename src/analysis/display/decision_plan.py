"""Who set the yardstick of the decision, when, from which sources, and what both plans say where it was changed after its lock."""

from collections.abc import Sequence

from analysis.decision.canonical import Difference
from analysis.display.figure import Html
from analysis.display.markup import text_tag
from analysis.display.sections import folded, listed, section
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording import decision as decision_words
from analysis.wording import plan as plan_words
from analysis.wording import value as value_words
from analysis.wording import worth, yardstick
from analysis.wording.amounts import Facts


def plan(decision: Facts, lang: Lang) -> Html:
    """Who set the yardstick and when, what counts, how the plan stands to its locks, and both decisions where it was changed."""
    facts = decision["value"]
    lines = [text("decide-plan-decider", lang, decider=facts["decider"])]
    for one in facts["outcomes"]:
        title, amount = (
            worth.known(one).title.in_language(lang),
            worth.effect(one, one["smallest"], lang, signed=False),
        )
        lines.append(text("decide-plan-smallest", lang, title=title, amount=amount))
    lines.append(plan_words.rule(facts["rule"], facts["vetoes"], lang))
    for one in facts["outcomes"]:
        tried, planned = len(one["robustness"]["tried"]), len(one["robustness"]["not_tried"])
        told = {"tried": tried, "planned": tried + planned, "title": worth.short(one, lang)}
        lines.append(text("decide-plan-tried", lang, **told))
    said = [text_tag("p", plan_words.state_of(facts["plan"], lang)), listed(lines)]
    if facts["under_lock"] is not None:
        said += [_both(decision, lang), _changed(facts["plan"]["changed"], lang)]
    said.append(_sources(facts, lang))
    return section("decide-plan-title", said, lang)


def _sources(facts: Facts, lang: Lang) -> str:
    """Where every figure comes from, behind a line that a reader opens."""
    heads = [text(f"decide-plan-{key}", lang) for key in ("figure", "source")]
    caption = text("decide-plan-sources-caption", lang)
    table = html_table(yardstick.source_rows(facts, lang), heads, caption, lang)
    return folded(text("decide-plan-sources", lang), table)


def _both(decision: Facts, lang: Lang) -> str:
    """The finding, its level and the decision under the locked plan and under today's."""
    facts = decision["value"]
    locked = facts["under_lock"]
    rows = [
        ["found", decision_words.found(locked, lang), decision_words.found(decision, lang)],
        ["grade", locked["level"], decision["level"]],
        [
            "decision",
            value_words.short({**locked, "code": locked["decision"]}, lang),
            value_words.short(facts["decision"], lang),
        ],
    ]
    heads = ["", text("decide-plan-locked", lang), text("decide-plan-today", lang)]
    told = [[text(f"decide-plan-{name}", lang), *cells] for name, *cells in rows]
    return html_table(told, heads, text("decide-plan-both", lang), lang)


def _changed(changed: Sequence[Facts], lang: Lang) -> str:
    rows = [plan_words.cells(Difference(one["key"], one["before"], one["after"]), lang) for one in changed]
    heads = [text(f"decide-plan-{key}", lang) for key in ("key", "before", "after")]
    return html_table(rows, heads, text("decide-plan-changed", lang), lang)
