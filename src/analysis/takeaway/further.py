"""The sheets that only some workbooks have: a group's units, a unit beside its like, the outcomes of the decision."""

from analysis.messages import Lang, text
from analysis.takeaway.issue import Facts
from analysis.takeaway.workbook import Cell, Workbook
from analysis.wording import effects as effect_words
from analysis.wording.amounts import words

PEER_KEYS = ("value", "low", "high", "rank_low", "rank_high", "ranked")
EFFECT_KEYS = ("estimate", "low", "high", "level_of_interval")
EFFECT_HEADS = ("estimate", "interval-low", "interval-high", "level-of-interval", "verdict")
MOVED_KEYS = ("change", "placebo", "smallest", "units", "better", "worse")


def add_peers(book: Workbook, facts: Facts, lang: Lang) -> None:
    """A group's units on every compared measure, with interval and the ranks between which they lie."""
    titles = {one["code"]: words(one["title"], lang) for one in facts["indicators"]}
    rows: list[list[Cell]] = [
        [titles[code], row["unit"], *(row[key] for key in PEER_KEYS)]
        for code, table in facts["peers"].items()
        for row in table
    ]
    heads = ("measure", "code", "value", "low-95", "high-95", "rank-low", "rank-high", "ranked")
    book.table("peers", _heads(heads, lang), rows)


def add_deviations(book: Workbook, facts: Facts, lang: Lang) -> None:
    """A unit's change beside its like, refusals with their reason; no sheet where the edition holds none."""
    if not facts["deviations"]:
        return
    titles = {one["code"]: words(one["title"], lang) for one in facts["indicators"]}
    rows = [[titles[one["code"]], *_effect(one, lang)] for one in facts["deviations"]]
    book.table("deviations", _heads(("measure", *EFFECT_HEADS), lang), rows)


def add_outcomes(book: Workbook, decision: Facts, lang: Lang) -> None:
    """The measures that decide the verdict: who moved, the same a year earlier, and what the model says."""
    rows: list[list[Cell]] = [
        [words(one["title"], lang), *(one[key] for key in MOVED_KEYS), *_effect(one["effect"], lang)]
        for one in decision["outcomes"]
    ]
    book.table("outcomes", _heads(("measure", *MOVED_KEYS, *EFFECT_HEADS), lang), rows)


def _effect(effect: Facts | None, lang: Lang) -> list[Cell]:
    if effect is None:
        return [*(None for _ in EFFECT_KEYS), text("effect-verdict-insufficient", lang)]
    told = effect["status"] == "estimated"
    return [*(effect[key] if told else None for key in EFFECT_KEYS), effect_words.verdict(effect, lang)]


def _heads(keys: tuple[str, ...], lang: Lang) -> list[str]:
    return [text(f"takeaway-column-{key}", lang) for key in keys]
