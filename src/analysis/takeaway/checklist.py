"""The checklist of one visit, one page to print: why this unit, its promises and what to see of them, and six items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.contract import DIMENSIONS
from analysis.messages import Lang, text
from analysis.sources.declaration import by_name
from analysis.takeaway.issue import Issue
from analysis.takeaway.sheet import Lede, Listing, Rows, Sheet
from analysis.wording.numbers import day, listed, month, number, weekday

Facts = Mapping[str, Any]
BOX, LINE = "□", "________"
SEEN = (
    "head_on_site",
    "office_empty",
    "register_shown",
    "queue",
    "findings",
    "findings_due",
    "findings_in_time",
)
"""What is noted besides the items: the columns of the visits source."""

NOTED = ("column", "answer", "column", "answer")
YES_NO = ("head_on_site", "office_empty", "register_shown")
STATES = ("unchecked", "overdue", "ahead")
"""Promises in the order in which a visitor looks at them; see contract.Commitments."""


@dataclass(frozen=True)
class Visit:
    """One visit as it was drawn: its number, day, the chance in per cent and the reasons that raised it."""

    number: str
    day: date
    chance: float
    seed: int
    reasons: tuple[str, ...]
    counts: Mapping[str, int]
    last: date | None


def checklist(facts: Facts, promises: Sequence[Facts], visit: Visit, issue: Issue) -> Sheet:
    """One unit's sheet; `promises`: rows of contract.Commitments, oldest first."""
    lang, about = issue.lang, facts["unit"]
    kinds = (issue.type_name(about["type"]), about["parent_name"], about["code"])
    on = f"{weekday(visit.day, lang)} {day(visit.day, lang)}"
    return Sheet(
        lang=lang,
        banner=issue.banner,
        name=about["name"],
        about=" · ".join(one for one in kinds if one),
        state=text("checklist-state", lang, visit=visit.number, day=on, officer=LINE * 3),
        blocks=(
            Lede(_why(visit, lang), note=text("checklist-rules", lang)),
            _promised(promises, lang),
            _items(lang),
            _noted(lang),
            Listing(
                text("checklist-owed", lang), _owed(facts, lang), more=text("takeaway-more", lang, n="{n}")
            ),
        ),
        footer=text("checklist-footer", lang, seed=visit.seed, visit=visit.number),
        author=issue.author,
    )


def _why(visit: Visit, lang: Lang) -> tuple[str, ...]:
    """The draw's chance and what raised it; a unit without a reason says that."""
    chance = text("checklist-chance", lang, chance=number(visit.chance, 2, lang))
    if not visit.reasons:
        return (chance, text("checklist-no-reason", lang))
    last = text("visits-never", lang) if visit.last is None else day(visit.last, lang)
    told = [
        text(f"checklist-reason-{one}", lang, n=number(visit.counts.get(one, 0), 0, lang), last=last)
        for one in visit.reasons
    ]
    return (chance, text("checklist-reasons", lang, reasons=listed(told, lang)))


def _promised(promises: Sequence[Facts], lang: Lang) -> Rows:
    heads = tuple(text(f"checklist-head-{one}", lang) for one in ("promise", "due", "said", "see", "seen"))
    rows = tuple(_promise_rows(promises, lang))
    note = text("checklist-promises-note" if rows else "checklist-promises-none", lang)
    return Rows(
        text("checklist-promises", lang), heads, rows, note, more=text("takeaway-more", lang, n="{n}")
    )


def _promise_rows(promises: Sequence[Facts], lang: Lang) -> Iterator[tuple[str, ...]]:
    """A row a promise that is not verified yet, those said to be done first."""
    for state in STATES:
        for one in promises:
            for code in one[state]:
                bare = state == "unchecked" and code in one["unproven"]
                see = text(f"checklist-see-{'unproven' if bare else state}", lang)
                yield code, month(one["month"], lang), text(f"checklist-said-{state}", lang), see, BOX


def _items(lang: Lang) -> Rows:
    heads = tuple(text(f"checklist-head-{one}", lang) for one in ("item", "zero", "three", "five", "score"))
    rows = tuple(
        (
            text(f"dimension-{one}", lang),
            *(text(f"checklist-{one}-{anchor}", lang) for anchor in (0, 3, 5)),
            LINE,
        )
        for one in DIMENSIONS
    )
    return Rows(text("checklist-items", lang), heads, rows, text("checklist-items-note", lang))


def _noted(lang: Lang) -> Rows:
    """The other columns of the form, by the headers under which they are typed in."""
    columns = by_name()["visits"].columns
    yes_no = text("checklist-yes-no", lang, box=BOX)
    cells = [cell for one in SEEN for cell in (columns[one].names[0], yes_no if one in YES_NO else LINE)]
    cells += [""] * (-len(cells) % len(NOTED))
    rows = tuple(tuple(cells[at : at + len(NOTED)]) for at in range(0, len(cells), len(NOTED)))
    heads = tuple(text(f"checklist-head-{one}", lang) for one in NOTED)
    return Rows(text("checklist-noted", lang), heads, rows)


def _owed(facts: Facts, lang: Lang) -> tuple[str, ...]:
    """What this unit owes: each source with who asks for it, how many periods, and the first and last of them."""
    told = [
        text(
            "checklist-owes",
            lang,
            source=by_name()[source].title.in_language(lang),
            owner=by_name()[source].owner,
            n=number(len(spans), 0, lang),
            first=month(date.fromisoformat(spans[0][0]), lang),
            last=month(date.fromisoformat(spans[-1][1]), lang),
        )
        for source, spans in facts["missing"].items()
    ]
    return tuple(told) or (text("checklist-owes-nothing", lang),)
