"""Charts whose rows stand below each other, drawn: peers with intervals, survey elements, who moved."""

from analysis.display.charts import ElementChart, ElementRow, MovedChart, MovedRow, PeerChart, PeerRow
from analysis.display.markup import tag, text_tag
from analysis.display.scale import Scale, extent, ticks
from analysis.display.svg_frame import (
    LETTER,
    WIDTH,
    diamond,
    dot,
    frame,
    hatched,
    label,
    line,
    percent,
    tick_texts,
    withheld_word,
)
from analysis.messages import Lang
from analysis.wording.numbers import number

PEER_ROW, PEER_ROW_ABOVE, ELEMENT_ROW, MOVED_ROW = 27.0, 50.0, 52.0, 72.0
HEAD, FOOT = 34.0, 36.0
WIDEST_LABEL, LONGEST_NAME = 20, 44
RIGHT = WIDTH - 14.0


def peer_range(chart: PeerChart) -> tuple[float, float]:
    """The values that a peer chart covers."""
    ends = [end for row in chart.rows for end in (row.value, row.low, row.high)]
    return extent([*ends, chart.reference])


def draw_peers(chart: PeerChart, title: str, lang: Lang) -> str:
    """Rows of a dot and its interval; this page's own unit is heavier. Long names stand above their row."""
    names = drawn_names([row.label for row in chart.rows])
    longest = max((len(name) for name in names), default=4)
    above = longest > WIDEST_LABEL
    left = 16.0 if above else 14 + LETTER * longest
    height = PEER_ROW_ABOVE if above else PEER_ROW
    x = Scale(*peer_range(chart), left, RIGHT)
    base = HEAD + height * len(chart.rows)
    parts = _scale_below(x, base, lang)
    if chart.reference is not None:
        at = x.at(chart.reference)
        late = at > WIDTH * 0.6
        parts.append(line(at, HEAD - 6, at, base, "reference"))
        parts.append(label(at - 6 if late else at + 6, HEAD - 12, chart.reference_label, "e" if late else ""))
    for place, (row, name) in enumerate(zip(chart.rows, names, strict=True)):
        y = HEAD + height * place + (38 if above else height / 2)
        named = label(left, -14, name, None) if above else label(left - 12, 7, name, "e")
        inner = named + _peer(row, name, x, chart.decimals, lang)
        parts.append(tag("g", inner, class_="mine" if row.mine else "peer", transform=f"translate(0 {y:g})"))
    return frame(base + FOOT, title, "peers", parts)


