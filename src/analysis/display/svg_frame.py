"""What every drawing shares: the frame with its name, marks with a tooltip, tick labels."""

from collections.abc import Sequence

from analysis.display.markup import joined, tag, text_tag
from analysis.messages import Lang, text
from analysis.wording.numbers import number

WIDTH = 640
TALL = 900.0
"""Above this height a drawing would not fit one sheet of A4 at full width: print shrinks it."""
LETTER = 13.0
"""Width of a letter in units of the drawing at the phone's font size (22); wider than it is, so labels fit."""


def frame(height: float, title: str, kind: str, parts: Sequence[str]) -> str:
    """The whole drawing; it is one image to a screen reader, and the table beside it holds the numbers."""
    named = text_tag("title", title) if title else ""
    return tag(
        "svg",
        joined([named, *parts]),
        viewBox=f"0 0 {WIDTH} {height:g}",
        class_=f"chart {kind}" + (" tall" if height > TALL else ""),
        role="img" if title else None,
        aria_hidden=None if title else "true",
        preserveAspectRatio="xMidYMid meet",
    )


def label(x: float, y: float, content: str, class_: str | None) -> str:
    """A text at a place; classes e and m set it from its end or its middle."""
    return text_tag("text", content, x=x, y=y, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def dot(x: float, y: float, radius: float, class_: str, told: str) -> str:
    """A round mark whose tooltip tells its value."""
    return tag("circle", text_tag("title", told), cx=x, cy=y, r=radius, class_=class_)


def diamond(x: float, y: float, size: float, class_: str, told: str) -> str:
    """A mark for a signal: told apart by shape, not by colour alone."""
    path = f"M{x:g} {y - size:g}L{x + size:g} {y:g}L{x:g} {y + size:g}L{x - size:g} {y:g}Z"
    return tag("path", text_tag("title", told), d=path, class_=class_)


def hatched(x: float, y: float, wide: float, high: float, told: str) -> str:
    """The place of a value that is kept back or missing: hatched, so that no print takes it for a level."""
    strokes = "".join(
        f"M{x + max(0, d - high):g} {y + min(high, d):g}L{x + min(wide, d):g} {y + max(0, d - wide):g}"
        for d in range(4, int(wide + high), 4)
    )
    box = tag("rect", text_tag("title", told), x=x, y=y, width=wide, height=high, class_="gap")
    return box + tag("path", d=strokes, class_="hatch")


def tick_texts(values: Sequence[float], lang: Lang) -> list[str]:
    """Tick labels with as few decimals as tell them apart."""
    for decimals in range(4):
        if all(abs(round(value, decimals) - value) < 1e-9 for value in values):
            return [number(value, decimals, lang) for value in values]
    return [number(value, 3, lang) for value in values]


def withheld_word(lang: Lang) -> str:
    """The word that stands where a value is kept back."""
    return text("cell-withheld", lang)


def percent(share: float, lang: Lang) -> str:
    """A share of one as a whole percentage: `20 %` in Indonesian, `20%` in English."""
    return f"{number(100 * share, 0, lang)}{' %' if lang == 'id' else '%'}"
