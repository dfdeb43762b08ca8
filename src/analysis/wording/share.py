"""What a shared page says in a message: that data are simulated, the answer, its grade, and where it stands."""

from analysis.messages import Lang, text
from analysis.wording import indicator_page
from analysis.wording import unit as unit_words
from analysis.wording.amounts import Facts, words


def shared(facts: Facts, banner: str, address: str, lang: Lang) -> str:
    """The message of a page's facts, line by line; `banner` and `address` are left out where they are empty."""
    said = {"decision": _decision, "indicator": _indicator}.get(facts["kind"], _unit)(facts, lang)
    return "\n".join(line for line in (banner, said, address) if line)


def _decision(facts: Facts, lang: Lang) -> str:
    told = {key: words(facts[key], lang).rstrip(".") for key in ("headline", "grade")}
    return text("share-decision", lang, question=unit_words.question(facts, lang), **told)


def _indicator(facts: Facts, lang: Lang) -> str:
    told = {"title": indicator_page.title(facts, lang).rstrip("."), "lede": indicator_page.lede(facts, lang)}
    return text("share-indicator", lang, **told, grade=_grade(facts, lang))


def _grade(facts: Facts, lang: Lang) -> str:
    """The grade of the city's change; that there is none where none is estimated."""
    if not indicator_page.estimated(facts):
        return text("share-no-grade", lang)
    return text(f"grade-level-{facts['effect']['evidence']}", lang)


def _unit(facts: Facts, lang: Lang) -> str:
    name = facts["unit"]["name"]
    _, changed, sure = unit_words.summary(facts, lang)
    shown = name if isinstance(name, str) else words(name, lang)
    return text("share-unit", lang, name=shown, changed=changed, sure=sure)