def drawn_names(names: list[str]) -> list[str]:
    """Names as drawn: without a first word that all share, cut where too long; tooltip and table have the whole."""
    first = {name.partition(" ")[0] for name in names}
    shared = len(names) > 1 and len(first) == 1 and all(" " in name for name in names)
    shown = [name.partition(" ")[2] if shared else name for name in names]
    return [name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…" for name in shown]


def _peer(row: PeerRow, name: str, x: Scale, decimals: int, lang: Lang) -> str:
    """The marks of a row at height 0 of their group; most of a page's marks are these, so they say little."""
    told = peer_told(row, name, decimals, lang)
    if row.value is None:
        return "".join(_withheld(x.start + 4, 0, told, lang))
    drawn = "" if row.low is None or row.high is None else tag("line", x1=x.at(row.low), x2=x.at(row.high))
    return drawn + tag("circle", text_tag("title", told), cx=x.at(row.value), r=6.5 if row.mine else 5.0)


def peer_told(row: PeerRow, name: str, decimals: int, lang: Lang) -> str:
    """What a row's tooltip tells: its value and interval, after its whole name where the `name` that is drawn was cut."""
    whole = f"{row.label}: " if name.endswith("…") and row.label != name else ""
    if row.value is None:
        return whole + withheld_word(lang)
    told = whole + number(row.value, decimals, lang)
    if row.low is None or row.high is None:
        return told
    return f"{told} ({number(row.low, decimals, lang)} - {number(row.high, decimals, lang)})"


def _withheld(x: float, y: float, told: str, lang: Lang) -> list[str]:
    return [hatched(x, y - 7, 30, 14, told), label(x + 38, y + 7, withheld_word(lang), "soft")]


def _scale_below(x: Scale, base: float, lang: Lang) -> list[str]:
    marks = ticks(x.low, x.high)
    parts: list[str] = []
    for value, told in zip(marks, tick_texts(marks, lang), strict=True):
        at = x.at(value)
        parts.append(line(at, HEAD - 4, at, base, "grid"))
        parts.append(label(min(max(at, 30), WIDTH - 30), base + 26, told, "m"))
    return parts


def draw_elements(chart: ElementChart, title: str, lang: Lang) -> str:
    """Each element on its answer scale; the wave before is an open mark."""
    x = Scale(chart.low, chart.high, 16, RIGHT - 60)
    base = HEAD + ELEMENT_ROW * len(chart.rows)
    parts = _scale_below(x, base, lang) + _wave_key(chart)
    for place, row in enumerate(chart.rows):
        parts += _element(row, x, HEAD + ELEMENT_ROW * place, chart.decimals, lang)
    return frame(base + FOOT, title, "elements", parts)


def _wave_key(chart: ElementChart) -> list[str]:
    parts = [diamond(16, 12, 6.5, "value mine", chart.now_label), label(30, 19, chart.now_label, "soft")]
    if any(row.previous is not None for row in chart.rows):
        start = 60 + LETTER * len(chart.now_label)
        parts.append(dot(start, 12, 5.5, "before", chart.previous_label))
        parts.append(label(start + 14, 19, chart.previous_label, "soft"))
    return parts


def _element(row: ElementRow, x: Scale, top: float, decimals: int, lang: Lang) -> list[str]:
    y = top + 40
    named = label(x.start, top + 24, row.label, "name")
    if row.value is None:
        return [named, *_withheld(x.start + 4, y, f"{row.label}: {withheld_word(lang)}", lang)]
    parts = [named, line(x.start, y, x.end, y, "track")]
    shown = number(row.value, decimals, lang)
    if row.previous is not None:
        parts.append(line(x.at(row.previous), y, x.at(row.value), y, "moved"))
        parts.append(
            dot(x.at(row.previous), y, 5.5, "before", f"{row.label}: {number(row.previous, decimals, lang)}")
        )
    parts.append(diamond(x.at(row.value), y, 8.0, "value mine", f"{row.label}: {shown}"))
    return [*parts, label(WIDTH - 8, y + 7, shown, "e num")]


def draw_moved(chart: MovedChart, title: str, lang: Lang) -> str:
    """Stacked bars of shares, one row a year, with the share written where it fits."""
    parts: list[str] = []
    for place, row in enumerate(chart.rows):
        parts += _moved(row, chart, MOVED_ROW * place, lang)
    base = MOVED_ROW * len(chart.rows)
    at = 6.0
    for kind, told in (("down", chart.down_label), ("stayed", chart.stayed_label), ("up", chart.up_label)):
        parts.append(tag("rect", x=at, y=base + 12, width=18, height=18, class_=f"bar {kind}"))
        parts.append(label(at + 26, base + 28, told, "soft"))
        at += 46 + LETTER * len(told)
    return frame(base + 44, title, "moved-chart", parts)


def _moved(row: MovedRow, chart: MovedChart, top: float, lang: Lang) -> list[str]:
    x = Scale(0.0, 1.0, 6, WIDTH - 6.0)
    parts = [label(6, top + 24, f"{row.label} (n = {number(row.n, 0, lang)})", "name")]
    start = 0.0
    named = (
        (chart.down_label, row.down, "down"),
        (chart.stayed_label, row.stayed, "stayed"),
        (chart.up_label, row.up, "up"),
    )
    for told, share, kind in named:
        wide = round(x.at(start + share) - x.at(start), 1)
        shown = percent(share, lang)
        tip = text_tag("title", f"{row.label}, {told}: {shown}")
        parts.append(tag("rect", tip, x=x.at(start), y=top + 34, width=wide, height=30, class_=f"bar {kind}"))
        if share >= 0.12:
            parts.append(label(round(x.at(start) + wide / 2, 1), top + 57, shown, f"m on {kind}"))
        start += share
    return parts
