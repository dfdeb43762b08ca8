"""Why something has to be done again, in words: what changed, is new, or is gone."""

from collections.abc import Sequence

from analysis.known.stamp import Reason
from analysis.messages import Lang, text

WORDS = ("first", "lost", "force", "before", "rows-needed")
"""Reasons that are no change of an input."""

NAMED = 3


def why(reasons: Sequence[Reason], lang: Lang, most: int = NAMED) -> str:
    """The first few reasons, then how many more; that nothing changed where there are none."""
    if not reasons:
        return text("why-none", lang)
    shown = [_one(reason, lang) for reason in reasons[:most]]
    rest = len(reasons) - len(shown)
    return ", ".join([*shown, *([text("why-more", lang, n=rest)] if rest else [])])


def _one(reason: Reason, lang: Lang) -> str:
    if reason.kind in WORDS:
        return text(f"why-{reason.kind}", lang)
    return text(f"why-{reason.how}", lang, what=text(f"input-{reason.kind}", lang, name=reason.name))
