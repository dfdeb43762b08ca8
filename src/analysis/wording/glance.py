"""The decision at a glance, for the home page and the brief: its probability where it may be told, its price, what to learn first."""

from analysis.messages import Lang, text
from analysis.wording import plan as plan_words
from analysis.wording import value as value_words
from analysis.wording.amounts import Facts
from analysis.wording.decision import ruled
from analysis.wording.follow_through import kept
from analysis.wording.value import chance, rupiah
from analysis.wording.worth import beliefs, soonest
from analysis.wording.yardstick import harm


def glance(decision: Facts, lang: Lang) -> list[str]:
    """The probability of a net benefit or why it is not told, the price, and both decisions where the plan was changed."""
    facts = decision["value"]
    return [_probability(facts, lang), value_words.price(facts, lang), *changed(facts, lang)]


def brief(decision: Facts, lang: Lang) -> list[str]:
    """The same with what the rule says where the headline says what was found, how sure that is, harm, and what comes next."""
    facts = decision["value"]
    said = [] if ruled(decision) else [value_words.decision(facts, lang)]
    unvalued = facts["outcomes"] if facts["reason"] is not None else []
    points = " ".join(value_words.cost_of_a_point(one, lang) for one in unvalued)
    next_ = [_learning(facts, lang), *soonest(facts, lang)]
    promised = [] if decision["promises"] is None else kept(decision["promises"], lang)[:1]
    lines = [*said, *glance(decision, lang), points, " ".join(beliefs(facts, lang)), harm(facts, lang)[0]]
    return [one for one in (*lines, " ".join(next_), *promised) if one]


def changed(facts: Facts, lang: Lang) -> list[str]:
    """That the plan was changed after its lock, with what was decided under the locked one; nothing where it was not."""
    then = value_words.under_lock(facts, lang)
    return [] if then is None else [plan_words.state_of(facts["plan"], lang), then]


def _probability(facts: Facts, lang: Lang) -> str:
    if facts["reason"] is not None:
        return text(f"value-{facts['reason']}", lang)
    return text("glance-probability", lang, p=chance(value_words.annual(facts)["p"], lang))


def _learning(facts: Facts, lang: Lang) -> str:
    """The study that is worth most less its costs, or that none is worth them, or that it cannot be told."""
    told = facts["information"]
    if told is None:
        return text("decide-learn-no-values-short", lang)
    best = max(told["studies"], key=lambda one: one["net"], default=None)
    if best is None or best["net"] <= 0:
        return text("glance-no-study", lang, most=rupiah(told["perfect_total"], lang))
    name = text(f"study-{best['code']}", lang)
    return text("glance-study", lang, study=name, net=rupiah(best["net"], lang))
