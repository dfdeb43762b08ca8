"""Disputes in words: what is contested, how it stands, and what was answered."""

from datetime import date

from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, words
from analysis.wording.numbers import listed, month


def line(one: Facts, lang: Lang) -> str:
    """One dispute: its figure, the claim where it may be told, and the answer or that there is none yet."""
    figure = text("dispute-figure", lang, title=words(one["title"], lang), month=_month(one, lang))
    said = text("dispute-claim", lang, claim=one["claim"]) if one["claim"] else ""
    # An answer is not taken for a correction that the data do not show.
    how = "unseen" if one["mended"] is False else one["status"]
    answer = text(f"dispute-{how}", lang, answer=one["answer"] or "")
    return " ".join(part for part in (figure, said, answer) if part)


def beside(facts: Facts, indicator: str, lang: Lang) -> str:
    """What stands beside a figure of which a period is disputed and not answered yet; nothing where none is."""
    found = [
        one for one in facts.get("disputes", ()) if (one["indicator"], one["status"]) == (indicator, "open")
    ]
    if not found:
        return ""
    return text("dispute-beside", lang, months=listed([_month(one, lang) for one in found], lang))


def _month(one: Facts, lang: Lang) -> str:
    return month(date.fromisoformat(f"{one['month']}-01"), lang)
