"""What the results rest on as a page: what is taken as given, why, what if it is wrong, where it is used; and declared limits."""

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis.decision.plan import Thresholds
from analysis.display.markup import joined, tag, text_tag
from analysis.display.tables import html_table
from analysis.indicators.definition import whole
from analysis.messages import Lang, text
from analysis.wording.amounts import change
from analysis.wording.numbers import number

Declared = Mapping[str, Any]
SHARES = ("improved_above_zero", "improved_above_smallest", "largest_ramadan_gap")
COUNTS = ("post_months_for_verdict",)
ALWAYS = frozenset(
    ["decision", "effects", "method", "method-check", "data-quality", "data-status", "indicators"]
)
"""Pages that every site has; others are linked where they are there."""


@cache
def declared() -> tuple[Declared, ...]:
    """Every declared assumption, in page order."""
    content = Path(__file__).with_name("assumptions.toml").read_text("utf-8")
    return tuple(tomllib.loads(content)["assumption"])


def assumptions(thresholds: Thresholds, there: Collection[str], lang: Lang) -> str:
    """The page's fragment; figures are the plan's, `there` the pages of which facts came."""
    figures = _figures(thresholds, lang)
    parts = [text_tag("p", text("assumptions-lede", lang), class_="lede")]
    parts += [_one(one, figures, there, lang) for one in declared()]
    return joined([*parts, text_tag("h2", text("limits-title", lang)), _limits(lang)])


def _figures(thresholds: Thresholds, lang: Lang) -> dict[str, str]:
    percent = {
        key: text("share-in-percent", lang, n=_percent(getattr(thresholds, key), lang)) for key in SHARES
    }
    counts = {key: number(getattr(thresholds, key), 0, lang) for key in COUNTS}
    return {**percent, **counts, "design_effect": number(thresholds.design_effect, 1, lang)}


def _percent(share: float, lang: Lang) -> str:
    shown = round(100 * share, 6)
    return number(shown, 0 if shown == int(shown) else 1, lang)


def _one(one: Declared, figures: Mapping[str, str], there: Collection[str], lang: Lang) -> str:
    links = [
        text_tag("a", text(f"page-{name}", lang), href=f"{name}.html")
        for name in one["used"]
        if name in ALWAYS or name in there
    ]
    told = [
        text_tag("h2", one["taken"][lang].format(**figures)),
        *(
            tag("p", text_tag("b", text(f"assumption-{key}", lang)) + " " + one[key][lang].format(**figures))
            for key in ("why", "wrong")
        ),
    ]
    if links:
        told.append(
            tag("p", text_tag("b", text("assumption-used", lang)) + " " + ", ".join(links), class_="note")
        )
    return tag("section", joined(told), class_="assumption")


def _limits(lang: Lang) -> str:
    """Every indicator's smallest change that matters, as its owner declared it."""
    rows = [
        [
            one.title.in_language(lang),
            change(one.model_dump(), one.smallest_change_that_matters, lang, signed=False),
            one.owner,
        ]
        for one in whole()
        if one.smallest_change_that_matters is not None
    ]
    heads = [text(f"column-{key}", lang) for key in ("indicator", "matters", "owner")]
    return html_table(rows, heads, text("limits-caption", lang), lang)
