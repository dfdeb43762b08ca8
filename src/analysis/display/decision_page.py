"""The page of the verdict below its findings: what can be decided, how sure, what got worse, at what cost, what to learn."""

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html
from analysis.display.markup import tag, text_tag
from analysis.display.sections import listed, notes, section
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording import decision as decision_words
from analysis.wording import plan as plan_words
from analysis.wording import value as value_words
from analysis.wording import worth, yardstick
from analysis.wording.amounts import Facts, words
from analysis.wording.numbers import number

PER_CENT, MILLION = 100, 1e6


def now(decision: Facts, lang: Lang) -> Html:
    """What the rule says or, where the heading says it, what was found; what stands beside it, the plan's state, and what to do."""
    facts = decision["value"]
    found = text("decide-now-found", lang, found=words(decision["found"], lang))
    first = found if decision_words.ruled(decision) else value_words.decision(facts, lang)
    then = value_words.under_lock(facts, lang)
    lines = [
        *value_words.beside(facts, lang),
        plan_words.state_of(facts["plan"], lang),
        *([then] if then else []),
    ]
    said = [text_tag("p", first), notes(lines), listed(worth.steps(facts, lang), "ol")]
    return section("decide-now-title", said, lang)


def sure(decision: Facts, lang: Lang) -> Html:
    """How probable a gain is, whether it lasts, and the way from the estimate to that belief."""
    facts = decision["value"]
    titles = [worth.known(one).short.in_language(lang) for one in facts["outcomes"]]
    level = number(PER_CENT * facts["interval"], 0, lang)
    table = html_table(
        worth.sure_rows(facts, lang),
        [text("decide-sure-row", lang), *titles],
        text("decide-sure-caption", lang, level=level),
        lang,
    )
    joint = text_tag("p", worth.together(facts, lang))
    checked = text_tag("a", text("decide-sure-checked", lang), href="method-check.html")
    note = text("decide-sure-note", lang)
    told = [text_tag("p", worth.sure(facts, lang)), table, joint, notes([note])]
    return section("decide-sure-title", [*told, tag("p", checked, class_="more")], lang)


def harm(decision: Facts, lang: Lang) -> Html:
    """Whether a veto outcome got worse, how probable that is, and what would have ended the retreat."""
    facts = decision["value"]
    first, *rest = yardstick.harm(facts, lang)
    heads = [text(f"decide-harm-{key}", lang) for key in ("head", "below", "beyond")]
    table = html_table(
        yardstick.harm_rows(facts, lang),
        [*heads, text("decide-sure-level", lang)],
        text("decide-harm-caption", lang),
        lang,
    )
    said = [text_tag("p", first), table if facts["harms"] else "", notes(rest)]
    return section("decide-harm-title", said, lang)


def costs(decision: Facts, lang: Lang) -> Html:
    """What every option costs, and when an edition pays."""
    facts = decision["value"]
    heads, rows = worth.option_rows(facts, lang)
    table = html_table(rows, heads, text("decide-options-caption", lang), lang)
    lines: list[str] = []
    for one in facts["outcomes"]:
        lines += worth.worth_it(one, facts["assumptions"]["horizon_months"], lang)
    said = [text_tag("p", worth.cost(facts, lang)), table, listed(lines)]
    return section("decide-cost-title", [*said, notes([text("decide-sources", lang)])], lang)


def nets(decision: Facts, lang: Lang) -> list[Figure]:
    """The net benefit of every option at the cost that decides; nothing without values."""
    facts = decision["value"]
    if facts["reason"] is not None:
        return []
    decides = facts["assumptions"]["scenario"]
    options = [one for one in facts["options"] if one["scenario"] == decides]
    best = max(options, key=lambda one: one["net"]["mean"])
    rows = tuple(
        PeerRow(
            one["code"],
            worth.option(one["code"], lang),
            *(one["net"][key] / MILLION for key in ("mean", "low", "high")),
            mine=one["code"] == facts["decision"]["option"],
        )
        for one in options
    )
    heads = [text(key, lang) for key in ("decide-option-head", f"decide-net-{decides}")]
    figure = Figure(
        title=text("decide-net-title", lang, most=text(f"option-{best['code']}", lang)),
        chart=PeerChart(text("decide-net-axis", lang), 0, rows, 0.0, text("decide-net-zero", lang)),
        caption=text("decide-net-caption", lang, level=number(PER_CENT * facts["interval"], 0, lang)),
        table_headers=heads,
        table_rows=[[worth.option(one["code"], lang), worth.net(one, lang)] for one in options],
        key="net-benefit",
        lang=lang,
        level=3,
    )
    return [figure]


def learning(decision: Facts, lang: Lang) -> Html:
    """What could be known first, at what price, and what it is worth."""
    facts = decision["value"]
    heads, rows = worth.study_rows(facts, lang)
    said = [text_tag("p", worth.learning(facts, lang)), listed(worth.soonest(facts, lang))]
    if any(one["bias_counts"] for one in facts["outcomes"]):
        said.append(text_tag("p", text("decide-learn-waiting", lang)))
    said.append(html_table(rows, heads, text("decide-learn-caption", lang), lang))
    told = [text("decide-learn-note", lang)]
    if facts["information"] is not None:
        told.append(text("decide-learn-rule-note", lang))
    return section("decide-learn-title", [*said, notes(told)], lang)
