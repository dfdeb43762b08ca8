"""The city's brief: the decision as one sheet, from the sentences and numbers of its facts."""

from analysis.messages import Lang, text
from analysis.takeaway.code import link
from analysis.takeaway.issue import Facts, Issue
from analysis.takeaway.sheet import Lede, Listing, Pair, Rows, Sheet
from analysis.wording import effects as effect_words
from analysis.wording.amounts import words
from analysis.wording.dose import dose
from analysis.wording.glance import brief
from analysis.wording.numbers import number
from analysis.wording.unit import question

HEADS = ("measure", "estimate", "interval", "evidence", "verdict")


def city_brief(decision: Facts, issue: Issue) -> Sheet:
    """The question, the answer with its grade of evidence, its probability and price, outcomes, reasons, doubts, what is next."""
    lang = issue.lang
    notes = (words(decision["plan_note"], lang), dose(decision, lang))
    return Sheet(
        lang=lang,
        banner=issue.banner,
        name=issue.settings.name,
        about=question(decision, lang),
        state=issue.state_line(decision),
        blocks=(
            Lede(
                (words(decision["grade"], lang),),
                note=" ".join(one for one in notes if one),
                answer=words(decision["headline"], lang),
            ),
            Listing(text("takeaway-decision", lang), tuple(brief(decision, lang))),
            _outcomes(decision, lang),
            Pair(_ground(decision, "reasons", lang), _ground(decision, "doubts", lang)),
            Pair(_ground(decision, "settles", lang), _ground(decision, "next_edition", lang)),
        ),
        footer=issue.footer,
        author=issue.author,
        link=link(issue.address("reports/decision.html"), lang),
    )


def _ground(decision: Facts, key: str, lang: Lang) -> Listing:
    items = tuple(words(one, lang) for one in decision[key])
    more = text("takeaway-more-decision", lang, n="{n}")
    return Listing(text(f"grounds-{key}", lang), items, numbered=True, more=more)


def _outcomes(decision: Facts, lang: Lang) -> Rows:
    levels = [one["effect"]["level_of_interval"] for one in decision["outcomes"] if _told(one)]
    heads = effect_words.headings(HEADS, levels[0] if levels else 0.95, lang)
    heads.insert(1, text("takeaway-moved", lang))
    rows = tuple(_outcome(one, lang) for one in decision["outcomes"])
    return Rows(text("takeaway-outcomes", lang), tuple(heads), rows, text("takeaway-outcomes-note", lang))


def _told(one: Facts) -> bool:
    return one["effect"] is not None and one["effect"]["status"] == "estimated"


def _outcome(one: Facts, lang: Lang) -> tuple[str, ...]:
    """An outcome's cells; without an estimate its last cell says why there is none."""
    better, worse, units = (number(one[key], 0, lang) for key in ("better", "worse", "units"))
    moved = text("takeaway-moved-of", lang, better=better, worse=worse, n=units)
    effect = one["effect"]
    if effect is None:
        return words(one["title"], lang), moved, "", "", "", text("effect-verdict-insufficient", lang)
    told = (effect_words.estimate, effect_words.ends) if _told(one) else ()
    figures = tuple(tell(one, effect, lang) for tell in told) or ("", "")
    return words(one["title"], lang), moved, *figures, effect["evidence"], effect_words.verdict(effect, lang)
