"""What is done to rendered pages: the frame lifted out of the main element, labels in the site's language, no idle scripts."""

import re

from analysis.messages import Lang, text
from analysis.publish.around import BOTTOM, BOTTOM_END, ENGINE, TOP, TOP_END
from analysis.publish.engine import EMBEDDED, Engine
from analysis.publish.guard import guarded

BODY = re.compile(r"<body[^>]*>")
TOP_PART = re.compile(re.escape(TOP) + ".*?" + re.escape(TOP_END) + r"\n?", re.S)
BOTTOM_PART = re.compile(re.escape(BOTTOM) + ".*?" + re.escape(BOTTOM_END) + r"\n?", re.S)
IDLE = re.compile(
    r"""<link [^>]*href="[^"]*site_libs/[^"]*"[^>]*/?>\n?"""
    r"""|<script [^>]*src="[^"]*site_libs/[^"]*"[^>]*></script>\n?"""
    r"""|<meta name="smalldocs:offset"[^>]*/?>\n?"""
)
TABS = 'data-bs-toggle="tab"'
CALLOUTS = ("Note", "Tip", "Important", "Warning", "Caution")


def finish(page: str, engine: Engine, lang: Lang) -> str:
    """A rendered page as readers get it, whichever engine made it."""
    page = _lift(page)
    page = page.replace(ENGINE, text("foot-engine", lang, engine=engine.name, version=engine.version))
    if engine.name == EMBEDDED:
        page = guarded(_labels(_trim(page), lang))
    return page


def _lift(page: str) -> str:
    """Header before and footer after the content: landmarks of the page, and no part of its main element."""
    top, bottom = TOP_PART.search(page), BOTTOM_PART.search(page)
    if top is None or bottom is None:
        return page
    rest = BOTTOM_PART.sub("", TOP_PART.sub("", page, count=1), count=1)
    rest = BODY.sub(lambda found: f"{found[0]}\n{top[0]}", rest, count=1)
    before, end, after = rest.rpartition("</body>")
    return f"{before}{bottom[0]}{end}{after}"


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
