"""What is done to rendered pages: the frame lifted out of the main element, labels in the site's language, no idle scripts."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from analysis.display.markup import text_tag
from analysis.display.takeaway_links import SIMULATED
from analysis.messages import Lang, text
from analysis.publish.addresses import SWITCH
from analysis.publish.around import BOTTOM, BOTTOM_END, ENGINE, TOP, TOP_END
from analysis.publish.embedded import EMBEDDED
from analysis.publish.engine import Engine
from analysis.publish.frames import Frames, put_back
from analysis.publish.guard import guarded

BODY = re.compile(r"<body[^>]*>")
TOP_PART = re.compile(re.escape(TOP) + ".*?" + re.escape(TOP_END) + r"\n?", re.S)
BOTTOM_PART = re.compile(re.escape(BOTTOM) + ".*?" + re.escape(BOTTOM_END) + r"\n?", re.S)
IDLE = re.compile(
    r"""<link [^>]*href="[^"]*site_libs/[^"]*"[^>]*/?>\n?"""
    r"""|<script [^>]*src="[^"]*site_libs/[^"]*"[^>]*></script>\n?"""
    r"""|<meta name="smalldocs:offset"[^>]*/?>\n?"""
)
HEADER = '<header class="site-head"'
DATA = re.compile("data:text/csv;charset=utf-8," + quote("\ufeff"))
NAMED = re.compile(r'download="((?:(?!-simulasi)[^"])*)(\.csv)"')
TABS = 'data-bs-toggle="tab"'
CALLOUTS = ("Note", "Tip", "Important", "Warning", "Caution")


@dataclass(frozen=True)
class Setting:
    """What one page is told of where it stands: links for its head, the way to other languages, and whether it is stale.

    `banner` is the line that everything simulated bears, empty where data are an agency's own; `address` the page's own, for
    who reads it on paper, empty while the city names no site; `frames` what stands around pages, by name.
    """

    head: str = ""
    switch: str = ""
    stale: bool = False
    banner: str = ""
    address: str = ""
    frames: Frames = field(default_factory=dict[str, str])


def finish(page: str, engine: Engine, lang: Lang, setting: Setting = Setting()) -> str:
    """A rendered page as readers get it, whichever engine made it."""
    page = _placed(_lift(put_back(page, setting.frames)), lang, setting)
    told = text("foot-engine", lang, engine=engine.name, version=engine.version)
    page = page.replace(ENGINE, told + _on_paper(setting.address))
    if engine.name == EMBEDDED:
        page = guarded(_labels(_trim(page), lang))
    return page


def _on_paper(address: str) -> str:
    """The page's own address, which only paper shows: from there the pages that tables and lists name are found."""
    return text_tag("span", f"· {address}", class_="paper") if address else ""


def _lift(page: str) -> str:
    """Header before and footer after the content: landmarks of the page, and no part of its main element."""
    top, bottom = TOP_PART.search(page), BOTTOM_PART.search(page)
    if top is None or bottom is None:
        return page
    rest = BOTTOM_PART.sub("", TOP_PART.sub("", page, count=1), count=1)
    rest = BODY.sub(lambda found: f"{found[0]}\n{top[0]}", rest, count=1)
    before, end, after = rest.rpartition("</body>")
    return f"{before}{bottom[0]}{end}{after}"


def _placed(page: str, lang: Lang, setting: Setting) -> str:
    page = page.replace(SWITCH, setting.switch)
    if setting.head:
        page = page.replace("</head>", f"{setting.head}</head>", 1)
    if setting.stale:
        told = text_tag("p", text("stale-page", lang), class_="sim stale", role="note")
        page = page.replace(HEADER, f"{told}\n{HEADER}", 1)
    return _simulated(page, setting.banner) if setting.banner else page


def _simulated(page: str, banner: str) -> str:
    """Tables that a page carries as CSV say in their first line and in their name that data are simulated."""
    line = quote(f"# {banner}\n", safe=";,:/()")
    page = DATA.sub(lambda found: f"{found[0]}{line}", page)
    return NAMED.sub(lambda found: f'download="{found[1]}{SIMULATED}{found[2]}"', page)


def _trim(page: str) -> str:
    """Without the embedded engine's style and scripts: the site's own are whole, and tabs alone need Bootstrap's."""
    tabs = TABS in page
    return IDLE.sub(lambda found: found[0] if tabs and "bootstrap.bundle" in found[0] else "", page)


def _labels(page: str, lang: Lang) -> str:
    for name in CALLOUTS:
        english = f'<div class="callout-title-container flex-fill">{name}</div>'
        own = english.replace(f">{name}<", f">{text(f'callout-{name.lower()}', lang)}<")
        page = page.replace(english, own)
    return page
