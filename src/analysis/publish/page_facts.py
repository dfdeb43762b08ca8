"""What a reader finds on a page, whichever engine rendered it: facts to compare, never bytes."""

from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
HEADINGS = ("h1", "h2", "h3", "h4")
SILENT = ("script", "style", "head", "nav", "button")


class Facts(HTMLParser):
    """Title, headings, links, tables, captions, figures and the words of the main element."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self.headings: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.captions: list[str] = []
        self.figures = 0
        self.words: list[str] = []
        self.ids: set[str] = set()
        self.references: list[str] = []
        self.feed(page)
        self.close()

    def inside(self, *names: str) -> bool:
        return any(name in names for name, _ in self.stack)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        named = told.get("id")
        self.ids |= {named} if named else set()
        # Where a page stands in the web is told to search engines, and nothing is loaded for it.
        if told.get("rel") not in ("canonical", "alternate"):
            self.references += [
                value for key in ("href", "src", "action", "srcset", "poster") if (value := told.get(key))
            ]
        if tag in HEADINGS and not self.inside("header", "footer"):
            self.headings.append((tag, ""))
        elif tag == "a" and told.get("href"):
            self.links.append(("", told["href"] or ""))
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag in ("caption", "figcaption"):
            self.captions.append("")
        self.figures += tag == "figure"
        if tag not in VOID:
            self.stack.append((tag, told))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place][0] == tag:
                del self.stack[place:]
                return

    def handle_data(self, data: str) -> None:
        if self.inside("title") and not self.inside("svg"):
            self.title += data
        if self.inside(*HEADINGS) and self.headings and not self.inside("header", "footer"):
            self.headings[-1] = (self.headings[-1][0], self.headings[-1][1] + data)
        if self.inside("a") and self.links:
            self.links[-1] = (self.links[-1][0] + data, self.links[-1][1])
        if self.inside("td", "th") and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
        if self.inside("caption", "figcaption") and self.captions:
            self.captions[-1] += data
        if self.inside("main") and not self.inside(*SILENT):
            self.words += data.split()


def page_facts(page: str) -> dict[str, object]:
    """The facts as plain values."""
    seen = Facts(page)
    return {
        "title": seen.title.strip(),
        "headings": [[level, " ".join(text.split())] for level, text in seen.headings],
        "links": [[" ".join(text.split()), href] for text, href in seen.links if text.strip()],
        "rows": [[" ".join(cell.split()) for cell in row] for row in seen.rows],
        "captions": [" ".join(text.split()) for text in seen.captions],
        "figures": seen.figures,
        "text": " ".join(seen.words),
    }
