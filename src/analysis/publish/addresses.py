"""Where a page stands in each output: the way to the other language, and the addresses that search engines are told."""

from collections.abc import Iterator

from analysis.city.settings import Settings
from analysis.display.markup import joined, tag, text_tag
from analysis.messages import text
from analysis.paths import OUTPUTS, Output

SWITCH = "<!-- retret:switch -->"
"""Stands at the head of every page; what it becomes depends on the page's own address."""

UNLISTED = ("404.html",)
"""Pages that stand for any address, and have none of their own."""


def siblings(output: Output) -> tuple[Output, ...]:
    """The sites of the same edition, the output itself among them, in their order."""
    return tuple(one for one in OUTPUTS if one.edition == output.edition)


def switch(output: Output, page: str) -> str:
    """Links from a page ("reports/unit/35.73.html") to itself in each other language, relative, so that they work from disk."""
    others = [one for one in siblings(output) if one != output]
    up = "../" * (page.count("/") + 1)
    links = joined(
        text_tag(
            "a",
            text("other-language", one.lang),
            href=f"{up}{one.site.rpartition('/')[2]}/{page}",
            lang=one.lang,
            hreflang=one.lang,
        )
        for one in others
    )
    return tag("nav", links, class_="languages", aria_label=text("languages", output.lang)) if others else ""


def head_links(settings: Settings, output: Output, page: str) -> str:
    """The page's own address and its addresses in each language; nothing while the city names no site."""
    if not settings.site_url or page in UNLISTED:
        return ""
    return "".join(f"{one}\n" for one in _head_links(settings, output, page))


def _head_links(settings: Settings, output: Output, page: str) -> Iterator[str]:
    def address(one: Output) -> str:
        return settings.address(page, edition=one.edition, lang=one.lang)

    yield f'<link rel="canonical" href="{address(output)}">'
    told = siblings(output)
    if len(told) > 1:
        for one in told:
            yield f'<link rel="alternate" hreflang="{one.lang}" href="{address(one)}">'
