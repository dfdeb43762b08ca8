"""Disputed figures of a unit: open ones first, then those that led to a correction or an explanation."""

from analysis.display.figure import Html
from analysis.display.markup import joined, tag, text_tag
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.disputes import line


def disputes(facts: Facts, lang: Lang) -> Html:
    """A list under its heading; nothing where nothing is disputed."""
    told = facts.get("disputes", ())
    if not told:
        return Html("")
    lines = joined(text_tag("li", line(one, lang)) for one in told)
    title = text_tag("h2", text("disputes-title", lang))
    return Html(tag("section", title + tag("ul", lines, class_="disputes")))
