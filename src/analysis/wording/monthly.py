"""The monthly letter to leadership: half a page of a release's own facts, and the list of who owes what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.messages import Lang, text
from analysis.wording.amounts import words
from analysis.wording.changes import counted, verdict_line
from analysis.wording.numbers import day, listed, month, number
from analysis.wording.quality import completeness

Facts = Mapping[str, Any]
NAMED = 5
"""So many of those who owe most are named; the list has all."""


@dataclass(frozen=True)
class Month:
    """What a letter is written from: the release's changes, the decision, who owes how many periods, most first, open disputes."""

    changes: Facts
    decision: Facts
    owing: Sequence[tuple[str, int]]
    disputed: int
    government: str
    head: str


def letter(about: Month, lang: Lang = "id") -> list[str]:
    """The letter's paragraphs; the first is the banner where data are simulated."""
    changes, decision = about.changes, about.decision
    banner = [text("banner-simulated", lang, government=about.government)] if changes["simulated"] else []
    until = month(date.fromisoformat(decision["data_until"]), lang)
    return [
        *banner,
        text("monthly-to", lang, head=about.head),
        text("monthly-about", lang, name=changes["name"], day=day(date.fromisoformat(changes["at"]), lang)),
        text(
            "monthly-verdict",
            lang,
            headline=words(decision["headline"], lang),
            grade=words(decision["grade"], lang),
        ),
        text("monthly-came", lang, until=until, completeness=completeness(decision, lang)),
        " ".join(_changed(changes, lang)),
        _owing(about.owing, lang),
        *([text("monthly-disputed", lang, n=number(about.disputed, 0, lang))] if about.disputed else []),
        *_settles(decision, lang),
        text("monthly-verify", lang, name=changes["name"]),
    ]


def _changed(changes: Facts, lang: Lang) -> list[str]:
    if changes["since"] is None:
        return [text("monthly-first", lang)]
    reason = changes["reason"]
    told = [text("monthly-reason", lang, reason=reason.rstrip("."))] if reason else []
    return [*told, verdict_line(changes, lang), counted(changes, lang)]


def _owing(owing: Sequence[tuple[str, int]], lang: Lang) -> str:
    if not owing:
        return text("monthly-owing-none", lang)
    named = [text("monthly-owes", lang, name=name, n=number(n, 0, lang)) for name, n in owing[:NAMED]]
    values = {"n": number(sum(n for _, n in owing), 0, lang), "units": number(len(owing), 0, lang)}
    return text("monthly-owing", lang, named=listed(named, lang), **values)


def _settles(decision: Facts, lang: Lang) -> list[str]:
    return [text("monthly-settles", lang, what=words(one, lang)) for one in decision["settles"][:1]]
