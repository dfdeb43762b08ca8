"""What changed between two releases, in sentences: figures with both values, verdicts, and why."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording import effects
from analysis.wording.amounts import Facts, change, value
from analysis.wording.numbers import listed, number, period

Row = Mapping[str, Any]


def causes(told: Iterable[str], lang: Lang) -> str:
    """Why, in words: one cause for sure, or several of which it cannot be told which one it was."""
    named = [text(f"cause-{one}", lang) for one in told]
    if len(named) < 2:
        return "".join(named)
    return text("cause-one-of", lang, causes=listed(named, lang))


def verdict_line(changes: Facts, lang: Lang) -> str:
    """Whether the verdict is another one than in the release before."""
    found = [one for one in changes["since"]["words"] if one["page"] == "decision"]
    if not found:
        return text("changes-verdict-same", lang)
    return text("changes-verdict-other", lang, why=causes(found[0]["causes"], lang))


def counted(changes: Facts, lang: Lang) -> str:
    """How many figures of earlier periods are others now, and how many periods are new."""
    since = changes["since"]
    new = sum(one["n"] for one in since["new"])
    values = {"moved": number(since["revised_all"], 0, lang), "new": number(new, 0, lang)}
    return text("changes-counted", lang, **values)


def inputs(since: Facts, lang: Lang) -> list[str]:
    """In what the two releases differ, a line a cause; what changed by its name where names may be told."""
    lines: list[str] = []
    for one in since["inputs"]:
        told = text(
            "changes-input", lang, cause=text(f"cause-{one['cause']}", lang), n=number(one["n"], 0, lang)
        )
        shown = one["names"][:NAMED]
        more = (
            text("changes-more", lang, n=number(one["n"] - len(shown), 0, lang))
            if one["n"] > len(shown)
            else ""
        )
        lines.append(f"{told}: {', '.join(shown)}{more}" if shown else told)
    return lines


NAMED = 6
"""So many files are named; all of them stand in the releases' manifests."""


def line(one: Row, names: Mapping[str, str], lang: Lang) -> str:
    """One changed figure: whose, which, when, both values, and why."""
    return text(
        "changes-line",
        lang,
        place=", ".join(
            part for part in (page(one["page"], names, lang), measure(one, lang), when(one, lang)) if part
        ),
        change=both(one, lang),
        why=causes(one["causes"], lang),
    )


def page(code: str, names: Mapping[str, str], lang: Lang) -> str:
    """A page by its unit's or group's name; the city's own pages by theirs."""
    if code in ("decision", "effects"):
        return text(f"nav-{code}", lang)
    return names.get(code, code)


def measure(one: Row, lang: Lang) -> str:
    """An indicator's short name; nothing for a figure of the whole decision."""
    known = by_code().get(one["indicator"])
    return "" if known is None else known.short.in_language(lang)


def when(one: Row, lang: Lang) -> str:
    """The period of a figure; nothing for one that has none."""
    if one["first_day"] is None:
        return ""
    return period(date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"]), lang)


def both(one: Row, lang: Lang) -> str:
    """Before and after, or what became of the figure."""
    ends = amount(one, "before", lang), amount(one, "after", lang)
    if one["how"] in ("moved", "said"):
        return text("changes-from-to", lang, before=ends[0], after=ends[1])
    shown = ends[0] if one["how"] in ("gone", "withheld") else ends[1]
    return text(f"how-{one['how']}", lang, value=shown)


def amount(one: Row, end: str, lang: Lang) -> str:
    """A figure of one release as its page tells it: in its indicator's unit, or as a word."""
    figure, said = one[end], one[f"word_{end}"]
    if one["kind"] in ("state", "verdict", "level", "rule"):
        return word(one["page"], one["kind"], said, lang)
    if figure is None:
        return text("withheld", lang)
    about = by_code()[one["indicator"]].model_dump()
    return value(about, figure, lang) if one["kind"] == "value" else change(about, figure, lang)


def word(page: str, kind: str, said: str | None, lang: Lang) -> str:
    """A state, a verdict or a level in words."""
    if said is None:
        return text("changes-nothing", lang)
    if kind == "level":
        return text("changes-level", lang, level=said)
    if kind == "verdict" and page == "effects":
        known = f"effect-verdict-{said}" in KNOWN
        return text(f"effect-verdict-{said}", lang) if known else effects.refusal(said, lang)
    code = f"found-{said}" if kind == "verdict" else f"rule-{said}" if kind == "rule" else f"state-{said}"
    return text(code, lang)


KNOWN = frozenset(
    f"effect-verdict-{one}"
    for one in ("improved", "improved-after", "no-meaningful-change", "worse", "insufficient")
)
"""Verdicts of an outcome; any other word is the reason of a refusal."""
