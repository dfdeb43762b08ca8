"""What stands around every page: skip link, banner, header with the finder, and the footer with its scripts.

Both are written once for each depth of folder, since links and scripts are relative to the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from analysis.display.markup import joined, tag, text_tag, words
from analysis.messages import Lang, text
from analysis.publish.addresses import SWITCH
from analysis.released.manifest import Manifest
from analysis.wording.numbers import month, number

TOP, TOP_END = "<!-- retret:top -->", "<!-- retret:top-end -->"
BOTTOM, BOTTOM_END = "<!-- retret:bottom -->", "<!-- retret:bottom-end -->"
ENGINE = "<!-- retret:engine -->"
PAGES = (
    ("nav-decision", "decision"),
    ("nav-effects", "effects"),
    ("nav-indicators", "indicators"),
    ("nav-follow-through", "follow-through"),
    ("nav-quality", "data-quality"),
    ("nav-method", "method"),
)
"""Pages at the head of every page, by their names below reports/."""

MORE = (
    ("nav-changes", "changes"),
    ("nav-visits", "visits"),
    ("nav-status", "data-status"),
    ("nav-lexicon", "data-dictionary"),
    ("nav-check", "method-check"),
    ("nav-facts", "public-facts"),
    ("nav-assumptions", "assumptions"),
    ("nav-glossary", "glossary"),
    ("nav-downloads", "downloads"),
    ("nav-about", "about"),
)
"""Further pages, which the foot of every page names too."""

OPTIONAL = frozenset({"changes", "follow-through", "visits"})
"""Pages that are there only where facts of theirs came (`pages` of the state)."""

SCRIPTS = ("_parts/units.js", "_style/theme.js", "_style/finder.js", "_style/explore.js")
"""What runs on every page, below reports/."""

MAIN = "#quarto-document-content"
"""Both engines give the page's main element this id."""


@dataclass(frozen=True)
class Site:
    """What the frame of every page says: the state of the data, the city, its government, the language, the last release."""

    state: Mapping[str, Any]
    city: str
    government: str
    lang: Lang
    release: Manifest | None = None
    contact: str = ""

    @property
    def pages(self) -> Sequence[str]:
        """The optional pages of which facts came, and that of changes where there is a release."""
        return [*self.state["pages"], *(() if self.release is None else ("changes",))]

    @property
    def code(self) -> str:
        """The code of the city as a unit."""
        return str(self.state["city"]["code"])


def top(site: Site, depth: int, *, real: bool = False) -> str:
    """The head of a page `depth` folders below the root; `real` for the page whose figures are not simulated."""
    up = "../" * depth
    banner = ""
    if site.state["simulated"]:
        code = "banner-real" if real else "banner-simulated"
        told = text(code, site.lang, government=site.government)
        banner = text_tag("p", told, class_="sim", role="note")
    brand = tag(
        "a",
        text_tag("b", text("brand", site.lang)) + " " + text_tag("span", site.city),
        href=f"{up}index.html",
        class_="brand",
    )
    inside = tag(
        "div",
        joined(
            [brand, _finder(site, up), _switch(site), _pages(site, up, PAGES, "site-nav", "nav-main"), SWITCH]
        ),
        class_="in",
    )
    skip = text_tag("a", text("skip", site.lang), href=MAIN, class_="skip")
    return joined([TOP, skip, banner, tag("header", inside, class_="site-head"), TOP_END])


def _switch(site: Site) -> str:
    """Light or dark; it is shown only where scripts run."""
    said = text("theme-switch", site.lang)
    return text_tag("button", "◐", type="button", class_="theme", aria_label=said, title=said)


def _finder(site: Site, up: str) -> str:
    said = site.lang
    return tag(
        "form",
        joined(
            [
                text_tag("label", text("finder-label", said), for_="find-unit", class_="vh"),
                tag(
                    "input",
                    id="find-unit",
                    name="q",
                    type="search",
                    placeholder=text("finder-hint", said),
                    autocomplete="off",
                    spellcheck="false",
                ),
                tag("ul", class_="found", hidden=True, aria_label=text("finder-results", said)),
                tag("p", class_="vh", role="status"),
            ]
        ),
        class_="finder",
        role="search",
        action=f"{up}index.html#units",
        method="get",
        data_root=up or "./",
        data_none=text("finder-none", said),
        data_some=text("finder-some", said, n="#"),
        data_more=text("finder-more", said, n="#"),
    )


def _pages(site: Site, up: str, pages: Sequence[tuple[str, str]], kind: str, name: str) -> str:
    links = (
        tag("li", text_tag("a", text(code, site.lang), href=f"{up}reports/{page}.html"))
        for code, page in pages
        if page not in OPTIONAL or page in site.pages
    )
    return tag("nav", tag("ul", joined(links)), class_=kind, aria_label=text(name, site.lang))


def bottom(site: Site, depth: int) -> str:
    """The foot of a page `depth` folders below the root; the engine's name is filled in after rendering."""
    up = "../" * depth
    below = up if depth == 0 else "../" * (depth - 1)
    reports = "reports/" if depth == 0 else below
    inside = joined(
        [
            _pages(site, up, (*PAGES, *MORE), "foot-nav", "nav-foot"),
            tag("p", f"{text_tag('span', state_line(site))} {ENGINE}"),
            _release(site, up),
            text_tag("p", text("foot-license", site.lang)),
        ]
    )
    scripts = (tag("script", defer=True, src=f"{reports}{name}") for name in SCRIPTS)
    footer = tag("footer", tag("div", inside, class_="in"), class_="site-foot")
    return joined([BOTTOM, footer, *scripts, BOTTOM_END])


def _release(site: Site, up: str) -> str:
    """Whether the page's figures are those of the last release, how that is computed again, and where to ask; else nothing."""
    release, lang = site.release, site.lang
    if release is None:
        return ""
    same = release.data_hash == site.state["data_hash"]
    told = words(text("foot-release-same" if same else "foot-release-newer", lang, name=release.name))
    links = [text_tag("a", text("nav-changes", lang), href=f"{up}reports/changes.html")]
    if site.contact:
        asked = {key: text(f"foot-feedback-{key}", lang, name=release.name) for key in ("subject", "body")}
        mail = f"mailto:{site.contact}?{urlencode(asked, quote_via=quote)}"
        links.append(text_tag("a", text("foot-feedback", lang), href=mail))
    return tag("p", f"{told} {' · '.join(links)}")


def state_line(site: Site) -> str:
    """Until when the data go, how much of what was expected came, and which data and version made the page."""
    state = site.state
    return text(
        "foot-state",
        site.lang,
        until=month(date.fromisoformat(state["data_until"]), site.lang),
        share=completeness_share(state, site.lang),
        version=state["version"],
        data=state["data_hash"],
    )


def completeness_share(state: Mapping[str, Any], lang: Lang) -> str:
    """Came of expected in per cent, as the facts have it."""
    shown = number(state["percent"], 0, lang)
    return f"{shown} %" if lang == "id" else f"{shown}%"
