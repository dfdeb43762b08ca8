"""Sections of a page: a heading, then sentences, notes, lists and tables, each left out where it has nothing to say."""

from collections.abc import Sequence

from analysis.display.figure import Html
from analysis.display.markup import joined, tag, text_tag
from analysis.messages import Lang, text


def section(title: str, parts: Sequence[str], lang: Lang) -> Html:
    """A section by the code of its heading; parts are markup, empty ones are left out."""
    return Html(tag("section", joined([text_tag("h2", text(title, lang)), *(one for one in parts if one)])))


def listed(lines: Sequence[str], kind: str = "ul") -> str:
    """A list of sentences, numbered as `ol`; nothing where there are none."""
    return tag(kind, joined(text_tag("li", one) for one in lines)) if lines else ""


def notes(lines: Sequence[str]) -> str:
    """Sentences that have to be known beside what was said."""
    return joined(text_tag("p", one, class_="note") for one in lines)


def folded(summary: str, inner: str) -> str:
    """What stands behind a line that a reader opens."""
    return tag("details", text_tag("summary", summary) + inner)
