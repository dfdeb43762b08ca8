"""A built site held against what every site must be: links that lead somewhere, nothing from elsewhere, and its weight."""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from analysis.display.takeaway_links import MESSENGER
from analysis.paths import OUTPUTS
from analysis.publish.page_facts import Facts

KILO, MEGA = 1000, 1_000_000
UNIT_PAGE, HOME, BLOCKING, WHOLE = 40 * KILO, 30 * KILO, 90 * KILO, 30 * MEGA
"""The most that may travel for a unit's page, the home page, and the style and scripts before a page is drawn; a whole site."""

FREE = ("data", "mailto")
LEAVING = ("http", "https")
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I)
LOADED = re.compile(
    r'<script data-load="([^"]*)"|<script[^>]* src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"'
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a site: a message code, the page, and what was found there."""

    code: str
    page: str
    found: str


def audit(site: Path) -> list[Fault]:
    """Everything wrong in a folder of pages, page by page, then the weight of the whole."""
    pages = {page: page.read_text("utf-8") for page in sorted(site.rglob("*.html"))}
    seen = {page: Facts(told) for page, told in pages.items()}
    ids = {page.resolve(): facts.ids for page, facts in seen.items()}
    found = [fault for page, told in pages.items() for fault in _page(site, page, told, seen[page], ids)]
    whole = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    if whole > WHOLE:
        found.append(Fault("audit-whole", site.name, f"{whole / MEGA:.1f}"))
    return found


def _page(site: Path, page: Path, told: str, facts: Facts, ids: Mapping[Path, set[str]]) -> Iterator[Fault]:
    name = page.relative_to(site).as_posix()
    for reference in facts.references:
        code = _reference(site, page, reference, ids)
        if code:
            yield Fault(code, name, reference)
    handler = HANDLER.search(told)
    if handler:
        yield Fault("audit-handler", name, handler[0][-40:])
    yield from _weight(page, name, told)


def _reference(site: Path, page: Path, reference: str, ids: Mapping[Path, set[str]]) -> str | None:
    """What is wrong with an address on a page; None where it leads to a file, and to its anchor where it names one."""
    parts = urlsplit(reference)
    if parts.scheme in FREE or reference.startswith(MESSENGER):
        return None
    if parts.scheme in LEAVING or parts.netloc or parts.path.startswith("/"):
        return "audit-leaves"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
    if not (target.is_relative_to(_within(site)) and target.is_file()):
        return "audit-lost"
    return "audit-anchor" if parts.fragment and parts.fragment not in ids.get(target, set()) else None


def _within(site: Path) -> Path:
    """The folder that a site's pages may lead into: its own, or where sites of several languages stand side by side."""
    beside = {Path(one.site).name for one in OUTPUTS if "/" in one.site}
    return site.resolve().parent if site.name in beside else site.resolve()


def _weight(page: Path, name: str, told: str) -> Iterator[Fault]:
    most = UNIT_PAGE if "/unit/" in name else HOME if name == "index.html" else None
    size = packed(told.encode())
    if most is not None and size > most:
        yield Fault("audit-heavy", name, f"{size / KILO:.1f}")
    blocking = sum(packed(file.read_bytes()) for file in before_drawing(page, told) if file.is_file())
    if blocking > BLOCKING:
        yield Fault("audit-blocking", name, f"{blocking / KILO:.1f}")


def before_drawing(page: Path, told: str) -> list[Path]:
    """The style and the scripts that a page asks for by itself."""
    names = [name for groups in LOADED.findall(told) for one in groups for name in one.split()]
    return [page.parent / name for name in names]


def packed(content: bytes) -> int:
    """How many bytes travel where a server packs them."""
    return len(gzip.compress(content, 6))
