"""The glossary as a page: every term as the pages use it, by its first letter."""

import tomllib
from functools import cache
from pathlib import Path

from analysis.display.markup import joined, tag, text_tag
from analysis.messages import LANGS, Lang, text

Term = dict[str, tuple[str, str]]


@cache
def terms() -> dict[str, Term]:
    """Every term by its anchor: in each language the term and what it means; one that lacks a part stops."""
    content = Path(__file__).with_name("terms.toml").read_text("utf-8")
    found: dict[str, Term] = {}
    for anchor, told in tomllib.loads(content).items():
        if set(told) != set(LANGS) or any(len(told[lang]) != 2 for lang in LANGS):
            raise ValueError(f"terms.toml: {anchor} needs a term and its meaning in {', '.join(LANGS)}")
        found[anchor] = {lang: (told[lang][0], told[lang][1]) for lang in LANGS}
    return found


def glossary(lang: Lang) -> str:
    """The page's fragment: terms in alphabetical order, each with an anchor."""
    ordered = sorted(terms().items(), key=lambda pair: pair[1][lang][0].casefold())
    entries = joined(
        text_tag("dt", one[lang][0], id=anchor) + text_tag("dd", one[lang][1]) for anchor, one in ordered
    )
    lede = text_tag("p", text("glossary-lede", lang), class_="lede")
    return joined([lede, tag("dl", entries, class_="terms")])
