"""Markup that cannot be broken by its content: every text and attribute value is escaped here."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"circle", "line", "rect", "path", "polyline", "input", "br", "col", "meta", "link"})

HTML = frozenset({"input", "br", "col", "meta", "link"})
"""Those of them that are no part of a drawing: nothing closes them."""


def attribute(value: object) -> str:
    """A number without needless digits, anything else as escaped text."""
    return f"{value:g}" if isinstance(value, float) else escape(str(value), quote=True)


def opening(name: str, attributes: dict[str, object], *, closed: bool = False) -> str:
    """An opening tag; `None` and False leave an attribute out, True writes it bare, `class_` is class."""
    told = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{attribute(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{told}{'/' if closed else ''}>"


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key != "viewBox" else key


def tag(name: str, inner: str = "", /, **attributes: object) -> str:
    """An element whose `inner` is markup already; text goes through `words` first."""
    if name in VOID and not inner:
        return opening(name, attributes, closed=name not in HTML)
    return f"{opening(name, attributes)}{inner}</{name}>"


def words(text: object) -> str:
    """Text made safe to stand between tags."""
    return escape(str(text), quote=False)


def text_tag(name: str, text: object, /, **attributes: object) -> str:
    """An element that holds plain text."""
    return tag(name, words(text), **attributes)


def page_head(title: str, lede: str, *notes: str) -> str:
    """A page's title, the sentence that everything below bears out, and what has to be known beside it."""
    said = [text_tag("p", one, class_="note") for one in notes]
    return joined([text_tag("h1", title), text_tag("p", lede, class_="lede"), *said])


def joined(parts: Iterable[str]) -> str:
    """Markup on its own lines, so that pages compare line by line."""
    return "\n".join(parts)
