"""What changed between two releases, in sentences: figures with both values, verdicts, and why."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, value
from analysis.wording.numbers import listed, number, period


def causes(told: Iterable[str], lang: Lang) -> str:
    """Why, in words: one cause for sure, or several of which it cannot be told which one it was."""
    named = [text(f"cause-{one}", lang) for one in told]
    if len(named) < 2:
        return "".join(named)
    return text("cause-one-of", lang, causes=listed(named, lang))


def verdict_line(changes: Facts, lang: Lang) -> str:
    """Whether the verdict is another one than in the release before."""
    since = changes["since"]
    found = [one for one in since["words"] if one["page"] == "decision"]
    if not found:
        return text("changes-verdict-same", lang)
    return text("changes-verdict-other", lang, why=causes(found[0]["causes"], lang))


def counted(changes: Facts, lang: Lang) -> str:
    """How many figures of earlier periods are others now, and how many periods are new."""
    since = changes["since"]
    new = sum(one["n"] for one in since["new"])
    values = {"moved": number(since["revised_all"], 0, lang), "new": number(new, 0, lang)}
    return text("changes-counted", lang, **values)


def how(one: Mapping[str, Any], lang: Lang) -> str:
    """What became of a figure that an earlier release told."""
    return text(f"how-{one['how']}", lang)


def amount(one: Mapping[str, Any], key: str, lang: Lang) -> str | None:
    """A value of a changed figure in its indicator's unit; None where it is withheld, nothing where it is not there."""
    figure = one[key]
    if figure is None:
        gone = (key == "after" and one["how"] == "gone") or (key == "before" and one["how"] == "new")
        return "" if gone else None
    return value(by_code()[one["indicator"]].model_dump(), figure, lang)


def when(one: Mapping[str, Any], lang: Lang) -> str:
    """The period of a figure."""
    return period(date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"]), lang)


def title(indicator: str, lang: Lang) -> str:
    """An indicator's short name."""
    return by_code()[indicator].short.in_language(lang)
