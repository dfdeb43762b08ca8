"""Growth as a picture: processor time against the number of units, both by powers of ten, a line a way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from analysis.bench.growth import CITY, NOTEBOOKS
from analysis.bench.record import Part, Row
from analysis.display.markup import joined, tag, text_tag
from analysis.messages import Lang, text
from analysis.wording.numbers import number

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 50, 50
COLOURS = {NOTEBOOKS: "#1f5a7a", CITY: "#8a4b12"}


def growth_picture(part: Part, lang: Lang) -> str:
    """An SVG that is complete by itself; a line parallel to the grey one grows as fast as the number of units."""
    lines = {head: rows for head in COLOURS if (rows := part.ways(head))}
    scale = _scale([one for rows in lines.values() for one in rows])
    title = text("bench-growth-title", lang)
    drawn = [
        tag("rect", width=WIDTH, height=HEIGHT, fill="#fff"),
        text_tag("title", title),
        text_tag("text", title, x=12, y=22, font_weight="bold"),
        *_axes(scale, lang),
        *(mark for head, rows in lines.items() for mark in _line(head, rows, scale, lang)),
    ]
    asked: Mapping[str, object] = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "xmlns": "http://www.w3.org/2000/svg"}
    return tag("svg", joined(drawn), **asked, font_family="sans-serif", font_size=12, role="img") + "\n"


@dataclass(frozen=True)
class _Scale:
    """Where a number of units and a time stand: both axes in powers of ten."""

    sizes: tuple[int, ...]
    low: int
    high: int

    def x(self, size: float) -> float:
        """From the left."""
        first, last = log10(self.sizes[0]), log10(self.sizes[-1])
        return round(LEFT + (log10(size) - first) / ((last - first) or 1) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, cost: float) -> float:
        """From above."""
        part = (log10(cost) - self.low) / ((self.high - self.low) or 1)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)


def _scale(rows: Sequence[Row]) -> _Scale:
    costs = [one.middle("cpu") for one in rows]
    sizes = tuple(sorted({one.count for one in rows}))
    return _Scale(sizes, floor(log10(min(costs))), ceil(log10(max(costs))))


def _axes(scale: _Scale, lang: Lang) -> list[str]:
    end = WIDTH - RIGHT
    drawn = [text_tag("text", text("bench-growth-units", lang), x=end, y=HEIGHT - 8, text_anchor="end")]
    drawn.append(text_tag("text", text("bench-growth-seconds", lang), x=12, y=TOP - 10))
    for power in range(scale.low, scale.high + 1):
        y = scale.y(10.0**power)
        drawn.append(tag("path", d=f"M{LEFT} {y}H{end}", stroke="#ddd"))
        told = number(10.0**power, max(0, -power), lang)
        drawn.append(text_tag("text", told, x=LEFT - 8, y=y + 4, text_anchor="end"))
    for size in scale.sizes:
        told = number(size, 0, lang)
        drawn.append(text_tag("text", told, x=scale.x(size), y=HEIGHT - BOTTOM + 18, text_anchor="middle"))
    return [*drawn, _as_fast(scale)]


def _as_fast(scale: _Scale) -> str:
    """A line that rises as fast as the number of units, from the lower corner as far as there is room."""
    steep = (scale.y(1) - scale.y(10)) / ((scale.x(10) - scale.x(1)) or 1)
    wide = min(WIDTH - LEFT - RIGHT, (HEIGHT - TOP - BOTTOM) / (steep or 1))
    path = f"M{LEFT} {HEIGHT - BOTTOM}l{round(wide, 1)} {round(-wide * steep, 1)}"
    return tag("path", d=path, stroke="#999", stroke_dasharray="4 4")


def _line(head: str, rows: Sequence[Row], scale: _Scale, lang: Lang) -> list[str]:
    places = [(scale.x(one.count), scale.y(one.middle("cpu"))) for one in sorted(rows, key=lambda r: r.count)]
    x, y = places[-1]
    colour = COLOURS[head]
    path = "L".join(f"{a} {b}" for a, b in places)
    return [
        tag("path", d=f"M{path}", stroke=colour, fill="none", stroke_width=2),
        *(tag("circle", cx=a, cy=b, r=3, fill=colour) for a, b in places),
        # Above its point: beside it, the line of another kind may go on to the right.
        text_tag("text", text(f"bench-growth-{head}", lang), x=x, y=y - 8, text_anchor="middle", fill=colour),
    ]
