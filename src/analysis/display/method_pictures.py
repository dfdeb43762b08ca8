"""A hundred of something, drawn one by one, so that a share is seen and not read."""

from collections.abc import Sequence

from analysis.display.markup import joined, tag, text_tag

WIDTH, HEIGHT, MIDDLE, HUNDRED = 640.0, 108.0, 50.0, 100
LARGEST = 4.2
"""What lies farther from the truth than this, in SD of one period's noise, is cut off at the edge."""

SIDE, STEP = 10, 12.0


def strip(ends: Sequence[Sequence[float]], said: str) -> str:
    """Intervals as upright lines around a level line, the truth; those that miss it are thick and carry a mark."""
    step = WIDTH / len(ends)
    lines = [_line(step * (k + 0.5), low, high) for k, (low, high) in enumerate(ends)]
    level = tag("line", x1=0.0, y1=MIDDLE, x2=WIDTH, y2=MIDDLE, class_="truth")
    return tag(
        "svg",
        joined([text_tag("title", said), level, *lines]),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        class_="chart strip",
        role="img",
    )


def _line(x: float, low: float, high: float) -> str:
    top, bottom = (round(MIDDLE - MIDDLE * max(min(end / LARGEST, 1), -1), 1) for end in (high, low))
    at = round(x, 1)
    missed = not low <= 0 <= high
    line = tag("line", x1=at, y1=top, x2=at, y2=bottom, class_="missed" if missed else "held")
    return line + tag("circle", cx=at, cy=HEIGHT - 4, r=2.8, class_="missed") if missed else line


def dots(filled: int, said: str) -> str:
    """A hundred dots in a square, so many of them full."""
    marks = [
        tag(
            "circle",
            cx=STEP * (k % SIDE + 0.5),
            cy=STEP * (k // SIDE + 0.5),
            r=4.2,
            class_="missed" if k < filled else "held",
        )
        for k in range(HUNDRED)
    ]
    size = STEP * SIDE
    return tag(
        "svg",
        joined([text_tag("title", said), *marks]),
        viewBox=f"0 0 {size:g} {size:g}",
        class_="chart dots",
        role="img",
    )
